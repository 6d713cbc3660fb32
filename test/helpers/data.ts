/**
 * The one way to real data: `SIMWRIGHT_DATA`, or `shared/data` beside the checkout. Absent data skips the test and says
 * so; it never passes silently.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'vitest';
import { DATA } from './data_root.js';

export { DATA };

/** Absolute path of a data file; only inside `describeData`. */
export const dataPath = (...parts: string[]): string => path.join(DATA as string, ...parts);
export const dataJson = (...parts: string[]) => JSON.parse(readFileSync(dataPath(...parts), 'utf8'));

/** A suite that needs the data: runs where it is, is reported as skipped with the reason where it is not. */
export const describeData: typeof describe.skip = DATA
  ? describe
  : (((name: string, ...rest: unknown[]) =>
      (describe.skip as (...args: unknown[]) => void)(`${name} [skipped: no ../shared/data]`, ...rest)) as never);
