/** Which triangles can be seen from outside, by brute force: 8 points x 512 directions per triangle, both sides. */
import type { Mesh } from '../geometry/mesh.js';
import type { RenderView } from '../geometry/render.js';
import { inspect, occluded, render } from '../geometry/verbs.js';

const POINTS = 8;
const DIRECTIONS = 512;

/** Fibonacci sphere; another one than the verb's. */
const SPHERE = Array.from({ length: DIRECTIONS }, (_, i) => {
  const z = 1 - (2 * i + 1) / DIRECTIONS;
  const angle = 0.5 + Math.PI * (3 - Math.sqrt(5)) * i;
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(angle), r * Math.sin(angle), z] as const;
});

/** Points of a triangle by Roberts' R2 sequence. */
const WEIGHTS = Array.from({ length: POINTS }, (_, i) => {
  const u = (0.5 + 0.7548776662466927 * (i + 1)) % 1;
  const v = (0.5 + 0.5698402909980532 * (i + 1)) % 1;
  return u + v > 1 ? ([1 - u, 1 - v] as const) : ([u, v] as const);
});

/** Per entry of `triangles`: 1 if a ray escapes. Few rays for all first, all rays for what is left. */
export function visibleTriangles(mesh: Mesh, triangles: Uint32Array): Uint8Array {
  const off = 1e-5 * diagonal(mesh);
  const seen = new Uint8Array(triangles.length);
  const frames = Array.from(triangles, (t) => frameOf(mesh, t));
  const all = POINTS * DIRECTIONS;
  for (const [from, to] of [
    [0, 32],
    [32, 256],
    [256, all],
  ] as const) {
    const left = Array.from(seen.keys()).filter((i) => seen[i] === 0 && frames[i]!.area > 0);
    const batch = Math.max(1, Math.floor(2_000_000 / (to - from)));
    for (let at = 0; at < left.length; at += batch) {
      const some = left.slice(at, at + batch);
      const origins = new Float64Array(3 * some.length * (to - from));
      const directions = new Float64Array(origins.length);
      let o = 0;
      for (const i of some) {
        const { a, u, v, n } = frames[i]!;
        for (let r = from; r < to; r++) {
          const w = WEIGHTS[r % POINTS]!;
          const d = SPHERE[(r * 317 + Math.floor(r / DIRECTIONS) + 37 * i) % DIRECTIONS]!;
          const side = n[0]! * d[0] + n[1]! * d[1] + n[2]! * d[2] < 0 ? -off : off;
          for (let k = 0; k < 3; k++) {
            origins[o] = a[k]! + w[0] * u[k]! + w[1] * v[k]! + side * n[k]!;
            directions[o++] = d[k]!;
          }
        }
      }
      const blocked = occluded(mesh, { origins, directions });
      some.forEach((i, s) => {
        for (let r = 0; r < to - from && !seen[i]; r++) if (!blocked[s * (to - from) + r]) seen[i] = 1;
      });
    }
  }
  return seen;
}

function diagonal(mesh: Mesh): number {
  const { min, max } = inspect(mesh).bounds;
  return Math.hypot(...max.map((v, k) => v - min[k]!));
}

function frameOf(mesh: Mesh, t: number) {
  const [a, b, c] = [0, 1, 2].map((k) => {
    const v = 3 * mesh.indices[3 * t + k]!;
    return [mesh.positions[v]!, mesh.positions[v + 1]!, mesh.positions[v + 2]!];
  }) as [number[], number[], number[]];
  const u = a.map((p, k) => b[k]! - p);
  const v = a.map((p, k) => c[k]! - p);
  const n = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
  const length = Math.hypot(...n);
  return { a, u, v, n: n.map((x) => x / (length || 1)), area: length / 2 };
}

export const areaOf = (mesh: Mesh, t: number): number => frameOf(mesh, t).area;

/**
 * Pixels that differ between a mesh and what is left of it (`source`: its triangles in the whole one), seen from the 26
 * directions to a cube's corners, edges and sides. surface: triangle, depth or plain colour; shaded: with shading on,
 * which also tells what light met on its way.
 */
export function differingPixels(before: Mesh, after: Mesh, source: Uint32Array, pixels = 192) {
  const { min, max } = inspect(before).bounds;
  const center = max.map((v, k) => (v + min[k]!) / 2);
  const reach = diagonal(before);
  const views: RenderView[] = [];
  for (let i = 0; i < 27; i++) {
    const to = [(i % 3) - 1, (Math.floor(i / 3) % 3) - 1, Math.floor(i / 9) - 1];
    if (i === 13) continue;
    const l = Math.hypot(...to);
    const z = to.map((v) => v / l);
    const up = Math.abs(z[2]!) > 0.9 ? [0, 1, 0] : [0, 0, 1];
    const x = cross(up, z);
    const lx = Math.hypot(...x);
    const right = x.map((v) => v / lx);
    const top = cross(z, right);
    const eye = center.map((v, k) => v + 1.5 * reach * z[k]!);
    const row = (k: number) => [right[k]!, top[k]!, z[k]!, eye[k]!];
    const camera = {
      worldFromCamera: [...row(0), ...row(1), ...row(2), 0, 0, 0, 1],
      fx: 1.35 * pixels,
      fy: 1.35 * pixels,
      cx: pixels / 2,
      cy: pixels / 2,
      width: pixels,
      height: pixels,
    };
    views.push({ camera });
  }
  const pictures = (mesh: Mesh, shading: boolean) =>
    render({ layers: [{ mesh }] }, { views: views.map((view) => ({ ...view, shading })) });
  const differing = { surface: 0, shaded: 0 };
  for (const shading of [false, true]) {
    const others = pictures(after, shading);
    pictures(before, shading).forEach((picture, i) => {
      const other = others[i]!;
      for (let p = 0; p < pixels * pixels; p++) {
        const color = [0, 1, 2, 3].some((k) => picture.rgba[4 * p + k] !== other.rgba[4 * p + k]);
        const t = other.triangle[p]!;
        const surface = picture.depth[p] !== other.depth[p] || picture.triangle[p] !== (t < 0 ? t : source[t]);
        if (shading && color) differing.shaded++;
        if (!shading && (color || surface)) differing.surface++;
      }
    });
  }
  return differing;
}

const cross = (a: number[], b: number[]) => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];
