/**
 * The geometry verbs as the public API gives them: asynchronous, run in a shared pool, cancellable. The pool starts with
 * the first call and does not keep the process alive.
 */

import { SimwrightError } from '../errors.js';
import type * as sync from '../geometry/verbs.js';
import { Pool, type RunOptions } from './pool.js';
import { shareMesh } from './transfer.js';

type Sync = typeof sync;
type Verb = keyof Sync;
type Pooled<F> = F extends (input: infer I, options: infer O, ...rest: never[]) => infer R
  ? undefined extends O
    ? (input: I, options?: NonNullable<O> & RunOptions) => Promise<R>
    : (input: I, options: O & RunOptions) => Promise<R>
  : never;

let shared: Pool | undefined;
const VERBS = new URL('../geometry/verbs.js', import.meta.url).href;

/** Ends the shared pool; the next call starts a new one. */
export async function closePool(): Promise<void> {
  await shared?.close();
  shared = undefined;
}

function isMesh(value: unknown): value is Parameters<typeof shareMesh>[0] {
  if (typeof value !== 'object' || value === null) return false;
  const { positions, indices } = value as Record<string, unknown>;
  return ArrayBuffer.isView(positions) && ArrayBuffer.isView(indices);
}

const sent = (value: unknown) => (isMesh(value) ? shareMesh(value) : value);

function pooled<V extends Verb>(name: V): Pooled<Sync[V]> {
  const call = async (input: unknown, options?: RunOptions & Record<string, unknown>) => {
    const { signal, onProgress, ...rest } = options ?? {};
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw new SimwrightError('ARGUMENT', 'expected an AbortSignal for signal');
    shared ??= new Pool();
    const sentOptions = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, sent(value)]));
    return shared.run({ module: VERBS, name }, [sent(input), sentOptions], { signal, onProgress });
  };
  return call as unknown as Pooled<Sync[V]>;
}

export const clean = pooled('clean');
export const distance = pooled('distance');
export const fit = pooled('fit');
export const hull = pooled('hull');
export const inspect = pooled('inspect');
export const massProperties = pooled('massProperties');
export const limitHull = pooled('limitHull');
export const occluded = pooled('occluded');
export const pointDistance = pooled('pointDistance');
export const raycast = pooled('raycast');
export const render = pooled('render');
export const solidify = pooled('solidify');
export const simplify = pooled('simplify');
export const reveal = pooled('reveal');
