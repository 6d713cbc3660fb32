/** Meshes of any size for tests of the pool and the addon; known answers, no files. */
import type { Mesh } from '../../dist/index.js';

/** Torus about z (R = 1, r = 0.4) as a ring x tube grid: 2 * ring * tube triangles, closed, genus 1. */
export function torus(ring: number, tube: number): Mesh {
  const positions = new Float64Array(3 * ring * tube);
  const indices = new Uint32Array(6 * ring * tube);
  for (let i = 0; i < ring; i++)
    for (let j = 0; j < tube; j++) {
      const u = (2 * Math.PI * i) / ring;
      const v = (2 * Math.PI * j) / tube;
      const r = 1 + 0.4 * Math.cos(v);
      positions.set([r * Math.cos(u), r * Math.sin(u), 0.4 * Math.sin(v)], 3 * (i * tube + j));
      const a = i * tube + j;
      const b = ((i + 1) % ring) * tube + j;
      const c = ((i + 1) % ring) * tube + ((j + 1) % tube);
      const d = i * tube + ((j + 1) % tube);
      indices.set([a, b, c, a, c, d], 6 * (i * tube + j));
    }
  return { positions, indices };
}

/** The unit cube, 12 triangles, wound outward. */
export function cube(): Mesh {
  const positions = new Float64Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1]);
  const quads = [0, 2, 3, 1, 4, 5, 7, 6, 0, 1, 5, 4, 2, 6, 7, 3, 0, 4, 6, 2, 1, 3, 7, 5];
  const indices = new Uint32Array(36);
  for (let q = 0; q < 6; q++) {
    const [a, b, c, d] = quads.slice(4 * q, 4 * q + 4);
    indices.set([a, b, c, a, c, d], 6 * q);
  }
  return { positions, indices };
}
