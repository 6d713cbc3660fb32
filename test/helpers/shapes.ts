/** Meshes with known answers, for tests of the API. Closed ones are wound outward. */
import type { Mesh } from '../../src/geometry/mesh.js';

export type TestMesh = Mesh & { positions: Float64Array };

export function boxMesh(low: number[] = [0, 0, 0], high: number[] = [1, 1, 1]): TestMesh {
  const positions = new Float64Array(24);
  for (let i = 0; i < 8; i++)
    for (let axis = 0; axis < 3; axis++) positions[3 * i + axis] = ((i >> axis) & 1 ? high : low)[axis]!;
  const quads = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const;
  return { positions, indices: new Uint32Array(quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d])) };
}
