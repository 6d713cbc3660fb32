/**
 * What runs in a pool thread: pure dispatch. A task names a module and one of its exports; the export is called with
 * the arguments and the cancel words, its result is moved (not copied) back, its errors keep their code.
 */
import { SimwrightError, toCause } from '../errors.js';
import { STATE, STATE_QUEUED, STATE_TAKEN, type WorkerTask } from './task.js';
import { move, type Transferable } from './transfer.js';

export default async function work(task: WorkerTask): Promise<Transferable> {
  try {
    if (Atomics.compareExchange(task.cancel, STATE, STATE_QUEUED, STATE_TAKEN) !== STATE_QUEUED)
      throw new SimwrightError('CANCELLED', 'cancelled in the queue');
    const module = (await import(task.module)) as Record<string, (...args: unknown[]) => unknown>;
    const run = module[task.name];
    if (typeof run !== 'function') throw new Error(`task ${task.name} is not exported by ${task.module}`);
    return move(await run(...task.args, task.cancel));
  } catch (error) {
    throw toCause(error);
  }
}
