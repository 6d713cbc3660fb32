/** Exit codes, and how an error leaves the program. */
import { asSimwrightError, type ErrorCode, type SimwrightError } from '../errors.js';

export const EXIT = {
  done: 0,
  /** Finished, but some scenes, objects or gates failed. */
  partial: 2,
  /** The input can never work: do not retry. */
  permanent: 42,
  usage: 64,
  internal: 70,
  /** Try again. */
  temporary: 75,
} as const;

const TEMPORARY: ReadonlySet<ErrorCode> = new Set([
  'OUT_OF_MEMORY',
  'WORKER_LOST',
  'LOCKED',
  'OUTPUT_UNWRITABLE',
  'CANCELLED',
]);
const INTERNAL: ReadonlySet<ErrorCode> = new Set(['INTERNAL', 'NATIVE_LOAD']);

export function exitCodeFor(error: SimwrightError): number {
  if (error.code === 'USAGE' || error.code === 'ARGUMENT') return EXIT.usage;
  if (INTERNAL.has(error.code)) return EXIT.internal;
  if (TEMPORARY.has(error.code)) return EXIT.temporary;
  return EXIT.permanent;
}

/** Reports the error (one line and its advice on stderr; with --json also one object on stdout) and sets the exit code. */
export function fail(thrown: unknown, json: boolean): void {
  const error = asSimwrightError(thrown);
  if (error.code === 'CANCELLED') {
    process.stderr.write('simwright: stopped; run the same command again to finish\n');
    if (json) process.stdout.write(`${JSON.stringify({ error: error.toJSON() })}\n`);
    process.exitCode = EXIT.temporary;
    return;
  }
  const where = [error.context.file, error.context.object].filter(Boolean).join(', object ');
  process.stderr.write(`simwright: ${error.code}: ${error.message}${where ? ` (${where})` : ''}\n`);
  if (error.context.advice) process.stderr.write(`  ${error.context.advice}\n`);
  if (error.code === 'INTERNAL' && error.stack) process.stderr.write(`${error.stack}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: error.toJSON() })}\n`);
  process.exitCode = exitCodeFor(error);
}

/** An action that turns every error into a message and an exit code. */
export function guarded<A extends unknown[]>(action: (...args: A) => Promise<void>) {
  return async (...args: A): Promise<void> => {
    try {
      await action(...args);
    } catch (error) {
      const options = args.find((arg) => typeof arg === 'object' && arg !== null && 'json' in arg) as {
        json?: boolean;
      };
      fail(error, options?.json === true);
    }
  };
}

/** One JSON object on stdout: the machine's answer. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
