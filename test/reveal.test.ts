import { afterAll, describe, expect, it } from 'vitest';
import { closePool, type Mesh, reveal, sync } from '../dist/index.js';
import { boxMesh } from './helpers/shapes.js';

afterAll(closePool);

/** Both meshes in one; groups 0 and 1. */
function joined(a: Mesh, b: Mesh): Mesh & { positions: Float64Array } {
  const base = a.positions.length / 3;
  return {
    positions: Float64Array.from([...a.positions, ...b.positions]),
    indices: Uint32Array.from([...a.indices, ...b.indices.map((v) => v + base)]),
    groups: [
      { start: 0, count: a.indices.length / 3, material: 3 },
      { start: a.indices.length / 3, count: b.indices.length / 3, material: 5 },
    ],
  };
}

const nested = () => joined(boxMesh([0.4, 0.4, 0.4], [0.6, 0.6, 0.6]), boxMesh());

describe('reveal', () => {
  it('removes what is enclosed; attributes, groups and records follow', () => {
    const input: Mesh = {
      ...nested(),
      normals: new Float32Array(48).map((_, i) => i),
      uvs: new Float32Array(32).map((_, i) => i),
      colors: new Float32Array(64).map((_, i) => i),
    };
    const before = structuredClone(input);
    const { mesh, record, removedTriangles, clusterOf, sourceTriangles, sourceVertices } = sync.reveal(input);
    expect(input).toEqual(before);
    expect([...removedTriangles]).toEqual([...Array(12).keys()]);
    expect([...clusterOf]).toEqual(Array(12).fill(0));
    expect([...sourceTriangles]).toEqual([...Array(12).keys()].map((t) => t + 12));
    expect([...sourceVertices]).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(mesh.positions).toEqual(Float64Array.from(boxMesh().positions));
    expect(mesh.indices).toEqual(boxMesh().indices);
    expect(mesh.normals?.[0]).toBe(24);
    expect(mesh.uvs?.[0]).toBe(16);
    expect(mesh.colors?.[0]).toBe(32);
    expect(mesh.groups).toEqual([{ start: 0, count: 12, material: 5 }]);
    const [cluster] = record.clusters;
    expect(record).toMatchObject({ triangles_in: 24, triangles_out: 12, shells: 2, closed_shells: 2, candidates: 1 });
    expect(record.removed_area_m2).toBeCloseTo(0.24, 12);
    expect(cluster).toMatchObject({ reason: 'enclosed', whole_shell: true, first_triangle: 0, enclosed_by: 12 });
    expect(cluster?.rays).toBe(24);
  });

  it('looks through transparent groups and rigid bodies', () => {
    expect(sync.reveal(nested(), { transparentGroups: [false, true] }).removedTriangles.length).toBe(0);
    expect(sync.reveal(nested(), { transparentGroups: [true, false] }).removedTriangles.length).toBe(12);
    const bodies = new Uint32Array(24).fill(1, 12);
    expect(sync.reveal(nested(), { bodies }).removedTriangles.length).toBe(0);
  });

  it('takes duplicates only of the same material', () => {
    const twice = joined(boxMesh(), boxMesh());
    expect(sync.reveal(twice).removedTriangles.length).toBe(0);
    expect(sync.reveal({ ...twice, groups: undefined }).record.clusters[0]?.reason).toBe('duplicate');
  });

  it('is the same in the pool and for float32', async () => {
    const result = await reveal(nested(), { threads: 3 });
    expect(result).toEqual(sync.reveal(nested()));
    const single = sync.reveal({ ...nested(), positions: Float32Array.from(nested().positions) });
    expect(single.mesh.positions).toBeInstanceOf(Float32Array);
    expect(single.removedTriangles).toEqual(result.removedTriangles);
  });

  it('refuses bad options and bad meshes', () => {
    const refusal = (mesh: Mesh, options: object) => () => sync.reveal(mesh, options);
    const argument = expect.objectContaining({ code: 'ARGUMENT' });
    expect(refusal(nested(), { rings: 3 })).toThrow(argument);
    expect(refusal(nested(), { threads: 1.5 })).toThrow(argument);
    expect(refusal(nested(), { threads: 65 })).toThrow(argument);
    expect(refusal(nested(), { transparentGroups: [true] })).toThrow(argument);
    expect(refusal(boxMesh(), { transparentGroups: [true] })).toThrow(argument);
    expect(refusal(nested(), { bodies: new Uint32Array(3) })).toThrow(argument);
    const empty = { positions: new Float64Array(0), indices: new Uint32Array(0) };
    expect(refusal(empty, {})).toThrow(expect.objectContaining({ code: 'MESH_EMPTY' }));
  });
});
