/** Things that stand on the floor, what lies on them that is soft, and the room itself. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint, Solid } from './blueprint.js';
import {
  collapsed,
  type Defect,
  doubleCoincident,
  doubleOffset,
  duplicates,
  flippedPatch,
  fragments,
  hiddenInside,
  insideOut,
  missingWhere,
  slivers,
} from './defects.js';
import type { SampleMaterial } from './glb.js';
import {
  bevelBox,
  bevelBoxVolume,
  lathe,
  latheVolume,
  type ProfilePoint,
  quilt,
  rounded,
  subdivided,
  sweep,
} from './primitives.js';
import { type Random, turn } from './random.js';
import { addCorner, addTriangle, cornerAt, emptyShape, join, type Shape, triangleCountOf } from './shape.js';
import { fabric, painting, planks, plaster, type Texture, wood } from './textures.js';
import { WOOD_TONES } from './wares.js';

const seedOf = (random: Random) => random.bits() >>> 1;
const mm = (x: number) => Math.round(x * 1e4) / 1e4;
const textured = (name: string, texture: Texture, roughness: number): SampleMaterial => ({
  name,
  color: [1, 1, 1],
  metallic: 0,
  roughness,
  texture,
});

interface Part {
  size: Vec3;
  at: Vec3;
  bevel?: number;
  step?: number;
  material?: number;
}

const boxes = (
  parts: readonly Part[],
  bevel: number,
  step: number,
  tile: number,
): { shape: Shape; volume: number } => ({
  shape: join(
    parts.map((p) => ({
      shape: bevelBox({ size: p.size, bevel: p.bevel ?? bevel, step: p.step ?? step, tile }),
      at: p.at,
      material: p.material,
    })),
  ),
  volume: parts.reduce((sum, p) => sum + bevelBoxVolume(p.size, p.bevel ?? bevel), 0),
});

/** Triangles whose corners all lie strictly inside a box: hidden by the construction. */
function countInside(shape: Shape, centre: Vec3, size: Vec3): number {
  let count = 0;
  for (let t = 0; t < triangleCountOf(shape); t++)
    if (
      [0, 1, 2].every((k) =>
        cornerAt(shape, shape.triangles[3 * t + k]).every((x, d) => Math.abs(x - centre[d]) < size[d] / 2 - 1e-4),
      )
    )
      count++;
  return count;
}

export const TABLE_HEIGHT = 0.74;
export const table: Blueprint = {
  key: 'table',
  label: 'table',
  materialType: 'wood',
  density_kg_m3: 600,
  movable: true,
  noise_m: 0.0002,
  build: (random) => {
    const [w, d, top] = [1.4, 0.8, 0.036];
    const sunk = 0.004;
    const leg = mm(random.range(0.056, 0.064));
    const legHeight = TABLE_HEIGHT - top + sunk;
    const [lx, lz] = [w / 2 - 0.06, d / 2 - 0.06];
    const rail = 0.08;
    const topPart: Part = { size: [w, top, d], at: [0, TABLE_HEIGHT - top / 2, 0], bevel: 0.005, step: 0.04 };
    const parts: Part[] = [topPart];
    for (const sx of [-1, 1])
      for (const sz of [-1, 1])
        parts.push({ size: [leg, legHeight, leg], at: [sx * lx, legHeight / 2, sz * lz], bevel: 0.004, step: 0.05 });
    const railY = legHeight - rail / 2;
    for (const s of [-1, 1]) {
      parts.push({ size: [2 * lx - leg + 2 * sunk, rail, 0.022], at: [0, railY, s * lz], bevel: 0.002, step: 0.06 });
      parts.push({ size: [0.022, rail, 2 * lz - leg + 2 * sunk], at: [s * lx, railY, 0], bevel: 0.002, step: 0.06 });
    }
    const { shape, volume } = boxes(parts, 0.004, 0.05, 0.7);
    const overlap = 4 * leg * leg * sunk + 2 * sunk * 0.022 * (2 * lx - leg + 2 * lz - leg) + 8 * sunk * rail * 0.022;
    const hidden = countInside(shape, topPart.at, topPart.size);
    return {
      shape,
      materials: [textured('oak', wood('table_wood', seedOf(random), WOOD_TONES[0], 512), 0.55)],
      closedForm: { volume_m3: volume - overlap, tolerance: 0.005 },
      inherent: [{ kind: 'hidden_inner_faces', count: hidden, note: 'ends of legs and rails inside the top' }],
    };
  },
  plant: (shape, random) => [
    missingWhere(
      shape,
      ([x, y, z]) => y < TABLE_HEIGHT - 0.034 && y > TABLE_HEIGHT - 0.038 && Math.abs(x) < 0.4 && Math.abs(z) < 0.2,
      'underside of the top, which no camera saw',
    ),
    slivers(shape, 24, random),
  ],
};

