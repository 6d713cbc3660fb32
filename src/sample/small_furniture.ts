/** A table lamp, a stool, a cushion. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint } from './blueprint.js';
import { collapsed, type Defect, doubleOffset, flippedPatch, fragments } from './defects.js';
import { lathe, latheVolume, type ProfilePoint, quilt, rounded, subdivided, sweep } from './primitives.js';
import { turn } from './random.js';
import { cornerAt, join, triangleCountOf } from './shape.js';
import { fabric, wood } from './textures.js';
import { mm, seedOf, textured, WOOD_TONES } from './workshop.js';

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
