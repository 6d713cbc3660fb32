/** Closed, outward, evenly triangulated solids in metres, Y up: turned, bevelled, swept, extruded, quilted. */
import type { Vec3 } from '../geometry/mesh.js';
import { turn } from './random.js';
import { addCorner, addTriangle, emptyShape, type Shape } from './shape.js';

/** A point of a profile: distance from the axis, height. */
export type ProfilePoint = readonly [r: number, y: number];

/** Corner cutting (Chaikin): rounds a profile, its ends stay. */
export function rounded(points: readonly ProfilePoint[], times = 2): ProfilePoint[] {
  let now = [...points];
  for (let n = 0; n < times; n++) {
    const next: ProfilePoint[] = [now[0]];
    for (let i = 0; i + 1 < now.length; i++) {
      const [a, b] = [now[i], now[i + 1]];
      if (i > 0) next.push([0.75 * a[0] + 0.25 * b[0], 0.75 * a[1] + 0.25 * b[1]]);
      if (i + 2 < now.length) next.push([0.25 * a[0] + 0.75 * b[0], 0.25 * a[1] + 0.75 * b[1]]);
    }
    next.push(now[now.length - 1]);
    now = next;
  }
  return now;
}

const stepLength = (a: ProfilePoint, b: ProfilePoint): number => {
  const [r, y] = [b[0] - a[0], b[1] - a[1]];
  return Math.sqrt(r * r + y * y);
};

/** The same polyline with no step longer than `step`. */
export function subdivided(points: readonly ProfilePoint[], step: number): ProfilePoint[] {
  const out: ProfilePoint[] = [points[0]];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const length = stepLength(a, b);
    const parts = Math.max(1, Math.ceil(length / step));
    for (let k = 1; k < parts; k++) out.push([a[0] + ((b[0] - a[0]) * k) / parts, a[1] + ((b[1] - a[1]) * k) / parts]);
    out.push(b); // exactly: a point on the axis stays there
  }
  return out;
}

/**
 * Volume of the round solid that a profile encloses (stacked cone frustums, exact). With `segments`, of the solid with
 * that many flat sides instead.
 */
export function latheVolume(profile: readonly ProfilePoint[], segments?: number): number {
  let sum = 0;
  for (let i = 1; i < profile.length; i++) {
    const [r, y] = profile[i - 1];
    const [s, z] = profile[i];
    sum += ((r * r + r * s + s * s) * (z - y)) / 3;
  }
  return sum * (segments === undefined ? Math.PI : (segments / 2) * turn(1 / segments)[1]);
}

export interface LatheOptions {
  segments: number;
  /** How often the texture goes round. Default 1. */
  repeats?: number;
  /** Multiplies the radius at a direction (in turns) and a place along the profile (0..1). Default 1. */
  modulate?: (turns: number, along: number) => number;
  /** Leaves out the wall between row `i` and `i + 1` at segment `j`. */
  skip?: (row: number, segment: number) => boolean;
}

/**
 * Turns a profile round the Y axis. A profile from the axis to the axis with the solid on its left (out along the
 * bottom, up the outside) gives a closed solid. u goes round, v along the profile's length, one texture seam.
 * Corner of row i, segment j (0..segments): `i * (segments + 1) + j`.
 */
export function lathe(profile: readonly ProfilePoint[], options: LatheOptions): Shape {
  const { segments, repeats = 1, modulate, skip } = options;
  const shape = emptyShape();
  const along = [0];
  for (let i = 1; i < profile.length; i++) along.push(along[i - 1] + stepLength(profile[i - 1], profile[i]));
  const total = along[along.length - 1];
  for (const [i, [r, y]] of profile.entries())
    for (let j = 0; j <= segments; j++) {
      const [c, s] = turn((j % segments) / segments);
      const radius = r * (modulate ? modulate((j % segments) / segments, along[i] / total) : 1);
      const u = r === 0 ? (j + 0.5) / segments : j / segments;
      addCorner(shape, [radius * s + 0, y, radius * c + 0], u * repeats, 1 - along[i] / total);
    }
  const at = (i: number, j: number) => i * (segments + 1) + j;
  for (let i = 0; i + 1 < profile.length; i++)
    for (let j = 0; j < segments; j++) {
      if (skip?.(i, j)) continue;
      if (profile[i][0] !== 0 && profile[i + 1][0] !== 0) {
        addTriangle(shape, at(i, j), at(i, j + 1), at(i + 1, j + 1));
        addTriangle(shape, at(i, j), at(i + 1, j + 1), at(i + 1, j));
      } else if (profile[i][0] !== 0) addTriangle(shape, at(i, j), at(i, j + 1), at(i + 1, j));
      else if (profile[i + 1][0] !== 0) addTriangle(shape, at(i, j), at(i + 1, j + 1), at(i + 1, j));
    }
  return shape;
}

