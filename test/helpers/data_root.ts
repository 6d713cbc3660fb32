/** Where real data lies: `SIMWRIGHT_DATA`, or `shared/data` beside the checkout; null where there is none. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const candidates = [process.env.SIMWRIGHT_DATA, path.join(root, '..', 'shared', 'data')];
export const DATA = candidates.find((dir) => dir && existsSync(path.join(dir, 'dev', 'manifest.json'))) ?? null;
