import { SimwrightError } from '../errors.js';
import { checkMesh, type Mesh } from './mesh.js';
import { type CancelWords, type NativeRays, native } from './native.js';

/** The points `origin + t * direction` with `tmin <= t <= tmax`, for many rays at once. */
export interface Rays {
  /** 3 numbers per ray, metres. */
  origins: Float64Array;
  /** 3 numbers per ray; need not have unit length, `t` counts in this length. */
  directions: Float64Array;
  /** Default 0. */
  tmin?: number;
  /** Default Infinity. */
  tmax?: number;
}

/** In `triangles`: this ray hit nothing. */
export const NO_TRIANGLE = 0xffffffff;

export interface RayHits {
  /** Per ray; Infinity where nothing is hit. */
  t: Float64Array;
  /** Per ray; `NO_TRIANGLE` where nothing is hit. */
  triangles: Uint32Array;
  /** 3 per ray: weights of the triangle's corners, sum 1; zeros where nothing is hit. */
  weights: Float64Array;
}

function checkRays(rays: Rays): NativeRays {
  for (const name of ['origins', 'directions'] as const)
    if (!(rays?.[name] instanceof Float64Array))
      throw new SimwrightError('ARGUMENT', `expected a Float64Array for ${name}, received ${typeof rays?.[name]}`);
  const { origins, directions, tmin = 0, tmax = Number.POSITIVE_INFINITY } = rays;
  if (origins.length !== directions.length || origins.length % 3 !== 0)
    throw new SimwrightError(
      'ARGUMENT',
      `expected 3 numbers per ray in origins and directions, received ${origins.length} and ${directions.length}`,
    );
  if (typeof tmin !== 'number' || typeof tmax !== 'number' || !(tmin <= tmax))
    throw new SimwrightError('ARGUMENT', `expected tmin <= tmax, received ${String(tmin)} and ${String(tmax)}`);
  return { origins, directions, tmin, tmax };
}

/**
 * The nearest hit of each ray, both sides of every triangle counting; watertight at shared edges and corners (Woop,
 * Benthin, Wald 2013). Of several hits at the same t the lowest triangle number wins. Builds a hierarchy for the call:
 * O((triangles + rays) log triangles), deterministic.
 * @throws ARGUMENT (arrays, limits, a ray without direction or beyond 1e15), what `inspect` throws, CANCELLED
 * @example raycast(mesh, { origins: new Float64Array([0, 0, 5]), directions: new Float64Array([0, 0, -1]) }).t[0]
 */
export function raycast(mesh: Mesh, rays: Rays, cancel?: CancelWords): RayHits {
  checkMesh(mesh);
  return native.raycast(mesh.positions, mesh.indices, checkRays(rays), cancel);
}

/** Per ray: 1 if it hits anything between tmin and tmax, else 0. As `raycast`, but stops at the first hit found. */
export function occluded(mesh: Mesh, rays: Rays, cancel?: CancelWords): Uint8Array {
  checkMesh(mesh);
  return native.occluded(mesh.positions, mesh.indices, checkRays(rays), cancel);
}
