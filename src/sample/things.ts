/** Fruit, a potted plant, books, a cutting board. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint } from './blueprint.js';
import { collapsed, crackedSeam, insideOut, missingTriangles, slivers } from './defects.js';
import type { Rgb } from './png.js';
import { bevelBox, bevelBoxVolume, extrude, lathe, rounded, subdivided, sweep } from './primitives.js';
import { turn } from './random.js';
import { cornerAt, join, triangleCountOf } from './shape.js';
import { cover, ribs, skin, wood } from './textures.js';
import { glazed, mm, seedOf, textured, turned, WOOD_TONES } from './workshop.js';

export const apple: Blueprint = {
  key: 'apple',
  label: 'apple',
  materialType: 'organic',
  density_kg_m3: 850,
  movable: true,
  noise_m: 0.0009,
  normals: false,
  build: (random) => {
    const r = mm(random.range(0.036, 0.04));
    const profile = rounded(
      [
        [0, 0.006],
        [0.01, 0],
        [0.022, 0.002],
        [r, r * 0.75],
        [r * 1.02, r * 1.15],
        [r * 0.8, r * 1.75],
        [0.011, r * 1.78],
        [0, r * 1.5],
      ],
      3,
    );
    const tones: Rgb[][] = [
      [
        [196, 160, 60],
        [196, 60, 44],
        [128, 22, 26],
      ],
      [
        [208, 196, 90],
        [128, 168, 60],
        [82, 128, 44],
      ],
    ];
    const solid = turned(profile, 64, 0.004, [
      textured('skin', skin('apple_skin', seedOf(random), random.pick(tones)), 0.45),
      { name: 'stem', color: [0.12, 0.07, 0.03], metallic: 0, roughness: 0.9 },
    ]);
    const stem = sweep(
      [0, 1, 2, 3, 4].map((k) => [0.0006 * k, r * 1.45 + 0.0045 * k, 0] as Vec3),
      () => 0.0014,
      { sides: 8, side: [0, 0, 1] },
    );
    return { ...solid, shape: join([{ shape: solid.shape }, { shape: stem, material: 1 }]) };
  },
  plant: (shape) => [insideOut(shape, 0, triangleCountOf(shape), 'every triangle faces inward')],
};

const CACTUS_RIBS = 12;
export const cactus: Blueprint = {
  key: 'cactus',
  label: 'potted cactus',
  materialType: 'organic',
  density_kg_m3: 1100,
  movable: true,
  noise_m: 0.0003,
  build: (random) => {
    const pot = rounded(
      [
        [0, 0],
        [0.042, 0],
        [0.046, 0.003],
        [0.058, 0.074],
        [0.063, 0.076],
        [0.063, 0.094],
        [0.057, 0.095],
        [0.054, 0.084],
        [0, 0.082],
      ],
      2,
    );
    const [w, h] = [mm(random.range(0.042, 0.047)), mm(random.range(0.11, 0.13))];
    const body = rounded(
      [
        [0, 0],
        [w * 0.7, 0.004],
        [w, h * 0.35],
        [w * 0.95, h * 0.75],
        [w * 0.5, h],
        [0, h * 0.985],
      ],
      3,
    );
    const plant = lathe(subdivided(body, 0.006), {
      segments: 96,
      // round ridges; the pole stays where it is
      modulate: (t) => {
        const f = t * CACTUS_RIBS - Math.floor(t * CACTUS_RIBS) - 0.5;
        return 1.03 - 0.44 * f * f;
      },
    });
    const seed = seedOf(random);
    const vessel = lathe(subdivided(pot, 0.007), { segments: 72 });
    for (const t of vessel.materials.keys()) {
      const [x, y, z] = cornerAt(vessel, vessel.triangles[3 * t]);
      if (y > 0.08 && x * x + z * z < 0.055 * 0.055) vessel.materials[t] = 2;
    }
    return {
      shape: join([{ shape: vessel }, { shape: plant, at: [0, 0.072, 0], material: 1 }]),
      overlap: 0.03,
      materials: [
        glazed(random, 'pot', 1),
        textured('cactus', ribs('cactus_ribs', seed, CACTUS_RIBS), 0.8),
        { name: 'soil', color: [0.07, 0.045, 0.03], metallic: 0, roughness: 1 },
      ],
    };
  },
  plant: (shape) => [crackedSeam(shape)],
};

/** A closed book, standing, its spine to the front. */
const book = (key: string, cloth: readonly Rgb[], foil: Rgb): Blueprint => ({
  key,
  label: 'book',
  materialType: 'paper',
  density_kg_m3: 800,
  movable: true,
  noise_m: 0.0001,
  build: (random) => {
    const [h, d, w] = [mm(random.range(0.21, 0.26)), mm(random.range(0.15, 0.175)), mm(random.range(0.024, 0.038))];
    const board = 0.0028;
    // the boards bite 0.3 mm into the block, so that the parts hold together
    const bite = 0.0003;
    const pages: Vec3 = [w - 2 * board, h - 0.006, d - 0.006];
    const side: Vec3 = [board + bite, h, d];
    const spine: Vec3 = [w - 2 * board, h, board + bite];
    const part = (size: Vec3, bevel: number, step: number) => bevelBox({ size, bevel, step, tile: 0.25, grain: 1 });
    const shape = join([
      { shape: part(pages, 0.0008, 0.016), at: [0, h / 2, 0], material: 1 },
      { shape: part(side, 0.001, 0.014), at: [-w / 2 + side[0] / 2, h / 2, 0] },
      { shape: part(side, 0.001, 0.014), at: [w / 2 - side[0] / 2, h / 2, 0] },
      { shape: part(spine, 0.001, 0.014), at: [0, h / 2, d / 2 - spine[2] / 2] },
    ]);
    return {
      shape,
      materials: [
        textured('cloth', cover(`${key}_cover`, seedOf(random), cloth, foil), 0.8),
        { name: 'pages', color: [0.82, 0.77, 0.66], metallic: 0, roughness: 0.95 },
      ],
      closedForm: {
        volume_m3: bevelBoxVolume(pages, 0.0008) + 2 * bevelBoxVolume(side, 0.001) + bevelBoxVolume(spine, 0.001),
        tolerance: 0.03, // the bites are counted twice
      },
    };
  },
  plant: (shape, random) => [slivers(shape, 10, random)],
});

