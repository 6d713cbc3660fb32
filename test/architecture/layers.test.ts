/** The rules of who may import whom; a file in the wrong place fails here. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, imports, loadedBy, ROOT, read } from './imports.js';

const edges = imports();
const layer = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);

/** What each part of src/ may use at run time, beside itself. Types may be taken from anywhere below the command line. */
const MAY_USE: Record<string, string[]> = {
  'errors.ts': [],
  geometry: ['errors.ts'],
  pool: ['errors.ts', 'geometry'],
  formats: ['errors.ts', 'geometry'],
  scene: ['errors.ts', 'geometry', 'formats'],
  usd: ['errors.ts', 'geometry', 'formats', 'scene'],
  cache: ['errors.ts'],
  render: ['errors.ts', 'geometry', 'formats', 'scene', 'usd'],
  observe: ['errors.ts', 'geometry', 'formats', 'scene', 'render'],
  gates: ['errors.ts', 'geometry', 'pool', 'formats', 'scene', 'usd'],
  steps: ['errors.ts', 'geometry', 'pool', 'formats', 'scene', 'usd', 'cache', 'gates', 'render'],
  run: ['errors.ts', 'geometry', 'pool', 'formats', 'scene', 'cache', 'gates', 'steps', 'observe'],
  batch: ['errors.ts', 'pool', 'scene', 'cache', 'steps', 'run', 'observe'],
  sample: ['errors.ts', 'geometry', 'formats', 'scene'],
  bench: ['errors.ts', 'geometry', 'pool', 'formats', 'scene', 'steps', 'run', 'sample'],
  cli: [
    'errors.ts',
    'geometry',
    'pool',
    'formats',
    'scene',
    'usd',
    'steps',
    'run',
    'batch',
    'observe',
    'bench',
    'sample',
    'render',
    'gates',
  ],
  'index.ts': [
    'errors.ts',
    'geometry',
    'pool',
    'formats',
    'scene',
    'usd',
    'steps',
    'run',
    'observe',
    'batch',
    'gates',
    'render',
  ],
};

describe('layers', () => {
  test('every part of src/ has a rule', () => {
    expect([...new Set(edges.map((edge) => layer(edge.from)))].filter((name) => !(name in MAY_USE))).toEqual([]);
  });

  test('a part uses only what lies below it', () => {
    const broken = edges
      .filter((edge) => edge.own && !edge.typeOnly)
      .filter((edge) => layer(edge.from) !== layer(edge.to) && !MAY_USE[layer(edge.from)]?.includes(layer(edge.to)))
      .map((edge) => `${edge.from} -> ${edge.to}`);
    expect(broken).toEqual([]);
  });

  test('nothing but the command line knows the command line', () => {
    expect(edges.filter((edge) => layer(edge.to) === 'cli' && layer(edge.from) !== 'cli')).toEqual([]);
  });

  test('imports make no circle', () => {
    const seen = new Map<string, number>(); // 1 on the way, 2 done
    const circles: string[] = [];
    const visit = (file: string, trail: string[]) => {
      if (seen.get(file) === 2) return;
      if (seen.get(file) === 1) {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
        return;
      }
      seen.set(file, 1);
      for (const edge of edges)
        if (edge.from === file && edge.own && !edge.typeOnly && !edge.lazy) visit(edge.to, [...trail, file]);
      seen.set(file, 2);
    };
    for (const edge of edges) visit(edge.from, []);
    expect(circles).toEqual([]);
  });

  test('every relative import names a file that exists', () => {
    const missing = edges.filter(
      (edge) => edge.own && edge.to.endsWith('.ts') && !existsSync(path.join(ROOT, 'src', edge.to)),
    );
    expect(missing.map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([]);
  });
});

describe('single doors', () => {
  const users = (name: string) =>
    [...new Set(edges.filter((edge) => edge.to === name).map((edge) => edge.from))].sort();

  test('the addon is loaded in one file', () => expect(users('node-gyp-build')).toEqual(['geometry/native.ts']));
  test('worker threads are started in one place', () => {
    for (const file of users('piscina')) expect(layer(file)).toBe('pool');
    expect(users('node:worker_threads').filter((file) => layer(file) !== 'pool')).toEqual([]);
  });
  test('the worker is pure dispatch', () => {
    const loaded = [...loadedBy('pool/worker.ts', edges)];
    expect(loaded.filter((file) => !/^(errors\.ts|pool\/|piscina$|node:)/.test(file))).toEqual([]);
  });
  test('the geometry verbs know the addon and the mesh, not the pool or any file', () => {
    for (const edge of edges.filter((e) => layer(e.from) === 'geometry' && !e.own))
      expect(['geometry/native.ts'], `${edge.from} -> ${edge.to}`).toContain(edge.from);
  });
  test('the public API re-exports only', () => {
    const text = read('src/index.ts')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '');
    const rest = text.replace(/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'[^']+';/g, '').trim();
    expect(rest).toBe('');
  });
  test('steps keep no state of the process: no environment variables below the command line', () => {
    const below = [
      'steps',
      'scene',
      'usd',
      'formats',
      'geometry',
      'pool',
      'render',
      'observe',
      'run',
      'gates',
      'cache',
    ];
    const users = filesBelow('src', (name) => name.endsWith('.ts')).filter(
      (file) => below.includes(layer(file.slice(4))) && /process\.env\b/.test(read(file)),
    );
    expect(users).toEqual([]);
  });
  test('no clock and no random where outputs are made', () => {
    const places = ['steps', 'scene', 'usd', 'formats', 'geometry', 'render', 'sample'];
    const users = filesBelow('src', (name) => name.endsWith('.ts'))
      .filter((file) => places.includes(layer(file.slice(4))))
      .filter((file) =>
        /Math\.random\(|Date\.now\(|new Date\(\)|toLocale[A-Z]|localeCompare|randomUUID/.test(read(file)),
      );
    expect(users).toEqual([]);
  });
  test.skipIf(!existsSync(path.join(ROOT, 'src/run/supervisor.ts')))('the supervisor loads nothing native', () => {
    const loaded = loadedBy('run/supervisor.ts', edges);
    for (const heavy of ['geometry/native.ts', 'sharp', 'piscina', 'draco3dgltf']) expect(loaded).not.toContain(heavy);
  });
  test.skipIf(!existsSync(path.join(ROOT, 'src/cli/main.ts')))(
    '--help loads neither the addon nor heavy packages',
    () => {
      const loaded = loadedBy('cli/main.ts', edges);
      const heavy = [
        'geometry/native.ts',
        'sharp',
        'piscina',
        'draco3dgltf',
        '@gltf-transform/core',
        'meshoptimizer',
        'zod',
      ];
      expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
    },
  );
});
