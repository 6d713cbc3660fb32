/** Known defects planted into closed meshes, the same on every run: what is broken has a truth to compare with. */
import type { Mesh } from '../geometry/mesh.js';
import { raycast } from '../geometry/verbs.js';

export interface Defect {
  name: string;
  plant(mesh: Mesh): Mesh;
}

/** SplitMix32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

type Point = [number, number, number];
const at = (mesh: Mesh, v: number): Point => [
  mesh.positions[3 * v]!,
  mesh.positions[3 * v + 1]!,
  mesh.positions[3 * v + 2]!,
];
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const corners = (mesh: Mesh, t: number): [number, number, number] => [
  mesh.indices[3 * t]!,
  mesh.indices[3 * t + 1]!,
  mesh.indices[3 * t + 2]!,
];

export function diagonal({ positions }: Mesh): number {
  let sum = 0;
  for (let axis = 0; axis < 3; axis++) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = axis; i < positions.length; i += 3) {
      min = Math.min(min, positions[i]!);
      max = Math.max(max, positions[i]!);
    }
    sum += (max - min) ** 2;
  }
  return Math.sqrt(sum);
}

const kept = (mesh: Mesh, keep: (t: number) => boolean): Mesh => {
  const indices: number[] = [];
  for (let t = 0; t < mesh.indices.length / 3; t++) if (keep(t)) indices.push(...corners(mesh, t));
  return { positions: mesh.positions, indices: Uint32Array.from(indices) };
};

function joined(a: Mesh, b: Mesh): Mesh {
  const positions = new Float64Array(a.positions.length + b.positions.length);
  positions.set(a.positions);
  positions.set(b.positions, a.positions.length);
  const base = a.positions.length / 3;
  const indices = new Uint32Array(a.indices.length + b.indices.length);
  indices.set(a.indices);
  indices.set(
    b.indices.map((v) => v + base),
    a.indices.length,
  );
  return { positions, indices };
}

/** Unit, weighted by area. */
function vertexNormals(mesh: Mesh): Float64Array {
  const out = new Float64Array(mesh.positions.length);
  for (let t = 0; t < mesh.indices.length / 3; t++) {
    const [a, b, c] = corners(mesh, t);
    const n = cross(minus(at(mesh, b), at(mesh, a)), minus(at(mesh, c), at(mesh, a)));
    for (const v of [a, b, c]) for (let k = 0; k < 3; k++) out[3 * v + k]! += n[k]!;
  }
  for (let v = 0; v < out.length; v += 3) {
    const size = Math.hypot(out[v]!, out[v + 1]!, out[v + 2]!) || 1;
    for (let k = 0; k < 3; k++) out[v + k]! /= size;
  }
  return out;
}

/** One connected patch of 3 % of the area, grown from a triangle of `seed` over shared edges. */
function patch(mesh: Mesh, share: number, seed: number): Mesh {
  const n = mesh.indices.length / 3;
  const beside = new Map<number, number[]>();
  const key = (a: number, b: number) => Math.min(a, b) * (mesh.positions.length / 3) + Math.max(a, b);
  let total = 0;
  const area = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const [a, b, c] = corners(mesh, t);
    area[t] = Math.hypot(...cross(minus(at(mesh, b), at(mesh, a)), minus(at(mesh, c), at(mesh, a))));
    total += area[t]!;
    for (const edge of [key(a, b), key(b, c), key(c, a)]) beside.set(edge, [...(beside.get(edge) ?? []), t]);
  }
  const gone = new Uint8Array(n);
  const queue = [Math.floor(random(seed)() * n)];
  gone[queue[0]!] = 1;
  let sum = 0;
  for (let i = 0; i < queue.length; i++) {
    const t = queue[i]!;
    if (sum >= share * total) {
      gone[t] = 0;
      continue;
    }
    sum += area[t]!;
    const [a, b, c] = corners(mesh, t);
    for (const edge of [key(a, b), key(b, c), key(c, a)])
      for (const other of beside.get(edge)!)
        if (!gone[other]) {
          gone[other] = 1;
          queue.push(other);
        }
  }
  return kept(mesh, (t) => !gone[t]);
}

/** A second wall inside, wound alike: 0.6 % of the diagonal deep, less where the body is thin. */
function doubleWall(mesh: Mesh): Mesh {
  const normals = vertexNormals(mesh);
  const inward = normals.map((n) => -n);
  const size = diagonal(mesh);
  const origins = Float64Array.from(mesh.positions, (p, i) => p + 1e-6 * size * inward[i]!);
  const { t } = raycast(mesh, { origins, directions: inward, tmin: 0 });
  const positions = Float64Array.from(mesh.positions, (p, i) => {
    const room = t[Math.floor(i / 3)]!;
    return p + inward[i]! * Math.min(0.006 * size, Number.isFinite(room) ? 0.3 * room : 0);
  });
  return joined(mesh, { positions, indices: mesh.indices });
}

