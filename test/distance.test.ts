import { afterAll, describe, expect, it } from 'vitest';
import { closePool, distance, NO_TRIANGLE, pointDistance, sync } from '../dist/index.js';
import { boxMesh } from './helpers/shapes.js';

afterAll(closePool);

describe('distance', () => {
  it('of points', async () => {
    const points = new Float32Array([0.5, 0.5, 3, 0.5, 0.5, 0.75]);
    const d = sync.pointDistance(boxMesh(), { points, maxDistance: 1 });
    expect([...d.distances_m]).toEqual([Number.POSITIVE_INFINITY, 0.25]);
    expect(d.triangles[0]).toBe(NO_TRIANGLE);
    expect(await pointDistance(boxMesh(), { points })).toEqual(sync.pointDistance(boxMesh(), { points }));
  });

  it('widens float32 points into memory of its own, call after call', () => {
    const points = new Float32Array(3 * 5000).fill(2);
    for (let i = 0; i < 50; i++)
      expect(sync.pointDistance(boxMesh(), { points }).distances_m[i]).toBeCloseTo(Math.sqrt(3), 6);
  });

  it('of meshes', async () => {
    const to = boxMesh([9, 0, 0], [10, 1, 1]);
    const d = sync.distance(boxMesh(), { to, samples: 1000 });
    expect(d.max_m).toBe(9);
    expect(d.forward).toMatchObject({ samples: 1000, vertices: 8 });
    expect(d.mean_m).toBeCloseTo(8.5, 2);
    expect(await distance(boxMesh(), { to, samples: 1000 })).toEqual(d);
  });

  it('refuses bad options', () => {
    expect(() => sync.distance(boxMesh(), { to: boxMesh(), samples: 0 })).toThrow(/samples between 1/);
    expect(() => sync.distance(boxMesh(), {} as never)).toThrow(/expected a mesh/);
    expect(() => sync.pointDistance(boxMesh(), { points: [0, 0, 0] as never })).toThrow(/points/);
  });
});
