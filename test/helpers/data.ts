/**
 * The one way to real data: `SIMWRIGHT_DATA`, or `shared/data` beside the checkout. Absent data skips the test and says
 * so; it never passes silently.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const candidates = [process.env.SIMWRIGHT_DATA, path.join(root, '..', 'shared', 'data')];
export const DATA = candidates.find((dir) => dir && existsSync(path.join(dir, 'dev', 'manifest.json'))) ?? null;

/** Absolute path of a data file; only inside `describeData`. */
export const dataPath = (...parts: string[]): string => path.join(DATA as string, ...parts);
export const dataJson = (...parts: string[]) => JSON.parse(readFileSync(dataPath(...parts), 'utf8'));

/** A suite that needs the data: runs where it is, is reported as skipped with the reason where it is not. */
export const describeData: typeof describe.skip = DATA
  ? describe
  : (((name: string, ...rest: unknown[]) =>
      (describe.skip as (...args: unknown[]) => void)(`${name} [skipped: no ../shared/data]`, ...rest)) as never);
