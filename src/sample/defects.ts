/**
 * The defects of single-image reconstructions, planted on purpose. Each function changes the shape and returns what it
 * did, so that tests can count it. All work on quantised shapes and leave new positions on the same grid.
 */
import type { Vec3 } from '../geometry/mesh.js';
import type { Random } from './random.js';
import {
  addCorner,
  addTriangle,
  areaVectorOf,
  cornerAt,
  emptyShape,
  filterTriangles,
  flip,
  join,
  type Shape,
  triangleCountOf,
  weldedNormals,
  weldOf,
} from './shape.js';

export const DEFECT_KINDS = [
  'doubled_shell_coincident',
  'doubled_shell_offset',
  'missing_triangles',
  'missing_patch',
  'hidden_inner_faces',
  'inside_out',
  'flipped_patch',
  'cracked_seam',
  'duplicate_triangles',
  'collapsed_triangles',
  'slivers',
  'fragments',
  'nonmanifold_edges',
  'open_sheet',
  'noise',
] as const;
export type DefectKind = (typeof DEFECT_KINDS)[number];

export interface Defect {
  kind: DefectKind;
  /** Triangles it concerns (added, removed or turned); for `cracked_seam` corners, for `noise` 0. */
  count: number;
  /** Lengths in metres where the kind has one: offset, amplitude, gap. */
  size_m?: number;
  note: string;
}

