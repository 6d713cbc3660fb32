/**
 * What one run of one scene came to: the object that `simwright run --json` prints, that is written as
 * `reports/run.json`, and that the report is made from. Scripts rely on these fields; more may be added, none taken away.
 */
import type { ErrorRecord, Warning } from '../errors.js';
import type { SimRole } from '../scene/manifest.js';
import type { StepName } from '../steps/step.js';

export const RUN_RESULT_SCHEMA = 'simwright.run/1';

/**
 * `done`: every step and object; `partial`: finished, but some objects, or a gate, failed; `failed`: a step could not
 * finish, so there is no usable scene.
 */
export type RunStatus = 'done' | 'partial' | 'failed';

export interface StepRun {
  step: StepName;
  /** `skipped` has nothing to do, with the reason; `failed` stopped the run. */
  status: 'done' | 'partial' | 'skipped' | 'failed';
  seconds: number;
  /** Every unit of work came from the cache. */
  cached: boolean;
  reason?: string;
}

/** One object of the scene; facts of its geometry stand in its asset's record. */
export interface RunObject {
  id: string;
  asset: string;
  role: SimRole;
  /** null for static objects and failed assets. */
  mass_kg: number | null;
  /** Where the mass comes from. */
  provenance: string | null;
  /** Kind of the collision proxy: `box`, `hull`, `decomposition`... */
  proxy: string | null;
  /** Convex pieces of the proxy. */
  pieces: number;
  warnings: Pick<Warning, 'code'>[];
}

export interface GateFailure {
  gate: string;
  object: string;
  value: number;
  bound: number;
}

/** One unit of work (an input, an asset, an object) that was lost; the run went on without it. */
export interface RunFailure {
  /** Object or asset id; the step's own name when the step itself failed. */
  id: string;
  step: StepName;
  error: ErrorRecord;
}

export interface RunResult {
  schema: typeof RUN_RESULT_SCHEMA;
  scene_id: string;
  status: RunStatus;
  steps: StepRun[];
  objects: RunObject[];
  /** Relative to the scene folder; null when not written. */
  outputs: { usd: string | null; manifest: string | null; report: string | null };
  gates: { passed: number; failed: number; failures: GateFailure[] };
  failures: RunFailure[];
  /** Of the scene as a whole. */
  warnings: Warning[];
}
