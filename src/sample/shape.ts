/**
 * The working form of a sample mesh: corners with position and texture coordinates, triangles with a material. Corners
 * at one position with different texture coordinates are separate entries, as exporters write them.
 */
import type { Mesh, Vec3 } from '../geometry/mesh.js';
import { noise } from './random.js';

export interface Shape {
  /** xyz per corner, metres, Y up. */
  positions: number[];
  /** uv per corner, glTF convention. */
  uvs: number[];
  /** Three corners per triangle, counter-clockwise from outside. */
  triangles: number[];
  /** One per triangle. */
  materials: number[];
}

export const emptyShape = (): Shape => ({ positions: [], uvs: [], triangles: [], materials: [] });
export const triangleCountOf = (shape: Shape): number => shape.materials.length;

export function addCorner(shape: Shape, p: Vec3, u: number, v: number): number {
  shape.positions.push(p[0], p[1], p[2]);
  shape.uvs.push(u, v);
  return shape.uvs.length / 2 - 1;
}

export function addTriangle(shape: Shape, a: number, b: number, c: number, material = 0): void {
  shape.triangles.push(a, b, c);
  shape.materials.push(material);
}

export const cornerAt = (shape: Shape, corner: number): Vec3 => [
  shape.positions[3 * corner],
  shape.positions[3 * corner + 1],
  shape.positions[3 * corner + 2],
];

/** All parts in one shape; each moved by `at` and given `material`. */
export function join(parts: readonly { shape: Shape; at?: Vec3; material?: number }[]): Shape {
  const all = emptyShape();
  for (const { shape, at = [0, 0, 0], material } of parts) {
    const base = all.uvs.length / 2;
    for (let i = 0; i < shape.positions.length; i++) all.positions.push(shape.positions[i] + at[i % 3]);
    for (const value of shape.uvs) all.uvs.push(value);
    for (const corner of shape.triangles) all.triangles.push(base + corner);
    for (const own of shape.materials) all.materials.push(material ?? own);
  }
  return all;
}

/** Turns the winding of the given triangles, or of all. */
export function flip(shape: Shape, triangles?: Iterable<number>): void {
  const all = triangles ?? shape.materials.keys();
  for (const t of all) {
    const b = shape.triangles[3 * t + 1];
    shape.triangles[3 * t + 1] = shape.triangles[3 * t + 2];
    shape.triangles[3 * t + 2] = b;
  }
}

/** Keeps the triangles for which `keep` says so; corners stay. Returns how many went. */
export function filterTriangles(shape: Shape, keep: (t: number) => boolean): number {
  const before = triangleCountOf(shape);
  const triangles: number[] = [];
  const materials: number[] = [];
  for (let t = 0; t < before; t++) {
    if (!keep(t)) continue;
    triangles.push(shape.triangles[3 * t], shape.triangles[3 * t + 1], shape.triangles[3 * t + 2]);
    materials.push(shape.materials[t]);
  }
  shape.triangles = triangles;
  shape.materials = materials;
  return before - materials.length;
}

/** Coordinates on a grid of 10 micrometres: seams meet bit for bit, and last-bit differences of a machine vanish. */
export function quantise(shape: Shape): void {
  shape.positions = shape.positions.map((x) => Math.round(x * 1e5) / 1e5 + 0);
  shape.uvs = shape.uvs.map((x) => Math.round(x * 1e5) / 1e5 + 0);
}

export function boundsOf(shape: Shape): { min: Vec3; max: Vec3 } {
  const min: Vec3 = [Infinity, Infinity, Infinity];
  const max: Vec3 = [-Infinity, -Infinity, -Infinity];
  for (const corner of shape.triangles)
    for (let k = 0; k < 3; k++) {
      const x = shape.positions[3 * corner + k];
      if (x < min[k]) min[k] = x;
      if (x > max[k]) max[k] = x;
    }
  return { min, max };
}

/** Volume by the divergence theorem; true for closed, outward shapes whose parts do not overlap. */
export function signedVolume(shape: Shape): number {
  let six = 0;
  for (let t = 0; t < shape.triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => cornerAt(shape, shape.triangles[t + k]));
    six += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return six / 6;
}

