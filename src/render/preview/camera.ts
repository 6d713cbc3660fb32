/** Where a picture is taken from: a fixed three-quarter direction, as near as everything still fits in. */

import type { Mesh, Vec3 } from '../../geometry/mesh.js';
import type { Camera } from '../../geometry/render.js';

/** From the object to the camera: to the right of its front (-Y of the asset frame) and above. Unit length. */
export const THREE_QUARTER: Vec3 = unit([0.52, -0.76, 0.46]);
/** From the object to the sun: over the left shoulder of that camera. */
export const TO_SUN: Vec3 = unit([-0.35, -0.62, 0.82]);
/** Tangent of half the vertical field of view: 26 degrees in all, a portrait lens. */
const HALF_VIEW = 0.2308681911;

export function unit(v: Vec3): Vec3 {
  const length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  return [v[0] / length, v[1] / length, v[2] / length];
}
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export interface Frame {
  camera: Camera;
  /** Size of what is in the picture: the diagonal of its box. */
  size: number;
  /** Its lowest height. */
  bottom: number;
}

/**
 * A camera on the line from the contents in direction `back` that just holds every vertex that a triangle uses, with
 * `margin` (share of the half picture) left free around. The smallest distance in closed form: a vertex at x to the right
 * of and z in front of the middle is inside the left and right borders, whose slope is h, if |x - ox| <= h (D - z).
 * @returns null when nothing has an extent or a vertex is not finite. O(n).
 */
export function frame(
  meshes: readonly Mesh[],
  width: number,
  height: number,
  back: Vec3,
  margin: number,
): Frame | null {
  const right = unit(cross([0, 0, 1], back));
  const up = cross(back, right);
  const low: Vec3 = [Infinity, Infinity, Infinity];
  const high: Vec3 = [-Infinity, -Infinity, -Infinity];
  each(meshes, (p) => {
    for (let a = 0; a < 3; a++) {
      if (p[a] < low[a]) low[a] = p[a];
      if (p[a] > high[a]) high[a] = p[a];
    }
  });
  const size = Math.sqrt(low.reduce((sum, v, a) => sum + (high[a] - v) * (high[a] - v), 0));
  if (!(size > 0) || !Number.isFinite(size)) return null;
  const middle = low.map((v, a) => (v + high[a]) / 2) as Vec3;

  const vertical = HALF_VIEW * (1 - margin);
  const horizontal = (vertical * width) / height;
  const most = { right: -Infinity, left: -Infinity, up: -Infinity, down: -Infinity, near: -Infinity };
  const q: Vec3 = [0, 0, 0];
  each(meshes, (p) => {
    for (let a = 0; a < 3; a++) q[a] = p[a] - middle[a];
    const [x, y, z] = [dot(q, right), dot(q, up), dot(q, back)];
    most.right = Math.max(most.right, x + horizontal * z);
    most.left = Math.max(most.left, -x + horizontal * z);
    most.up = Math.max(most.up, y + vertical * z);
    most.down = Math.max(most.down, -y + vertical * z);
    most.near = Math.max(most.near, z);
  });
  const distance = Math.max(
    (most.right + most.left) / (2 * horizontal),
    (most.up + most.down) / (2 * vertical),
    most.near + 0.05 * size,
  );
  if (!Number.isFinite(distance)) return null;
  const [ox, oy] = [(most.right - most.left) / 2, (most.up - most.down) / 2];
  // The axis that does not set the distance has room to spare: shift the picture, not the view, to centre it.
  const lowest = [Infinity, Infinity];
  const highest = [-Infinity, -Infinity];
  each(meshes, (p) => {
    for (let a = 0; a < 3; a++) q[a] = p[a] - middle[a];
    const depth = distance - dot(q, back);
    [(dot(q, right) - ox) / depth, (dot(q, up) - oy) / depth].forEach((seen, k) => {
      lowest[k] = Math.min(lowest[k], seen);
      highest[k] = Math.max(highest[k], seen);
    });
  });
  const eye = middle.map((v, a) => v + ox * right[a] + oy * up[a] + distance * back[a]);
  const f = height / 2 / HALF_VIEW;
  const rows = [0, 1, 2].flatMap((a) => [right[a], up[a], back[a], eye[a]]);
  const cx = width / 2 - (f * (lowest[0] + highest[0])) / 2;
  const cy = height / 2 + (f * (lowest[1] + highest[1])) / 2;
  const camera = { worldFromCamera: [...rows, 0, 0, 0, 1], fx: f, fy: f, cx, cy, width, height };
  return { camera, size, bottom: low[2] };
}

/** Every corner of every triangle; the same object is handed out each time. */
function each(meshes: readonly Mesh[], visit: (point: Vec3) => void): void {
  const point: Vec3 = [0, 0, 0];
  for (const { positions, indices } of meshes)
    for (let i = 0; i < indices.length; i++) {
      const at = 3 * indices[i];
      point[0] = positions[at];
      point[1] = positions[at + 1];
      point[2] = positions[at + 2];
      visit(point);
    }
}