/** Heights of the shelf's boards (their upper faces). */
export const SHELF_BOARDS = [0.08, 0.46, 0.84, 1.22, 1.58];
export const shelf: Blueprint = {
  key: 'shelf',
  label: 'bookshelf',
  materialType: 'wood',
  density_kg_m3: 620,
  movable: true,
  noise_m: 0.0002,
  build: (random) => {
    const [w, h, d, t, sunk] = [0.8, 1.6, 0.28, 0.02, 0.004];
    const parts: Part[] = [-1, 1].map((s) => ({ size: [t, h, d], at: [(s * (w - t)) / 2, h / 2, 0] }) satisfies Part);
    for (const y of SHELF_BOARDS) parts.push({ size: [w - 2 * t + 2 * sunk, t, d - 0.012], at: [0, y - t / 2, 0.004] });
    parts.push({ size: [w - 0.01, h - 0.02, 0.008], at: [0, h / 2, -d / 2 + 0.004] });
    const { shape, volume } = boxes(parts, 0.0025, 0.06, 0.6);
    const overlap =
      SHELF_BOARDS.length * (2 * sunk * t * (d - 0.012) + 0.006 * t * (w - 2 * t)) +
      2 * (t - 0.005) * 0.008 * (h - 0.02);
    return {
      shape,
      materials: [textured('walnut', wood('shelf_wood', seedOf(random), WOOD_TONES[2]), 0.6)],
      closedForm: { volume_m3: volume - overlap, tolerance: 0.01 },
      inherent: [
        {
          kind: 'hidden_inner_faces',
          count: countInside(shape, parts[0].at, parts[0].size) + countInside(shape, parts[1].at, parts[1].size),
          note: 'ends of boards inside the sides',
        },
      ],
    };
  },
  plant: (shape, random) => {
    // the parts come in order: two sides, then the boards, each a box of its own
    const side = bevelBox({ size: [0.02, 1.6, 0.28], bevel: 0.0025, step: 0.06 }).materials.length;
    const board = bevelBox({ size: [0.768, 0.02, 0.268], bevel: 0.0025, step: 0.06 }).materials.length;
    const from = 2 * side + 2 * board;
    return [
      doubleCoincident(shape, from, from + board, 'the middle board twice, in the same place'),
      duplicates(shape, 20, random),
    ];
  },
};

