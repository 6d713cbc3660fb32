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
import type { WorkerTask } from './worker.js';

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

  constructor(options: PoolOptions = {}) {
    this.workers = checkNumber('workers', options.workers, availableParallelism(), 1, 1024);
    this.piscina = new Piscina({
      filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
      minThreads: this.workers,
      maxThreads: this.workers,
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
    });
  }

  /** Tasks that wait for a worker. */
  get queueDepth(): number {
    return this.piscina.queueSize;
  }

  /** Runs one task. Rejects with a SimwrightError; a lost worker costs this task only. */
  async run<T>(task: TaskRef, args: unknown[], options: RunOptions = {}): Promise<T> {
    const { signal, onProgress } = options;
    if (signal?.aborted) throw new SimwrightError('CANCELLED', 'cancelled before it started');
    const cancel = new Int32Array(new SharedArrayBuffer(8));
    const abort = () => Atomics.store(cancel, 0, 1);
    signal?.addEventListener('abort', abort, { once: true });
    const timer = onProgress && setInterval(() => onProgress(Atomics.load(cancel, 1) / 1000), 100);
    try {
      const message: WorkerTask = { ...task, args, cancel };
      return (await this.piscina.run(message)) as T;
    } catch (error) {
      throw fromCause(error);
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the workers; running tasks are lost. */
  async close(): Promise<void> {
    await this.piscina.destroy();
  }
}
