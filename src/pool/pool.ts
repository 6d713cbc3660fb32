/**
 * The worker pool: one level of parallelism, across objects. Tasks are exports of compiled modules; native calls inside
 * them are synchronous and single-threaded. Inputs on SharedArrayBuffers are shared, outputs are moved, a cancel flag is
 * polled in C++ (an AbortSignal only sets the flag: piscina never sees it, so no worker is terminated).
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { fromCause, SimwrightError } from '../errors.js';
import { checkNumber } from '../geometry/mesh.js';
import { CANCEL_WORDS, STATE, STATE_DROPPED, STATE_QUEUED, type WorkerTask } from './task.js';

/** A function that workers can call: an export of a compiled module, taking its arguments and the cancel words last. */
export interface TaskRef {
  /** URL of the module: `new URL('./task.js', import.meta.url).href`. */
  module: string;
  name: string;
}

export interface PoolOptions {
  /** Worker threads. Default: what the host can run in parallel. */
  workers?: number;
}

export interface RunOptions {
  /** Aborting sets the cancel flag of queued and running work; the promise then rejects with CANCELLED. */
  signal?: AbortSignal;
  /** Called about ten times a second with the progress of the task, 0..1, if it reports any. */
  onProgress?: (share: number) => void;
}

export class Pool {
  readonly workers: number;
  private readonly piscina: Piscina;
  /** Tasks that are queued or running: their cancel words, and how to reject those that no worker has taken. */
  private readonly active = new Map<Int32Array, (error: SimwrightError) => void>();
  private closed = false;

  constructor(options: PoolOptions = {}) {
    this.workers = checkNumber('workers', options.workers, availableParallelism(), 1, 1024);
    this.piscina = new Piscina({
      filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
      minThreads: this.workers,
      maxThreads: this.workers,
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
    });
    // Tells of trouble outside any task, and would end the process if nobody listened: the late answer of a worker that
    // is being ended, or the loss of an idle worker (replaced). If none is left, no worker can start: nobody would answer.
    this.piscina.on('error', (error: Error) => {
      if (this.closed || this.piscina.threads.length > 0) return;
      const lost = new SimwrightError('WORKER_LOST', `no worker can start: ${error.message}`, {}, { cause: error });
      for (const drop of this.active.values()) drop(lost);
    });
  }

  /** Tasks that wait for a worker. */
  get queueDepth(): number {
    return this.piscina.queueSize;
  }

  /**
   * Runs one task. Rejects with a SimwrightError; a lost worker costs this task only. Cancelling queued work rejects at
   * once, cancelling running work when its code next polls the flag.
   */
  async run<T>(task: TaskRef, args: unknown[], options: RunOptions = {}): Promise<T> {
    const { signal, onProgress } = options;
    if (this.closed) throw new SimwrightError('WORKER_LOST', 'the pool is closed');
    if (signal?.aborted) throw new SimwrightError('CANCELLED', 'cancelled before it started');
    const cancel = new Int32Array(new SharedArrayBuffer(4 * CANCEL_WORDS));
    // rejects only while the task is in the queue: no worker has to become free to throw it away
    let drop: (error: SimwrightError) => void = () => {};
    const dropped = new Promise<never>((_, reject) => {
      drop = (error) => {
        if (Atomics.compareExchange(cancel, STATE, STATE_QUEUED, STATE_DROPPED) === STATE_QUEUED) reject(error);
      };
    });
    const abort = () => {
      Atomics.store(cancel, 0, 1);
      drop(new SimwrightError('CANCELLED', 'cancelled in the queue'));
    };
    const stopListening = signal && onAbort(signal, abort);
    this.active.set(cancel, drop);
    const timer = onProgress && setInterval(() => onProgress(Atomics.load(cancel, 1) / 1000), 100);
    const message: WorkerTask = { ...task, args, cancel };
    const result = this.piscina.run(message).finally(() => this.active.delete(cancel));
    try {
      return (await Promise.race([result, dropped])) as T;
    } catch (error) {
      result.catch(() => {}); // the worker's own answer to a task dropped in the queue
      throw fromCause(error);
    } finally {
      clearInterval(timer);
      stopListening?.();
    }
  }

  /** Ends the workers; queued and running tasks are lost. Native code stops at its next poll, so this takes moments. */
  async close(): Promise<void> {
    this.closed = true;
    for (const cancel of this.active.keys()) Atomics.store(cancel, 0, 1);
    await this.piscina.destroy();
  }
}

const listening = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal aborts, with one listener per signal however many tasks share it. Returns the undo. */
function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = listening.get(signal);
  if (!callbacks) {
    const added = new Set<() => void>();
    const callAll = () => {
      for (const call of added) call();
    };
    signal.addEventListener('abort', callAll, { once: true });
    listening.set(signal, added);
    callbacks = added;
  }
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}
