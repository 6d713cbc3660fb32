/** What the shared object needs from the machine it will run on, read with objdump. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const found = ['build/Release', ...prebuilt()].flatMap((dir) => {
  try {
    return readdirSync(path.join(root, dir))
      .filter((name) => name.endsWith('.node'))
      .map((name) => path.join(root, dir, name));
  } catch {
    return [];
  }
});

function prebuilt(): string[] {
  try {
    return readdirSync(path.join(root, 'prebuilds')).map((platform) => path.join('prebuilds', platform));
  } catch {
    return [];
  }
}

const objdump = (flag: string, file: string) => spawnSync('objdump', [flag, file], { encoding: 'utf8' });
const usable = process.platform === 'linux' && objdump('--version', '').status === 0;
const reason = usable ? '' : ' [skipped: no objdump on Linux]';
const newest = (text: string, library: string) =>
  [...text.matchAll(new RegExp(`\\b${library}_([0-9.]+)`, 'g'))]
    .map((match) => match[1].split('.').map(Number))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] ?? 0) - (b[2] ?? 0))
    .at(-1) ?? [0];
const atMost = (version: number[], limit: number[]) => {
  for (let i = 0; i < limit.length; i++) if ((version[i] ?? 0) !== limit[i]) return (version[i] ?? 0) < limit[i];
  return true;
};

test('a built addon is there', () => expect(found.length).toBeGreaterThan(0));

describe.skipIf(!usable).each(found)(`%s${reason}`, (file) => {
  const symbols = usable ? objdump('-T', file).stdout : '';
  const undefinedSymbols = [...symbols.matchAll(/\*UND\*.*?\s(\S+)$/gm)].map((match) => match[1]);

  test('needs nothing newer than GLIBC 2.31 and GLIBCXX 3.4.28', () => {
    const glibc = newest(symbols, 'GLIBC');
    const glibcxx = newest(symbols, 'GLIBCXX');
    expect(glibc.length).toBeGreaterThan(1);
    expect(atMost(glibc, [2, 31]), `GLIBC ${glibc.join('.')}`).toBe(true);
    expect(atMost(glibcxx, [3, 4, 28]), `GLIBCXX ${glibcxx.join('.')}`).toBe(true);
  });

  test('links the C and C++ runtimes only', () => {
    const needed = [...objdump('-p', file).stdout.matchAll(/NEEDED\s+(\S+)/g)].map((match) => match[1]);
    for (const library of needed)
      expect(library).toMatch(/^(libstdc\+\+\.so\.6|libgcc_s\.so\.1|libm\.so\.6|libc\.so\.6|ld-linux.*)$/);
  });

  test('uses Node-API up to version 8, and no external buffers', () => {
    const used = undefinedSymbols.filter((name) => /^(napi|node_api)_/.test(name));
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => name.startsWith('node_api_'))).toEqual([]); // these came with 9 and later
    expect(used.filter((name) => name.includes('external'))).toEqual([]);
  });

  test('shows nothing but the two entry points of a Node-API module', () => {
    const shown = [...symbols.matchAll(/^[0-9a-f]+ +g .*?(\S+)$/gm)].map((match) => match[1]).sort();
    expect(shown).toEqual(['napi_register_module_v1', 'node_api_module_get_api_version_v1']);
  });

  test('computes with plain arithmetic: no library function whose last digit differs between machines', () => {
    const wobbly =
      /^(sin|cos|tan|asin|acos|atan|atan2|exp|exp2|log|log2|log10|pow|cbrt|hypot|fma|sinh|cosh|tanh|sincos)f?$/;
    expect(undefinedSymbols.filter((name) => wobbly.test(name))).toEqual([]);
  });
});
