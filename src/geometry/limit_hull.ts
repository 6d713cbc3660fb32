import { SimwrightError } from '../errors.js';
import { checkPointsOrMesh, type Points } from './hull.js';
import { checkNumber, type Mesh } from './mesh.js';
import { type CancelWords, native } from './native.js';

export interface LimitHullOptions {
  /** Default 64, at least 4. */
  maxVertices?: number;
  /** Polygons: nearly coplanar triangles count as one face. Default 64, at least 4. */
  maxFaces?: number;
  /** Default 31, at least 3. */
  maxFaceVertices?: number;
  /**
   * - `balance` (default): the smallest largest deviation, for contact and grasping;
   * - `contain`: everything is inside, `error_in_m` is 0;
   * - `inside`: nothing protrudes, `error_out_m` is 0.
   */
  mode?: 'balance' | 'contain' | 'inside';
}

export interface LimitedHull {
  /** Closed, outward, convex. */
  mesh: { positions: Float64Array; indices: Uint32Array };
  volume_m3: number;
  area_m2: number;
  /** Polygons after nearly coplanar triangles are joined. */
  faces: number;
  /** Vertices of the face with most. */
  largest_face: number;
  /** The larger of the two below. */
  error_m: number;
  /** How far the result rises over the exact hull (one-sided Hausdorff distance). */
  error_out_m: number;
  /** How far the exact hull rises over the result. */
  error_in_m: number;
  /** Half of the longest box side over the radius of the ball about the centre of mass: PhysX leaves the GPU at 100. */
  aspect: number;
  /** False when the exact hull was within the budget: it is returned unchanged. */
  limited: boolean;
}

/**
 * Convex hull under a budget, by default what PhysX takes on the GPU: 64 vertices, 64 faces, 31 vertices per face. The
 * budget always holds; the errors are exact (both shapes are convex, so the largest distance is at a vertex).
 * O(n log n) for the hull, about 64 rounds over its vertices when it is over the budget; deterministic.
 * @throws MESH_DEGENERATE and the rest as `hull` does, ARGUMENT
 * @example limitHull(mesh, { mode: 'contain' }).error_out_m
 */
export function limitHull(input: Mesh | Points, options: LimitHullOptions = {}, cancel?: CancelWords): LimitedHull {
  const indices = checkPointsOrMesh(input);
  const maxVertices = checkNumber('maxVertices', options.maxVertices, 64, 4, 1e9);
  const maxFaces = checkNumber('maxFaces', options.maxFaces, 64, 4, 1e9);
  const maxFaceVertices = checkNumber('maxFaceVertices', options.maxFaceVertices, 31, 3, 1e9);
  const mode = options.mode ?? 'balance';
  if (mode !== 'balance' && mode !== 'contain' && mode !== 'inside')
    throw new SimwrightError('ARGUMENT', `expected mode balance, contain or inside, received ${String(mode)}`);
  const r = native.limitHull(input.positions, indices, { maxVertices, maxFaces, maxFaceVertices, mode }, cancel);
  return {
    mesh: { positions: r.positions, indices: r.indices },
    volume_m3: r.volume,
    area_m2: r.area,
    faces: r.faces,
    largest_face: r.largestFace,
    error_m: Math.max(r.errorOut, r.errorIn),
    error_out_m: r.errorOut,
    error_in_m: r.errorIn,
    aspect: r.aspect,
    limited: r.limited,
  };
}
