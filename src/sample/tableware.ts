import type { Blueprint } from './blueprint.js';
import { doubleOffset, duplicates, fins, missingTriangles, missingWhere } from './defects.js';
import type { Rgb } from './png.js';
import { latheVolume, type ProfilePoint, rounded } from './primitives.js';
import { noise } from './random.js';
import { label } from './textures.js';
import { glazed, mm, seedOf, textured, turned } from './workshop.js';

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
