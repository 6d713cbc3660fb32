/** Generated meshes of any size, welded, float32: the same for every run and every machine's benchmark. */
import type { Mesh } from '../geometry/mesh.js';
import type { NamedMesh } from './suite.js';

/** Closed torus about z, ring radius 1, tube radius 0.4; 2 * ring * tube triangles. */
export function torus(ring: number, tube: number): Mesh {
  const positions = new Float32Array(3 * ring * tube);
  const indices = new Uint32Array(6 * ring * tube);
  for (let i = 0; i < ring; i++) {
    for (let j = 0; j < tube; j++) {
      const u = (2 * Math.PI * i) / ring;
      const v = (2 * Math.PI * j) / tube;
      const at = i * tube + j;
      const r = 1 + 0.4 * Math.cos(v);
      positions.set([r * Math.cos(u), r * Math.sin(u), 0.4 * Math.sin(v)], 3 * at);
      const next = ((i + 1) % ring) * tube;
      const up = (j + 1) % tube;
      indices.set([at, next + j, next + up, at, next + up, i * tube + up], 6 * at);
    }
  }
  return { positions, indices };
}

/** Closed sphere of radius 1 with shallow bumps; 2 * segments * (rings - 1) triangles. */
export function bumpySphere(rings: number, segments: number): Mesh {
  const count = (rings - 1) * segments + 2;
  const positions = new Float32Array(3 * count);
  const indices = new Uint32Array(6 * segments * (rings - 1));
  const top = count - 1;
  positions.set([0, 0, -1], 0);
  positions.set([0, 0, 1], 3 * top);
  for (let i = 1; i < rings; i++) {
    const latitude = Math.PI * (i / rings - 0.5);
    for (let j = 0; j < segments; j++) {
      const longitude = (2 * Math.PI * j) / segments;
      const r = 1 + 0.05 * Math.cos(latitude) ** 4 * Math.sin(6 * longitude) * Math.cos(9 * latitude);
      const flat = r * Math.cos(latitude);
      const at = 3 * (1 + (i - 1) * segments + j);
      positions.set([flat * Math.cos(longitude), flat * Math.sin(longitude), r * Math.sin(latitude)], at);
    }
  }
  let at = 0;
  const add = (a: number, b: number, c: number) => {
    indices[at++] = a;
    indices[at++] = b;
    indices[at++] = c;
  };
  for (let j = 0; j < segments; j++) {
    const k = (j + 1) % segments;
    add(0, 1 + k, 1 + j);
    for (let i = 0; i + 2 < rings; i++) {
      const a = 1 + i * segments;
      add(a + j, a + k, a + segments + k);
      add(a + j, a + segments + k, a + segments + j);
    }
    add(top, top - segments + j, top - segments + k);
  }
  return { positions, indices };
}

/** Triangle counts of a series: 1k to 1M by factors of about four, or two small ones. */
export const seriesSizes = (quick: boolean): number[] =>
  quick ? [1_000, 8_000] : [1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000];

/** Spheres and tori of the sizes of a series. */
export function generated(quick: boolean): NamedMesh[] {
  return seriesSizes(quick).flatMap((size) => {
    const side = Math.round(Math.sqrt(size / 2));
    const label = size >= 1_000_000 ? '1M' : `${size / 1000}k`;
    return [
      { name: `sphere_${label}`, series: 'spheres', mesh: bumpySphere(side + 1, side) },
      { name: `torus_${label}`, series: 'tori', mesh: torus(side, side) },
    ];
  });
}
