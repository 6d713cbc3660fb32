import { SimwrightError } from '../errors.js';
import { checkMesh, type Mesh } from './mesh.js';
import { type CancelWords, native } from './native.js';

/** Points without triangles: 3 numbers each, metres. */
export interface Points {
  positions: Float32Array | Float64Array;
}

export interface Hull {
  /** Closed, outward, convex; its vertices are input points, bit for bit, in input order. */
  mesh: { positions: Float64Array; indices: Uint32Array };
  /** Per hull vertex: which input vertex it is. */
  source_vertices: Uint32Array;
  volume_m3: number;
  area_m2: number;
}

/**
 * Convex hull of the vertices that a mesh's triangles use, or of a point set. Quickhull with exact decisions: every point
 * is inside every face up to 1e-14 of the diagonal, V - E + F = 2, exactly coplanar triangles form fans over polygons
 * whose corners are all extreme. O(n log n) expected; deterministic.
 * @throws MESH_DEGENERATE when the points lie in a plane, on a line or at one place (the message says what is missing:
 *   use a box then), ARGUMENT, what `inspect` throws, CANCELLED
 * @example hull({ positions: new Float64Array([0,0,0, 1,0,0, 0,1,0, 0,0,1]) }).volume_m3 // 1/6
 */
export function hull(input: Mesh | Points, _options: Record<string, never> = {}, cancel?: CancelWords): Hull {
  const indices = checkPointsOrMesh(input);
  const r = native.hull(input.positions, indices, cancel);
  return {
    mesh: { positions: r.positions, indices: r.indices },
    source_vertices: r.source,
    volume_m3: r.volume,
    area_m2: r.area,
  };
}

/** Rejects what is neither a mesh nor a point set; returns the indices of a mesh. */
export function checkPointsOrMesh(input: Mesh | Points): Uint32Array | undefined {
  if (input !== null && typeof input === 'object' && !('indices' in input)) {
    const { positions } = input;
    if (!(positions instanceof Float32Array || positions instanceof Float64Array) || positions.length % 3 !== 0)
      throw new SimwrightError(
        'ARGUMENT',
        'expected a Float32Array or Float64Array of 3 numbers per point for positions',
      );
    return undefined;
  }
  checkMesh(input as Mesh);
  return (input as Mesh).indices;
}