export const bookA = book(
  'book_a',
  [
    [30, 44, 78],
    [52, 76, 122],
    [84, 112, 160],
  ],
  [222, 188, 110],
);
export const bookB = book(
  'book_b',
  [
    [92, 28, 32],
    [142, 50, 46],
    [176, 84, 70],
  ],
  [236, 214, 160],
);

export const cuttingBoard: Blueprint = {
  key: 'cutting_board',
  label: 'cutting board',
  materialType: 'wood',
  density_kg_m3: 650,
  movable: true,
  noise_m: 0.0001,
  build: (random) => {
    const [a, b] = [mm(random.range(0.14, 0.155)), mm(random.range(0.085, 0.095))];
    const outline: [number, number][] = [];
    const count = 180;
    for (let k = 0; k < count; k++) {
      const [c, s] = turn(k / count);
      // a rounded rectangle in polar form, with a grip on its +x side
      const eighth = (x: number) => x * x * x * x * x * x * x * x;
      let r = 1 / Math.sqrt(Math.sqrt(Math.sqrt(eighth(c / a) + eighth(s / b))));
      if (c > 0 && Math.abs(s) < 0.14) r = Math.max(r, a + 0.08 * Math.min(1, (0.14 - Math.abs(s)) / 0.05));
      outline.push([r * c, -r * s]);
    }
    const texture = wood('board_wood', seedOf(random), WOOD_TONES[1]);
    const shape = extrude(outline, 0.018, { bevel: 0.003, rings: 12 });
    return { shape: join([{ shape, at: [0, 0.009, 0] }]), materials: [textured('beech', texture, 0.6)] };
  },
  plant: (shape, random) => [missingTriangles(shape, 4, random), collapsed(shape, 3, random)],
};
