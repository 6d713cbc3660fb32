import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DATA } from './data_root.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tests run against dist: workers cannot be TypeScript. Compiles once before the suite (incremental, under a second). */
export default function setup(): void {
  if (!DATA) console.warn('no ../shared/data beside the checkout: tests on real data are skipped');
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: root, stdio: 'inherit' });
}
