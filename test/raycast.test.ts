import { afterAll, describe, expect, it } from 'vitest';
import { closePool, NO_TRIANGLE, occluded, raycast, sync } from '../dist/index.js';
import { boxMesh } from './helpers/shapes.js';

afterAll(closePool);

describe('raycast', () => {
  const rays = {
    origins: new Float64Array([0.25, 0.5, 3, 5, 5, 5]),
    directions: new Float64Array([0, 0, -1, 0, 0, 1]),
  };

  it('hits and misses', () => {
    const hits = sync.raycast(boxMesh(), rays);
    expect([...hits.t]).toEqual([2, Number.POSITIVE_INFINITY]);
    expect(hits.triangles[1]).toBe(NO_TRIANGLE);
    expect(hits.weights[0]! + hits.weights[1]! + hits.weights[2]!).toBeCloseTo(1, 14);
    expect([...sync.occluded(boxMesh(), rays)]).toEqual([1, 0]);
  });

  it('is the same in the pool', async () => {
    expect(await raycast(boxMesh(), rays)).toEqual(sync.raycast(boxMesh(), rays));
    expect(await occluded(boxMesh(), { ...rays, tmax: 1 })).toEqual(new Uint8Array([0, 0]));
  });

  it('refuses what is no ray', () => {
    const code = (options: unknown) => {
      try {
        sync.raycast(boxMesh(), options as never);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return 'none';
    };
    expect(code(undefined)).toBe('ARGUMENT');
    expect(code({ origins: [0, 0, 0], directions: [0, 0, 1] })).toBe('ARGUMENT');
    expect(code({ ...rays, origins: new Float64Array(3) })).toBe('ARGUMENT');
    expect(code({ ...rays, tmin: Number.NaN })).toBe('ARGUMENT');
    expect(code({ ...rays, directions: new Float64Array(6) })).toBe('ARGUMENT');
  });
});
