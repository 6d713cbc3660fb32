/** What a consumer gets, and what must never be in it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
const files: string[] =
  packed.status === 0 ? JSON.parse(packed.stdout)[0].files.map((f: { path: string }) => f.path) : [];

test('npm can pack it', () => {
  expect(packed.status, packed.stderr).toBe(0);
  expect(files).toContain('package.json');
  expect(files).toContain('dist/index.js');
  expect(files).toContain('dist/index.d.ts');
  expect(files).toContain('dist/pool/worker.js');
});

test('the tarball holds compiled code, prebuilds, schemas and the benchmark peers, and nothing else', () => {
  const allowed =
    /^(dist\/|prebuilds\/|schemas\/|docs\/|examples\/|bench\/peers\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});

test('no binding.gyp and no native source: npm would compile at the consumer', () => {
  expect(files.filter((file) => /binding\.gyp|CMakeLists|\.(cpp|cc|h|hpp|gypi)$/.test(file))).toEqual([]);
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  expect(manifest.gypfile).toBe(false);
});

test('no TypeScript source, test, data or secret slips in', () => {
  const bad = /(^|\/)\.(env|npmrc)|\.(test\.[jt]s|glb|stl|obj|ply|pem|key|log|tsbuildinfo)$|(^|[^d])\.ts$/;
  expect(files.filter((file) => bad.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
});

test('every entry that package.json names is packed', () => {
  const named = [
    manifest.main,
    manifest.types,
    ...Object.values(manifest.exports['.']),
    ...Object.values(manifest.bin),
  ];
  for (const entry of named as string[]) {
    const file = entry.replace(/^\.\//, '');
    if (file.startsWith('dist/cli/') && !existsSync(path.join(root, 'src/cli/main.ts'))) continue; // not there yet
    expect(files).toContain(file);
  }
});

test('one addon serves every supported Node: Node-API 8, and engines say from where', () => {
  expect(manifest.binary).toEqual({ napi_versions: [8] });
  expect(manifest.engines.node).toBe('>=20.19');
  const [major, minor] = process.versions.node.split('.').map(Number);
  expect(major > 20 || (major === 20 && minor >= 19)).toBe(true);
  expect(Number(process.versions.napi)).toBeGreaterThanOrEqual(8);
});

test('the lockfile names no host', () => {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const resolved = Object.values(lock.packages as Record<string, { resolved?: string; link?: boolean }>)
    .map((entry) => entry.resolved)
    .filter((url) => url !== undefined && !/^https:\/\/[^/]+\/(?:@?[^/]+\/)+-\/[^/]+\.tgz$/.test(url));
  expect(resolved).toEqual([]);
});

test('every package that dist imports is a dependency', () => {
  const allowed = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies ?? {})]);
  const optional = new Set(Object.keys(manifest.optionalDependencies ?? {}));
  const missing = new Set<string>();
  for (const file of files.filter((name) => name.startsWith('dist/') && name.endsWith('.js'))) {
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const match of text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g,
    )) {
      const name = match[1] ?? match[2];
      if (name.startsWith('.') || name.startsWith('node:')) continue;
      const parts = name.split('/');
      const owner = name.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
      if (!allowed.has(owner) && !optional.has(owner)) missing.add(`${owner} (${file})`);
    }
  }
  expect([...missing]).toEqual([]);
});
