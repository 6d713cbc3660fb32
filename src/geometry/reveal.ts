import { SimwrightError } from '../errors.js';
import { regroup } from './clean.js';
import { checkMesh, checkNumber, type MaterialGroup, type Mesh, triangleCount } from './mesh.js';
import { type CancelWords, native } from './native.js';

export interface RevealOptions {
  /**
   * Also remove hidden patches of shells that are visible elsewhere, such as the part of one overlapping shell inside
   * another; only proved ones, of at least 16 triangles. Default false: whole shells only.
   */
  patches?: boolean;
  /** Rings of triangles that patches leave standing around everything else: 1 or 2. Default 2. */
  rings?: number;
  /** Threads for this call, the calling one included; the result is the same for any number. 1 to 64, default 1. */
  threads?: number;
  /** Per material group: true for materials that one looks through (alpha blend or mask). They never occlude. */
  transparentGroups?: boolean[];
  /** Per triangle: any number, equal within one rigid body. Other bodies never occlude: a drawer opens. Default one. */
  bodies?: Uint32Array;
}

/** duplicate: there a second time. enclosed: inside a closed shell, proved. unseen: no ray escaped, no probe got there. */
export type RevealReason = 'duplicate' | 'enclosed' | 'unseen';

/** Edge-connected triangles that were removed for one reason. */
export interface RevealCluster {
  reason: RevealReason;
  whole_shell: boolean;
  /** Its lowest triangle number in the input. */
  first_triangle: number;
  /** enclosed: the first triangle of the closed shell around it; null otherwise. */
  enclosed_by: number | null;
  triangles: number;
  /** One side. */
  area_m2: number;
  /** Cast to decide about this cluster. */
  rays: number;
}

export interface RevealRecord {
  triangles_in: number;
  triangles_out: number;
  area_m2: number;
  removed_area_m2: number;
  /** Edge-connected, over all bodies; duplicates not counted. */
  shells: number;
  /** Every edge used evenly by opaque triangles: these can prove that something is enclosed. */
  closed_shells: number;
  /** Shells that do not reach the bounding box of their body. */
  candidates: number;
  /** All that were cast, edges as rays included. */
  rays: number;
  /** By first triangle. */
  clusters: RevealCluster[];
}

export interface Revealed {
  /** Input order; attributes of the vertices that are still used; groups that lose all triangles go. */
  mesh: Mesh;
  /** Triangle numbers of the input, rising. */
  removedTriangles: Uint32Array;
  /** Per removed triangle: index into `record.clusters`. */
  clusterOf: Uint32Array;
  /** Per triangle of `mesh`: the input triangle it is. */
  sourceTriangles: Uint32Array;
  /** Per vertex of `mesh`: the input vertex it is. */
  sourceVertices: Uint32Array;
  record: RevealRecord;
}

const NONE = 0xffffffff;

/**
 * The mesh without what can never be seen or touched from outside: shells inside a closed shell (proved), shells that no
 * escape ray leaves and no probe reaches (about 1/64 of the longest side wide), exact duplicates. In doubt a shell stays;
 * no verdict is passed on lone triangles. Take mass and collision shapes before. Nothing of the input is changed.
 * O(n log n); a single shell costs no more than `inspect`. See native/core/reveal.h for how it decides.
 * @throws ARGUMENT (options), what `inspect` throws, CANCELLED
 * @example const { mesh, record } = reveal({ positions, indices });
 */
