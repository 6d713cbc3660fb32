/**
 * From decoded vertex data to one `Mesh`: checks every index, leaves out what cannot be a surface, shares vertices
 * between pieces that come from the same vertex data, and leaves unused vertices behind. All readers end here.
 */
import type { MaterialGroup, Mesh } from '../geometry/mesh.js';
import { smoothNormals } from './normals.js';
import type { ReadReport } from './read_report.js';

/** Vertex data as a file holds it; `positions.length / 3` vertices. */
export interface VertexData {
  positions: Float32Array;
  normals?: Float32Array;
  uvs?: Float32Array;
  colors?: Float32Array;
  /** Other meshes use it too: vertices that this mesh does not use are no finding. */
  shared?: boolean;
}

export type Attribute = Exclude<keyof VertexData, 'shared'>;

/** Some triangles of a mesh. Pieces that name the same `vertices` object share its vertices. */
export interface MeshPiece {
  vertices: VertexData;
  /** A list of triangles; any integer array whose values may still be out of range. */
  indices: ArrayLike<number>;
  /** Index into the model's materials, or -1. */
  material: number;
}

/** Same bound as the geometry core: beyond it squares and volumes lose their meaning. */
const LARGEST = 1e15;

/**
 * One mesh from its pieces, in their order. O(indices + used vertices).
 *
 * - an index beyond the vertices refuses the file (`MESH_INDEX`): there is no telling what was meant;
 * - triangles with a corner that is not finite are left out, counted as `not_finite`;
 * - vertices that no triangle uses are left out, counted in a warning;
 * - attributes that only some pieces have are filled: normals from the triangles, UVs with 0, colours with white.
 *
 * Returns null when no triangle is left.
 */
export function assembleMesh(name: string, pieces: MeshPiece[], report: ReadReport): Mesh | null {
  const sets = new Map<VertexData, VertexSet>();
  for (const { vertices, indices } of pieces) {
    checkIndices(name, indices, vertices.positions.length / 3, report);
    const set = sets.get(vertices) ?? new VertexSet(vertices);
    sets.set(vertices, set);
    set.uses += indices.length;
  }
  for (const { vertices, indices } of pieces) sets.get(vertices)!.collect(indices);
  const used = [...sets.values()];
  let vertexTotal = 0;
  for (const set of used) {
    vertexTotal += set.number(vertexTotal);
    if (set.unused > 0 && !set.data.shared)
      report.warn('mesh.unused_vertices', `${name}: vertices that no triangle uses were left out`, set.unused);
  }

  const total = pieces.reduce((sum, piece) => sum + piece.indices.length, 0);
  const indices = new Uint32Array(total);
  const groups: MaterialGroup[] = [];
  let written = 0;
  for (const piece of pieces) {
    const set = sets.get(piece.vertices)!;
    const start = written;
    for (let i = 0; i < piece.indices.length; i += 3) {
      if (!set.usable(piece.indices, i)) continue;
      for (let k = 0; k < 3; k++) indices[written++] = set.newNumber(piece.indices[i + k]);
    }
    if (written > start) groups.push({ start: start / 3, count: (written - start) / 3, material: piece.material });
  }
  const dropped = (total - written) / 3;
  if (dropped > 0) {
    report.drop('not_finite', dropped);
    report.warn('mesh.not_finite', `${name}: triangles with a coordinate that is not a finite number`, dropped);
  }
  report.account.kept += written / 3;
  if (written === 0) return null;

  const mesh: Mesh = {
    positions: gather(used, vertexTotal, 3, 'positions', 0),
    indices: written === total ? indices : indices.slice(0, written),
  };
  const has = (key: Attribute) => used.some((set) => set.used > 0 && set.data[key]);
  if (has('uvs')) mesh.uvs = finite(gather(used, vertexTotal, 2, 'uvs', 0), 0, 'uvs', name, report);
  if (has('colors')) {
    mesh.colors = finite(gather(used, vertexTotal, 4, 'colors', 1), 1, 'colors', name, report);
    clampColors(mesh.colors, name, report);
  }
  if (has('normals')) {
    mesh.normals = gather(used, vertexTotal, 3, 'normals', 0);
    repairNormals(name, mesh, report);
  }
  const merged = mergeGroups(groups);
  if (merged.length > 1 || merged[0].material >= 0) mesh.groups = merged;
  return mesh;
}

/** Groups of one material that follow each other become one. */
export function mergeGroups(groups: MaterialGroup[]): MaterialGroup[] {
  const merged: MaterialGroup[] = [];
  for (const group of groups) {
    const last = merged.at(-1);
    if (last && last.material === group.material) last.count += group.count;
    else merged.push({ ...group });
  }
  return merged;
}

/** New numbers for the used vertices of one vertex data, in their old order. */
class VertexSet {
  /** Indices that name this set: a bound on how many vertices can be used. */
  uses = 0;
  used = 0;
  unused = 0;
  /** Old numbers, by new number without the base. */
  order = new Uint32Array(0);
  private base = 0;
  /** New number by old number: a table costs the vertex count, a map the uses; the cheaper one is taken. */
  private table: Uint32Array | Map<number, number> = new Map();

