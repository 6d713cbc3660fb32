/**
 * The geometry verbs as the public API gives them: asynchronous, run in a shared pool, cancellable. The pool starts with
 * the first call and does not keep the process alive.
 */
import * as sync from '../geometry/verbs.js';
import { Pool, type RunOptions } from './pool.js';
import { shareMesh } from './transfer.js';

type Sync = typeof sync;
type Verb = keyof Sync;
type Pooled<F> = F extends (input: infer I, options?: infer O, ...rest: never[]) => infer R
  ? (input: I, options?: NonNullable<O> & RunOptions) => Promise<R>
  : never;

let shared: Pool | undefined;
const VERBS = new URL('../geometry/verbs.js', import.meta.url).href;

/** Ends the shared pool; the next call starts a new one. */
export async function closePool(): Promise<void> {
  await shared?.close();
  shared = undefined;
}

function isMesh(value: unknown): value is Parameters<typeof shareMesh>[0] {
  return typeof value === 'object' && value !== null && 'positions' in value && 'indices' in value;
}

function pooled<V extends Verb>(name: V): Pooled<Sync[V]> {
  const call = async (input: unknown, options: RunOptions & Record<string, unknown> = {}) => {
    const { signal, onProgress, ...rest } = options;
    shared ??= new Pool();
    const sent = isMesh(input) && ArrayBuffer.isView(input.positions) && ArrayBuffer.isView(input.indices);
    return shared.run({ module: VERBS, name }, [sent ? shareMesh(input) : input, rest], { signal, onProgress });
  };
  return call as unknown as Pooled<Sync[V]>;
}

export const inspect = pooled('inspect');
