/** Drawn surfaces: a field of palette indices over a square tile, all repeating at the tile's edges. */
import { paletteFile, type Rgb } from './png.js';
import { noise, turbulence } from './random.js';

export interface Texture {
  name: string;
  png: Buffer;
  /** Mean colour, sRGB 0..1. */
  mean: [number, number, number];
}

/** 0..1 to a colour, through evenly spaced stops. */
function ramp(stops: readonly Rgb[], count: number): Rgb[] {
  return Array.from({ length: count }, (_, i) => {
    const x = (i / (count - 1)) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(x));
    return [0, 1, 2].map((d) => Math.round(stops[k][d] + (stops[k + 1][d] - stops[k][d]) * (x - k))) as unknown as Rgb;
  });
}

/** `at` gives a palette index for u, v in 0..1 (v down). */
function draw(name: string, size: number, palette: readonly Rgb[], at: (u: number, v: number) => number): Texture {
  const pixels = new Uint8Array(size * size);
  const sum = [0, 0, 0];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const index = Math.min(palette.length - 1, Math.max(0, Math.floor(at((x + 0.5) / size, (y + 0.5) / size))));
      pixels[y * size + x] = index;
      for (let d = 0; d < 3; d++) sum[d] += palette[index][d];
    }
  const mean = sum.map((s) => Math.round((s / (size * size) / 255) * 1000) / 1000) as [number, number, number];
  return { name, png: paletteFile(size, size, pixels, palette), mean };
}

const fraction = (x: number) => x - Math.floor(x);
/** A wave of period 1 that rises slowly and falls quickly, 0..1: a year ring. */
const ring = (x: number) => {
  const f = fraction(x);
  return f < 0.75 ? f / 0.75 : (1 - f) / 0.25;
};

/** Planed wood, grain along v. */
export function wood(name: string, seed: number, tone: readonly Rgb[], size = 256): Texture {
  return draw(name, size, ramp(tone, 256), (u, v) => {
    const bend = turbulence(seed, u * 3, v * 1, 0.5, 3, 1);
    const rings = ring(u * 7 + bend * 1.6);
    const fibre = noise(seed + 7, u * 90, v * 4, 0.5, 90, 4);
    return 255 * (0.2 + 0.45 * rings + 0.13 * fibre + 0.15 * bend + 0.1);
  });
}

/** Floor boards with dark joints, boards along v; each board has its own shade. */
export function planks(name: string, seed: number, tone: readonly Rgb[], size = 512): Texture {
  const boards = 6;
  return draw(name, size, ramp(tone, 256), (u, v) => {
    const board = Math.floor(u * boards);
    const across = fraction(u * boards);
    const shift = fraction(noise(seed, board + 0.5, 0.5, 0.5, boards) * 3 + 3);
    const joint = fraction(v * 2 + shift);
    if (across < 0.025 || joint < 0.008) return 12;
    const shade = noise(seed + 3, board + 0.5, Math.floor(v * 2 + shift) % 2, 0.5, boards, 2);
    const bend = turbulence(seed + board, u * 6, v * 2, board, 6, 2);
    const fibre = noise(seed + 9, u * 160, v * 8, 0.5, 160, 8);
    return 255 * (0.5 + 0.16 * shade + 0.2 * (ring(across * 3 + bend * 2) - 0.5) + 0.1 * fibre);
  });
}

/** Fired glaze: a clouded base tone with speckles, and a band of a second one. */
export function glaze(
  name: string,
  seed: number,
  tone: readonly Rgb[],
  band: readonly Rgb[],
  [from, to] = [0.595, 0.66],
  size = 256,
): Texture {
  const palette = [...ramp(tone, 192), ...ramp(band, 64)];
  return draw(name, size, palette, (u, v) => {
    const cloud = turbulence(seed, u * 6, v * 6, 0.5, 6, 6);
    const speck = noise(seed + 5, u * 80, v * 80, 0.5, 80, 80);
    // v runs from the base's centre (1) over the outer wall and the rim to the inner base (0)
    if (v > from && v < to) return 192 + 63 * (0.5 + 0.4 * cloud);
    return Math.min(191, Math.max(0, 191 * (0.62 + 0.2 * cloud - (speck > 0.72 ? 0.35 : 0))));
  });
}

/** Plain weave of two yarns. */
export function fabric(name: string, seed: number, tone: readonly Rgb[], stripe: readonly Rgb[], size = 256): Texture {
  const palette = [...ramp(tone, 128), ...ramp(stripe, 128)];
  const yarns = 64;
  return draw(name, size, palette, (u, v) => {
    const over = (Math.floor(u * yarns) + Math.floor(v * yarns)) % 2 === 0;
    const f = fraction((over ? u : v) * yarns) - 0.5;
    const light = 0.75 - 1.6 * f * f + 0.18 * turbulence(seed, u * 8, v * 8, 0.5, 8, 8);
    const row = fraction(v * 4);
    const base = row > 0.36 && row < 0.44 ? 128 : row > 0.5 && row < 0.64 ? 128 : 0;
    return base + 127 * Math.min(1, Math.max(0, light));
  });
}

