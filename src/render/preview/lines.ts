/**
 * Straight lines in space drawn over a finished picture: antialiased, and fainter where a surface hides them. Every pixel
 * takes the strongest line that touches it once, so that joints do not darken.
 */
import type { Camera } from '../../geometry/render.js';

export interface LineTarget {
  camera: Camera;
  /** sRGB, drawn into. */
  rgba: Uint8Array;
  /** Axis depths of what hides lines a little (the proxy's own front) and a lot (the object). */
  veil?: Float32Array;
  solid: Float32Array;
  /** Metres by which a line may lie behind a surface and still be on it. */
  bias: number;
}

export interface LineStyle {
  /** sRGB 0..255. */
  color: readonly [number, number, number];
  /** Pixels. */
  width: number;
  /** Opacity in front of everything, behind the veil, and behind the solid. */
  front: number;
  veiled: number;
  hidden: number;
}

/** `sets`: 6 numbers per line (from, to; world). O(pixels along the lines). */
export function drawLines(target: LineTarget, sets: readonly { lines: readonly number[]; style: LineStyle }[]): void {
  const { width, height } = target.camera;
  const strength = new Float64Array(width * height);
  const colors = new Uint8Array(3 * width * height);
  for (const { lines, style } of sets)
    for (let i = 0; i + 5 < lines.length; i += 6) drawLine(target, lines, i, style, strength, colors);
  for (let i = 0; i < strength.length; i++) {
    const share = strength[i];
    if (share > 0)
      for (let k = 0; k < 3; k++)
        target.rgba[4 * i + k] = Math.round(target.rgba[4 * i + k] * (1 - share) + colors[3 * i + k] * share);
  }
}

function drawLine(
  { camera, veil, solid, bias }: LineTarget,
  lines: readonly number[],
  at: number,
  style: LineStyle,
  strength: Float64Array,
  colors: Uint8Array,
): void {
  const a = toCamera(camera, lines, at);
  const b = toCamera(camera, lines, at + 3);
  const near = 1e-3 * Math.max(a[2], b[2]);
  if (!(a[2] > near && b[2] > near)) return; // behind the camera: framed pictures have none
  const project = (p: number[]) => [camera.cx + (camera.fx * p[0]) / p[2], camera.cy - (camera.fy * p[1]) / p[2]];
  const [x0, y0] = project(a);
  const [x1, y1] = project(b);
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.sqrt(dx * dx + dy * dy);
  if (!(length > 0) || !Number.isFinite(length)) return;
  const steep = Math.abs(dy) > Math.abs(dx);
  const { width, height } = camera;
  const reach = style.width / 2 + 0.5;
  // walk along the longer axis, across by as much as the line is wide there
  const across = Math.ceil((reach * length) / Math.max(Math.abs(dx), Math.abs(dy)));
  const [from, to, limit] = steep ? [y0, y1, height] : [x0, x1, width];
  const first = Math.max(0, Math.floor(Math.min(from, to) - reach));
  const last = Math.min(limit - 1, Math.ceil(Math.max(from, to) + reach));
  for (let main = first; main <= last; main++) {
    const share = Math.min(1, Math.max(0, (main + 0.5 - from) / (to - from)));
    const middle = Math.floor(steep ? x0 + share * dx : y0 + share * dy);
    for (let side = middle - across; side <= middle + across; side++) {
      const [x, y] = steep ? [side, main] : [main, side];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (length * length)));
      const [ex, ey] = [px - along * dx, py - along * dy];
      const covered = Math.min(1, reach - Math.sqrt(ex * ex + ey * ey));
      if (!(covered > 0)) continue;
      const depth = 1 / ((1 - along) / a[2] + along / b[2]); // 1/depth is straight in the picture
      const pixel = y * width + x;
      const opacity =
        depth > solid[pixel] + bias ? style.hidden : veil && depth > veil[pixel] + bias ? style.veiled : style.front;
      if (covered * opacity <= strength[pixel]) continue;
      strength[pixel] = covered * opacity;
      for (let k = 0; k < 3; k++) colors[3 * pixel + k] = style.color[k];
    }
  }
}

/** x to the right, y up, depth in front. */
function toCamera({ worldFromCamera: m }: Camera, p: readonly number[], at: number): [number, number, number] {
  const [x, y, z] = [p[at] - m[3], p[at + 1] - m[7], p[at + 2] - m[11]];
  return [m[0] * x + m[4] * y + m[8] * z, m[1] * x + m[5] * y + m[9] * z, -(m[2] * x + m[6] * y + m[10] * z)];
}
