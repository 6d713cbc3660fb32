/**
 * Seeded numbers for the sample: the same on every machine, a stream of its own for every name, so that changing one
 * object leaves the others as they are. Only integer arithmetic, + - * / and sqrt.
 */

/** xoshiro128** (Blackman and Vigna, 2018), seeded through splitmix32 from a seed and a name. */
export class Random {
  private readonly s = new Uint32Array(4);

  constructor(seed: number, name: string) {
    let h = (0x811c9dc5 ^ seed) >>> 0;
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193) >>> 0;
    for (let i = 0; i < 4; i++) {
      h = (h + 0x9e3779b9) >>> 0;
      this.s[i] = mix32(h);
    }
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.s;
    const x = Math.imul(s[1], 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** In [0, 1). */
  unit(): number {
    return this.bits() / 4294967296;
  }

  /** In [low, high). */
  range(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** `count` different integers in [0, limit), in drawing order. */
  distinct(count: number, limit: number): number[] {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, limit)) chosen.add(this.below(limit));
    return [...chosen];
  }
}

function mix32(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Wraps an integer into [0, period); no wrap for period 0. */
const wrap = (i: number, period: number) => (period > 0 ? ((i % period) + period) % period : i);
const fade = (t: number) => t * t * (3 - 2 * t);
const mix = (a: number, b: number, t: number) => a + (b - a) * t;
const lattice = (x: number, y: number, z: number) => mix32(x ^ y ^ z) / 2147483648 - 1;

/**
 * Smooth value noise in [-1, 1] over three coordinates, lattice spacing 1. A period (in lattice cells, 0 for none) makes
 * it repeat along that coordinate.
 */
export function noise(seed: number, x: number, y: number, z: number, px = 0, py = 0): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const u = fade(x - ix);
  const v = fade(y - iy);
  const w = fade(z - iz);
  const x0 = Math.imul(wrap(ix, px), 0x27d4eb2d);
  const x1 = Math.imul(wrap(ix + 1, px), 0x27d4eb2d);
  const y0 = Math.imul(wrap(iy, py), 0x165667b1);
  const y1 = Math.imul(wrap(iy + 1, py), 0x165667b1);
  const salt = Math.imul(seed, 0x297a2d39);
  const z0 = Math.imul(iz, 0x2c1b3c6d) ^ salt;
  const z1 = Math.imul(iz + 1, 0x2c1b3c6d) ^ salt;
  const near = mix(
    mix(lattice(x0, y0, z0), lattice(x1, y0, z0), u),
    mix(lattice(x0, y1, z0), lattice(x1, y1, z0), u),
    v,
  );
  const far = mix(
    mix(lattice(x0, y0, z1), lattice(x1, y0, z1), u),
    mix(lattice(x0, y1, z1), lattice(x1, y1, z1), u),
    v,
  );
  return mix(near, far, w);
}

/** Three octaves of `noise`, in [-1, 1]. */
export function turbulence(seed: number, x: number, y: number, z: number, px = 0, py = 0): number {
  return (
    (noise(seed, x, y, z, px, py) * 4 +
      noise(seed + 1, 2 * x, 2 * y, 2 * z, 2 * px, 2 * py) * 2 +
      noise(seed + 2, 4 * x, 4 * y, 4 * z, 4 * px, 4 * py)) /
    7
  );
}

/**
 * Cosine and sine of an angle in turns, from + - * / alone: Math.cos may differ in its last bit between machines.
 * Taylor series on an eighth of a turn, error below 1e-15; exact at quarter turns.
 */
export function turn(turns: number): [cos: number, sin: number] {
  const quarters = Math.round((turns - Math.floor(turns)) * 4);
  const x = (turns - Math.floor(turns) - quarters / 4) * 6.283185307179586;
  const q = x * x;
  const s =
    x *
    (1 -
      (q / 6) * (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - (q / 110) * (1 - (q / 156) * (1 - q / 210)))))));
  const c =
    1 -
    (q / 2) *
      (1 -
        (q / 12) *
          (1 - (q / 30) * (1 - (q / 56) * (1 - (q / 90) * (1 - (q / 132) * (1 - (q / 182) * (1 - q / 240)))))));
  switch (quarters % 4) {
    case 0:
      return [c, s];
    case 1:
      return [-s + 0, c];
    case 2:
      return [-c + 0, -s + 0];
    default:
      return [s, -c + 0];
  }
}