/** Painted wall. */
export function plaster(name: string, seed: number, tone: readonly Rgb[], size = 256): Texture {
  return draw(
    name,
    size,
    ramp(tone, 256),
    (u, v) =>
      255 *
      (0.5 + 0.3 * turbulence(seed, u * 4, v * 4, 0.5, 4, 4) + 0.12 * noise(seed + 4, u * 80, v * 80, 0.5, 80, 80)),
  );
}

/** Fruit skin: streaks from the poles over a ground colour. */
export function skin(name: string, seed: number, tone: readonly Rgb[], size = 256): Texture {
  return draw(name, size, ramp(tone, 256), (u, v) => {
    const streak = noise(seed, u * 40, v * 3, 0.5, 40, 3);
    const cheek = turbulence(seed + 2, u * 2, v * 2, 0.5, 2, 2);
    const dot = noise(seed + 6, u * 70, v * 70, 0.5, 70, 70) > 0.75 ? -0.2 : 0;
    return 255 * (0.55 + 0.2 * streak + 0.55 * cheek + dot);
  });
}

/** A plant's skin: ribs with pale spines on their ridges. */
export function ribs(name: string, seed: number, count: number, size = 256): Texture {
  const palette = [
    ...ramp(
      [
        [28, 66, 38],
        [74, 128, 62],
        [126, 168, 88],
      ],
      192,
    ),
    ...ramp(
      [
        [222, 214, 170],
        [248, 244, 220],
      ],
      64,
    ),
  ];
  return draw(name, size, palette, (u, v) => {
    const f = Math.abs(fraction(u * count) - 0.5) * 2; // 1 on a ridge
    const spine = f > 0.86 && fraction(v * 26) < 0.3;
    if (spine) return 192 + 63 * f;
    return 191 * (0.2 + 0.62 * f + 0.14 * turbulence(seed, u * 12, v * 12, 0.5, 12, 12));
  });
}

const INK: Rgb = [38, 36, 40];

/** Bottle glass with a printed label round the front. */
export function label(name: string, seed: number, glass: readonly Rgb[], print: Rgb, size = 512): Texture {
  const paper: Rgb = [238, 230, 208];
  const palette = [...ramp(glass, 200), paper, [226, 216, 190] as Rgb, print, INK];
  const letters = Array.from({ length: 40 }, (_, i) => noise(seed + 11, i + 0.5, 0.5, 0.5));
  return draw(name, size, palette, (u, v) => {
    const x = (u - 0.25) / 0.5; // across the label
    const y = (v - 0.5) / 0.3; // down the label
    if (x > 0 && x < 1 && y > 0 && y < 1) {
      if (x < 0.02 || x > 0.98 || y < 0.03 || y > 0.97) return 202;
      if (y < 0.2 || y > 0.9) return 202;
      const dx = (x - 0.5) * 2.6;
      const dy = (y - 0.42) * 2.4;
      const d = dx * dx + dy * dy;
      if (d < 0.13 && d > 0.09) return 203;
      if (d < 0.09) return dy > -0.12 * dx ? 202 : 201;
      // lines of something like writing
      for (const [top, bottom, from, to] of [
        [0.64, 0.71, 0.18, 0.82],
        [0.76, 0.79, 0.26, 0.74],
        [0.82, 0.85, 0.3, 0.7],
      ])
        if (y > top && y < bottom && x > from && x < to && letters[Math.floor(x * 40)] > -0.45) return 203;
      return 200 + (noise(seed, u * 50, v * 50, 0.5, 50, 50) > 0.4 ? 1 : 0);
    }
    return 199 * (0.45 + 0.3 * turbulence(seed, u * 5, v * 5, 0.5, 5, 5));
  });
}

/** A book's cover cloth with foil lines across it. */
export function cover(name: string, seed: number, cloth: readonly Rgb[], foil: Rgb, size = 256): Texture {
  const palette = [...ramp(cloth, 200), foil];
  return draw(name, size, palette, (u, v) => {
    for (const [top, bottom] of [
      [0.1, 0.112],
      [0.124, 0.13],
      [0.86, 0.872],
    ])
      if (v > top && v < bottom) return 200;
    const thread = noise(seed + 1, u * 120, v * 120, 0.5, 120, 120);
    return 199 * (0.5 + 0.22 * thread + 0.2 * turbulence(seed, u * 4, v * 4, 0.5, 4, 4));
  });
}

/** A painting: hills under a sun. */
export function painting(name: string, seed: number, size = 256): Texture {
  const palette: Rgb[] = [
    ...ramp(
      [
        [250, 214, 160],
        [236, 150, 110],
        [120, 130, 170],
      ],
      128,
    ),
    [252, 240, 200],
    ...ramp(
      [
        [70, 104, 110],
        [44, 70, 84],
        [30, 44, 58],
      ],
      96,
    ),
  ];
  return draw(name, size, palette, (u, v) => {
    for (const k of [2, 1, 0]) {
      const top = 0.52 + 0.14 * k + 0.1 * turbulence(seed + k, u * 3, k, 0.5);
      if (v > top) return 129 + 31 * k + 28 * (0.5 + 0.5 * noise(seed + 8, u * 24, v * 24, k));
    }
    const [dx, dy] = [u - 0.66, v - 0.34];
    if (dx * dx + dy * dy < 0.01) return 128;
    return 127 * Math.min(1, Math.max(0, 1.05 - 1.5 * v + 0.1 * turbulence(seed + 4, u * 4, v * 12, 0.5)));
  });
}