export const CABINET_HEIGHT = 0.78;
export const cabinet: Blueprint = {
  key: 'cabinet',
  label: 'cabinet',
  materialType: 'wood',
  density_kg_m3: 640,
  movable: true,
  noise_m: 0.0003,
  build: (random) => {
    const [w, h, d, foot] = [0.9, 0.66, 0.42, 0.12];
    const door: Vec3 = [w / 2 - 0.012, h - 0.04, 0.018];
    const bodyY = CABINET_HEIGHT - h / 2;
    const front = d / 2 + door[2] / 2 - 0.002;
    const { shape: body, volume } = boxes(
      [
        { size: [w, h, d], at: [0, bodyY, 0], bevel: 0.004 },
        { size: door, at: [-w / 4, bodyY, front], material: 1 },
        { size: door, at: [w / 4, bodyY, front], material: 1 },
      ],
      0.003,
      0.05,
      0.6,
    );
    const profile = rounded(
      [
        [0, 0],
        [0.013, 0],
        [0.015, 0.004],
        [0.022, foot + 0.004],
        [0, foot + 0.004],
      ],
      1,
    );
    const leg = lathe(subdivided(profile, 0.012), { segments: 32 });
    const handle = sweep(
      Array.from({ length: 17 }, (_, k) => {
        const [c, s] = turn(k / 32);
        return [0, 0.06 * c, 0.026 * s] as Vec3;
      }),
      () => 0.0048,
      { sides: 14, side: [1, 0, 0] },
    );
    const feet = [-1, 1].flatMap((x) =>
      [-1, 1].map((z) => ({ shape: leg, at: [x * (w / 2 - 0.07), 0, z * (d / 2 - 0.06)] as Vec3, material: 2 })),
    );
    const handles = [-1, 1].map((s) => ({
      shape: handle,
      at: [s * 0.045, bodyY + 0.05, front + door[2] / 2 - 0.002] as Vec3,
      material: 2,
    }));
    const panels = w * h * d - (w - 0.036) * (h - 0.036) * (d - 0.018);
    return {
      shape: join([{ shape: body }, ...feet, ...handles]),
      materials: [
        textured('oak', wood('cabinet_wood', seedOf(random), WOOD_TONES[1]), 0.55),
        { name: 'paint', color: [0.2, 0.33, 0.34], metallic: 0, roughness: 0.5 },
        { name: 'brass', color: [0.72, 0.5, 0.22], metallic: 0.9, roughness: 0.35 },
      ],
      closedForm: {
        volume_m3: volume + 4 * latheVolume(profile) + 2 * Math.PI * 0.0048 * 0.0048 * 0.138,
        tolerance: 0.005,
      },
      // panels of 18 mm, the doors, and one shelf inside
      materialVolume:
        panels + 2 * bevelBoxVolume(door, 0.003) + (w - 0.036) * 0.018 * (d - 0.04) + 4 * latheVolume(profile),
    };
  },
  plant: (shape) => {
    const handle = 2 * 14 * 16 + 2 * 14;
    const end = triangleCountOf(shape);
    const turned = insideOut(shape, end - handle, end, 'the right handle faces inward');
    return [
      turned,
      hiddenInside(
        shape,
        join([{ shape: bevelBox({ size: [0.5, 0.3, 0.2], bevel: 0.01, step: 0.05 }), at: [0.04, 0.42, -0.04] }]),
        'a ghost box inside the body',
      ),
      missingWhere(shape, ([, , z]) => z < -0.2085, 'the back, which no camera saw'),
    ];
  },
};

export const lamp: Blueprint = {
  key: 'lamp',
  label: 'table lamp',
  materialType: 'metal',
  density_kg_m3: 7800,
  movable: true,
  noise_m: 0.0002,
  build: (random) => {
    const h = mm(random.range(0.32, 0.36));
    const body: ProfilePoint[] = rounded(
      [
        [0, 0],
        [0.08, 0],
        [0.084, 0.003],
        [0.083, 0.011],
        [0.02, 0.017],
        [0.0075, 0.03],
        [0.0075, h],
        [0.012, h + 0.004],
        [0, h + 0.008],
      ],
      2,
    );
    const stand = lathe(subdivided(body, 0.012), { segments: 48 });
    // one sheet of cloth, open above and below
    const cone: ProfilePoint[] = [
      [0.145, h - 0.09],
      [0.088, h + 0.1],
    ];
    const shade = lathe(subdivided(cone, 0.012), { segments: 72, repeats: 4 });
    return {
      shape: join([{ shape: stand }, { shape: shade, material: 1 }]),
      materials: [
        { name: 'brass', color: [0.62, 0.46, 0.24], metallic: 0.9, roughness: 0.35 },
        {
          ...textured(
            'shade',
            fabric(
              'shade_cloth',
              seedOf(random),
              [
                [190, 170, 136],
                [232, 216, 186],
              ],
              [
                [206, 186, 150],
                [238, 224, 196],
              ],
            ),
            0.9,
          ),
          doubleSided: true,
        },
      ],
      closedForm: { volume_m3: latheVolume(body), tolerance: 0.01 },
      inherent: [
        { kind: 'open_sheet', count: triangleCountOf(shade), note: 'the shade is one sheet without thickness' },
      ],
    };
  },
  plant: (shape, random) => [fragments(shape, 3, random, ([x, y, z]) => y > 0.1 && y < 0.22 && x * x + z * z < 0.0009)],
};

