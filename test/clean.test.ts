import { afterAll, describe, expect, it } from 'vitest';
import { clean, closePool, type Mesh, sync } from '../dist/index.js';
import { boxMesh } from './helpers/shapes.js';

afterAll(closePool);

/** Every triangle with its own three vertices, and uvs that differ at every vertex. */
function split(mesh: Mesh): Mesh & { uvs: Float32Array } {
  const positions = new Float32Array(3 * mesh.indices.length);
  mesh.indices.forEach((v, i) => {
    positions.set(mesh.positions.subarray(3 * v, 3 * v + 3), 3 * i);
  });
  const indices = Uint32Array.from(mesh.indices.keys());
  return { positions, indices, uvs: Float32Array.from({ length: 2 * indices.length }, (_, i) => i / 100) };
}

describe('clean', () => {
  it('welds for topology and keeps wedges for attributes', () => {
    const input = split(boxMesh());
    const { mesh, attributed, record } = sync.clean(input);
    expect(mesh.positions.length).toBe(24);
    expect(mesh.uvs).toBeUndefined();
    expect(record).toMatchObject({ triangles_in: 12, triangles_out: 12, merged_vertices: 28, closed_bodies: 1 });
    expect(attributed?.uvs).toBe(input.uvs);
    expect(attributed?.positions).toBe(input.positions);
    expect(attributed?.indices).toEqual(input.indices);
    expect(sync.inspect(mesh).closedness).toBe('closed');
  });

  it('attributes and groups follow the triangles that are dropped and turned', () => {
    const box = boxMesh();
    const indices = [...box.indices];
    [indices[4], indices[5]] = [indices[5]!, indices[4]!]; // triangle 1 turned
    indices.splice(6, 0, 3, 3, 1); // triangle 2 collapsed
    const input = split({ ...box, indices: Uint32Array.from(indices) });
    input.groups = [
      { start: 0, count: 2, material: 4 },
      { start: 2, count: 1, material: 5 },
      { start: 3, count: 10, material: -1 },
    ];
    const { mesh, attributed, record, repairs, sourceTriangles, turned } = sync.clean(input);
    expect(record).toMatchObject({ collapsed_triangles: 1, turned_triangles: 1, triangles_out: 12 });
    expect(repairs.map((r) => [r.code, r.count])).toEqual([
      ['mesh.collapsed_triangles', 1],
      ['mesh.turned_triangles', 1],
    ]);
    const groups = [
      { start: 0, count: 2, material: 4 },
      { start: 2, count: 10, material: -1 },
    ];
    expect(mesh.groups).toEqual(groups);
    expect(attributed?.groups).toEqual(groups);
    expect([...sourceTriangles.slice(0, 4)]).toEqual([0, 1, 3, 4]);
    expect([...turned.slice(0, 3)]).toEqual([0, 1, 0]);
    expect([...attributed!.indices.slice(0, 9)]).toEqual([0, 1, 2, 3, 5, 4, 9, 10, 11]);
    // both results are the same surface
    expect(sync.inspect(attributed!).closedness).toBe('closed');
    expect(sync.inspect(attributed!).volume_m3).toBeCloseTo(1, 6);
  });

  it('is the same in the pool', async () => {
    expect(await clean(boxMesh())).toEqual(sync.clean(boxMesh()));
    expect(sync.clean(boxMesh()).attributed).toBeUndefined();
  });

  it('refuses what has no surface', () => {
    const line = { positions: new Float64Array([0, 0, 0, 1, 1, 1, 2, 2, 2]), indices: new Uint32Array([0, 1, 2]) };
    expect(() => sync.clean(line)).toThrow(expect.objectContaining({ code: 'MESH_DEGENERATE' }));
  });
});
