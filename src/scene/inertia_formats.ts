/**
 * Mass properties in the words of USD, MuJoCo and URDF, and back. All of them mean one body: mass, centre of mass in the
 * body's frame, and the inertia tensor about the centre of mass along the body's axes; off-diagonal terms are tensor
 * entries (-integral of xy dm) everywhere.
 *
 * - USD (UsdPhysics MassAPI): `centerOfMass`, `diagonalInertia`, `principalAxes` w first, in the prim's frame.
 * - MuJoCo (MJCF `inertial`): `pos`, and either `quat` (w first) with `diaginertia`, or `fullinertia`, which is
 *   xx yy zz xy xz yz.
 * - URDF (`inertial`): `origin` xyz rpy, and ixx ixy ixz iyy iyz izz along the axes of that origin; rpy turns about the
 *   fixed axes x, then y, then z: R = Rz(yaw) Ry(pitch) Rx(roll).
 *
 * Everything but `fromUrdfInertial` with angles uses + - * / sqrt alone, so results are the same on every machine.
 */
import type { InertiaTensor } from '../geometry/mass.js';
import type { Vec3 } from '../geometry/mesh.js';
import { principalAxes } from './principal_axes.js';

/** A rotation, w first. */
export type QuatWxyz = [number, number, number, number];

/** What every format says: a part of `MassProperties` and `MassRecord`. */
export interface BodyMass {
  mass_kg: number;
  center_of_mass_m: Vec3;
  inertia_kg_m2: InertiaTensor;
}

export interface UsdMass {
  mass: number;
  centerOfMass: Vec3;
  diagonalInertia: Vec3;
  principalAxes: QuatWxyz;
}

/** Attributes of MJCF's `inertial`; `diaginertia` with `quat`, or `fullinertia` alone. */
export type MjcfInertial =
  | { mass: number; pos: Vec3; quat: QuatWxyz; diaginertia: Vec3 }
  | { mass: number; pos: Vec3; fullinertia: [number, number, number, number, number, number] };

/** Elements and attributes of URDF's `inertial`. */
export interface UrdfInertial {
  mass: number;
  origin: { xyz: Vec3; rpy: Vec3 };
  inertia: { ixx: number; ixy: number; ixz: number; iyy: number; iyz: number; izz: number };
}

/** Principal moments ascending, axes right-handed, w >= 0. */
export function toUsdMass(body: BodyMass): UsdMass {
  const { moments, axes } = principalAxes(body.inertia_kg_m2);
  return { mass: body.mass_kg, centerOfMass: body.center_of_mass_m, diagonalInertia: moments, principalAxes: axes };
}

/** The quaternion need not have unit length. */
export function fromUsdMass(usd: UsdMass): BodyMass {
  return {
    mass_kg: usd.mass,
    center_of_mass_m: usd.centerOfMass,
    inertia_kg_m2: rotated(diagonal(usd.diagonalInertia), rotationOf(usd.principalAxes)),
  };
}

/** `full` is the tensor itself; `diagonal` its principal moments and axes. */
export function toMjcfInertial(body: BodyMass, form: 'diagonal' | 'full' = 'diagonal'): MjcfInertial {
  const { mass_kg: mass, center_of_mass_m: pos, inertia_kg_m2: i } = body;
  if (form === 'full') return { mass, pos, fullinertia: [i.xx, i.yy, i.zz, i.xy, i.xz, i.yz] };
  const { moments, axes } = principalAxes(i);
  return { mass, pos, quat: axes, diaginertia: moments };
}

export function fromMjcfInertial(inertial: MjcfInertial): BodyMass {
  const { mass: mass_kg, pos: center_of_mass_m } = inertial;
  if ('diaginertia' in inertial) {
    const inertia_kg_m2 = rotated(diagonal(inertial.diaginertia), rotationOf(inertial.quat));
    return { mass_kg, center_of_mass_m, inertia_kg_m2 };
  }
  const [xx, yy, zz, xy, xz, yz] = inertial.fullinertia;
  return { mass_kg, center_of_mass_m, inertia_kg_m2: { xx, yy, zz, xy, xz, yz } };
}

/** The tensor along the link's own axes: no angle is needed, none is lost. */
export function toUrdfInertial(body: BodyMass): UrdfInertial {
  const { xx, yy, zz, xy, xz, yz } = body.inertia_kg_m2;
  return {
    mass: body.mass_kg,
    origin: { xyz: body.center_of_mass_m, rpy: [0, 0, 0] },
    inertia: { ixx: xx, ixy: xy, ixz: xz, iyy: yy, iyz: yz, izz: zz },
  };
}

export function fromUrdfInertial(urdf: UrdfInertial): BodyMass {
  const { ixx, ixy, ixz, iyy, iyz, izz } = urdf.inertia;
  const tensor = { xx: ixx, yy: iyy, zz: izz, xy: ixy, xz: ixz, yz: iyz };
  const turned = urdf.origin.rpy.some((angle) => angle !== 0);
  return {
    mass_kg: urdf.mass,
    center_of_mass_m: urdf.origin.xyz,
    inertia_kg_m2: turned ? rotated(tensor, rotationOfRpy(urdf.origin.rpy)) : tensor,
  };
}

type Matrix3 = [Vec3, Vec3, Vec3];

const diagonal = ([xx, yy, zz]: Vec3): InertiaTensor => ({ xx, yy, zz, xy: 0, xz: 0, yz: 0 });

/** Rows of the rotation that a quaternion of any length but zero stands for. */
export function rotationOf([w, x, y, z]: QuatWxyz): Matrix3 {
  const s = 2 / (w * w + x * x + y * y + z * z);
  return [
    [1 - s * (y * y + z * z), s * (x * y - w * z), s * (x * z + w * y)],
    [s * (x * y + w * z), 1 - s * (x * x + z * z), s * (y * z - w * x)],
    [s * (x * z - w * y), s * (y * z + w * x), 1 - s * (x * x + y * y)],
  ];
}

function rotationOfRpy([roll, pitch, yaw]: Vec3): Matrix3 {
  const [cr, sr, cp, sp] = [Math.cos(roll), Math.sin(roll), Math.cos(pitch), Math.sin(pitch)];
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  return [
    [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
    [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
    [-sp, cp * sr, cp * cr],
  ];
}

/** R I R^T: a tensor along turned axes, seen from the axes that R turns into. */
function rotated({ xx, yy, zz, xy, xz, yz }: InertiaTensor, r: Matrix3): InertiaTensor {
  const rows: Matrix3 = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  const half = r.map((row) => [0, 1, 2].map((k) => row[0] * rows[0][k] + row[1] * rows[1][k] + row[2] * rows[2][k]));
  const at = (i: number, j: number) => half[i][0] * r[j][0] + half[i][1] * r[j][1] + half[i][2] * r[j][2];
  return { xx: at(0, 0), yy: at(1, 1), zz: at(2, 2), xy: at(0, 1), xz: at(0, 2), yz: at(1, 2) };
}
