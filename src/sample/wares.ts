/** Things that stand on furniture: turned wares, a mug with a handle, fruit, books, a cutting board. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Blueprint, Solid } from './blueprint.js';
import {
  collapsed,
  crackedSeam,
  doubleOffset,
  duplicates,
  fins,
  fragments,
  insideOut,
  missingTriangles,
  missingWhere,
  slivers,
} from './defects.js';
import type { SampleMaterial } from './glb.js';
import type { Rgb } from './png.js';
import {
  bevelBox,
  bevelBoxVolume,
  extrude,
  lathe,
  latheVolume,
  type ProfilePoint,
  rounded,
  subdivided,
  sweep,
} from './primitives.js';
import { noise, type Random, turn } from './random.js';
import { addCorner, addTriangle, cornerAt, join, type Shape, triangleCountOf } from './shape.js';
import { cover, glaze, label, ribs, skin, type Texture, wood } from './textures.js';

export const WOOD_TONES: readonly (readonly Rgb[])[] = [
  [
    [94, 58, 32],
    [156, 104, 62],
    [196, 148, 96],
  ],
  [
    [120, 84, 50],
    [182, 138, 90],
    [214, 178, 130],
  ],
  [
    [70, 44, 30],
    [116, 76, 50],
    [150, 106, 72],
  ],
];
const GLAZES: readonly { tone: readonly Rgb[]; band: readonly Rgb[] }[] = [
  {
    tone: [
      [52, 92, 120],
      [96, 146, 170],
      [150, 190, 204],
    ],
    band: [
      [222, 208, 180],
      [244, 236, 218],
    ],
  },
  {
    tone: [
      [150, 78, 58],
      [206, 126, 94],
      [230, 168, 134],
    ],
    band: [
      [240, 226, 204],
      [250, 244, 232],
    ],
  },
  {
    tone: [
      [84, 112, 84],
      [138, 166, 126],
      [186, 204, 168],
    ],
    band: [
      [232, 220, 190],
      [248, 242, 226],
    ],
  },
  {
    tone: [
      [196, 188, 172],
      [230, 224, 210],
      [248, 246, 238],
    ],
    band: [
      [60, 86, 124],
      [92, 122, 160],
    ],
  },
];

const seedOf = (random: Random) => random.bits() >>> 1;
const textured = (name: string, texture: Texture, roughness: number, metallic = 0): SampleMaterial => ({
  name,
  color: [1, 1, 1],
  metallic,
  roughness,
  texture,
});
/** Rounding that keeps dimensions readable in the truth file. */
const mm = (x: number) => Math.round(x * 1e4) / 1e4;

function turned(
  profile: ProfilePoint[],
  segments: number,
  step: number,
  materials: SampleMaterial[],
  repeats = 1,
): Solid {
  return {
    shape: lathe(subdivided(profile, step), { segments, repeats }),
    materials,
    // flat sides lose 2 pi^2 / (3 n^2) of a circle; twice that is the tolerance
    closedForm: { volume_m3: latheVolume(profile), tolerance: (4 * Math.PI * Math.PI) / (3 * segments * segments) },
  };
}

const glazed = (random: Random, name: string, which?: number, band?: [number, number]) => {
  const colours = which === undefined ? random.pick(GLAZES) : GLAZES[which];
  return textured(name, glaze(`${name}_glaze`, seedOf(random), colours.tone, colours.band, band), 0.35);
};

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

export const bowl: Blueprint = {
  key: 'bowl',
  label: 'bowl',
  materialType: 'ceramic',
  density_kg_m3: 2300,
  movable: true,
  noise_m: 0.00015,
  build: (random) => {
    const [r, h] = [mm(random.range(0.074, 0.08)), mm(random.range(0.058, 0.064))];
    const foot = 0.034;
    const profile = rounded(
      [
        [0, 0.004],
        [foot - 0.005, 0.004],
        [foot - 0.004, 0],
        [foot, 0],
        [foot + 0.001, 0.006],
        [r * 0.86, h * 0.42],
        [r, h - 0.002],
        [r - 0.001, h],
        [r - 0.004, h - 0.001],
        [r * 0.86 - 0.006, h * 0.46],
        [foot - 0.004, 0.0115],
        [0, 0.0095],
      ],
      2,
    );
    return turned(profile, 72, 0.0045, [glazed(random, 'bowl')]);
  },
  plant: (shape, random) => [fins(shape, 8, random), duplicates(shape, 12, random)],
};

