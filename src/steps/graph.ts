/** The order of the steps, and which are built. A run takes any subset; each reads what earlier ones wrote. */
import { SimwrightError } from '../errors.js';
import { STEP_NAMES, type StepName } from './step.js';

/** Steps that exist today, in the order they run. */
export const BUILT_STEPS = ['regen3d', 'simready', 'usd'] as const satisfies readonly StepName[];
export type BuiltStep = (typeof BUILT_STEPS)[number];

/** The requested steps in the order they run, without repeats. `undefined` asks for all that exist. */
export function planSteps(requested: readonly string[] | undefined): BuiltStep[] {
  if (requested === undefined) return [...BUILT_STEPS];
  for (const name of requested) {
    if (BUILT_STEPS.includes(name as BuiltStep)) continue;
    const known = STEP_NAMES.includes(name as StepName);
    throw new SimwrightError('USAGE', known ? `step ${name} is not available yet` : `there is no step called ${name}`, {
      advice: `steps: ${BUILT_STEPS.join(', ')}`,
    });
  }
  const plan = BUILT_STEPS.filter((step) => requested.includes(step));
  if (plan.length === 0)
    throw new SimwrightError('USAGE', 'no step was asked for', { advice: `steps: ${BUILT_STEPS.join(', ')}` });
  return plan;
}
