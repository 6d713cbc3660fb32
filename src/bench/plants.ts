/** Closed or broken objects with things inside that nobody can see: planted, so that it is known which triangles they are. */

import type { Mesh } from '../geometry/mesh.js';
import { clean, inspect, pointDistance, raycast } from '../geometry/verbs.js';

export interface Planted {
  mesh: Mesh;
  /** Triangles from this one on are planted. */
  first: number;
}

/** Both in one, without attributes. */
export function joined(a: Mesh, b: Mesh): Mesh {
  const positions = new Float32Array(a.positions.length + b.positions.length);
  positions.set(a.positions);
  positions.set(b.positions, a.positions.length);
  const indices = new Uint32Array(a.indices.length + b.indices.length);
  indices.set(a.indices);
  const base = a.positions.length / 3;
  for (let i = 0; i < b.indices.length; i++) indices[a.indices.length + i] = b.indices[i]! + base;
  return { positions, indices };
}

function placed(mesh: Mesh, center: number[], scale: number, at: number[]): Mesh {
  const positions = Float32Array.from(mesh.positions, (v, i) => at[i % 3]! + scale * (v - center[i % 3]!));
  return { positions, indices: mesh.indices };
}

function extent(mesh: Mesh): { center: number[]; size: number[]; diagonal: number } {
  const { bounds } = inspect(mesh);
  const size = bounds.max.map((v, k) => v - bounds.min[k]!);
  return { center: bounds.min.map((v, k) => v + size[k]! / 2), size, diagonal: Math.hypot(...size) };
}

interface Spot {
  at: number[];
  /** Distance to the surface. */
  room: number;
}

/** Places inside of a mesh, roomiest first: grid points from which rays in 14 directions meet it an odd number of times. */
export function spotsInside(mesh: Mesh, resolution = 24): Spot[] {
  const { center, size } = extent(mesh);
  const step = Math.max(...size) / resolution;
  const points: number[] = [];
  const counts = size.map((s) => Math.floor(s / step / 2));
  for (let i = -counts[0]!; i <= counts[0]!; i++)
    for (let j = -counts[1]!; j <= counts[1]!; j++)
      for (let k = -counts[2]!; k <= counts[2]!; k++)
        points.push(center[0]! + (i + 0.1) * step, center[1]! + (j + 0.2) * step, center[2]! + (k + 0.3) * step);
  const { distances_m } = pointDistance(mesh, { points: Float64Array.from(points) });
  const spots: Spot[] = [];
  distances_m.forEach((room, i) => {
    spots.push({ at: points.slice(3 * i, 3 * i + 3), room });
  });
  spots.sort((a, b) => b.room - a.room);
  const inside: Spot[] = [];
  for (const spot of spots) {
    if (inside.length >= 64 || spot.room < step / 4) break;
    if (isInside(mesh, spot.at)) inside.push(spot);
  }
  return inside;
}

const DIRECTIONS = [-1, 0, 1]
  .flatMap((x) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((z) => [x + 0.013, y + 0.029, z - 0.017])))
  .filter((d) => d.some((v) => Math.abs(v) > 0.5));

/** The surface lies in every direction and its nearest side shows its back. */
function isInside(mesh: Mesh, at: number[]): boolean {
  const origins = Float64Array.from(DIRECTIONS.flatMap(() => at));
  const hits = raycast(mesh, { origins, directions: Float64Array.from(DIRECTIONS.flat()) });
  let behind = 0;
  for (let i = 0; i < DIRECTIONS.length; i++) {
    const t = hits.triangles[i]!;
    if (t === 0xffffffff) return false;
    const [a, b, c] = [0, 1, 2].map((k) => mesh.positions.subarray(3 * mesh.indices[3 * t + k]!).slice(0, 3));
    const u = [0, 1, 2].map((k) => b![k]! - a![k]!);
    const v = [0, 1, 2].map((k) => c![k]! - a![k]!);
    const n = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
    const d = DIRECTIONS[i]!;
    if (n[0]! * d[0]! + n[1]! * d[1]! + n[2]! * d[2]! > 0) behind++;
  }
  return behind > 0.8 * DIRECTIONS.length;
}

/** The object itself, small enough for the roomiest place inside. */
export function innerCopy(mesh: Mesh): Planted | null {
  const spot = spotsInside(mesh)[0];
  if (!spot) return null;
  const { center, diagonal } = extent(mesh);
  const copy = placed(mesh, center, (1.9 * spot.room) / diagonal, spot.at);
  return { mesh: joined(mesh, copy), first: mesh.indices.length / 3 };
}

/** Every second wall there again, moved inward along the vertex normals by 0.6 % of the diagonal. */
export function doubleWall(mesh: Mesh): Planted {
  const wall = clean(mesh, {}).mesh;
  const normals = new Float64Array(wall.positions.length);
  for (let i = 0; i < wall.indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * wall.indices[i + k]!) as [number, number, number];
    const p = wall.positions;
    const u = [0, 1, 2].map((k) => p[b + k]! - p[a + k]!);
    const v = [0, 1, 2].map((k) => p[c + k]! - p[a + k]!);
    for (let k = 0; k < 3; k++) {
      const n = u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!;
      for (const at of [a, b, c]) normals[at + k]! += n;
    }
  }
  const off = 0.006 * extent(wall).diagonal;
  const positions = new Float32Array(wall.positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const l = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) || 1;
    for (let k = 0; k < 3; k++) positions[i + k] = wall.positions[i + k]! - (off * normals[i + k]!) / l;
  }
  return { mesh: joined(mesh, { positions, indices: wall.indices }), first: mesh.indices.length / 3 };
}

/** Up to 40 small shells in different places inside: closed ones, open ones, single triangles. */
export function junk(mesh: Mesh): Planted | null {
  const spots = spotsInside(mesh).slice(0, 40);
  if (spots.length === 0) return null;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1]);
  const sides = [
    0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5,
  ];
  let out = mesh;
  spots.forEach(({ at, room }, i) => {
    const used = i % 3 === 0 ? sides : i % 3 === 1 ? sides.slice(6) : sides.slice(0, 3);
    const shell = { positions: Float32Array.from(corners), indices: Uint32Array.from(used) };
    out = joined(out, placed(shell, [0, 0, 0], 0.5 * room, at));
  });
  return { mesh: out, first: mesh.indices.length / 3 };
}