export const plate: Blueprint = {
  key: 'plate',
  label: 'plate',
  materialType: 'ceramic',
  density_kg_m3: 2400,
  movable: true,
  noise_m: 0,
  build: (random) => {
    const r = mm(random.range(0.116, 0.124));
    const profile = rounded(
      [
        [0, 0.0025],
        [0.066, 0.0025],
        [0.067, 0],
        [0.072, 0],
        [0.08, 0.005],
        [r, 0.019],
        [r + 0.001, 0.021],
        [r - 0.002, 0.022],
        [0.078, 0.0095],
        [0, 0.0075],
      ],
      2,
    );
    return turned(profile, 84, 0.005, [glazed(random, 'plate', 3, [0.4, 0.435])]);
  },
};

const bottleProfile = (r: number, h: number, wall: number): ProfilePoint[] =>
  rounded(
    [
      [0, 0.004 + wall],
      [r * 0.7 - wall, wall],
      [r - wall, 0.004 + wall],
      [r - wall, h * 0.56],
      [0.0145 - wall, h * 0.74],
      [0.0135 - wall, h - 0.022],
      [0.0155 - wall, h - 0.021],
      [0.0155 - wall, h],
      [0, h],
    ],
    2,
  );

export const bottle: Blueprint = {
  key: 'bottle',
  label: 'bottle',
  materialType: 'glass',
  density_kg_m3: 2500,
  movable: true,
  noise_m: 0.0003,
  build: (random) => {
    const [r, h] = [mm(random.range(0.035, 0.038)), mm(random.range(0.27, 0.29))];
    const glass: Rgb[] = [
      [22, 52, 34],
      [44, 92, 60],
      [96, 148, 104],
    ];
    const solid = turned(bottleProfile(r, h, 0), 72, 0.007, [
      textured(
        'glass_and_label',
        label(
          'bottle_label',
          seedOf(random),
          glass,
          random.pick<Rgb>([
            [150, 44, 40],
            [44, 78, 130],
            [176, 120, 34],
          ]),
        ),
        0.25,
      ),
    ]);
    // an empty bottle: the camera sees glass, the material is a wall of 2.8 mm
    return { ...solid, materialVolume: latheVolume(bottleProfile(r, h, 0)) - latheVolume(bottleProfile(r, h, 0.0028)) };
  },
  plant: (shape) => [missingWhere(shape, ([, y]) => y < 0.0035, 'the bottom, which no camera saw')],
};

export const vase: Blueprint = {
  key: 'vase',
  label: 'vase',
  materialType: 'ceramic',
  density_kg_m3: 2200,
  movable: true,
  noise_m: 0.0002,
  build: (random) => {
    const h = mm(random.range(0.23, 0.25));
    const w = mm(random.range(0.062, 0.07));
    const t = 0.0045;
    const outside: ProfilePoint[] = [
      [0, 0],
      [0.038, 0],
      [0.042, 0.004],
      [w, h * 0.38],
      [w * 0.9, h * 0.58],
      [0.026, h * 0.84],
      [0.034, h],
    ];
    const inside: ProfilePoint[] = [
      [0.034 - t, h],
      [0.026 - t, h * 0.84],
      [w * 0.9 - t, h * 0.58],
      [w - t, h * 0.38],
      [0.036, 0.01],
      [0, 0.008],
    ];
    return turned(rounded([...outside, ...inside], 2), 64, 0.01, [glazed(random, 'vase', 0)]);
  },
  plant: (shape) => [doubleOffset(shape, 0.0008, false, 'the whole wall once more, 0.8 mm outside')],
};

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

/** A turned jar of which no two are alike: what fills a scene beyond its own objects. */
export const jar = (name: string): Blueprint => ({
  key: `jar_${name}`,
  label: 'jar',
  materialType: 'ceramic',
  density_kg_m3: 2300,
  movable: true,
  noise_m: 0.0003,
  build: (random) => {
    const h = mm(random.range(0.09, 0.2));
    const points: ProfilePoint[] = [
      [0, 0],
      [0.035, 0],
    ];
    const seed = seedOf(random);
    for (let k = 0; k <= 5; k++)
      points.push([mm(0.048 + 0.018 * noise(seed, k * 0.9, 0.5, 0.5)), mm(0.004 + ((h - 0.004) * k) / 5)]);
    points.push([0, h]);
    return turned(rounded(points, 2), 72, 0.006, [glazed(random, 'jar')]);
  },
  plant: (shape, random) => [missingTriangles(shape, 3 + random.below(6), random), fins(shape, 2, random)],
});
