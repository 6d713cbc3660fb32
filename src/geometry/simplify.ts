import { SimwrightError } from '../errors.js';
import { checkMesh, checkNumber, type MaterialGroup, type Mesh, triangleCount, vertexCount } from './mesh.js';
import { type CancelWords, native } from './native.js';

/** One of `ratio` and `count`, or `error`, or one of the first two with `error`: whichever stops first. */
export interface SimplifyOptions {
  /** Share of the triangles to keep, above 0 and at most 1. */
  ratio?: number;
  /** Triangles to keep, at least 1. */
  count?: number;
  /** Metres: no point of either surface may be farther from the other one. */
  error?: number;
}

export interface Simplified {
  /** Positions of the input's type; normals, uvs, colors and groups where the input has them. */
  mesh: Mesh;
  triangles_in: number;
  triangles_out: number;
  /** No point of either surface is farther from the other one (two-sided Hausdorff distance, from above). */
  error_m: number;
  /** And some point is at least this far. */
  error_lower_m: number;
  /**
   * - `target`: ratio or count was reached;
   * - `error`: going on would have gone beyond the error;
   * - `stuck`: every further collapse would tear, fold or make an edge of more than two triangles. Closed parts end as
   *   tetrahedra, seams and non-manifold places hold their vertices.
   */
  stopped: 'target' | 'error' | 'stuck';
  /** Dropped because two corners were at one place from the start. */
  collapsed_triangles: number;
  /** Per triangle of the result: the input triangle that it was. Ascending. */
  source_triangles: Uint32Array;
}

const ATTRIBUTES = [
  ['normals', 3],
  ['uvs', 2],
  ['colors', 4],
] as const;

/**
 * Fewer triangles by edge collapses (memoryless quadrics, volume kept). Vertices at one place with equal attributes and
 * material are one; other borders are seams that collapse only along themselves, so nothing tears. Adds no non-manifold
 * edge. Untouched vertices keep their positions bit for bit. Deterministic.
 * @throws ARGUMENT when no stop is given, MESH_DEGENERATE when every triangle is collapsed, what `inspect` throws, CANCELLED
 * @example simplify(mesh, { ratio: 0.1 }).error_m
 * @example simplify(mesh, { error: 0.001 }).triangles_out
 */
export function simplify(mesh: Mesh, options: SimplifyOptions, cancel?: CancelWords): Simplified {
  checkMesh(mesh);
  const { ratio, count, error } = options ?? {};
  if (ratio === undefined && count === undefined && error === undefined)
    throw new SimwrightError('ARGUMENT', 'expected one of ratio, count and error');
  if (ratio !== undefined && count !== undefined)
    throw new SimwrightError('ARGUMENT', 'expected ratio or count, received both');
  const before = triangleCount(mesh);
  let triangles = Math.floor(checkNumber('count', count, 0, 1, 2 ** 32));
  if (ratio !== undefined)
    triangles = Math.max(1, Math.floor(checkNumber('ratio', ratio, 1, Number.MIN_VALUE, 1) * before));
  const { attributes, attributeCount } = interleaved(mesh);
  const r = native.simplify(
    mesh.positions,
    mesh.indices,
    {
      triangles,
      error: checkNumber('error', error, Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY),
      attributes,
      attributeCount,
      normals: mesh.normals !== undefined,
      materials: mesh.groups && materials(mesh.groups, before),
      roundToFloat: mesh.positions instanceof Float32Array,
    },
    cancel,
  );
  const positions = mesh.positions instanceof Float32Array ? new Float32Array(r.positions) : r.positions;
  return {
    mesh: {
      positions,
      indices: r.indices,
      ...separated(mesh, r.attributes, attributeCount),
      ...(mesh.groups && { groups: remaining(mesh.groups, r.sourceTriangles) }),
    },
    triangles_in: before,
    triangles_out: r.indices.length / 3,
    error_m: r.error,
    error_lower_m: r.errorLower,
    stopped: r.stop as Simplified['stopped'],
    collapsed_triangles: r.collapsedTriangles,
    source_triangles: r.sourceTriangles,
  };
}

/** All attributes of the mesh, vertex by vertex. */
function interleaved(mesh: Mesh): { attributes?: Float32Array; attributeCount: number } {
  const present = ATTRIBUTES.filter(([name]) => mesh[name] !== undefined);
  const attributeCount = present.reduce((sum, [, width]) => sum + width, 0);
  if (attributeCount === 0) return { attributeCount };
  const n = vertexCount(mesh);
  const attributes = new Float32Array(n * attributeCount);
  let offset = 0;
  for (const [name, width] of present) {
    const from = mesh[name]!;
    if (!(from instanceof Float32Array) || from.length !== n * width)
      throw new SimwrightError('ARGUMENT', `expected a Float32Array of ${width} per vertex for ${name}`);
    for (let v = 0; v < n; v++)
      for (let k = 0; k < width; k++) attributes[v * attributeCount + offset + k] = from[v * width + k]!;
    offset += width;
  }
  return { attributes, attributeCount };
}

function separated(mesh: Mesh, attributes: Float32Array, attributeCount: number): Partial<Mesh> {
  const out: Partial<Mesh> = {};
  let offset = 0;
  for (const [name, width] of ATTRIBUTES) {
    if (mesh[name] === undefined) continue;
    const n = attributes.length / attributeCount;
    const to = new Float32Array(n * width);
    for (let v = 0; v < n; v++)
      for (let k = 0; k < width; k++) to[v * width + k] = attributes[v * attributeCount + offset + k]!;
    out[name] = to;
    offset += width;
  }
  return out;
}

/** Per triangle: its material, counted from 0 for none. */
function materials(groups: MaterialGroup[], triangles: number): Uint32Array {
  const out = new Uint32Array(triangles);
  for (const { start, count, material } of groups) out.fill(material + 1, start, start + count);
  return out;
}

/** The groups over the triangles that are left; empty ones go. */
function remaining(groups: MaterialGroup[], source: Uint32Array): MaterialGroup[] {
  const out: MaterialGroup[] = [];
  let at = 0;
  for (const { start, count, material } of groups) {
    const first = at;
    while (at < source.length && source[at]! < start + count) at++;
    if (at > first) out.push({ start: first, count: at - first, material });
  }
  return out;
}