  constructor(readonly data: VertexData) {}

  /** Are all three corners of the triangle at `i` usable positions? */
  usable(indices: ArrayLike<number>, i: number): boolean {
    const p = this.data.positions;
    for (let k = i; k < i + 3; k++) {
      const v = indices[k] * 3;
      if (!(Math.abs(p[v]) <= LARGEST && Math.abs(p[v + 1]) <= LARGEST && Math.abs(p[v + 2]) <= LARGEST)) return false;
    }
    return true;
  }

  /** Marks the corners of usable triangles. Call once per piece, after `uses` is complete. */
  collect(indices: ArrayLike<number>): void {
    const count = this.data.positions.length / 3;
    if (this.table instanceof Map && count <= 16 * this.uses) this.table = new Uint32Array(count);
    const table = this.table;
    for (let i = 0; i < indices.length; i += 3) {
      if (!this.usable(indices, i)) continue;
      for (let k = i; k < i + 3; k++)
        if (table instanceof Map) table.set(indices[k], 0);
        else table[indices[k]] = 1;
    }
  }

  /** Numbers the marked vertices from `base` on; returns how many there are. */
  number(base: number): number {
    this.base = base;
    const table = this.table;
    if (table instanceof Map) {
      this.order = Uint32Array.from(table.keys()).sort();
      for (const [i, vertex] of this.order.entries()) table.set(vertex, i);
    } else {
      this.order = new Uint32Array(table.reduce((sum, mark) => sum + mark, 0));
      let next = 0;
      for (let v = 0; v < table.length; v++)
        if (table[v]) {
          this.order[next] = v;
          table[v] = next++;
        }
    }
    this.used = this.order.length;
    this.unused = this.data.positions.length / 3 - this.used;
    return this.used;
  }

  newNumber(vertex: number): number {
    return this.base + (this.table instanceof Map ? this.table.get(vertex)! : this.table[vertex]);
  }
}

function checkIndices(name: string, indices: ArrayLike<number>, vertices: number, report: ReadReport): void {
  if (indices.length % 3 !== 0)
    throw report.refusal('MESH_INDEX', `${name}: expected 3 indices per triangle, found ${indices.length} in all`);
  for (let i = 0; i < indices.length; i++)
    if (!(indices[i] >= 0 && indices[i] < vertices))
      throw report.refusal(
        'MESH_INDEX',
        `${name}: triangle ${Math.floor(i / 3)} uses vertex ${indices[i]}, but there are ${vertices} vertices`,
        'the file is damaged: export it again',
      );
}

function gather(sets: VertexSet[], total: number, width: number, key: Attribute, fill: number): Float32Array {
  const out = new Float32Array(total * width);
  let at = 0;
  for (const set of sets) {
    const source = set.data[key];
    if (!source) {
      out.fill(fill, at, (at += set.used * width));
      continue;
    }
    for (let i = 0; i < set.used; i++) {
      const from = set.order[i] * width;
      for (let k = 0; k < width; k++) out[at++] = source[from + k];
    }
  }
  return out;
}

function finite(values: Float32Array, fallback: number, key: string, name: string, report: ReadReport): Float32Array {
  let repaired = 0;
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) {
      values[i] = fallback;
      repaired++;
    }
  if (repaired)
    report.warn(`mesh.${key}_not_finite`, `${name}: ${key} that are not finite, set to ${fallback}`, repaired);
  return values;
}

function clampColors(colors: Float32Array, name: string, report: ReadReport): void {
  let clamped = 0;
  for (let i = 0; i < colors.length; i++)
    if (colors[i] < 0 || colors[i] > 1) {
      colors[i] = Math.min(1, Math.max(0, colors[i]));
      clamped++;
    }
  if (clamped) report.warn('mesh.colors_clamped', `${name}: colours outside 0..1`, clamped);
}

/** Lengths off by over 1 % are made 1; directions that cannot be used come from the triangles around. */
function repairNormals(name: string, mesh: Mesh, report: ReadReport): void {
  const normals = mesh.normals!;
  let scaled = 0;
  const lost: number[] = [];
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.sqrt(normals[i] ** 2 + normals[i + 1] ** 2 + normals[i + 2] ** 2);
    if (!(length > 1e-6 && length < 1e6)) lost.push(i);
    else if (Math.abs(length - 1) > 0.01) {
      for (let k = 0; k < 3; k++) normals[i + k] /= length;
      scaled++;
    }
  }
  if (scaled) report.warn('mesh.normals_scaled', `${name}: normals that were not of unit length`, scaled);
  if (lost.length === 0) return;
  const smooth = smoothNormals(mesh.positions, mesh.indices);
  for (const i of lost) for (let k = 0; k < 3; k++) normals[i + k] = smooth[i + k];
  report.warn(
    'mesh.normals_computed',
    `${name}: missing or unusable normals, computed from the triangles`,
    lost.length,
  );
}
