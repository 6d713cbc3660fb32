import { SimwrightError } from '../errors.js';
import { checkMesh, checkNumber, type Mesh } from './mesh.js';
import { type CancelWords, type NativeMeshDistance, type NativeOneSided, native } from './native.js';

export interface PointDistanceOptions {
  /** 3 numbers per point, metres. */
  points: Float32Array | Float64Array;
  /** Look no farther. Default Infinity. */
  maxDistance?: number;
}

export interface PointDistances {
  /** Per point, unsigned, metres; Infinity where nothing is within maxDistance. */
  distances_m: Float64Array;
  /** Per point: the nearest triangle; `NO_TRIANGLE` where nothing is within maxDistance. */
  triangles: Uint32Array;
  /** 3 per point: the nearest point of the surface; the point itself where nothing is within maxDistance. */
  nearest: Float64Array;
}

/**
 * Exact unsigned distance of each point to the surface. O((triangles + points) log triangles), deterministic.
 * @throws ARGUMENT, what `inspect` throws (also for the points), CANCELLED
 */
export function pointDistance(mesh: Mesh, options: PointDistanceOptions, cancel?: CancelWords): PointDistances {
  checkMesh(mesh);
  const points = options?.points;
  if (!(points instanceof Float32Array || points instanceof Float64Array) || points.length % 3 !== 0)
    throw new SimwrightError('ARGUMENT', 'expected a Float32Array or Float64Array of 3 numbers per point for points');
  const maxDistance = checkNumber('maxDistance', options.maxDistance, Infinity, 0, Infinity);
  const r = native.pointDistance(mesh.positions, mesh.indices, { points, maxDistance }, cancel);
  return { distances_m: r.distances, triangles: r.triangles, nearest: r.nearest };
}

export interface DistanceOptions {
  /** The other surface. */
  to: Mesh;
  /** Samples on each surface. Default 16384, at most 2^26. */
  samples?: number;
  /** Vertices count for the largest distance too. Default true. */
  vertices?: boolean;
}

/** From the samples of one surface to the whole of the other. */
export interface OneSidedDistance {
  /** Over the area. */
  mean_m: number;
  /** Root of the mean square over the area. */
  rms_m: number;
  /** Largest distance found: a lower bound of the one-sided Hausdorff distance. */
  max_m: number;
  samples: number;
  /** Vertices that counted for max_m. */
  vertices: number;
}

export interface MeshDistance {
  /** From `mesh` to `to`. */
  forward: OneSidedDistance;
  /** From `to` to `mesh`. */
  backward: OneSidedDistance;
  /** Mean of the two means. */
  mean_m: number;
  /** The larger of the two. */
  max_m: number;
}

/**
 * How far two surfaces are apart, one-sided and symmetric, by a fixed area-stratified low-discrepancy sampling (no random
 * numbers: the same meshes give the same digits). O((triangles + samples) log triangles).
 * @throws MESH_DEGENERATE if a surface has no area, ARGUMENT, what `inspect` throws, CANCELLED
 */
export function distance(mesh: Mesh, options: DistanceOptions, cancel?: CancelWords): MeshDistance {
  checkMesh(mesh);
  checkMesh(options?.to);
  const samples = Math.floor(checkNumber('samples', options.samples, 16384, 1, 2 ** 26));
  const { to, vertices = true } = options;
  const r = native.meshDistance(mesh.positions, mesh.indices, to.positions, to.indices, { samples, vertices }, cancel);
  return meshDistanceOf(r);
}

/** The core's figures as the API gives them. */
export function meshDistanceOf(r: NativeMeshDistance): MeshDistance {
  return { forward: oneSided(r.forward), backward: oneSided(r.backward), mean_m: r.mean, max_m: r.max };
}

function oneSided(d: NativeOneSided): OneSidedDistance {
  return { mean_m: d.mean, rms_m: d.rms, max_m: d.max, samples: d.samples, vertices: d.vertices };
}