export const STOOL_HEIGHT = 0.46;
export const stool: Blueprint = {
  key: 'stool',
  label: 'stool',
  materialType: 'wood',
  density_kg_m3: 680,
  movable: true,
  noise_m: 0.0002,
  build: (random) => {
    const [top, thick] = [STOOL_HEIGHT, 0.034];
    const r = mm(random.range(0.165, 0.175));
    const seat = rounded(
      [
        [0, top - thick],
        [r - 0.006, top - thick],
        [r, top - thick + 0.006],
        [r, top - 0.008],
        [r - 0.008, top],
        [0, top],
      ],
      2,
    );
    const leg = (sx: number, sz: number) => {
      const steps = 16;
      const path = Array.from({ length: steps + 1 }, (_, k): Vec3 => {
        const t = k / steps;
        const out = 0.15 - 0.045 * t;
        return [sx * out, (top - 0.02) * t, sz * out];
      });
      const side = 1 / Math.sqrt(2);
      return sweep(path, (k) => 0.0125 + 0.004 * (k / steps), { sides: 16, side: [side * sx, 0, -side * sz] });
    };
    const ring = sweep(
      Array.from({ length: 60 }, (_, k): Vec3 => {
        const [c, s] = turn(k / 60);
        return [0.187 * s, 0.16, 0.187 * c];
      }),
      () => 0.0075,
      { sides: 12, side: [0, 1, 0], closed: true },
    );
    const seatShape = lathe(subdivided(seat, 0.01), { segments: 72 });
    // boards run straight across the seat
    for (let i = 0; i < seatShape.uvs.length / 2; i++) {
      const [x, y, z] = cornerAt(seatShape, i);
      seatShape.uvs[2 * i] = x / 0.5 + 0.5;
      seatShape.uvs[2 * i + 1] = (z + y) / 0.5;
    }
    const legs = [
      [1, 1],
      [1, -1],
      [-1, -1],
      [-1, 1],
    ].map(([sx, sz]) => ({ shape: leg(sx, sz) }));
    return {
      shape: join([{ shape: seatShape }, ...legs, { shape: ring }]),
      overlap: 0.02,
      materials: [textured('birch', wood('stool_wood', seedOf(random), WOOD_TONES[1]), 0.6)],
    };
  },
  plant: (shape, random) => [flippedPatch(shape, [0.05, STOOL_HEIGHT, 0.03], 0.045), collapsed(shape, 6, random)],
};

export const cushion: Blueprint = {
  key: 'cushion',
  label: 'cushion',
  materialType: 'fabric',
  density_kg_m3: 60,
  movable: true,
  noise_m: 0.0008,
  build: (random) => ({
    shape: quilt(mm(random.range(0.165, 0.175)), 0.1, 40),
    materials: [
      textured(
        'weave',
        fabric(
          'cushion_cloth',
          seedOf(random),
          [
            [150, 84, 54],
            [212, 140, 96],
          ],
          [
            [222, 206, 178],
            [246, 238, 220],
          ],
        ),
        0.95,
      ),
    ],
  }),
  plant: (shape): Defect[] => [doubleOffset(shape, -0.0015, true, 'an inner wall 1.5 mm inside, facing inward')],
};

/** Floor, two walls, skirting and a picture: what the reconstruction calls background. In world coordinates. */
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
