import { checkPointsOrMesh, type Points } from './hull.js';
import { checkNumber, type Mesh, type Vec3 } from './mesh.js';
import { type CancelWords, type NativePrimitive, native } from './native.js';

export type PrimitiveKind = 'sphere' | 'capsule' | 'box' | 'cylinder';

/** What every fitted primitive says of itself. Each contains the hull. */
interface Fitted {
  center: Vec3;
  volume_m3: number;
  /** Volume over the hull's; Infinity for a hull without volume. */
  volume_ratio: number;
  /** The larger of the two below. */
  error_m: number;
  /** How far its surface rises over the hull's (one-sided Hausdorff distance). */
  error_out_m: number;
  /** How far the hull's surface rises over its own: rounding only. */
  error_in_m: number;
}
export interface FittedSphere extends Fitted {
  radius_m: number;
}
export interface FittedBox extends Fitted {
  /** From local to mesh axes. */
  rotation_xyzw: [number, number, number, number];
  /** Full edge lengths along the local axes. */
  size_m: Vec3;
}
/** Along local z. */
export interface FittedCylinder extends Fitted {
  rotation_xyzw: [number, number, number, number];
  radius_m: number;
  /** Between the caps. */
  height_m: number;
}
/** Along local z. */
export interface FittedCapsule extends Fitted {
  rotation_xyzw: [number, number, number, number];
  radius_m: number;
  /** Between the centres of the two end balls. */
  height_m: number;
}

export interface FitOptions {
  /** Largest two-sided error in metres for a primitive to be chosen. Default 2 % of the hull's diagonal. */
  tolerance?: number;
  /** Largest volume over the hull's for a primitive to be chosen. Default 1.08, at least 1. */
  maxVolumeRatio?: number;
}

export interface Fit {
  sphere: FittedSphere;
  capsule: FittedCapsule;
  box: FittedBox;
  cylinder: FittedCylinder;
  /**
   * The first of sphere, capsule, box, cylinder within tolerance and volume ratio; `hull` when none is. The box when the
   * points lie in a plane, on a line or at one place.
   */
  choice: PrimitiveKind | 'hull';
  /** As used. */
  tolerance_m: number;
  /** Of the points: 3; 2 in a plane, 1 on a line, 0 at one place (the hull has no volume then). */
  dimension: 0 | 1 | 2 | 3;
  hull: { volume_m3: number; area_m2: number; vertices: number };
}

/**
 * The best sphere, capsule, box and cylinder around the convex hull of a mesh or of points, each with its distance from
 * the hull both ways, and which to take. The box may stand in any direction and is kept upright (its z along the mesh's)
 * when that costs at most 3 % of volume. Errors are against the hull, not against dents of the mesh: exact for sphere,
 * capsule and box, an upper bound (0.1 % of the radius) for the cylinder. About O(n log n); deterministic.
 * @throws ARGUMENT, what `inspect` throws, CANCELLED
 * @example fit(mesh).choice // 'cylinder'
 */
export function fit(input: Mesh | Points, options: FitOptions = {}, cancel?: CancelWords): Fit {
  const indices = checkPointsOrMesh(input);
  const tolerance = checkNumber('tolerance', options.tolerance, -1, 0, Infinity);
  const maxVolumeRatio = checkNumber('maxVolumeRatio', options.maxVolumeRatio, 1.08, 1, Infinity);
  const r = native.fit(input.positions, indices, { tolerance, maxVolumeRatio }, cancel);
  const long = (p: NativePrimitive) => ({ ...turned(p), radius_m: p.radius, height_m: p.height });
  return {
    sphere: { ...common(r.sphere), radius_m: r.sphere.radius },
    capsule: long(r.capsule),
    box: { ...turned(r.box), size_m: r.box.size },
    cylinder: long(r.cylinder),
    choice: r.choice as Fit['choice'],
    tolerance_m: r.tolerance,
    dimension: r.dimension as Fit['dimension'],
    hull: { volume_m3: r.hullVolume, area_m2: r.hullArea, vertices: r.hullVertices },
  };
}

function common(p: NativePrimitive): Fitted {
  return {
    center: p.center,
    volume_m3: p.volume,
    volume_ratio: p.volumeRatio,
    error_m: Math.max(p.errorOut, p.errorIn),
    error_out_m: p.errorOut,
    error_in_m: p.errorIn,
  };
}

function turned(p: NativePrimitive) {
  return { ...common(p), rotation_xyzw: [...p.rotation] as [number, number, number, number] };
}