export function reveal(mesh: Mesh, options: RevealOptions = {}, cancel?: CancelWords): Revealed {
  checkMesh(mesh);
  const n = triangleCount(mesh);
  const r = native.reveal(
    mesh.positions,
    mesh.indices,
    {
      patches: options.patches ?? false,
      rings: whole('rings', checkNumber('rings', options.rings, 2, 1, 2)),
      threads: whole('threads', checkNumber('threads', options.threads, 1, 1, 64)),
      transparent: transparency(mesh.groups, options.transparentGroups, n),
      materials: mesh.groups && mesh.groups.length > 1 ? materialsOf(mesh.groups, n) : undefined,
      bodies: options.bodies,
    },
    cancel,
  );
  const sourceTriangles = complement(r.removed, n);
  const { mesh: kept, sourceVertices } = select(mesh, sourceTriangles);
  return {
    mesh: kept,
    removedTriangles: r.removed,
    clusterOf: r.clusterOf,
    sourceTriangles,
    sourceVertices,
    record: {
      triangles_in: n,
      triangles_out: sourceTriangles.length,
      area_m2: r.area,
      removed_area_m2: r.removedArea,
      shells: r.shells,
      closed_shells: r.closedShells,
      candidates: r.candidates,
      rays: r.rays,
      clusters: r.clusters.map((cluster) => ({
        reason: cluster.reason as RevealReason,
        whole_shell: cluster.wholeShell,
        first_triangle: cluster.firstTriangle,
        enclosed_by: cluster.enclosedBy === NONE ? null : cluster.enclosedBy,
        triangles: cluster.triangles,
        area_m2: cluster.area,
        rays: cluster.rays,
      })),
    },
  };
}

function whole(name: string, value: number): number {
  if (Number.isInteger(value)) return value;
  throw new SimwrightError('ARGUMENT', `expected a whole number for ${name}, received ${value}`);
}

function transparency(groups: MaterialGroup[] | undefined, flags: boolean[] | undefined, n: number) {
  if (flags === undefined) return undefined;
  if (!Array.isArray(flags) || flags.length !== (groups?.length ?? 0))
    throw new SimwrightError(
      'ARGUMENT',
      `expected one entry of transparentGroups per material group (${groups?.length ?? 0}), received ${flags?.length}`,
    );
  const out = new Uint8Array(n);
  groups?.forEach(({ start, count }, i) => {
    out.fill(flags[i] ? 1 : 0, start, start + count);
  });
  return out;
}

function materialsOf(groups: MaterialGroup[], n: number): Uint32Array {
  const out = new Uint32Array(n);
  for (const { start, count, material } of groups) out.fill(material + 1, start, start + count);
  return out;
}

function complement(removed: Uint32Array, n: number): Uint32Array {
  const out = new Uint32Array(n - removed.length);
  let at = 0;
  for (let t = 0, next = 0; t < n; t++)
    if (removed[next] === t) next++;
    else out[at++] = t;
  return out;
}

/** The given triangles (rising) with the vertices they use, in input order. */
function select(mesh: Mesh, triangles: Uint32Array): { mesh: Mesh; sourceVertices: Uint32Array } {
  const used = new Uint8Array(mesh.positions.length / 3);
  for (const t of triangles) for (let c = 3 * t; c < 3 * t + 3; c++) used[mesh.indices[c]!] = 1;
  const sourceVertices = new Uint32Array(used.reduce((sum, flag) => sum + flag, 0));
  const number = new Uint32Array(used.length);
  let count = 0;
  used.forEach((flag, v) => {
    if (flag === 0) return;
    number[v] = count;
    sourceVertices[count++] = v;
  });
  const indices = new Uint32Array(3 * triangles.length);
  triangles.forEach((t, i) => {
    for (let c = 0; c < 3; c++) indices[3 * i + c] = number[mesh.indices[3 * t + c]!]!;
  });
  const rows = <T extends Float32Array | Float64Array>(values: T, width: number): T => {
    const out = new (values.constructor as new (length: number) => T)(width * count);
    sourceVertices.forEach((v, i) => {
      for (let k = 0; k < width; k++) out[width * i + k] = values[width * v + k]!;
    });
    return out;
  };
  const out: Mesh = { positions: rows(mesh.positions, 3), indices };
  if (mesh.normals) out.normals = rows(mesh.normals, 3);
  if (mesh.uvs) out.uvs = rows(mesh.uvs, 2);
  if (mesh.colors) out.colors = rows(mesh.colors, 4);
  if (mesh.groups) out.groups = regroup(mesh.groups, triangles);
  return { mesh: out, sourceVertices };
}
