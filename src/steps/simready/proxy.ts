/** What an asset collides with: a primitive where one is close enough to the convex hull, else the hull itself. */
import { asSimwrightError, type Warning } from '../../errors.js';
import { distance } from '../../geometry/distance.js';
import { type Fit, fit as fitPrimitives, type PrimitiveKind } from '../../geometry/fit.js';
import type { Inspection } from '../../geometry/inspect.js';
import { limitHull } from '../../geometry/limit_hull.js';
import { type Mesh, triangleCount, type Vec3, vertexCount } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import { proxyShape } from '../../render/preview/proxy_shape.js';
import type { ProxyPiece, ProxyRecord } from '../../scene/asset_record.js';
import { LEAST_THICKNESS } from './box.js';
import type { ProxyShape } from './usd_asset.js';

export interface Proxy {
  proxy: ProxyRecord;
  /** Empty when the visual mesh is the collider. */
  shapes: ProxyShape[];
}

/** Default of how far a primitive may be off the hull, as a share of the diagonal. */
export const PRIMITIVE_TOLERANCE = 0.01;
/** Samples on each surface when a proxy's distance from the mesh is measured. */
const SAMPLES = 4096;
/** A primitive further off than this, metres, would lift its object visibly off what it stands on. */
const MOST_OFF = 0.005;
/** A proxy further off the surface than both of these, metres and share of the diagonal, blocks space that looks free. */
const COARSE = 0.02;
const COARSE_SHARE = 0.05;
/** Half the longest side over the inner radius, from where PhysX leaves the GPU. */
const MAX_ASPECT = 100;

export interface ProxyOptions {
  /** `auto`: a primitive where one is close enough, else the hull. The others are taken whatever their error. */
  method: 'auto' | 'hull' | PrimitiveKind;
  /** Most that a primitive may be off the hull, as a share of the diagonal, and never over 5 mm. */
  tolerance: number;
  /** Vertices and faces of a hull. Default 64, what PhysX takes on the GPU. */
  maxVertices?: number;
  /** Up axis: a limited hull is moved along it until its lowest point is the mesh's. Default: it stays. */
  stand?: 'Z';
}

/** One convex shape around `mesh`, the clean copy; `found` is about the mesh as it was. O(n log n). */
export function proxyFor(
  mesh: Mesh,
  found: Inspection,
  options: ProxyOptions,
  warnings: Warning[],
  cancel?: CancelWords,
): Proxy {
  const { method } = options;
  const { min, max } = found.bounds;
  const diagonal = Math.sqrt(max.reduce((sum, x, axis) => sum + (x - min[axis]) ** 2, 0));
  const fitted = fitPrimitives(mesh, { tolerance: Math.min(options.tolerance * diagonal, MOST_OFF) }, cancel);
  const choice = method === 'auto' ? fitted.choice : method;
  const made = oneShape(fitted, choice, mesh, found, options, warnings, cancel);
  const off = made.proxy.error_m ?? 0;
  if (off > COARSE && off > COARSE_SHARE * diagonal)
    warnings.push({
      code: 'proxy.coarse',
      message: `one convex shape is up to ${(1000 * off).toFixed(0)} mm off the surface: hollows and gaps are filled`,
    });
  return made;
}

function oneShape(
  fitted: Fit,
  choice: Fit['choice'],
  mesh: Mesh,
  found: Inspection,
  options: ProxyOptions,
  warnings: Warning[],
  cancel?: CancelWords,
): Proxy {
  const chosen = options.method === 'auto';
  if (choice !== 'hull') return primitive(fitted, choice, chosen, mesh, found, warnings, cancel);
  try {
    return convexHull(mesh, found, options, warnings, cancel);
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    return primitive(fitted, 'box', chosen, mesh, found, warnings, cancel);
  }
}

