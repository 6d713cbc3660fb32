/**
 * Frames and poses: 4x4 matrices as row-major lists of 16 numbers, column-vector convention (translation in elements 3, 7,
 * 11; `multiply(a, b)` applies b first). Only + - * / and sqrt are used, so that results are the same on every machine.
 */
import { SimwrightError } from '../errors.js';
import type { Vec3 } from '../geometry/mesh.js';

/** 4x4, row-major, column-vector convention, 16 numbers. */
export type Matrix4 = number[];
/** x, y, z, w; unit length. */
export type Quaternion = [number, number, number, number];

export interface Box {
  min: Vec3;
  max: Vec3;
}

export const IDENTITY: Readonly<Matrix4> = Object.freeze([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);

/** The one change of axes between glTF (Y-up) and our assets and worlds (Z-up): (x, y, z) -> (x, -z, y). */
export const ASSET_FROM_GLB: Readonly<Matrix4> = Object.freeze([1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
/** Its inverse: (x, y, z) -> (x, z, -y). */
export const GLB_FROM_ASSET: Readonly<Matrix4> = Object.freeze([1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1]);

/** Off-diagonal and length errors of a rotation that count as rounding of the input (six or seven printed digits). */
export const RIGID_TOLERANCE = 1e-5;
/** Beyond this a translation in metres, or an element of a matrix, is a mistake and not a place. */
export const LARGEST_NUMBER = 1e9;
/** Volume of the image of the unit cube over the cube of the largest stretch, below which a matrix counts as singular. */
const SINGULAR = 1e-12;

/** a after b. */
export function multiply(a: readonly number[], b: readonly number[]): Matrix4 {
  const out: Matrix4 = new Array(16);
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++) {
      let sum = a[row * 4] * b[column];
      for (let k = 1; k < 4; k++) sum += a[row * 4 + k] * b[k * 4 + column];
      out[row * 4 + column] = sum + 0; // no -0 in files
    }
  return out;
}

export function transformPoint(m: readonly number[], p: ArrayLike<number>): Vec3 {
  return [
    m[0] * p[0] + m[1] * p[1] + m[2] * p[2] + m[3],
    m[4] * p[0] + m[5] * p[1] + m[6] * p[2] + m[7],
    m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11],
  ];
}

/** The box around the eight moved corners: contains the moved contents, and is tight only for axis-aligned turns. */
export function transformBox(m: readonly number[], box: Box): Box {
  const out: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  for (let corner = 0; corner < 8; corner++) {
    const point = [0, 1, 2].map((axis) => (corner & (1 << axis) ? box.max[axis] : box.min[axis]));
    growBox(out, transformPoint(m, point));
  }
  return out;
}

export function growBox(box: Box, point: ArrayLike<number>): void {
  for (let axis = 0; axis < 3; axis++) {
    if (point[axis] < box.min[axis]) box.min[axis] = point[axis];
    if (point[axis] > box.max[axis]) box.max[axis] = point[axis];
  }
}

export function scaling(x: number, y = x, z = x): Matrix4 {
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1];
}

export function translation(t: ArrayLike<number>): Matrix4 {
  return [1, 0, 0, t[0], 0, 1, 0, t[1], 0, 0, 1, t[2], 0, 0, 0, 1];
}

/** Determinant of the upper left 3x3: the volume of the image of the unit cube, negative for mirrors. */
export function determinant3(m: readonly number[]): number {
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
}

/** Cofactors of the upper left 3x3 as nine numbers; divided by the determinant they are the inverse transposed. */
function cofactors(a: readonly number[]): number[] {
  return [
    a[4] * a[8] - a[5] * a[7],
    a[5] * a[6] - a[3] * a[8],
    a[3] * a[7] - a[4] * a[6],
    a[2] * a[7] - a[1] * a[8],
    a[0] * a[8] - a[2] * a[6],
    a[1] * a[6] - a[0] * a[7],
    a[1] * a[5] - a[2] * a[4],
    a[2] * a[3] - a[0] * a[5],
    a[0] * a[4] - a[1] * a[3],
  ];
}

