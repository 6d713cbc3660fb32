import { describe, expect, it } from 'vitest';
import { limitHull, sync } from '../dist/index.js';

/** Points on a unit sphere in a fixed spiral. */
function spiral(n: number): Float64Array {
  const positions = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const z = 1 - (2 * i + 1) / n;
    const r = Math.sqrt(1 - z * z);
    positions.set([r * Math.cos(2.399963 * i), r * Math.sin(2.399963 * i), z], 3 * i);
  }
  return positions;
}

describe('limitHull', () => {
  const positions = spiral(500);
  const full = sync.hull({ positions });

  it.each(['balance', 'contain', 'inside'] as const)('%s keeps the PhysX budget and reports its error', (mode) => {
    const result = sync.limitHull({ positions }, { mode });
    expect(result.limited).toBe(true);
    expect(result.mesh.positions.length / 3).toBeLessThanOrEqual(64);
    expect(result.faces).toBeLessThanOrEqual(64);
    expect(result.largest_face).toBeLessThanOrEqual(31);
    expect(sync.inspect(result.mesh).closedness).toBe('closed');
    const measured = sync.distance(full.mesh, { to: result.mesh }).max_m;
    expect(result.error_m).toBeGreaterThanOrEqual(measured - 1e-12);
    expect(result.error_m).toBeLessThan(0.2);
    if (mode === 'contain') expect(result.error_in_m).toBe(0);
    if (mode === 'contain') expect(result.volume_m3).toBeGreaterThan(full.volume_m3);
    if (mode === 'inside') expect(result.error_out_m).toBe(0);
    if (mode === 'inside') expect(result.volume_m3).toBeLessThan(full.volume_m3);
  });

  it('leaves a hull that is small enough alone', () => {
    const result = sync.limitHull({ positions: spiral(30) });
    expect(result.limited).toBe(false);
    expect(result.error_m).toBe(0);
  });

  it('runs in the pool with the same bytes', async () => {
    expect(await limitHull({ positions }, { maxVertices: 20 })).toEqual(
      sync.limitHull({ positions }, { maxVertices: 20 }),
    );
  });

  it('refuses budgets below a tetrahedron and unknown modes', () => {
    expect(() => sync.limitHull({ positions }, { maxVertices: 3 })).toThrow(/maxVertices/);
    expect(() => sync.limitHull({ positions }, { maxFaces: 2 })).toThrow(/maxFaces/);
    expect(() => sync.limitHull({ positions }, { mode: 'x' as never })).toThrow(/mode/);
  });
});
