import { describe, expect, it } from 'vitest';
import { type Mesh, simplify, sync } from '../dist/index.js';

/** An unwrapped sphere: one meridian twice, normals and uvs. */
function globe(rings: number, segments: number): Mesh {
  const positions: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i <= rings; i++)
    for (let j = 0; j <= segments; j++) {
      const latitude = Math.PI * (i / rings - 0.5);
      const longitude = (2 * Math.PI * (j % segments)) / segments;
      const r = i === 0 || i === rings ? 0 : Math.cos(latitude);
      positions.push(
        r * Math.cos(longitude),
        r * Math.sin(longitude),
        i === 0 ? -1 : i === rings ? 1 : Math.sin(latitude),
      );
      uvs.push(j / segments, i / rings);
    }
  for (let i = 0; i < rings; i++)
    for (let j = 0; j < segments; j++) {
      const a = i * (segments + 1) + j;
      const d = a + segments + 1;
      if (i > 0) indices.push(a, a + 1, d + 1);
      if (i + 1 < rings) indices.push(a, d + 1, d);
    }
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(positions),
    uvs: new Float32Array(uvs),
    indices: new Uint32Array(indices),
  };
}

describe('simplify', () => {
  const mesh = globe(32, 64);
  const triangles = mesh.indices.length / 3;

  it('reaches a ratio with a true error, closed, with all attributes', () => {
    const result = sync.simplify(mesh, { ratio: 0.1 });
    expect(result.stopped).toBe('target');
    expect(result.triangles_in).toBe(triangles);
    expect(result.triangles_out).toBe(result.mesh.indices.length / 3);
    expect(result.triangles_out).toBeLessThanOrEqual(triangles / 10);
    expect(result.triangles_out).toBeGreaterThan(triangles / 10 - 2);
    expect(result.error_m).toBeGreaterThanOrEqual(sync.distance(mesh, { to: result.mesh }).max_m);
    expect(result.error_m).toBeLessThan(0.05);
    expect(sync.inspect(result.mesh).closedness).toBe('closed');
    const vertices = result.mesh.positions.length / 3;
    expect(result.mesh.positions).toBeInstanceOf(Float32Array);
    expect(result.mesh.normals!.length).toBe(3 * vertices);
    expect(result.mesh.uvs!.length).toBe(2 * vertices);
    expect(result.mesh.colors).toBeUndefined();
  });

  it('stays within an error', () => {
    const fine = sync.simplify(mesh, { error: 1e-3 });
    const coarse = sync.simplify(mesh, { error: 1e-2 });
    expect(fine.error_m).toBeLessThanOrEqual(1e-3);
    expect(coarse.error_m).toBeLessThanOrEqual(1e-2);
    expect(coarse.triangles_out).toBeLessThan(fine.triangles_out);
    expect(fine.stopped).toBe('error');
  });

  it('keeps material groups in order', () => {
    const half = 3 * Math.floor(triangles / 6);
    const groups = [
      { start: 0, count: half, material: 4 },
      { start: half, count: triangles - half, material: -1 },
    ];
    const result = sync.simplify({ ...mesh, groups }, { count: 200 });
    expect(result.mesh.groups!.map((g) => g.material)).toEqual([4, -1]);
    expect(result.mesh.groups![0]!.count + result.mesh.groups![1]!.count).toBe(result.triangles_out);
    expect(result.mesh.groups![1]!.start).toBe(result.mesh.groups![0]!.count);
    expect(sync.inspect(result.mesh).closedness).toBe('closed');
  });

  it('says that it is stuck', () => {
    const result = sync.simplify({ positions: mesh.positions, indices: mesh.indices }, { count: 1 });
    expect(result.stopped).toBe('stuck');
    expect(result.triangles_out).toBeGreaterThanOrEqual(4);
  });

  it('runs in the pool with the same bytes', async () => {
    expect(await simplify(mesh, { count: 300 })).toEqual(sync.simplify(mesh, { count: 300 }));
  });

  it('refuses missing, double and impossible stops', () => {
    expect(() => sync.simplify(mesh, {})).toThrow(/one of ratio, count and error/);
    expect(() => sync.simplify(mesh, { ratio: 0.5, count: 5 })).toThrow(/both/);
    expect(() => sync.simplify(mesh, { ratio: 0 })).toThrow(/ratio/);
    expect(() => sync.simplify(mesh, { ratio: 1.5 })).toThrow(/ratio/);
    expect(() => sync.simplify(mesh, { error: -1 })).toThrow(/error/);
    expect(() => sync.simplify({ ...mesh, uvs: new Float32Array(2) }, { ratio: 0.5 })).toThrow(/uvs/);
  });
});