const upper = (m: readonly number[]) => [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]];
const norm = (a: readonly number[]) => Math.sqrt(a.reduce((sum, x) => sum + x * x, 0));
const det9 = (a: readonly number[], c = cofactors(a)) => a[0] * c[0] + a[1] * c[1] + a[2] * c[2];
const widen = (a: readonly number[]): Matrix4 =>
  [a[0], a[1], a[2], 0, a[3], a[4], a[5], 0, a[6], a[7], a[8], 0, 0, 0, 0, 1].map((x) => x + 0);

/**
 * Refuses what is no pose: not 16 finite numbers of sensible size, last row not 0 0 0 1, or singular. A last row within
 * rounding of 0 0 0 1 is taken as such.
 * @throws POSE_INVALID
 */
export function checkAffine(m: unknown, what = 'matrix'): Matrix4 {
  const fail = (expected: string, found: string): never => {
    throw new SimwrightError('POSE_INVALID', `${what}: expected ${expected}, found ${found}`, {
      advice: 'matrices are 4x4, row-major, column-vector convention, with the translation in the last column',
    });
  };
  if (!Array.isArray(m) || m.length !== 16) return fail('16 numbers', Array.isArray(m) ? `${m.length}` : typeof m);
  for (const [i, x] of m.entries())
    if (typeof x !== 'number' || !(Math.abs(x) <= LARGEST_NUMBER))
      fail(`finite numbers up to ${LARGEST_NUMBER}`, `${String(x)} in element ${i}`);
  const last = m.slice(12) as number[];
  if (last.some((x, i) => Math.abs(x - (i === 3 ? 1 : 0)) > RIGID_TOLERANCE))
    fail('the last row 0 0 0 1', last.join(' '));
  const linear = upper(m);
  const size = Math.max(...linear.map(Math.abs));
  if (!(size > 0) || !(Math.abs(det9(linear.map((x) => x / size))) > SINGULAR))
    fail('a matrix that keeps volume', `determinant ${determinant3(m)} (flat or singular)`);
  return [...(m.slice(0, 12) as number[]), 0, 0, 0, 1].map((x) => x + 0);
}

/** Inverse of an affine matrix (last row 0 0 0 1). @throws POSE_INVALID when singular */
export function invert(m: readonly number[]): Matrix4 {
  const a = upper(m);
  const c = cofactors(a);
  const det = det9(a, c);
  if (!Number.isFinite(1 / det)) throw new SimwrightError('POSE_INVALID', 'the matrix is singular: it has no inverse');
  const out = widen([c[0], c[3], c[6], c[1], c[4], c[7], c[2], c[5], c[8]].map((x) => x / det));
  const t = transformPoint(out, [m[3], m[7], m[11]]);
  out[3] = -t[0] + 0;
  out[7] = -t[1] + 0;
  out[11] = -t[2] + 0;
  return out;
}

/** Inverse of a rotation and translation, by transposing: exact where the rotation is. */
export function invertRigid(m: readonly number[]): Matrix4 {
  const out = widen([m[0], m[4], m[8], m[1], m[5], m[9], m[2], m[6], m[10]]);
  const t = transformPoint(out, [m[3], m[7], m[11]]);
  out[3] = -t[0] + 0;
  out[7] = -t[1] + 0;
  out[11] = -t[2] + 0;
  return out;
}

/** Largest element of R^T R - I: 0 for a rotation or mirror, about the relative stretch for the rest. */
export function rigidError(m: readonly number[]): number {
  const a = upper(m);
  let worst = 0;
  for (let i = 0; i < 3; i++)
    for (let j = i; j < 3; j++) {
      const dot = a[i] * a[j] + a[3 + i] * a[3 + j] + a[6 + i] * a[6 + j];
      const error = Math.abs(dot - (i === j ? 1 : 0));
      if (!(error <= worst)) worst = error; // NaN too
    }
  return worst;
}

/** Rotation and translation only, within the rounding of printed matrices; mirrors are not rigid. */
export function isRigid(m: readonly number[], tolerance = RIGID_TOLERANCE): boolean {
  return rigidError(m) <= tolerance && determinant3(m) > 0;
}

