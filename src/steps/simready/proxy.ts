/** What an asset collides with: a primitive where one is close enough, else its convex hull, else the box around it. */
import { asSimwrightError, type Warning } from '../../errors.js';
import { distance } from '../../geometry/distance.js';
import type { Inspection } from '../../geometry/inspect.js';
import { limitHull } from '../../geometry/limit_hull.js';
import { type Mesh, triangleCount, vertexCount } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import type { ProxyRecord } from '../../scene/asset_record.js';
import { boxPiece } from './box.js';
import type { ProxyShape } from './usd_asset.js';

export interface Proxy {
  proxy: ProxyRecord;
  /** Empty when the visual mesh is the collider. */
  shapes: ProxyShape[];
}

/** Samples on each surface when a proxy's distance from the mesh is measured. */
const SAMPLES = 4096;
/** Half the longest side over the inner radius, from where PhysX leaves the GPU. */
const MAX_ASPECT = 100;

/** `mesh` is the clean copy, `visual` what is seen and, for things that stand still, collides. O(n log n). */
export function proxyFor(
  mesh: Mesh,
  visual: Mesh,
  found: Inspection,
  still: boolean,
  _tolerance: number,
  warnings: Warning[],
  cancel: CancelWords,
): Proxy {
  if (still) return triangleMesh(visual, found);
  try {
    return convexHull(mesh, found, warnings, cancel);
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    warnings.push({ code: 'proxy.box_fallback', message: `the box around it collides: ${error.message}` });
    const piece = boxPiece(found.bounds);
    const proxy: ProxyRecord = {
      kind: 'box',
      pieces: [piece],
      error_m: null,
      volume_ratio: null,
      reason: `flat or thin: no hull (${error.message}); the box around it, at least 1 mm thick`,
    };
    return { proxy, shapes: [{ piece }] };
  }
}

/** One hull under the budget that PhysX takes on the GPU: 64 vertices, 64 faces of up to 31 vertices. */
function convexHull(mesh: Mesh, found: Inspection, warnings: Warning[], cancel: CancelWords): Proxy {
  const shape = limitHull(mesh, {}, cancel);
  const piece = {
    kind: 'hull' as const,
    vertices: vertexCount(shape.mesh),
    faces: shape.faces,
    volume_m3: shape.volume_m3,
    concavity: null,
  };
  if (shape.aspect >= MAX_ASPECT)
    warnings.push({
      code: 'proxy.thin',
      message: `the hull is ${shape.aspect.toFixed(0)} times as long as it is thick: PhysX simulates it on the CPU`,
    });
  const limited = shape.limited ? `, at most ${shape.error_m.toPrecision(3)} m off the exact hull` : '';
  return {
    proxy: {
      kind: 'hull',
      pieces: [piece],
      error_m: distance(mesh, { to: shape.mesh, samples: SAMPLES }, cancel).max_m,
      volume_ratio: volumeRatio(shape.volume_m3, found),
      reason: `one convex hull of ${piece.vertices} vertices${limited}`,
    },
    shapes: [{ piece, mesh: shape.mesh }],
  };
}

/** Proxy volume over mesh volume, less one; null where the mesh encloses nothing. */
function volumeRatio(volume: number, found: Inspection): number | null {
  const encloses = ['closed', 'closed_after_repair', 'balanced'].includes(found.closedness);
  const own = Math.abs(found.volume_m3);
  return encloses && own > 0 ? volume / own - 1 : null;
}

/** Things that never move collide as they are: a hull would fill the room that a shell encloses. */
function triangleMesh(mesh: Mesh, found: Inspection): Proxy {
  const piece = {
    kind: 'mesh' as const,
    vertices: vertexCount(mesh),
    faces: triangleCount(mesh),
    volume_m3: Math.abs(found.volume_m3),
    concavity: null,
  };
  return {
    proxy: {
      kind: 'mesh',
      pieces: [piece],
      error_m: 0,
      volume_ratio: null,
      reason: 'every object of this asset stands still: its own triangles collide',
    },
    shapes: [],
  };
}