/** What lies below `level` on `axis` (or above, with side -1), closed by cones over the cut. */
function half(mesh: Mesh, axis: number, level: number, side: 1 | -1): Mesh {
  const positions = [...mesh.positions];
  const indices: number[] = [];
  const cuts = new Map<string, number>();
  const height = (v: number) => side * (positions[3 * v + axis]! - level);
  const cut = (u: number, v: number): number => {
    const [a, b] = u < v ? [u, v] : [v, u];
    const known = cuts.get(`${a} ${b}`);
    if (known !== undefined) return known;
    const s = height(a) / (height(a) - height(b));
    for (let k = 0; k < 3; k++)
      positions.push(k === axis ? level : positions[3 * a + k]! + s * (positions[3 * b + k]! - positions[3 * a + k]!));
    cuts.set(`${a} ${b}`, positions.length / 3 - 1);
    return positions.length / 3 - 1;
  };
  const rim: [number, number][] = [];
  for (let t = 0; t < mesh.indices.length / 3; t++) {
    const tri = corners(mesh, t);
    const inside = tri.map((v) => height(v) <= 0);
    const polygon: number[] = [];
    let leave = -1;
    let enter = -1;
    for (let k = 0; k < 3; k++) {
      const v = tri[k]!;
      const w = tri[(k + 1) % 3]!;
      if (inside[k]) polygon.push(v);
      if (inside[k] === inside[(k + 1) % 3]) continue;
      const p = cut(v, w);
      polygon.push(p);
      if (inside[k]) leave = p;
      else enter = p;
    }
    for (let k = 1; k + 1 < polygon.length; k++) indices.push(polygon[0]!, polygon[k]!, polygon[k + 1]!);
    if (leave >= 0) rim.push([leave, enter]);
  }
  const apex = positions.length / 3;
  const middle = [0, 0, 0];
  for (const [p] of rim) for (let k = 0; k < 3; k++) middle[k]! += positions[3 * p + k]! / rim.length;
  middle[axis] = level;
  positions.push(...middle);
  for (const [p, q] of rim) indices.push(q, p, apex);
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

/** Two closed halves that overlap by 4 % of the diagonal in the middle of the longest side. */
function halves(mesh: Mesh): Mesh {
  const size = [0, 1, 2].map((axis) => {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = axis; i < mesh.positions.length; i += 3) {
      min = Math.min(min, mesh.positions[i]!);
      max = Math.max(max, mesh.positions[i]!);
    }
    return { min, max };
  });
  const axis = [0, 1, 2].reduce((a, b) => (size[b]!.max - size[b]!.min > size[a]!.max - size[a]!.min ? b : a));
  // Off the middle by an odd share: no vertex of a regular model lies there.
  const level = size[axis]!.min + 0.49231 * (size[axis]!.max - size[axis]!.min);
  const over = 0.02 * diagonal(mesh);
  return joined(half(mesh, axis, level + over, 1), half(mesh, axis, level - over, -1));
}

/** Every vertex moved along its normal by up to this share of the diagonal. */
function noise(mesh: Mesh, share: number, seed: number): Mesh {
  const next = random(seed);
  const normals = vertexNormals(mesh);
  const size = diagonal(mesh);
  const positions = Float64Array.from(mesh.positions);
  for (let v = 0; v < positions.length; v += 3) {
    const by = (2 * next() - 1) * share * size;
    for (let k = 0; k < 3; k++) positions[v + k]! += by * normals[v + k]!;
  }
  return { positions, indices: mesh.indices };
}

function flip(mesh: Mesh, share: number, seed: number): Mesh {
  const next = random(seed);
  const indices = mesh.indices.slice();
  for (let i = 0; i < indices.length; i += 3)
    if (next() < share) [indices[i + 1], indices[i + 2]] = [indices[i + 2]!, indices[i + 1]!];
  return { positions: mesh.positions, indices };
}

export const DEFECTS: readonly Defect[] = [
  { name: 'intact', plant: (mesh) => mesh },
  {
    name: 'missing 5 %',
    plant: (mesh) => {
      const next = random(1);
      return kept(mesh, () => next() >= 0.05);
    },
  },
  { name: 'patch 3 %', plant: (mesh) => patch(mesh, 0.03, 2) },
  { name: 'flipped 10 %', plant: (mesh) => flip(mesh, 0.1, 3) },
  { name: 'doubled', plant: (mesh) => joined(mesh, mesh) },
  { name: 'double wall', plant: doubleWall },
  { name: 'halves', plant: halves },
  { name: 'noise 0.1 %', plant: (mesh) => noise(mesh, 0.001, 4) },
];
