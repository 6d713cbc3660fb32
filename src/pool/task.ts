/** What the pool sends to a worker, and the words both share while the task waits and runs. */

export interface WorkerTask {
  /** URL of a compiled module. */
  module: string;
  /** Name of an exported function: (...args, cancel words) => result or promise. */
  name: string;
  args: unknown[];
  cancel: Int32Array;
}

/**
 * Words of a task: 0 cancel flag, 1 progress in thousandths (both read by the core, see native/core/cancel.h),
 * 2 where the task is. The state moves once: a worker takes a queued task, or the caller drops it.
 */
export const CANCEL_WORDS = 3;
export const STATE = 2;
export const STATE_QUEUED = 0;
export const STATE_TAKEN = 1;
export const STATE_DROPPED = 2;