const grid = (x: number) => Math.round(x * 1e5) / 1e5 + 0;
const centroid = (shape: Shape, t: number): Vec3 => {
  const [a, b, c] = [0, 1, 2].map((k) => cornerAt(shape, shape.triangles[3 * t + k]));
  return [(a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3, (a[2] + b[2] + c[2]) / 3];
};

const within = (p: Vec3, centre: Vec3, radius: number): boolean => {
  const [x, y, z] = [p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]];
  return x * x + y * y + z * z < radius * radius;
};
const lengthBetween = (p: Vec3, q: Vec3): number => {
  const [x, y, z] = [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
  return Math.sqrt(x * x + y * y + z * z);
};

/** Copies the chosen triangles onto corners of their own, moved by `offset` along the surface normal. */
function copyOf(shape: Shape, triangles: readonly number[], offset: number): Shape {
  const normals = offset === 0 ? undefined : weldedNormals(shape);
  const copy = emptyShape();
  const made = new Map<number, number>();
  for (const t of triangles) {
    const corners = [0, 1, 2].map((k) => {
      const corner = shape.triangles[3 * t + k];
      let own = made.get(corner);
      if (own === undefined) {
        const p = cornerAt(shape, corner);
        const moved = normals ? (p.map((x, d) => grid(x + offset * normals[corner][d])) as Vec3) : p;
        made.set(corner, (own = addCorner(copy, moved, shape.uvs[2 * corner], shape.uvs[2 * corner + 1])));
      }
      return own;
    });
    addTriangle(copy, corners[0], corners[1], corners[2], shape.materials[t]);
  }
  return copy;
}

function append(shape: Shape, part: Shape): void {
  Object.assign(shape, join([{ shape }, { shape: part }]));
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** The surface of triangles [from, to) once more, in the same place. */
export function doubleCoincident(shape: Shape, from: number, to: number, note: string): Defect {
  append(shape, copyOf(shape, range(from, to), 0));
  return { kind: 'doubled_shell_coincident', count: to - from, note };
}

/** All triangles once more, moved by `offset`; `turned` makes the copy face inward, as an inner wall does. */
export function doubleOffset(shape: Shape, offset: number, turned: boolean, note: string): Defect {
  const copy = copyOf(shape, range(0, triangleCountOf(shape)), offset);
  if (turned) flip(copy);
  append(shape, copy);
  return { kind: 'doubled_shell_offset', count: triangleCountOf(copy), size_m: offset, note };
}

/** Single triangles that are missing, no two of them touching. Adds three open edges each. */
export function missingTriangles(shape: Shape, count: number, random: Random): Defect {
  const weld = weldOf(shape);
  const used = new Set<number>();
  const gone = new Set<number>();
  while (gone.size < count) {
    const t = random.below(triangleCountOf(shape));
    const corners = [0, 1, 2].map((k) => weld[shape.triangles[3 * t + k]]);
    if (corners.some((c) => used.has(c))) continue;
    for (const c of corners) used.add(c);
    gone.add(t);
  }
  filterTriangles(shape, (t) => !gone.has(t));
  return { kind: 'missing_triangles', count, note: 'single triangles missing' };
}

/** Everything whose centroid satisfies a condition is missing. */
export function missingWhere(shape: Shape, gone: (centroid: Vec3) => boolean, note: string): Defect {
  const count = filterTriangles(shape, (t) => !gone(centroid(shape, t)));
  return { kind: 'missing_patch', count, note };
}

/** A closed part inside the solid that nobody can see. */
export function hiddenInside(shape: Shape, part: Shape, note: string): Defect {
  append(shape, part);
  return { kind: 'hidden_inner_faces', count: triangleCountOf(part), note };
}

/** Triangles [from, to) face inward. */
export function insideOut(shape: Shape, from: number, to: number, note: string): Defect {
  flip(shape, range(from, to));
  return { kind: 'inside_out', count: to - from, note };
}

/** The triangles of a ball face inward: winding conflicts along its rim. */
export function flippedPatch(shape: Shape, centre: Vec3, radius: number): Defect {
  const chosen = range(0, triangleCountOf(shape)).filter((t) => within(centroid(shape, t), centre, radius));
  flip(shape, chosen);
  return { kind: 'flipped_patch', count: chosen.length, note: 'a patch with turned winding' };
}

/**
 * Along texture seams the two copies of a corner no longer agree: one is moved by 20 micrometres, so an exact weld leaves
 * the seam open.
 */
export function crackedSeam(shape: Shape): Defect {
  const weld = weldOf(shape);
  const first = new Map<number, number>();
  let count = 0;
  for (const [corner, w] of weld.entries()) {
    const uv = `${shape.uvs[2 * corner]},${shape.uvs[2 * corner + 1]}`;
    const p = cornerAt(shape, corner);
    if (!first.has(w)) first.set(w, corner);
    else if (
      `${shape.uvs[2 * (first.get(w) as number)]},${shape.uvs[2 * (first.get(w) as number) + 1]}` !== uv &&
      p[0] * p[0] + p[2] * p[2] > 1e-6
    ) {
      shape.positions[3 * corner] = grid(p[0] + 2e-5);
      count++;
    }
  }
  return { kind: 'cracked_seam', count, size_m: 2e-5, note: 'texture seam copies 20 micrometres apart' };
}

/** The same triangle once more, on the same corners. */
export function duplicates(shape: Shape, count: number, random: Random): Defect {
  for (const t of random.distinct(count, triangleCountOf(shape)))
    addTriangle(
      shape,
      shape.triangles[3 * t],
      shape.triangles[3 * t + 1],
      shape.triangles[3 * t + 2],
      shape.materials[t],
    );
  return { kind: 'duplicate_triangles', count, note: 'triangles written twice' };
}

/** Triangles with two equal corners. */
export function collapsed(shape: Shape, count: number, random: Random): Defect {
  for (const t of random.distinct(count, triangleCountOf(shape)))
    addTriangle(shape, shape.triangles[3 * t], shape.triangles[3 * t], shape.triangles[3 * t + 1], shape.materials[t]);
  return { kind: 'collapsed_triangles', count, note: 'triangles with two equal corners' };
}

/** Inner edges (two triangles, no texture seam) as corner pairs with their two triangles. */
function innerEdges(shape: Shape): { a: number; b: number; left: number; right: number }[] {
  const seen = new Map<string, number>();
  const edges: { a: number; b: number; left: number; right: number }[] = [];
  for (let t = 0; t < triangleCountOf(shape); t++)
    for (let k = 0; k < 3; k++) {
      const a = shape.triangles[3 * t + k];
      const b = shape.triangles[3 * t + ((k + 1) % 3)];
      const other = seen.get(`${b},${a}`);
      if (other !== undefined) edges.push({ a: b, b: a, left: other, right: t });
      else seen.set(`${a},${b}`, t);
    }
  return edges;
}

/** Edges drawn without replacement such that no two share a triangle or a corner. */
function separateEdges(shape: Shape, count: number, random: Random, shortest: number) {
  const edges = innerEdges(shape);
  const busy = new Set<number>();
  const chosen: typeof edges = [];
  for (let tries = 0; chosen.length < count && tries < 100 * count; tries++) {
    const edge = random.pick(edges);
    const [p, q] = [cornerAt(shape, edge.a), cornerAt(shape, edge.b)];
    const corners = [edge.left, edge.right].flatMap((t) => shape.triangles.slice(3 * t, 3 * t + 3));
    if (lengthBetween(p, q) < shortest || corners.some((c) => busy.has(c))) continue;
    for (const c of corners) busy.add(c);
    chosen.push(edge);
  }
  return chosen;
}

/** Splits edges about 30 micrometres from one end: two needles each, the surface stays closed. */
export function slivers(shape: Shape, count: number, random: Random): Defect {
  const chosen = separateEdges(shape, count, random, 0.002);
  for (const { a, b, left, right } of chosen) {
    const [p, q] = [cornerAt(shape, a), cornerAt(shape, b)];
    const s = 3e-5 / lengthBetween(p, q);
    const m = addCorner(
      shape,
      p.map((x, d) => grid(x + s * (q[d] - x))) as Vec3,
      shape.uvs[2 * a] + s * (shape.uvs[2 * b] - shape.uvs[2 * a]),
      shape.uvs[2 * a + 1] + s * (shape.uvs[2 * b + 1] - shape.uvs[2 * a + 1]),
    );
    for (const t of [left, right]) {
      const corners = shape.triangles.slice(3 * t, 3 * t + 3);
      const put = (from: number, to: number) => corners.map((c) => (c === from ? to : c));
      const needle = put(b, m);
      const rest = put(a, m);
      for (let k = 0; k < 3; k++) shape.triangles[3 * t + k] = rest[k];
      addTriangle(shape, needle[0], needle[1], needle[2], shape.materials[t]);
    }
  }
  return { kind: 'slivers', count: 2 * chosen.length, size_m: 3e-5, note: 'needles from edges split beside a corner' };
}

/** Fins: a third triangle on an inner edge. One non-manifold and two open edges each. */
export function fins(shape: Shape, count: number, random: Random): Defect {
  const chosen = separateEdges(shape, count, random, 0.0005);
  for (const { a, b, left } of chosen) {
    const [p, q] = [cornerAt(shape, a), cornerAt(shape, b)];
    const n = areaVectorOf(shape, left);
    const length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    const tip = p.map((x, d) => grid((x + q[d]) / 2 + (0.0012 * n[d]) / length)) as Vec3;
    const c = addCorner(shape, tip, shape.uvs[2 * a], shape.uvs[2 * a + 1]);
    addTriangle(shape, a, b, c, shape.materials[left]);
  }
  return { kind: 'nonmanifold_edges', count: chosen.length, note: 'fins: a third triangle on an edge' };
}

/** Small closed crumbs (octahedra) floating off the surface, only where `room` says there is room. */
export function fragments(shape: Shape, count: number, random: Random, room: (p: Vec3) => boolean): Defect {
  const normals = weldedNormals(shape);
  const crumbs: Shape[] = [];
  for (let tries = 0; crumbs.length < count && tries < 1000 * count; tries++) {
    const corner = shape.triangles[random.below(shape.triangles.length)];
    const off = random.range(0.004, 0.009);
    const r = random.range(0.0012, 0.0026);
    const c = cornerAt(shape, corner).map((x, d) => x + off * normals[corner][d]) as Vec3;
    if (!room(c)) continue;
    const crumb = emptyShape();
    const [u, v] = [shape.uvs[2 * corner], shape.uvs[2 * corner + 1]];
    const tips = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [-1, 0, 0],
      [0, -1, 0],
      [0, 0, -1],
    ].map((d) => addCorner(crumb, c.map((x, k) => grid(x + r * random.range(0.6, 1.2) * d[k])) as Vec3, u, v));
    const [x, y, z, X, Y, Z] = tips;
    for (const [a, b, e] of [
      [x, y, z],
      [y, X, z],
      [X, Y, z],
      [Y, x, z],
      [y, x, Z],
      [X, y, Z],
      [Y, X, Z],
      [x, Y, Z],
    ])
      addTriangle(crumb, a, b, e, shape.materials[0]);
    crumbs.push(crumb);
  }
  for (const crumb of crumbs) append(shape, crumb);
  return { kind: 'fragments', count: 8 * crumbs.length, note: `${crumbs.length} crumbs floating off the surface` };
}
