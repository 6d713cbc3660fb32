/** Reads who imports whom in src/, from the text of the files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** File below src/, such as `pool/pool.ts`. */
  from: string;
  /** File below src/ for own code, else the package or `node:` module. */
  to: string;
  own: boolean;
  /** Erased by the compiler: costs nothing at run time and may point upwards. */
  typeOnly: boolean;
  /** `import()` inside a function: loaded when needed. */
  lazy: boolean;
}

export function filesBelow(dir: string, keep: (name: string) => boolean): string[] {
  const out: string[] = [];
  for (const name of readdirSync(path.join(ROOT, dir)).sort()) {
    const file = path.posix.join(dir, name);
    if (statSync(path.join(ROOT, file)).isDirectory()) out.push(...filesBelow(file, keep));
    else if (keep(name)) out.push(file);
  }
  return out;
}

export const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const STATEMENT = /(?:^|\n)\s*(import|export)\s+(type\s+)?([^;'"]*?)\s*from\s*['"]([^'"]+)['"]/g;
const BARE = /(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;
const DYNAMIC = /import\(\s*['"]([^'"]+)['"]/g;
const REQUIRED = /(?:require|createRequire\([^)]*\))\(\s*['"]([^'"]+)['"]/g;
/** A worker or task module named by URL: `new URL('./worker.js', import.meta.url)`. */
const BY_URL = /new URL\(\s*['"](\.[^'"]+\.js)['"],\s*import\.meta\.url/g;

export function imports(): Import[] {
  const out: Import[] = [];
  for (const file of filesBelow('src', (name) => name.endsWith('.ts'))) {
    const text = read(file)
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    const from = file.slice('src/'.length);
    const add = (target: string, typeOnly: boolean, lazy: boolean) => {
      const own = target.startsWith('.');
      const to = own ? path.posix.join(path.posix.dirname(from), target).replace(/\.js$/, '.ts') : target;
      out.push({ from, to, own, typeOnly, lazy });
    };
    for (const [, , type, names, target] of text.matchAll(STATEMENT)) {
      const list = names
        .replace(/[{}]/g, '')
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean);
      const onlyTypes =
        names.includes('{') && !/^\w+\s*,/.test(names) && list.every((name) => name.startsWith('type '));
      add(target, Boolean(type) || onlyTypes, false);
    }
    for (const [, target] of text.matchAll(BARE)) add(target, false, false);
    for (const [, target] of text.matchAll(DYNAMIC)) add(target, false, true);
    for (const [, target] of text.matchAll(REQUIRED)) add(target, false, false);
    for (const [, target] of text.matchAll(BY_URL)) add(target, false, true);
  }
  return out;
}

/** Everything that importing `entry` loads at once: own files and packages. */
export function loadedBy(entry: string, edges: Import[]): Set<string> {
  const seen = new Set<string>([entry]);
  const queue = [entry];
  for (let at = queue.pop(); at !== undefined; at = queue.pop())
    for (const edge of edges)
      if (edge.from === at && !edge.typeOnly && !edge.lazy && !seen.has(edge.to)) {
        seen.add(edge.to);
        if (edge.own) queue.push(edge.to);
      }
  return seen;
}
