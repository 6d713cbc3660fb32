/** Principal moments and axes of a symmetric tensor: cyclic Jacobi rotations, which use + - * / sqrt alone. */
import type { InertiaTensor } from '../geometry/mass.js';
import type { Vec3 } from '../geometry/mesh.js';

export interface PrincipalAxes {
  /** Ascending. */
  moments: Vec3;
  /** Unit, w first, w >= 0: rotation from principal axes to the tensor's axes. */
  axes: [number, number, number, number];
}

/** More than any symmetric 3 x 3 matrix needs: convergence is quadratic, 6 sweeps leave nothing. */
const MOST_SWEEPS = 32;

/** R diag(moments) R^T is the tensor, within a few roundings of its largest entry. Deterministic. */
export function principalAxes({ xx, yy, zz, xy, xz, yz }: InertiaTensor): PrincipalAxes {
  const a = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  // columns are the axes
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < MOST_SWEEPS && (a[0][1] !== 0 || a[0][2] !== 0 || a[1][2] !== 0); sweep++)
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ])
      rotate(a, v, p, q);
  const order = [0, 1, 2].sort((i, j) => a[i][i] - a[j][j] || i - j);
  const columns = order.map((k) => [v[0][k], v[1][k], v[2][k]] as Vec3);
  const cross = [0, 1, 2].map((k) => {
    const [i, j] = [(k + 1) % 3, (k + 2) % 3];
    return columns[0][i] * columns[1][j] - columns[0][j] * columns[1][i];
  });
  if (cross[0] * columns[2][0] + cross[1] * columns[2][1] + cross[2] * columns[2][2] < 0)
    columns[2] = columns[2].map((x) => -x) as Vec3;
  return { moments: order.map((k) => a[k][k]) as Vec3, axes: quaternionOf(columns) };
}

/** One Jacobi rotation that clears a[p][q]. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const off = a[p][q];
  if (off === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * off);
  // theta^2 may overflow: then 1 / (2 theta) is exact
  const t =
    Math.abs(theta) > 1e150 ? 1 / (2 * theta) : (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  a[p][p] -= t * off;
  a[q][q] += t * off;
  a[p][q] = a[q][p] = 0;
  const r = 3 - p - q;
  const [rp, rq] = [a[r][p], a[r][q]];
  a[r][p] = a[p][r] = c * rp - s * rq;
  a[r][q] = a[q][r] = s * rp + c * rq;
  for (const row of v) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
}

/** Of the rotation with these columns; the largest of the four is taken from its square root, the others divided by it. */
function quaternionOf([x, y, z]: Vec3[]): [number, number, number, number] {
  const squares = [1 + x[0] + y[1] + z[2], 1 + x[0] - y[1] - z[2], 1 - x[0] + y[1] - z[2], 1 - x[0] - y[1] + z[2]];
  const best = squares.indexOf(Math.max(...squares));
  const pairs = [
    [0, y[2] - z[1], z[0] - x[2], x[1] - y[0]],
    [y[2] - z[1], 0, x[1] + y[0], z[0] + x[2]],
    [z[0] - x[2], x[1] + y[0], 0, y[2] + z[1]],
    [x[1] - y[0], z[0] + x[2], y[2] + z[1], 0],
  ];
  const raw = pairs[best].map((value, i) => (i === best ? squares[best] : value));
  const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
  const sign = raw[0] < 0 ? -1 : 1;
  return raw.map((value) => (sign * value) / length + 0) as [number, number, number, number];
}
