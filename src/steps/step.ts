/**
 * The contract of a step. A step reads files that an earlier step wrote below the scene's output folder, and its own
 * options; it writes files below the same folder; it keeps no state and reads no environment variables.
 */
import type { ErrorRecord, Warning } from '../errors.js';
import type { Pool } from '../pool/pool.js';

export interface StepContext {
  /** Absolute path of the scene's output folder (`assets/`, `usd/`, `reports/` lie in it). */
  sceneDir: string;
  pool: Pool;
  signal?: AbortSignal;
  /** Told after every unit of work. */
  onProgress?: (event: ProgressEvent) => void;
}

export interface ProgressEvent {
  step: string;
  done: number;
  total: number;
  /** What was just finished. */
  item?: string;
}

/** One unit of work (an asset, an object) that failed; the step went on without it. */
export interface ItemFailure {
  id: string;
  error: ErrorRecord;
}

export interface StepResult {
  /** `done`: all units; `partial`: some failed and are listed; `skipped`: nothing to do, with the reason. */
  status: 'done' | 'partial' | 'skipped';
  reason?: string;
  /** Paths of the main outputs, relative to sceneDir. */
  outputs: string[];
  failures: ItemFailure[];
  warnings: Warning[];
}

export interface Step<Options> {
  name: StepName;
  /** Changes when the same inputs would give other bytes. */
  version: number;
  run(context: StepContext, options: Options): Promise<StepResult>;
}

export const STEP_NAMES = ['regen3d', 'simready', 'usd', 'replicator', 'isaac-lab', 'dwm'] as const;
export type StepName = (typeof STEP_NAMES)[number];
