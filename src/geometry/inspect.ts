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
  /** Openings: open edges connected at their ends. */
  boundary_loops: number;
  /** Components of which nine tenths of the triangles stand on the corners of others, in either winding. */
  coincident_shells: number;
  /** Triangles connected over edges of two triangles; a component may hold several that only touch. */
  bodies: number;
  /** Self-contained: every edge of the body is used equally often in both directions by it alone. */
  closed_bodies: number;
  /** Closed bodies inside other closed bodies: cavities and hidden solids. */
  enclosed_bodies: number;
  /** One-sided surfaces (Moebius bands). */
  unorientable_bodies: number;
  /**
   * Walls, by up to 512 rays from the surface inward, at even steps of area: how many were cast, how many met a far side,
   * and how far that was. null where none did. Sheets have no far side; a solid's thickness is its width there.
   */
  thickness_m: { samples: number; walls: number; min: number; median: number; max: number } | null;
  bounds: { min: Vec3; max: Vec3 };
}

/**
 * What kind of surface is this? Changes nothing. O(n log n), about 300 bytes per triangle; deterministic.
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
    boundary_loops: r.boundaryLoops,
    coincident_shells: r.coincidentShells,
    bodies: r.bodies,
    closed_bodies: r.closedBodies,
    enclosed_bodies: r.enclosedBodies,
    unorientable_bodies: r.unorientableBodies,
    thickness_m:
      r.thicknessWalls > 0
        ? {
            samples: r.thicknessSamples,
            walls: r.thicknessWalls,
            min: r.thicknessMin,
            median: r.thicknessMedian,
            max: r.thicknessMax,
          }
        : null,
    bounds: { min: r.min, max: r.max },
  };
}