export interface BoxOptions {
  /** Full size. */
  size: Vec3;
  /** Radius of the rounded edges. */
  bevel: number;
  /** Longest triangle leg on the faces. */
  step: number;
  /** Edge of one texture tile. Default 0.6. */
  tile?: number;
  /** Axis along which the texture's v (the grain) runs. Default: the longest. */
  grain?: 0 | 1 | 2;
}

/** Volume of a box with rounded edges and corners: core + slabs + quarter cylinders + one sphere. */
export function bevelBoxVolume([x, y, z]: Vec3, bevel: number): number {
  const [a, b, c] = [x - 2 * bevel, y - 2 * bevel, z - 2 * bevel];
  return (
    a * b * c +
    2 * bevel * (a * b + b * c + c * a) +
    Math.PI * bevel * bevel * (a + b + c) +
    (4 / 3) * Math.PI * bevel * bevel * bevel
  );
}

/** A box with rounded edges, centred on the origin. Every face is a patch of its own in the texture. */
export function bevelBox(options: BoxOptions): Shape {
  const { size, bevel, step, tile = 0.6 } = options;
  const half = size.map((s) => s / 2) as Vec3;
  const grain = options.grain ?? (size.indexOf(Math.max(...size)) as 0 | 1 | 2);
  const ticks = half.map((h) => {
    const inner = h - bevel;
    const cells = Math.max(1, Math.ceil((2 * inner) / step));
    const list = [-h, -h + 0.6 * bevel];
    for (let k = 0; k <= cells; k++) list.push(-inner + (2 * inner * k) / cells);
    list.push(h - 0.6 * bevel, h);
    return list;
  });
  const shape = emptyShape();
  const place = (p: Vec3): Vec3 => {
    const inner = p.map((x, k) => Math.min(Math.max(x, bevel - half[k]), half[k] - bevel));
    const d = p.map((x, k) => x - inner[k]);
    const length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    return inner.map((x, k) => x + (bevel * d[k]) / length) as Vec3;
  };
  for (let axis = 0; axis < 3; axis++)
    for (const side of [-1, 1]) {
      const [b, c] = [(axis + 1) % 3, (axis + 2) % 3];
      const start = shape.uvs.length / 2;
      for (const s of ticks[b])
        for (const t of ticks[c]) {
          const p: Vec3 = [0, 0, 0];
          p[axis] = side * half[axis];
          p[b] = s;
          p[c] = t;
          const [u, v] = b === grain ? [t, s] : [s, t];
          // every face starts elsewhere on the tile, so that faces do not look alike
          addCorner(shape, place(p), u / tile + 0.31 * (axis + side), v / tile + 0.17 * (axis - side));
        }
      const row = ticks[c].length;
      for (let i = 0; i + 1 < ticks[b].length; i++)
        for (let j = 0; j + 1 < row; j++) {
          const [p, q, r, s] = [
            start + i * row + j,
            start + (i + 1) * row + j,
            start + (i + 1) * row + j + 1,
            start + i * row + j + 1,
          ];
          if (side > 0) {
            addTriangle(shape, p, q, r);
            addTriangle(shape, p, r, s);
          } else {
            addTriangle(shape, p, r, q);
            addTriangle(shape, p, s, r);
          }
        }
    }
  return shape;
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const normalise = (a: Vec3): Vec3 => {
  const length = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** Sweeps a circle along a path that lies in one plane with normal `side` (or is straight). Flat ends, or a ring. */
export function sweep(
  path: readonly Vec3[],
  radius: (k: number) => number,
  options: { sides: number; side: Vec3; closed?: boolean; tile?: number },
): Shape {
  const { sides, side, closed = false, tile = 0.3 } = options;
  const shape = emptyShape();
  const count = path.length;
  let travelled = 0;
  const rings = closed ? count + 1 : count;
  for (let i = 0; i < rings; i++) {
    const k = i % count;
    const before = path[closed ? (k + count - 1) % count : Math.max(0, k - 1)];
    const after = path[closed ? (k + 1) % count : Math.min(count - 1, k + 1)];
    const tangent = normalise(minus(after, before));
    const up = normalise(cross(side, tangent));
    if (i > 0) {
      const d = minus(path[k], path[(i - 1) % count]);
      travelled += Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    }
    for (let j = 0; j <= sides; j++) {
      const [c, s] = turn((j % sides) / sides);
      const r = radius(k);
      const p = path[k].map((x, d) => x + r * (c * side[d] - s * up[d])) as Vec3;
      addCorner(shape, p, j / sides, travelled / tile);
    }
  }
  const at = (i: number, j: number) => i * (sides + 1) + j;
  for (let i = 0; i + 1 < rings; i++)
    for (let j = 0; j < sides; j++) {
      addTriangle(shape, at(i, j), at(i, j + 1), at(i + 1, j + 1));
      addTriangle(shape, at(i, j), at(i + 1, j + 1), at(i + 1, j));
    }
  if (!closed)
    for (const end of [0, count - 1]) {
      const centre = addCorner(shape, [...path[end]] as Vec3, 0.5, 0.5);
      for (let j = 0; j < sides; j++)
        if (end === 0) addTriangle(shape, centre, at(0, j + 1), at(0, j));
        else addTriangle(shape, centre, at(end, j), at(end, j + 1));
    }
  return shape;
}

/**
 * Extrudes a star-shaped outline (counter-clockwise in x and -z, seen from above) along Y, with an edge rounded by
 * `bevel`; concentric rings keep the triangles even. Centred in height.
 */
export function extrude(
  outline: readonly (readonly [x: number, z: number])[],
  height: number,
  options: { bevel: number; rings: number; tile?: number },
): Shape {
  const { bevel, rings, tile = 0.3 } = options;
  const shape = emptyShape();
  const n = outline.length;
  const h = height / 2;
  // from the bottom's centre outwards, up the side, back to the top's centre: [share of the outline, inset, height]
  const rows: [number, number, number][] = [];
  for (let k = 0; k <= rings; k++) rows.push([k / rings, bevel, -h]);
  rows.push(
    [1, 0.3 * bevel, -h + 0.3 * bevel],
    [1, 0, -h + bevel],
    [1, 0, h - bevel],
    [1, 0.3 * bevel, h - 0.3 * bevel],
  );
  for (let k = rings; k >= 0; k--) rows.push([k / rings, bevel, h]);
  for (const [share, inset, y] of rows)
    for (let j = 0; j <= n; j++) {
      const [x, z] = outline[j % n];
      const r = Math.sqrt(x * x + z * z);
      const f = (share * (r - inset)) / r;
      addCorner(shape, [x * f + 0, y, z * f + 0], (x * f) / tile + 0.5, (z * f + y) / tile + 0.5);
    }
  const at = (i: number, j: number) => i * (n + 1) + j;
  for (let i = 0; i + 1 < rows.length; i++)
    for (let j = 0; j < n; j++) {
      if (rows[i + 1][0] !== 0) addTriangle(shape, at(i, j), at(i + 1, j + 1), at(i + 1, j));
      if (rows[i][0] !== 0) addTriangle(shape, at(i, j), at(i, j + 1), at(i + 1, j + 1));
    }
  return shape;
}

/** A square cushion of half widths `half`, `height` thick in its middle, its edges meeting in a seam. */
export function quilt(half: number, height: number, cells: number): Shape {
  const shape = emptyShape();
  const at: number[][] = [[], []];
  for (const side of [0, 1])
    for (let i = 0; i <= cells; i++)
      for (let j = 0; j <= cells; j++) {
        const s = (2 * i) / cells - 1;
        const t = (2 * j) / cells - 1;
        const puff = Math.sqrt((1 - s * s * s * s) * (1 - t * t * t * t));
        // edges pull in between the corners
        const x = half * s * (1 - 0.08 * (1 - t * t) * s * s);
        const z = half * t * (1 - 0.08 * (1 - s * s) * t * t);
        // it lies on its own weight: the underside is flat but for the edges
        const y = side ? puff * 0.62 * height : -Math.min(puff, 0.7) * 0.5 * height;
        at[side].push(addCorner(shape, [x, y + 0, z], (1 + s) / 2, (1 + t) / 2));
      }
  for (const side of [0, 1])
    for (let i = 0; i < cells; i++)
      for (let j = 0; j < cells; j++) {
        const corner = (di: number, dj: number) => at[side][(i + di) * (cells + 1) + j + dj];
        const [p, q, r, w] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
        // diagonals run towards the middle: at the corners no triangle lies in the seam altogether
        const inward = 2 * i < cells === 2 * j < cells;
        const [first, second] = inward
          ? ([
              [p, q, r],
              [p, r, w],
            ] as const)
          : ([
              [p, q, w],
              [q, r, w],
            ] as const);
        for (const [a, b, c] of [first, second])
          if (side === 0) addTriangle(shape, a, b, c);
          else addTriangle(shape, a, c, b);
      }
  return shape;
}
