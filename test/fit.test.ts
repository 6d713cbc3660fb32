import { describe, expect, it } from 'vitest';
import * as simwright from '../dist/index.js';

const box = (x: number, y: number, z: number) =>
  new Float64Array([0, 0, 0, x, 0, 0, 0, y, 0, x, y, 0, 0, 0, z, x, 0, z, 0, y, z, x, y, z]);

/** The two rims of a cylinder along z. */
function can(radius: number, height: number, sides = 64): Float64Array {
  const points: number[] = [];
  for (let i = 0; i < sides; i++)
    for (const z of [0, height]) {
      const angle = (2 * Math.PI * i) / sides;
      points.push(radius * Math.cos(angle), radius * Math.sin(angle), z);
    }
  return new Float64Array(points);
}

describe('fit', () => {
  it('finds a box, with the mesh axes when it has them', () => {
    const result = simwright.sync.fit({ positions: box(1, 2, 3) });
    expect(result.choice).toBe('box');
    expect(result.box.rotation_xyzw).toEqual([0, 0, 0, 1]);
    expect(result.box.size_m).toEqual([1, 2, 3]);
    expect(result.box.center).toEqual([0.5, 1, 1.5]);
    expect(result.box.error_m).toBeLessThan(1e-14);
    expect(result.sphere.radius_m).toBeCloseTo(Math.sqrt(14) / 2, 12);
    expect(result.hull.volume_m3).toBeCloseTo(6, 12);
  });

  it('takes a cylinder for a can and the hull for a tetrahedron', () => {
    const result = simwright.sync.fit({ positions: can(0.04, 0.12) });
    expect(result.choice).toBe('cylinder');
    expect(result.cylinder.radius_m).toBeCloseTo(0.04, 9);
    expect(result.cylinder.height_m).toBeCloseTo(0.12, 12);
    expect(Math.abs(result.cylinder.rotation_xyzw[3])).toBeCloseTo(1, 12);
    const tetrahedron = new Float64Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(simwright.sync.fit({ positions: tetrahedron }).choice).toBe('hull');
  });

  it('obeys tolerance and volume ratio', () => {
    const positions = can(0.04, 0.12);
    expect(simwright.sync.fit({ positions }, { tolerance: 1e-6 }).choice).toBe('hull');
    expect(simwright.sync.fit({ positions }, { maxVolumeRatio: 1.0001 }).choice).toBe('hull');
    expect(simwright.sync.fit({ positions }, { tolerance: 1, maxVolumeRatio: 100 }).choice).toBe('sphere');
    expect(() => simwright.sync.fit({ positions }, { tolerance: -1 })).toThrow(/tolerance/);
    expect(() => simwright.sync.fit({ positions }, { maxVolumeRatio: 0.9 })).toThrow(/maxVolumeRatio/);
  });

  it('gives a box for a sheet', () => {
    const result = simwright.sync.fit({ positions: new Float64Array([0, 0, 1, 2, 0, 1, 0, 3, 1, 2, 3, 1]) });
    expect(result.dimension).toBe(2);
    expect(result.choice).toBe('box');
    expect(result.box.size_m).toEqual([2, 3, 0]);
    expect(result.box.volume_ratio).toBe(Number.POSITIVE_INFINITY);
  });

  it('runs in the pool with the same bytes', async () => {
    const positions = new Float64Array(3000).map((_, i) => Math.sin(i * i));
    expect(await simwright.fit({ positions })).toEqual(simwright.sync.fit({ positions }));
  });
});
