/** Table, bookshelf, cabinet. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint } from './blueprint.js';
import { doubleCoincident, duplicates, hiddenInside, insideOut, missingWhere, slivers } from './defects.js';
import { bevelBox, bevelBoxVolume, lathe, latheVolume, rounded, subdivided, sweep } from './primitives.js';
import { turn } from './random.js';
import { cornerAt, join, type Shape, triangleCountOf } from './shape.js';
import { wood } from './textures.js';
import { boxes, mm, type Part, seedOf, textured, WOOD_TONES } from './workshop.js';

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
      ([x, y, z]) => y < TABLE_HEIGHT - 0.034 && y > TABLE_HEIGHT - 0.038 && Math.abs(x) < 0.26 && Math.abs(z) < 0.16,
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
