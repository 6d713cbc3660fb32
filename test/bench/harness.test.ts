import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvHeader, csvRows, growthLines, table } from '../../dist/bench/report.js';
import { benchText, runBench, SUITE_NAMES } from '../../dist/bench/run.js';
import { growthOf } from '../../dist/bench/series.js';
import { bumpySphere, generated, torus } from '../../dist/bench/shapes.js';
import { row } from '../../dist/bench/suite.js';
import { exponent } from '../../dist/bench/timing.js';
import { sync } from '../../dist/index.js';

const machine = { date: '2025-01-02T00:00:00Z', version: '1.2.3', cpu: 'A, B', cores: 4, node: '20.20.0' };

test('the exponent of a power law is its power', () => {
  const sizes = [10, 100, 1000, 5000];
  expect(exponent(sizes.map((size) => ({ size, ms: 3 * size ** 1.5 })))).toBeCloseTo(1.5, 12);
  expect(exponent(sizes.map((size) => ({ size, ms: 7 })))).toBeCloseTo(0, 12);
});

test('generated meshes are closed, outward and of the size they claim', () => {
  for (const { name, mesh } of generated(true)) {
    const r = sync.inspect(mesh);
    expect(r.closedness, name).toBe('closed');
    expect(r.volume_m3, name).toBeGreaterThan(0);
    expect(r.welded_vertices, name).toBe(mesh.positions.length / 3);
  }
  expect(bumpySphere(11, 10).indices.length / 3).toBe(200);
  expect(torus(10, 5).indices.length / 3).toBe(100);
});

describe('rows', () => {
  const rows = [
    row('mass sphere_1k', 1000, 0.05, { name: 'trimesh 5', ms: 5 }, 'volume, "exact"'),
    row('mass sphere_4k', 4000, 0.2, { name: 'trimesh 5', ms: 10 }),
    row('mass sphere_16k', 16000, 0.8, { name: 'trimesh 5', ms: 20 }),
    row('mass alone', 12, 1.25),
  ];
  test('hold the ratio: above 1 we are faster', () => {
    expect(rows[0].ratio).toBeCloseTo(100);
    expect(rows[3].ratio).toBe(null);
  });
  test('become CSV with one cell per column, quoted where needed', () => {
    const lines = (csvHeader() + csvRows(machine, rows)).trim().split('\n');
    expect(lines[0]).toBe('date,version,cpu,cores,node,case,triangles,ours_ms,peer,peer_ms,ratio,note');
    expect(lines[1]).toBe(
      '2025-01-02T00:00:00Z,1.2.3,"A, B",4,20.20.0,mass sphere_1k,1000,0.05000,trimesh 5,5.000,100.0,"volume, ""exact"""',
    );
    expect(lines[4].endsWith('mass alone,12,1.250,,,,')).toBe(true);
  });
  test('become an aligned table', () => {
    const lines = table(rows).split('\n');
    const column = lines[0].indexOf('peer ');
    for (const line of lines.slice(1, 4)) expect(line.slice(column, column + 9)).toBe('trimesh 5');
  });
  test('of one series give its growth', () => {
    const meshes = ['sphere_1k', 'sphere_4k', 'sphere_16k'].map((name) => ({ name, series: 'spheres' }));
    const growth = growthOf(meshes as never, rows);
    expect(growth).toHaveLength(1);
    expect(growth[0].ours).toBeCloseTo(1, 9);
    expect(growth[0].peer_exponent).toBeCloseTo(0.5, 9);
    expect(growthLines(growth)).toContain('mass of spheres: time ~ triangles^1.00, trimesh 5 ^0.50');
  });
});

describe('a quick run', () => {
  let out: string;
  beforeAll(() => {
    out = mkdtempSync(path.join(tmpdir(), 'simwright-bench-test-'));
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  test.each(SUITE_NAMES)(
    'of %s measures ours, writes rows, and names a peer that is missing',
    { timeout: 240_000 },
    async (suite) => {
      const run = await runBench({ suites: [suite], quick: true, out, date: machine.date });
      const [result] = run.suites;
      expect(result.rows.length).toBeGreaterThan(0);
      for (const r of result.rows) {
        expect(r.ours_ms, r.case).toBeGreaterThan(0);
        expect(r.peer === null, r.case).toBe(r.ratio === null);
      }
      const lines = readFileSync(path.join(out, `${suite}.csv`), 'utf8')
        .trim()
        .split('\n');
      expect(lines).toHaveLength(1 + result.rows.length);
      const text = benchText(run);
      expect(text).toContain(`${suite}: `);
      if (result.rows.some((r) => r.peer === null)) expect(result.notes).not.toEqual([]);
    },
  );

  test('refuses an unknown suite, a Python without the packages, and a folder without data', async () => {
    await expect(runBench({ suites: ['nothing'] })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(runBench({ suites: ['formats'], quick: true, python: '/nonexistent/python' })).rejects.toMatchObject({
      code: 'USAGE',
    });
    await expect(runBench({ data: out })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
