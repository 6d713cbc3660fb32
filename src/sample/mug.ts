/** A mug with its handle: one closed surface. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint } from './blueprint.js';
import { fragments, missingTriangles } from './defects.js';
import { lathe, type ProfilePoint, rounded, subdivided } from './primitives.js';
import type { Random } from './random.js';
import { addCorner, addTriangle, cornerAt, type Shape } from './shape.js';
import { glazed, mm } from './workshop.js';

/**
 * A turned cup whose wall opens into a tube: handle and cup are one closed surface. The tube's ends are the rims of two
 * square holes in the outer wall.
 */
function mugShape(random: Random): Shape {
  const [r, h, wall] = [mm(random.range(0.04, 0.043)), mm(random.range(0.09, 0.1)), 0.0042];
  const segments = 72;
  const outer = rounded(
    [
      [0, 0.003],
      [r * 0.78, 0.003],
      [r * 0.8, 0],
      [r * 0.9, 0],
      [r, 0.009],
      [r, 0.02],
    ],
    2,
  );
  const rows = 30;
  const straight: ProfilePoint[] = Array.from({ length: rows }, (_, k) => [r, 0.02 + ((h - 0.026) * (k + 1)) / rows]);
  const inner = rounded(
    [
      [r, h - 0.006],
      [r, h],
      [r - wall, h],
      [r - wall, h - 0.006],
      [r - wall, 0.014],
      [r * 0.82, 0.008],
      [0, 0.008],
    ],
    2,
  );
  const profile = [...subdivided(outer, 0.0035), ...straight, ...subdivided(inner, 0.0035).slice(1)];
  const at = (row: number, segment: number) => row * (segments + 1) + segment;
  const first = profile.indexOf(straight[0]);
  const [across, tall] = [3, 4];
  const seg = Math.round(segments / 4) - 1; // the handle points along +x
  const holes = [first + rows - 6 - tall, first + 5]; // upper, lower
  const shape = lathe(profile, {
    segments,
    skip: (i, j) => j >= seg && j < seg + across && holes.some((row) => i >= row && i < row + tall),
  });
  // rim of a hole as a loop seen from outside, counter-clockwise; `down` mirrors it, for the lower end of the tube
  const loop = (row: number, down: boolean): number[] => {
    const cells: [number, number][] = [];
    for (let k = 0; k < across; k++) cells.push([0, k]);
    for (let k = 0; k < tall; k++) cells.push([k, across]);
    for (let k = across; k > 0; k--) cells.push([tall, k]);
    for (let k = tall; k > 0; k--) cells.push([k, 0]);
    return cells.map(([i, j]) => at(down ? row + tall - i : row + i, seg + j));
  };
  const [top, bottom] = [loop(holes[0], false), loop(holes[1], true)];
  const centre = (corners: number[]): Vec3 => {
    const sum: Vec3 = [0, 0, 0];
    for (const c of corners) for (const [d, x] of cornerAt(shape, c).entries()) sum[d] += x / corners.length;
    return sum;
  };
  const [a, b] = [centre(top), centre(bottom)];
  const reach = mm(random.range(0.03, 0.034));
  const steps = 30;
  const point = (t: number): Vec3 => {
    // a cubic arch in the plane through the axis
    const s = 1 - t;
    const [w0, w1, w2, w3] = [s * s * s, 3 * t * s * s, 3 * t * t * s, t * t * t];
    const out = 1.33 * reach;
    return [
      w0 * a[0] + w1 * (a[0] + out) + w2 * (b[0] + out * 0.85) + w3 * b[0],
      w0 * a[1] + w1 * (a[1] + 0.006) + w2 * (b[1] - 0.002) + w3 * b[1],
      w0 * a[2] + w1 * a[2] + w2 * b[2] + w3 * b[2],
    ];
  };
  const n = top.length;
  const angles = top.map((c) => {
    const [, y, z] = cornerAt(shape, c);
    const [v, u] = [y - a[1], a[2] - z];
    const d = Math.sqrt(u * u + v * v);
    return [u / d, v / d];
  });
  let before = top;
  for (let k = 1; k <= steps; k++) {
    const t = k / steps;
    const p = point(t);
    const [q0, q1] = [point(Math.max(0, t - 0.01)), point(Math.min(1, t + 0.01))];
    const [tx, ty] = [q1[0] - q0[0], q1[1] - q0[1]];
    const length = Math.sqrt(tx * tx + ty * ty);
    const [nx, ny] = [-ty / length, tx / length]; // in the plane, a quarter turn left of the tangent: up at the top end
    const ring =
      k === steps
        ? bottom
        : angles.map(([u, v], j) =>
            addCorner(
              shape,
              [p[0] + 0.0046 * v * nx, p[1] + 0.0046 * v * ny, p[2] - 0.0062 * u],
              0.3 + (0.1 * j) / n,
              0.7 + 0.2 * t,
            ),
          );
    for (let j = 0; j < n; j++) {
      const next = (j + 1) % n;
      addTriangle(shape, before[j], before[next], ring[next]);
      addTriangle(shape, before[j], ring[next], ring[j]);
    }
    before = ring;
  }
  return shape;
}

export const mug: Blueprint = {
  key: 'mug',
  label: 'mug',
  materialType: 'ceramic',
  density_kg_m3: 2400,
  movable: true,
  noise_m: 0.00012,
  build: (random) => ({ shape: mugShape(random), materials: [glazed(random, 'mug')] }),
  plant: (shape, random) => [
    missingTriangles(shape, 9, random),
    fragments(shape, 3, random, ([x, y, z]) => x * x + z * z < 0.001156 && y > 0.025 && y < 0.08),
  ],
};