/** Per corner a number that equal positions share. */
export function weldOf(shape: Shape): Int32Array {
  const numbers = new Map<string, number>();
  const weld = new Int32Array(shape.uvs.length / 2);
  for (let i = 0; i < weld.length; i++) {
    const key = `${shape.positions[3 * i]},${shape.positions[3 * i + 1]},${shape.positions[3 * i + 2]}`;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    weld[i] = number;
  }
  return weld;
}

/** Twice-area vector of a triangle. */
export function areaVectorOf(shape: Shape, t: number): Vec3 {
  const [a, b, c] = [0, 1, 2].map((k) => cornerAt(shape, shape.triangles[3 * t + k]));
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

const unit = (x: number, y: number, z: number): Vec3 => {
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 ? [x / length, y / length, z / length] : [0, 1, 0];
};

/** Area-weighted unit normal per corner, the same for all corners at one position. */
export function weldedNormals(shape: Shape): Vec3[] {
  const weld = weldOf(shape);
  const sums: Vec3[] = [];
  for (let t = 0; t < triangleCountOf(shape); t++) {
    const n = areaVectorOf(shape, t);
    for (let k = 0; k < 3; k++) {
      const sum = (sums[weld[shape.triangles[3 * t + k]]] ??= [0, 0, 0]);
      for (let d = 0; d < 3; d++) sum[d] += n[d];
    }
  }
  return Array.from(weld, (w) => unit(...(sums[w] ?? [0, 1, 0])));
}

/** Moves every position along its normal by smooth noise: the roughness of a reconstructed surface. */
export function roughen(shape: Shape, amplitude: number, wavelength: number, seed: number): void {
  const normals = weldedNormals(shape);
  const scale = 1 / wavelength;
  for (let i = 0; i < normals.length; i++) {
    const p = cornerAt(shape, i);
    const d = amplitude * noise(seed, p[0] * scale, p[1] * scale, p[2] * scale);
    for (let k = 0; k < 3; k++) shape.positions[3 * i + k] = p[k] + d * normals[i][k];
  }
}

/** cos 40 degrees: edges sharper than this keep two normals. */
const CREASE = 0.766;

/** The mesh to write: creased normals, unused corners dropped, triangles grouped by material in their order. */
export function toMesh(shape: Shape): Mesh {
  const weld = weldOf(shape);
  const order = [...shape.materials.keys()].sort((a, b) => shape.materials[a] - shape.materials[b] || a - b);
  const areas = order.map((t) => areaVectorOf(shape, t));
  const facets = areas.map((n) => unit(...n));
  const around = new Map<number, number[]>();
  for (const [i, t] of order.entries())
    for (let k = 0; k < 3; k++) {
      const w = weld[shape.triangles[3 * t + k]];
      const list = around.get(w);
      if (list) list.push(i);
      else around.set(w, [i]);
    }
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  const made = new Map<string, number>();
  const groups: { start: number; count: number; material: number }[] = [];
  for (const [i, t] of order.entries()) {
    const material = shape.materials[t];
    if (groups.at(-1)?.material === material) groups.at(-1)!.count++;
    else groups.push({ start: i, count: 1, material });
    for (let k = 0; k < 3; k++) {
      const corner = shape.triangles[3 * t + k];
      const f = facets[i];
      const sum: Vec3 = [0, 0, 0];
      for (const j of around.get(weld[corner]) as number[]) {
        const g = facets[j];
        if (f[0] * g[0] + f[1] * g[1] + f[2] * g[2] < CREASE) continue;
        for (let d = 0; d < 3; d++) sum[d] += areas[j][d];
      }
      const n = unit(...sum).map((x) => Math.round(x * 1e4) / 1e4 + 0);
      // the material is part of the key: primitives of different materials share no vertices
      const key = `${corner},${n.join()},${material}`;
      let vertex = made.get(key);
      if (vertex === undefined) {
        made.set(key, (vertex = positions.length / 3));
        positions.push(...cornerAt(shape, corner));
        const back = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        normals.push(n[0] / back, n[1] / back, n[2] / back);
        uvs.push(shape.uvs[2 * corner], shape.uvs[2 * corner + 1]);
      }
      indices.push(vertex);
    }
  }
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(normals),
    uvs: new Float32Array(uvs),
    indices: new Uint32Array(indices),
    groups,
  };
}
