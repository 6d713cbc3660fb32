/**
 * What runs in a pool thread: pure dispatch. A task names a module and one of its exports; the export is called with
 * the arguments and the cancel words, its result is moved (not copied) back, its errors keep their code.
 */
import { SimwrightError, toCause } from '../errors.js';
import { move, type Transferable } from './transfer.js';

export interface WorkerTask {
  /** URL of a compiled module. */
  module: string;
  /** Name of an exported function (input, cancel words) => result or promise. */
  name: string;
  args: unknown[];
  cancel: Int32Array;
}

export default async function work(task: WorkerTask): Promise<Transferable> {
  try {
    // queued while its flag was set: do not start
    if (Atomics.load(task.cancel, 0) !== 0) throw new SimwrightError('CANCELLED', 'cancelled by the caller');
    const module = (await import(task.module)) as Record<string, (...args: unknown[]) => unknown>;
    const run = module[task.name];
    if (typeof run !== 'function') throw new Error(`task ${task.name} is not exported by ${task.module}`);
    return move(await run(...task.args, task.cancel));
  } catch (error) {
    throw toCause(error);
  }
}
