/** The last resort for shapes without volume or surface to measure: the box around them, given a least thickness. */
import type { Vec3 } from '../../geometry/mesh.js';
import type { MassRecord, ProxyPiece } from '../../scene/asset_record.js';

/** No side of a stand-in box is thinner: a sheet of paper still needs a body that an engine can push. Metres. */
export const LEAST_THICKNESS = 1e-3;

export interface Bounds {
  min: Vec3;
  max: Vec3;
}

export function boxSize(bounds: Bounds): Vec3 {
  return bounds.max.map((max, axis) => Math.max(max - bounds.min[axis], LEAST_THICKNESS)) as Vec3;
}

export const boxCenter = (bounds: Bounds): Vec3 => bounds.max.map((max, axis) => (max + bounds.min[axis]) / 2) as Vec3;

/** The box as a collision piece. */
export function boxPiece(bounds: Bounds): ProxyPiece {
  const size = boxSize(bounds);
  return {
    kind: 'box',
    vertices: 8,
    faces: 6,
    volume_m3: size[0] * size[1] * size[2],
    concavity: null,
    center_m: boxCenter(bounds),
    rotation_xyzw: [0, 0, 0, 1],
    size_m: size,
  };
}

/** A solid box of one density, or of a given mass: I = m (b^2 + c^2) / 12 about each axis. */
export function boxMass(bounds: Bounds, density: number, given: number | undefined, reason: string): MassRecord {
  const [a, b, c] = boxSize(bounds);
  const volume = a * b * c;
  const mass = given ?? density * volume;
  const moments = [b * b + c * c, a * a + c * c, a * a + b * b].map((s) => (mass * s) / 12);
  const order = [0, 1, 2].sort((i, j) => moments[i] - moments[j] || i - j);
  return {
    mass_kg: mass,
    volume_m3: volume,
    density_kg_m3: mass / volume,
    center_of_mass_m: boxCenter(bounds),
    inertia_kg_m2: { xx: moments[0], yy: moments[1], zz: moments[2], xy: 0, xz: 0, yz: 0 },
    principal_moments_kg_m2: order.map((i) => moments[i]) as Vec3,
    principal_axes_xyzw: axesQuaternion(order),
    method: 'box',
    confidence: given === undefined ? 0.1 : 0.3,
    provenance: given === undefined ? 'box_approx' : 'given',
    reason,
  };
}

/** Rotation whose columns are the coordinate axes in the given order, made right-handed by turning one of them round. */
function axesQuaternion(order: readonly number[]): [number, number, number, number] {
  const h = Math.SQRT1_2;
  switch (order.join('')) {
    case '012':
      return [0, 0, 0, 1];
    case '021': // about x by 90 degrees: y -> z, z -> -y
      return [h, 0, 0, h];
    case '102':
      return [0, 0, h, h];
    case '210':
      return [0, h, 0, h];
    case '120':
      return [0.5, 0.5, 0.5, 0.5];
    default:
      return [-0.5, -0.5, -0.5, 0.5];
  }
}
