/** A model's materials and encoded images as the renderer takes them. */
import sharp from 'sharp';
import type { Material, ModelImage, TextureRef } from '../../formats/model.js';
import type { RenderMaterial, RenderTexture } from '../../geometry/render.js';

/** What has no material. */
export const PLAIN: RenderMaterial = { base: [0.55, 0.57, 0.6, 1] };

export interface Surfaces {
  /** `materials[i]` for material i, and PLAIN at the end for triangles without one. */
  materials: RenderMaterial[];
  textures: RenderTexture[];
  /** Images that could not be decoded; their materials show the base colour alone. */
  unreadable: string[];
}

/**
 * Decodes the base colour images that are used, one at a time, each reduced to at most `texels` along a side by whole
 * averages: what a small picture cannot show need not be kept.
 */
export async function surfaces(
  materials: readonly Material[],
  images: readonly ModelImage[],
  texels: number,
): Promise<Surfaces> {
  const out: Surfaces = { materials: [], textures: [], unreadable: [] };
  const decoded = new Map<number, Pixels | null>();
  const known = new Map<string, number>(); // image and wrapping -> texture
  for (const material of materials) {
    const made: RenderMaterial = {
      base: [...material.baseColor],
      emissive: [...material.emissive],
      alpha: material.alphaMode,
      cutoff: material.alphaCutoff,
    };
    out.materials.push(made);
    const ref = material.baseColorTexture;
    const image = ref && images[ref.image];
    if (!ref || !image) continue;
    if (!decoded.has(ref.image)) {
      const pixels = await decode(image.bytes, texels);
      if (!pixels) out.unreadable.push(image.name || `image ${ref.image}`);
      decoded.set(ref.image, pixels);
    }
    const pixels = decoded.get(ref.image);
    if (!pixels) continue;
    const key = `${ref.image} ${ref.wrapS} ${ref.wrapT}`;
    let texture = known.get(key);
    if (texture === undefined) {
      texture = out.textures.push({ ...pixels, wrapS: ref.wrapS, wrapT: ref.wrapT }) - 1;
      known.set(key, texture);
    }
    made.texture = texture;
    made.uvMatrix = uvMatrix(ref);
  }
  out.materials.push(PLAIN);
  return out;
}

interface Pixels {
  rgba: Uint8Array;
  width: number;
  height: number;
}

async function decode(bytes: Uint8Array, texels: number): Promise<Pixels | null> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'none', limitInputPixels: 1 << 28, ignoreIcc: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 4) return null;
    return reduced({ rgba: data, width: info.width, height: info.height }, texels);
  } catch {
    return null; // not an image, or of a kind that cannot be decoded
  }
}

/** Averages of k x k pixels, colours weighted by alpha; the last column and row may be narrower. */
export function reduced(image: Pixels, texels: number): Pixels {
  const k = Math.ceil(Math.max(image.width, image.height) / texels);
  if (k <= 1) return image;
  const [width, height] = [Math.ceil(image.width / k), Math.ceil(image.height / k)];
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const rows = Math.min(k, image.height - y * k);
    for (let x = 0; x < width; x++) {
      const columns = Math.min(k, image.width - x * k);
      let [r, g, b, a] = [0, 0, 0, 0];
      for (let j = 0; j < rows; j++) {
        let at = 4 * ((y * k + j) * image.width + x * k);
        for (let i = 0; i < columns; i++, at += 4) {
          const alpha = image.rgba[at + 3];
          r += image.rgba[at] * alpha;
          g += image.rgba[at + 1] * alpha;
          b += image.rgba[at + 2] * alpha;
          a += alpha;
        }
      }
      const to = 4 * (y * width + x);
      if (a > 0) {
        rgba[to] = Math.round(r / a);
        rgba[to + 1] = Math.round(g / a);
        rgba[to + 2] = Math.round(b / a);
      }
      rgba[to + 3] = Math.round(a / (rows * columns));
    }
  }
  return { rgba, width, height };
}

/** KHR_texture_transform: translation * rotation * scale. */
function uvMatrix({ transform }: TextureRef): RenderMaterial['uvMatrix'] {
  if (!transform) return undefined;
  const { offset, rotation, scale } = transform;
  const [c, s] = [Math.cos(rotation), Math.sin(rotation)];
  return [c * scale[0], s * scale[1], offset[0], -s * scale[0], c * scale[1], offset[1]];
}
