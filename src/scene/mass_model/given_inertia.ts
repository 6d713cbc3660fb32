/** Is a given inertia tensor that of a body of this mass and size? */
import type { InertiaTensor } from '../../geometry/mass.js';
import type { Vec3 } from '../../geometry/mesh.js';
import { principalAxes } from '../principal_axes.js';

export type GivenInertiaCheck =
  | { ok: true; moments: Vec3; axes: [number, number, number, number] }
  | {
      ok: false;
      /** `impossible`: no body has it. `size`: none of this mass and size has. */
      fault: 'impossible' | 'size';
      reason: string;
    };

/** Relative slack of the triangle inequality: published tensors are rounded to a few digits. */
const ROUNDING = 1e-3;
/** A body's longest side over its radius of gyration; a hollow pole has 3.5, a solid ball 3.2, thin things far more. */
const LEAST_GYRATION = 1e-3;

/**
 * Finite, positive, I1 + I2 >= I3 (within rounding), and radii of gyration sqrt(I / m) that fit into the box: none over
 * half of its diagonal (no point of a body is farther from its centre of mass than the diagonal, and on average of the
 * squares not over half of it: the two ends of a dumb-bell), the largest not under a thousandth of it.
 */
export function checkInertia(tensor: InertiaTensor, mass: number, size: Vec3): GivenInertiaCheck {
  const values = [tensor.xx, tensor.yy, tensor.zz, tensor.xy, tensor.xz, tensor.yz];
  const bad = (reason: string, fault: 'impossible' | 'size' = 'impossible'): GivenInertiaCheck => ({
    ok: false,
    fault,
    reason,
  });
  if (!values.every(Number.isFinite)) return bad('it is not finite');
  if (!(mass > 0 && Number.isFinite(mass))) return bad('there is no positive mass to it');
  const { moments, axes } = principalAxes(tensor);
  const [low, mid, high] = moments;
  if (!(low > 0)) return bad(`a principal moment of ${low.toPrecision(3)} kg m2 is not positive`);
  if (low + mid < high * (1 - ROUNDING))
    return bad(
      `moments ${moments.map((x) => x.toPrecision(3)).join(', ')} kg m2 break I1 + I2 >= I3: no body has them`,
    );
  const diagonal = Math.sqrt(size[0] * size[0] + size[1] * size[1] + size[2] * size[2]);
  const radius = Math.sqrt(high / mass);
  if (radius > diagonal / 2)
    return bad(
      `its radius of gyration of ${radius.toPrecision(3)} m does not fit a box of ${diagonal.toPrecision(3)} m diagonal`,
      'size',
    );
  if (radius < LEAST_GYRATION * diagonal)
    return bad(
      `its radius of gyration of ${radius.toPrecision(3)} m is that of a point in a box of ${diagonal.toPrecision(3)} m`,
      'size',
    );
  return { ok: true, moments: [low, mid, Math.min(high, low + mid)], axes };
}
