/** What all blueprints share: rounding of dimensions, finishes, turned solids and joined boxes. */
import type { Vec3 } from '../geometry/mesh.js';
import type { Solid } from './blueprint.js';
import type { SampleMaterial } from './glb.js';
import type { Rgb } from './png.js';
import { bevelBox, bevelBoxVolume, lathe, latheVolume, type ProfilePoint, subdivided } from './primitives.js';
import type { Random } from './random.js';
import { join, type Shape } from './shape.js';
import { glaze, type Texture } from './textures.js';

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

export const seedOf = (random: Random) => random.bits() >>> 1;
export const textured = (name: string, texture: Texture, roughness: number, metallic = 0): SampleMaterial => ({
  name,
  color: [1, 1, 1],
  metallic,
  roughness,
  texture,
});
/** Rounding that keeps dimensions readable in the truth file. */
export const mm = (x: number) => Math.round(x * 1e4) / 1e4;

export function turned(
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

export const glazed = (random: Random, name: string, which?: number, band?: [number, number]) => {
  const colours = which === undefined ? random.pick(GLAZES) : GLAZES[which];
  return textured(name, glaze(`${name}_glaze`, seedOf(random), colours.tone, colours.band, band), 0.35);
};

export interface Part {
  size: Vec3;
  at: Vec3;
  bevel?: number;
  step?: number;
  material?: number;
}

export const boxes = (
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
