import { checkMesh, type Mesh, type Vec3 } from './mesh.js';
import { type CancelWords, native } from './native.js';

/**
 * How closed a surface is, judged on the exactly welded mesh:
 * - `closed`: every edge used by two triangles, once in each direction;
 * - `closed_after_repair`: so after opposite twin triangles go or conflicting windings are turned;
 * - `balanced`: every edge used equally often in both directions, some by four or more: the volume is exact;
 * - `open`: few open edges (open length below 5 % of the square root of the area);
 * - `shell`: a sheet, or large openings.
 */
export type Closedness = 'closed' | 'closed_after_repair' | 'balanced' | 'open' | 'shell';

export interface Inspection {
  triangles: number;
  vertices: number;
  /** Distinct positions that triangles use. */
  welded_vertices: number;
  unused_vertices: number;
  components: number;
  collapsed_triangles: number;
  zero_area_triangles: number;
  duplicate_triangles: number;
  /** Pairs of triangles with the same corners and opposite winding. */
  opposite_twins: number;
  boundary_edges: number;
  nonmanifold_edges: number;
  orientation_conflicts: number;
  boundary_length_m: number;
  area_m2: number;
  /** Divergence theorem about the box centre; exact when closed, negative when inside out. */
  volume_m3: number;
  closedness: Closedness;
  bounds: { min: Vec3; max: Vec3 };
}

/**
 * What kind of surface is this? Changes nothing. O(n) expected time, about 150 bytes per triangle; deterministic.
 * @throws MESH_EMPTY, MESH_INDEX, MESH_NOT_FINITE, MESH_TOO_LARGE, CANCELLED
 * @example inspect({ positions, indices }).closedness // 'closed'
 */
export function inspect(mesh: Mesh, _options: Record<string, never> = {}, cancel?: CancelWords): Inspection {
  checkMesh(mesh);
  const r = native.inspect(mesh.positions, mesh.indices, cancel);
  return {
    triangles: r.triangles,
    vertices: r.vertices,
    welded_vertices: r.weldedVertices,
    unused_vertices: r.unusedVertices,
    components: r.components,
    collapsed_triangles: r.collapsedTriangles,
    zero_area_triangles: r.zeroAreaTriangles,
    duplicate_triangles: r.duplicateTriangles,
    opposite_twins: r.oppositeTwins,
    boundary_edges: r.boundaryEdges,
    nonmanifold_edges: r.nonmanifoldEdges,
    orientation_conflicts: r.orientationConflicts,
    boundary_length_m: r.boundaryLength,
    area_m2: r.area,
    volume_m3: r.signedVolume,
    closedness: r.closedness as Closedness,
    bounds: { min: r.min, max: r.max },
  };
}
