/**
 * The one mesh type of the API: indexed triangles with optional per-vertex attributes and material groups.
 * Metres; any frame; counter-clockwise seen from outside.
 */
import { SimwrightError } from '../errors.js';

/** A run of triangles that share a material. */
export interface MaterialGroup {
  /** First triangle. */
  start: number;
  /** Number of triangles. */
  count: number;
  /** Index into the owner's material list, or -1 for none. */
  material: number;
}

export interface Mesh {
  /** 3 numbers per vertex. The core computes in float64 whichever is given. */
  positions: Float32Array | Float64Array;
  /** 3 vertex numbers per triangle. */
  indices: Uint32Array;
  /** 3 per vertex, unit length. */
  normals?: Float32Array;
  /** 2 per vertex, glTF convention: (0,0) is the upper left corner of the image. */
  uvs?: Float32Array;
  /** 4 per vertex, linear RGBA in 0..1. */
  colors?: Float32Array;
  /** Cover all triangles in order when present; absent means one group without material. */
  groups?: MaterialGroup[];
}

export type Vec3 = [number, number, number];

export const triangleCount = (mesh: Mesh): number => mesh.indices.length / 3;
export const vertexCount = (mesh: Mesh): number => mesh.positions.length / 3;

/** Rejects what can be rejected without looking at every element; the core checks the elements. */
export function checkMesh(mesh: Mesh): void {
  const found = (value: unknown) => (value === null ? 'null' : (value?.constructor?.name ?? typeof value));
  if (mesh === null || typeof mesh !== 'object')
    throw new SimwrightError('ARGUMENT', `expected a mesh {positions, indices}, received ${found(mesh)}`);
  if (!(mesh.positions instanceof Float32Array || mesh.positions instanceof Float64Array))
    throw new SimwrightError(
      'ARGUMENT',
      `expected a Float32Array or Float64Array for positions, received ${found(mesh.positions)}`,
    );
  if (!(mesh.indices instanceof Uint32Array))
    throw new SimwrightError('ARGUMENT', `expected a Uint32Array for indices, received ${found(mesh.indices)}`);
  if (mesh.positions.length % 3 !== 0)
    throw new SimwrightError('ARGUMENT', `expected 3 numbers per vertex, received ${mesh.positions.length} in all`);
  if (mesh.indices.length % 3 !== 0)
    throw new SimwrightError('MESH_INDEX', `expected 3 indices per triangle, received ${mesh.indices.length} in all`);
}

/** A number option within [min, max], or its default when undefined. */
export function checkNumber(
  name: string,
  value: number | undefined,
  fallback: number,
  min: number,
  max: number,
): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw new SimwrightError('ARGUMENT', `expected ${name} between ${min} and ${max}, received ${String(value)}`);
  return value;
}
