/** Floor, two walls, skirting and a picture: what the reconstruction calls background. In world coordinates. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint, Solid } from './blueprint.js';
import { missingWhere } from './defects.js';
import { bevelBox } from './primitives.js';
import type { Random } from './random.js';
import { addCorner, addTriangle, cornerAt, emptyShape, join, type Shape, triangleCountOf } from './shape.js';
import { painting, planks, plaster } from './textures.js';
import { boxes, seedOf, textured } from './workshop.js';

export const room = (front: number): Blueprint => ({
  key: 'background',
  label: 'room',
  materialType: 'plaster',
  density_kg_m3: 1800,
  movable: false,
  noise_m: 0.0008,
  inWorld: true,
  build: (random) => roomSolid(random, front),
  plant: (shape) => [
    missingWhere(
      shape,
      ([x, y, z]) => onWall(z) && x > -1.75 && x < -0.95 && y > 0.15 && y < 0.7,
      'wall behind the cabinet, which no camera saw',
    ),
    missingWhere(
      shape,
      ([x, y, z]) => onWall(z) && x > 1.05 && x < 1.65 && y > 0.2 && y < 1.5,
      'wall behind the shelf, which no camera saw',
    ),
  ],
});

const BACK_WALL = -1.6;
const onWall = (z: number) => Math.abs(z - BACK_WALL) < 0.004;

/** A rectangle of even triangles from `corner` along two edges; outside is `along` x `up`. */
function sheet(corner: Vec3, along: Vec3, up: Vec3, step: number, tile: number): Shape {
  const shape = emptyShape();
  const [width, height] = [along, up].map((v) => Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
  const [nu, nv] = [Math.round(width / step), Math.round(height / step)];
  for (let i = 0; i <= nu; i++)
    for (let j = 0; j <= nv; j++) {
      const p = corner.map((x, d) => x + (along[d] * i) / nu + (up[d] * j) / nv) as Vec3;
      addCorner(shape, p, (width * i) / nu / tile, 1 - (height * j) / nv / tile);
    }
  const at = (i: number, j: number) => i * (nv + 1) + j;
  for (let i = 0; i < nu; i++)
    for (let j = 0; j < nv; j++) {
      addTriangle(shape, at(i, j), at(i + 1, j), at(i + 1, j + 1));
      addTriangle(shape, at(i, j), at(i + 1, j + 1), at(i, j + 1));
    }
  return shape;
}

/** What depth images give: sheets without thickness, met at their edges; the trim lies on them as solid boxes. */
function roomSolid(random: Random, front: number): Solid {
  const [left, right, back, height, step] = [-2.1, 2.7, BACK_WALL, 2.5, 0.07];
  const [width, depth] = [right - left, front - back];
  const sheets = join([
    { shape: sheet([left, 0, front], [width, 0, 0], [0, 0, -depth], step, 1.2) },
    { shape: sheet([left, 0, back], [width, 0, 0], [0, height, 0], step, 1.6), material: 1 },
    { shape: sheet([left, 0, front], [0, 0, -depth], [0, height, 0], step, 1.6), material: 1 },
  ]);
  const { shape: trim } = boxes(
    [
      { size: [width - 0.002, 0.08, 0.016], at: [(left + right) / 2, 0.042, back + 0.007], material: 2 },
      { size: [0.016, 0.08, depth - 0.02], at: [left + 0.007, 0.042, (front + back) / 2], material: 2 },
      { size: [0.78, 0.58, 0.024], at: [0, 1.52, back + 0.011], step: 0.06, material: 3 },
    ],
    0.003,
    0.12,
    1.2,
  );
  // the picture in its frame: one thin panel whose front shows the whole image once
  const panel = bevelBox({ size: [0.7, 0.5, 0.01], bevel: 0.001, step: 0.05, tile: 1 });
  for (let i = 0; i < panel.uvs.length / 2; i++) {
    const [x, y] = cornerAt(panel, i);
    panel.uvs[2 * i] = x / 0.7 + 0.5;
    panel.uvs[2 * i + 1] = 0.5 - y / 0.5;
  }
  return {
    shape: join([{ shape: sheets }, { shape: trim }, { shape: panel, at: [0, 1.52, back + 0.022], material: 4 }]),
    materials: [
      textured(
        'floor',
        planks('floor_planks', seedOf(random), [
          [92, 62, 40],
          [156, 112, 74],
          [198, 158, 112],
        ]),
        0.6,
      ),
      textured(
        'wall',
        plaster('wall_plaster', seedOf(random), [
          [206, 204, 190],
          [226, 224, 212],
          [238, 236, 226],
        ]),
        0.95,
      ),
      { name: 'skirting', color: [0.8, 0.79, 0.75], metallic: 0, roughness: 0.7 },
      { name: 'frame', color: [0.1, 0.075, 0.06], metallic: 0, roughness: 0.5 },
      textured('picture', painting('picture', seedOf(random)), 0.8),
    ],
    hasVolume: false,
    inherent: [
      { kind: 'open_sheet', count: triangleCountOf(sheets), note: 'floor and walls are sheets without thickness' },
    ],
  };
}