function primitive(
  fitted: Fit,
  kind: PrimitiveKind,
  chosen: boolean,
  mesh: Mesh,
  found: Inspection,
  warnings: Warning[],
  cancel?: CancelWords,
): Proxy {
  const shape = fitted[kind];
  const piece: ProxyPiece = {
    kind,
    vertices: 0,
    faces: 0,
    volume_m3: shape.volume_m3,
    concavity: null,
    center_m: shape.center,
    ...('rotation_xyzw' in shape && { rotation_xyzw: shape.rotation_xyzw }),
    ...('radius_m' in shape && { radius_m: shape.radius_m }),
    ...('height_m' in shape && { height_m: shape.height_m }),
  };
  if ('size_m' in shape) {
    const size = shape.size_m.map((side) => Math.max(side, LEAST_THICKNESS)) as Vec3;
    if (size.some((side, axis) => side !== shape.size_m[axis]))
      warnings.push({
        code: 'proxy.thickened',
        message: `sides of the box under ${LEAST_THICKNESS * 1000} mm were widened to that`,
      });
    Object.assign(piece, { vertices: 8, faces: 6, size_m: size, volume_m3: size[0] * size[1] * size[2] });
  }
  const off = shape.error_m.toPrecision(2);
  return {
    proxy: {
      kind,
      pieces: [piece],
      error_m: surfaceDistance(mesh, solid(piece), cancel),
      volume_ratio: volumeRatio(piece.volume_m3, found),
      reason:
        fitted.dimension < 3
          ? `the mesh is flat: a box at least ${LEAST_THICKNESS * 1000} mm thick`
          : `a ${kind} around it is at most ${off} m off its convex hull (${
              chosen ? `tolerance ${fitted.tolerance_m.toPrecision(2)} m` : 'asked for'
            })`,
    },
    shapes: [{ piece }],
  };
}

/** Triangles of a primitive (round ones are within 0.25 % of their radius) or of a hull. */
export function proxyMesh({ piece, mesh }: ProxyShape): Mesh {
  return mesh ?? solid(piece);
}

/** Triangles of a primitive; round ones are within 0.25 % of their radius. */
function solid(piece: ProxyPiece): Mesh {
  const { positions, indices } = proxyShape(piece);
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

/** One hull under the budget that PhysX takes on the GPU: 64 vertices, 64 faces of up to 31 vertices. */
function convexHull(
  mesh: Mesh,
  found: Inspection,
  { method, maxVertices, stand }: ProxyOptions,
  warnings: Warning[],
  cancel?: CancelWords,
): Proxy {
  const shape = limitHull(mesh, { maxVertices, maxFaces: maxVertices }, cancel);
  const lowered = stand === undefined ? 0 : onGround(shape.mesh.positions, mesh.positions);
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
  const moved =
    lowered === 0
      ? ''
      : `, moved ${Math.abs(1000 * lowered).toPrecision(2)} mm ${lowered < 0 ? 'down' : 'up'} to stand where the mesh does`;
  const limited = shape.limited ? `, at most ${shape.error_m.toPrecision(2)} m off the exact hull` : '';
  return {
    proxy: {
      kind: 'hull',
      pieces: [piece],
      error_m: surfaceDistance(mesh, shape.mesh, cancel),
      volume_ratio: volumeRatio(shape.volume_m3, found),
      reason: `${method === 'auto' ? 'no primitive is close enough: ' : ''}one convex hull of ${piece.vertices} vertices${limited}${moved}`,
    },
    shapes: [{ piece, mesh: shape.mesh }],
  };
}

/**
 * A limited hull ends up to millimetres above or below the mesh's lowest point: the object would sink or float by that.
 * Moves the hull along z; returns by how much.
 */
function onGround(hull: Float64Array, mesh: Mesh['positions']): number {
  const lowest = (positions: Mesh['positions']) => {
    let z = Number.POSITIVE_INFINITY;
    for (let i = 2; i < positions.length; i += 3) if (positions[i] < z) z = positions[i];
    return z;
  };
  const by = lowest(mesh) - lowest(hull);
  if (by !== 0) for (let i = 2; i < hull.length; i += 3) hull[i] += by;
  return by;
}

/** Largest distance between the two surfaces, both ways, by samples and vertices; null where one has no area. */
function surfaceDistance(mesh: Mesh, proxy: Mesh, cancel?: CancelWords): number | null {
  try {
    return distance(mesh, { to: proxy, samples: SAMPLES }, cancel).max_m;
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    return null;
  }
}

/** Proxy volume over mesh volume, less one; null where the mesh encloses nothing. */
function volumeRatio(volume: number, found: Inspection): number | null {
  const encloses = ['closed', 'closed_after_repair', 'balanced'].includes(found.closedness);
  const own = Math.abs(found.volume_m3);
  return encloses && own > 0 ? volume / own - 1 : null;
}

/** Things that never move collide as they are: a hull would fill the room that a shell encloses. */
export function triangleMeshProxy(visual: Mesh, found: Inspection): Proxy {
  const piece = {
    kind: 'mesh' as const,
    vertices: vertexCount(visual),
    faces: triangleCount(visual),
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
