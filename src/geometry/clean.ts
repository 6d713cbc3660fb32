import type { Warning } from '../errors.js';
import { checkMesh, type MaterialGroup, type Mesh, triangleCount } from './mesh.js';
import { type CancelWords, native } from './native.js';

/** What `clean` did, one count per repair. triangles_in = triangles_out + every dropped triangle. */
export interface CleanRecord {
  triangles_in: number;
  triangles_out: number;
  /** Vertices that another one at the same position stands for. */
  merged_vertices: number;
  /** Positions that no kept triangle uses. */
  unused_vertices: number;
  /** Dropped: two corners at one position. */
  collapsed_triangles: number;
  /** Dropped: three corners on a line (area <= 1e-12 of the longest side squared). */
  zero_area_triangles: number;
  /** Three corners on a line, kept because dropping it would open the surface. */
  zero_area_kept: number;
  /** Dropped: same corners and winding as an earlier one. */
  duplicate_triangles: number;
  /** Pairs dropped: same corners, opposite winding. */
  opposite_twins: number;
  /** Dropped: back sides of sheets that were there twice, once from each side. */
  double_sided_triangles: number;
  /** Winding reversed to agree with the rest of their body. */
  turned_triangles: number;
  /** Bodies that were inside out as a whole, turned outward. A scan of a room from within is one of these too. */
  turned_bodies: number;
  turned_body_triangles: number;
  /** One-sided surfaces (Moebius bands), left as they were. */
  unorientable_bodies: number;
  bodies: number;
  closed_bodies: number;
  /** Closed bodies inside another one and wound opposite to it. */
  cavities: number;
  /** Closed bodies inside a solid and wound like it. */
  nested_bodies: number;
}

export interface Cleaned {
  /** Welded: float64 positions, indices, material groups. For topology, mass and proxies; carries no attributes. */
  mesh: Mesh;
  /**
   * Only if the input has normals, uvs or colors: the input's own vertices and attributes (the same arrays) with the
   * triangles of `mesh`, in the same order and winding. Normals are as given, also where a triangle was turned.
   */
  attributed?: Mesh;
  /** Per vertex of `mesh`: the first input vertex at that position. */
  sourceVertices: Uint32Array;
  /** Per triangle: the input triangle it is. */
  sourceTriangles: Uint32Array;
  /** Per triangle: 1 if its winding was reversed. */
  turned: Uint8Array;
  record: CleanRecord;
  /** The same as warnings, one per kind of repair that happened. */
  repairs: Warning[];
}

/** Repairs worth telling, with the field of the record that counts them. Welding at seams is not one. */
const REPAIRS: [keyof CleanRecord, string][] = [
  ['collapsed_triangles', 'triangles with two corners at one position were dropped'],
  ['zero_area_triangles', 'triangles without area were dropped'],
  ['zero_area_kept', 'triangles without area were kept because they hold the surface together'],
  ['duplicate_triangles', 'triangles that were there twice were dropped'],
  ['opposite_twins', 'pairs of triangles on the same corners with opposite winding were dropped'],
  ['double_sided_triangles', 'back sides of sheets were dropped'],
  ['turned_triangles', 'triangles were turned to agree with their neighbours'],
  ['turned_bodies', 'closed bodies were inside out and were turned outward'],
  ['unorientable_bodies', 'one-sided surfaces were left as they were'],
  ['nested_bodies', 'closed bodies lie inside a solid'],
];

/**
 * The mesh as topology needs it: exact weld; collapsed and doubled triangles, opposite twins and triangles without area
 * dropped; winding made consistent per body and closed bodies turned outward (what lies inside another body keeps its
 * winding relative to it, so cavities stay cavities). No vertex is moved, every repair is counted. Triangles keep their
 * order, material groups their triangles (groups that lose all go). O(n log n), deterministic.
 * @throws MESH_DEGENERATE if no triangle is left, what `inspect` throws, CANCELLED
 * @example const { mesh, record } = clean({ positions, indices });
 */
export function clean(mesh: Mesh, _options: Record<string, never> = {}, cancel?: CancelWords): Cleaned {
  checkMesh(mesh);
  const r = native.clean(mesh.positions, mesh.indices, cancel);
  const groups = mesh.groups && regroup(mesh.groups, r.sourceTriangles);
  const record: CleanRecord = {
    triangles_in: triangleCount(mesh),
    triangles_out: r.sourceTriangles.length,
    merged_vertices: r.record.mergedVertices,
    unused_vertices: r.record.unusedVertices,
    collapsed_triangles: r.record.collapsedTriangles,
    zero_area_triangles: r.record.zeroAreaTriangles,
    zero_area_kept: r.record.zeroAreaKept,
    duplicate_triangles: r.record.duplicateTriangles,
    opposite_twins: r.record.oppositeTwins,
    double_sided_triangles: r.record.doubleSidedTriangles,
    turned_triangles: r.record.turnedTriangles,
    turned_bodies: r.record.turnedBodies,
    turned_body_triangles: r.record.turnedBodyTriangles,
    unorientable_bodies: r.record.unorientableBodies,
    bodies: r.record.bodies,
    closed_bodies: r.record.closedBodies,
    cavities: r.record.cavities,
    nested_bodies: r.record.nestedBodies,
  };
  const out: Cleaned = {
    mesh: { positions: r.positions, indices: r.indices, ...(groups && { groups }) },
    sourceVertices: r.sourceVertices,
    sourceTriangles: r.sourceTriangles,
    turned: r.turned,
    record,
    repairs: REPAIRS.filter(([field]) => record[field] > 0).map(([field, message]) => ({
      code: `mesh.${field}`,
      message: `${record[field]} ${message}`,
      count: record[field],
    })),
  };
  if (mesh.normals || mesh.uvs || mesh.colors)
    out.attributed = {
      ...mesh,
      indices: filtered(mesh.indices, r.sourceTriangles, r.turned),
      ...(groups && { groups }),
    };
  return out;
}

/** The given triangles of the input with its own vertex numbers, turned where `turned` says so. */
function filtered(indices: Uint32Array, source: Uint32Array, turned: Uint8Array): Uint32Array {
  const out = new Uint32Array(3 * source.length);
  source.forEach((from, to) => {
    out[3 * to] = indices[3 * from]!;
    out[3 * to + 1] = indices[3 * from + (turned[to] ? 2 : 1)]!;
    out[3 * to + 2] = indices[3 * from + (turned[to] ? 1 : 2)]!;
  });
  return out;
}

/** Groups over the kept triangles, which are in input order. */
export function regroup(groups: MaterialGroup[], source: Uint32Array): MaterialGroup[] {
  const out: MaterialGroup[] = [];
  let at = 0;
  for (const { start, count, material } of groups) {
    const first = at;
    while (at < source.length && source[at]! < start + count) at++;
    if (at > first) out.push({ start: first, count: at - first, material });
  }
  return out;
}