/**
 * m = [R | t] * S with R a proper rotation and S a symmetric stretch (4x4, no translation), for any invertible affine m.
 * For a mirror, S = -(positive stretch): the mirroring is a point reflection, which does not depend on the rotation, so
 * that all mirrored instances of one mesh share one S.
 *
 * Scaled Newton iteration for the orthogonal polar factor (Higham 1986, "Computing the polar decomposition - with
 * applications"): X <- (g X + X^-T / g) / 2, g = sqrt(|X^-1| / |X|) in the Frobenius norm. About 8 rounds.
 * @throws POSE_INVALID when singular
 */
export function polar(m: readonly number[]): { rigid: Matrix4; stretch: Matrix4 } {
  const a = upper(m);
  const size = Math.max(...a.map(Math.abs));
  let x = a.map((v) => v / size);
  const det = det9(x);
  if (!(size > 0) || !(Math.abs(det) > SINGULAR))
    throw new SimwrightError('POSE_INVALID', `the matrix is flat or singular: determinant ${determinant3(m)}`);
  for (let round = 0; round < 100; round++) {
    const c = cofactors(x);
    const d = det9(x, c);
    const inverseTransposed = c.map((v) => v / d);
    const g = Math.sqrt(norm(inverseTransposed) / norm(x));
    const next = x.map((v, i) => 0.5 * (g * v + inverseTransposed[i] / g));
    const change = norm(next.map((v, i) => v - x[i]));
    x = next;
    if (change <= 1e-15 * 3) break;
  }
  if (det < 0) x = x.map((v) => -v);
  const s = new Array<number>(9);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) s[i * 3 + j] = x[i] * a[j] + x[3 + i] * a[3 + j] + x[6 + i] * a[6 + j];
  for (const [i, j] of [
    [1, 3],
    [2, 6],
    [5, 7],
  ])
    s[i] = s[j] = 0.5 * (s[i] + s[j]);
  const rigid = widen(x);
  rigid[3] = m[3] + 0;
  rigid[7] = m[7] + 0;
  rigid[11] = m[11] + 0;
  return { rigid, stretch: widen(s) };
}

/** Rotation part of a rigid matrix as x, y, z, w with w >= 0 (Shepperd 1978: the largest of the four is found first). */
export function quaternionFromMatrix(m: readonly number[]): Quaternion {
  const [a, b, c] = [m[0], m[5], m[10]];
  const trace = a + b + c;
  let q: Quaternion;
  if (trace >= a && trace >= b && trace >= c) q = [m[9] - m[6], m[2] - m[8], m[4] - m[1], 1 + trace];
  else if (a >= b && a >= c) q = [1 + a - b - c, m[1] + m[4], m[2] + m[8], m[9] - m[6]];
  else if (b >= c) q = [m[1] + m[4], 1 - a + b - c, m[6] + m[9], m[2] - m[8]];
  else q = [m[2] + m[8], m[6] + m[9], 1 - a - b + c, m[4] - m[1]];
  const first = [q[3], q[0], q[1], q[2]].find((x) => x !== 0) ?? 1;
  const length = norm(q) * (first < 0 ? -1 : 1);
  return q.map((x) => x / length + 0) as Quaternion;
}

/** Rotation and translation from x, y, z, w of any length. @throws POSE_INVALID for a zero or non-finite quaternion */
export function matrixFromQuaternion(rotation: readonly number[], t: ArrayLike<number> = [0, 0, 0]): Matrix4 {
  const size = Math.max(...rotation.map(Math.abs));
  const scaled = rotation.map((x) => x / size);
  const length = norm(scaled);
  if (rotation.length !== 4 || !(size > 0) || !Number.isFinite(length))
    throw new SimwrightError('POSE_INVALID', `expected a rotation as x y z w, found ${rotation.join(' ')}`);
  const [x, y, z, w] = scaled.map((v) => v / length);
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - z * w),
    2 * (x * z + y * w),
    t[0],
    2 * (x * y + z * w),
    1 - 2 * (x * x + z * z),
    2 * (y * z - x * w),
    t[1],
    2 * (x * z - y * w),
    2 * (y * z + x * w),
    1 - 2 * (x * x + y * y),
    t[2],
    0,
    0,
    0,
    1,
  ].map((v) => v + 0);
}
