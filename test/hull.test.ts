import { describe, expect, it } from 'vitest';
import { hull, sync } from '../dist/index.js';

const CUBE = new Float64Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5]);

function refusal(call: () => unknown): { code: string; message: string } {
  try {
    call();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('accepted');
}

describe('hull', () => {
  it('of points: corners only, closed, with source vertices, volume and area', () => {
    const result = sync.hull({ positions: CUBE });
    expect([...result.source_vertices]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(result.mesh.indices.length).toBe(36);
    expect(result.volume_m3).toBeCloseTo(1, 15);
    expect(result.area_m2).toBeCloseTo(6, 15);
    expect(sync.inspect(result.mesh).closedness).toBe('closed');
    expect(sync.inspect(result.mesh).volume_m3).toBeCloseTo(1, 15);
  });

  it('of a mesh: vertices that no triangle uses do not count; float32 gives the same hull', () => {
    const box = sync.hull({ positions: CUBE }).mesh;
    const positions = new Float32Array([...box.positions, 9, 9, 9]);
    expect(sync.hull({ positions, indices: box.indices }).volume_m3).toBeCloseTo(1, 15);
  });

  it('runs in the pool with the same bytes', async () => {
    const positions = new Float64Array(3000).map((_, i) => Math.sin(i * i));
    const pooled = await hull({ positions });
    expect(pooled).toEqual(sync.hull({ positions }));
  });

  it('says which dimension is missing', () => {
    const flat = refusal(() => sync.hull({ positions: new Float64Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]) }));
    expect(flat.code).toBe('MESH_DEGENERATE');
    expect(flat.message).toContain('found 2');
    expect(flat.message).toContain('thickness');
    expect(refusal(() => sync.hull({ positions: new Float64Array([0, 0, 0, 1, 1, 1]) })).message).toContain('found 1');
    expect(refusal(() => sync.hull({ positions: new Float64Array(30) })).message).toContain('found 0');
  });

  it('refuses what is not points', () => {
    expect(refusal(() => sync.hull({ positions: new Float64Array(0) })).code).toBe('MESH_EMPTY');
    expect(refusal(() => sync.hull({ positions: new Float64Array(4) })).code).toBe('ARGUMENT');
    expect(refusal(() => sync.hull({ positions: [0, 0, 0] } as never)).code).toBe('ARGUMENT');
    expect(refusal(() => sync.hull(null as never)).code).toBe('ARGUMENT');
    expect(refusal(() => sync.hull({ positions: new Float64Array([0, Number.NaN, 0]) })).code).toBe('MESH_NOT_FINITE');
  });
});
