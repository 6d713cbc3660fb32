import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeStl } from '../../dist/formats/stl_writer.js';
import { cli, tempDir } from '../helpers/cli.js';

/** A box of 2 x 3 x 4 m, 12 triangles, closed. */
function boxFile(): string {
  const positions = new Float32Array(24);
  for (let i = 0; i < 8; i++) positions.set([i & 1 ? 2 : 0, i & 2 ? 3 : 0, i & 4 ? 4 : 0], 3 * i);
  const quads = [0, 2, 3, 1, 4, 5, 7, 6, 0, 1, 5, 4, 2, 6, 7, 3, 0, 4, 6, 2, 1, 3, 7, 5];
  const indices: number[] = [];
  for (let q = 0; q < 24; q += 4) {
    const [a, b, c, d] = quads.slice(q, q + 4);
    indices.push(a, b, c, a, c, d);
  }
  const file = path.join(tempDir(), 'box.stl');
  writeFileSync(file, writeStl({ positions, indices: Uint32Array.from(indices) }));
  return file;
}

describe('simwright mesh', () => {
  test('inspect', () => {
    const run = cli('mesh', 'inspect', boxFile(), '--json');
    expect(run.status).toBe(0);
    expect(run.json()).toMatchObject({
      triangles: 12,
      components: 1,
      boundary_edges: 0,
      nonmanifold_edges: 0,
      orientation_conflicts: 0,
      closedness: 'closed',
      bounds: { min: [0, 0, 0], max: [2, 3, 4] },
      area_m2: 52,
    });
    expect(run.json().volume_m3).toBeCloseTo(24, 12);
  });

  test('mass: the closed form of a box', () => {
    const mass = cli('mesh', 'mass', boxFile(), '--mass', '12', '--json').json();
    expect(mass).toMatchObject({ method: 'exact', provenance: 'given', mass_kg: 12 });
    expect(mass.density_kg_m3).toBeCloseTo(0.5, 12);
    expect(mass.inertia_kg_m2.xx).toBeCloseTo(25, 10);
    expect(mass.inertia_kg_m2.yy).toBeCloseTo(20, 10);
    expect(mass.inertia_kg_m2.zz).toBeCloseTo(13, 10);
    expect(mass.seconds).toBeGreaterThan(0);
    expect(cli('mesh', 'mass', boxFile(), '--mass', '1', '--density', '1').status).toBe(64);
  });

  test('clean writes what it says', () => {
    const out = path.join(tempDir(), 'clean.ply');
    const run = cli('mesh', 'clean', boxFile(), '-o', out, '--json');
    expect(run.json()).toMatchObject({ triangles_in: 12, triangles_out: 12, collapsed_triangles: 0 });
    expect(cli('mesh', 'inspect', out, '--json').json()).toMatchObject({ vertices: 8, closedness: 'closed' });
  });

  test('simplify: a box stays a box, and says why it stopped', () => {
    const out = path.join(tempDir(), 'simple.obj');
    const run = cli('mesh', 'simplify', boxFile(), '--ratio', '1', '-o', out, '--json');
    expect(run.json()).toMatchObject({ triangles_in: 12, triangles_out: 12, error_m: 0, stopped: 'target' });
    expect(cli('mesh', 'mass', out, '--density', '1', '--json').json().mass_kg).toBeCloseTo(24, 9);
    const least = cli('mesh', 'simplify', boxFile(), '--count', '4', '--json').json();
    expect(least.triangles_out).toBeGreaterThanOrEqual(4);
    expect(least.error_m).toBeGreaterThan(0.1);
    expect(cli('mesh', 'simplify', boxFile()).status).toBe(64);
    expect(cli('mesh', 'simplify', boxFile(), '--ratio', '2').status).toBe(64);
  });

  test('collide: a box is a box, one OBJ group per piece, methods can be asked for', () => {
    const out = path.join(tempDir(), 'proxy.obj');
    const run = cli('mesh', 'collide', boxFile(), '-o', out, '--json');
    const result = run.json();
    expect(result).toMatchObject({ kind: 'box', pieces: [{ vertices: 8, faces: 6 }] });
    expect(result.pieces[0].volume_m3).toBeCloseTo(24, 9);
    expect(result.volume_ratio).toBeCloseTo(0, 9);
    expect(readFileSync(out, 'utf8').match(/^o /gm)).toHaveLength(1);
    const hull = cli('mesh', 'collide', boxFile(), '--method', 'hull', '--json').json();
    expect(hull).toMatchObject({ kind: 'hull', pieces: [{ vertices: 8, faces: 6 }] });
    expect(cli('mesh', 'collide', boxFile(), '--method', 'sphere', '--json').json().error_m).toBeGreaterThan(0.5);
    expect(cli('mesh', 'collide', boxFile(), '--method', 'magic').status).toBe(64);
  });

  test('bad files and names are coded', () => {
    const dir = tempDir();
    const bad = path.join(dir, 'bad.glb');
    writeFileSync(bad, 'glTF');
    const run = cli('mesh', 'inspect', bad, '--json');
    expect(run.status).toBe(42);
    expect(run.json().error).toMatchObject({ code: 'FORMAT_INVALID', file: bad });
    expect(cli('mesh', 'inspect', path.join(dir, 'none.stl'), '--json').json().error.code).toBe('FILE_NOT_FOUND');
    expect(cli('mesh', 'clean', boxFile(), '-o', path.join(dir, 'x.step')).status).toBe(64);
    expect(readFileSync(bad, 'utf8')).toBe('glTF');
  });
});
