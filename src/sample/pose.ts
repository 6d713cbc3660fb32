/** Poses in the words of the reconstruction folder. Column vectors, row-major, quaternion w first. */
import type { Vec3 } from '../geometry/mesh.js';
import { turn } from './random.js';

type Quaternion = [w: number, x: number, y: number, z: number];

const product = ([a, b, c, d]: Quaternion, [e, f, g, h]: Quaternion): Quaternion => [
  a * e - b * f - c * g - d * h,
  a * f + b * e + c * h - d * g,
  a * g - b * h + c * e + d * f,
  a * h + b * g - c * f + d * e,
];

/** First a turn about the vertical, then a small tilt about the horizontal axis at `towards` (all in turns). */
export function uprightRotation(yaw: number, tilt: number, towards: number): Quaternion {
  const [cy, sy] = turn(yaw / 2);
  const [ct, st] = turn(tilt / 2);
  const [ax, az] = turn(towards);
  return product([ct, st * ax, 0, st * az], [cy, 0, sy, 0]);
}

/** Rows of the rotation matrix of a unit quaternion. */
export function rotationRows([w, x, y, z]: Quaternion): [Vec3, Vec3, Vec3] {
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
}

/** Ten decimals: what the files hold is the pose, to the last digit. */
export const decimal = (x: number): number => Math.round(x * 1e10) / 1e10 + 0;
