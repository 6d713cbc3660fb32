/**
 * Materials and images of a glTF file. Nothing here can refuse the file: a broken material becomes the default one, a
 * broken or missing image costs its textures, each with a warning.
 */
import { asSimwrightError } from '../../errors.js';
import { imageType } from '../image_type.js';
import {
  DEFAULT_MATERIAL,
  type Material,
  type ModelImage,
  type ReadLimits,
  type TextureRef,
  type Wrap,
} from '../model.js';
import type { ModelSource } from '../source.js';
import { loadUri } from './buffers.js';
import type { DataDefs } from './check_data.js';
import type { JsonObject, JsonReader } from './json_reader.js';

const WRAPS: Record<number, Wrap> = { 10497: 'repeat', 33071: 'clamp', 33648: 'mirror' };
/** Extensions that name another image for a texture; KTX2 last, for it is the hardest to decode. */
const TEXTURE_SOURCES = ['EXT_texture_webp', 'EXT_texture_avif', null, 'KHR_texture_basisu'] as const;

export async function readMaterials(
  root: JsonObject,
  data: DataDefs,
  buffers: (Uint8Array | null)[],
  source: ModelSource,
  limits: Required<ReadLimits>,
  read: JsonReader,
): Promise<{ materials: Material[]; images: ModelImage[] }> {
  const { report } = read;
  /** Runs `make`; what it refuses becomes a warning and the fallback. */
  const tolerate = <T>(code: string, fallback: T, make: () => T): T => {
    try {
      return make();
    } catch (error) {
      report.warn(code, asSimwrightError(error).message);
      return fallback;
    }
  };
  const list = (key: string) => tolerate(`gltf.${key}_invalid`, [] as unknown[], () => read.array(root, key, ''));

  const images: ModelImage[] = [];
  const imageNumbers = new Map<number, number>();
  let imageBytes = 0;
  const imageDefs = list('images');
  for (const [i, value] of imageDefs.entries()) {
    try {
      const image = await loadImage(read, value, i, data, buffers, source);
      imageBytes += image.bytes.length;
      if (imageBytes > limits.maxFileBytes) throw read.invalid(`/images/${i}`, 'the images are too large together');
      imageNumbers.set(i, images.length);
      images.push(image);
    } catch (error) {
      report.warn('gltf.image_missing', asSimwrightError(error).message);
    }
  }
  const samplers = list('samplers').map((value, i) =>
    tolerate('gltf.samplers_invalid', { wrapS: 'repeat', wrapT: 'repeat' } as const, () => {
      const def = read.object(value, `/samplers/${i}`);
      const wrap = (key: string) => WRAPS[read.oneOf(def, key, `/samplers/${i}`, [10497, 33071, 33648]) ?? 10497];
      return { wrapS: wrap('wrapS'), wrapT: wrap('wrapT') };
    }),
  );
  const textures = list('textures').map((value, i) =>
    tolerate('gltf.textures_invalid', null, () => {
      const at = `/textures/${i}`;
      const def = read.object(value, at);
      const sampler = read.reference(def, 'sampler', at, samplers.length);
      const sources = TEXTURE_SOURCES.map((name) => (name ? read.extension(def, name, at) : def));
      const image = sources
        .map((from) => from && imageNumbers.get(read.reference(from, 'source', at, imageDefs.length) ?? -1))
        .find((number) => number !== undefined);
      if (image === undefined) return null;
      return {
        image,
        ...(sampler === undefined ? { wrapS: 'repeat' as Wrap, wrapT: 'repeat' as Wrap } : samplers[sampler]),
      };
    }),
  );
  const materials = list('materials').map((value, i) =>
    tolerate('gltf.materials_invalid', { ...DEFAULT_MATERIAL, name: `material_${i}` }, () =>
      readMaterial(read, value, i, textures),
    ),
  );
  return { materials, images };
}

async function loadImage(
  read: JsonReader,
  value: unknown,
  i: number,
  data: DataDefs,
  buffers: (Uint8Array | null)[],
  source: ModelSource,
): Promise<ModelImage> {
  const at = `/images/${i}`;
  const def = read.object(value, at);
  const uri = read.string(def, 'uri', at);
  const declared = read.string(def, 'mimeType', at);
  const view = read.reference(def, 'bufferView', at, data.bufferViews.length);
  if ((uri === undefined) === (view === undefined)) throw read.invalid(at, 'expected either a uri or a buffer view');
  let bytes: Uint8Array;
  if (view !== undefined) {
    const { buffer, byteOffset, byteLength } = data.bufferViews[view];
    bytes = (buffers[buffer] ?? new Uint8Array(0)).slice(byteOffset, byteOffset + byteLength);
  } else bytes = await loadUri(uri!, at, source, read.report);
  const mimeType = imageType(bytes);
  if (!mimeType) throw read.invalid(at, 'not a PNG, JPEG, WebP, KTX2 or AVIF image');
  if (declared !== undefined && declared !== mimeType)
    read.report.warn('gltf.image_type', `${at}: declared as ${declared.slice(0, 40)}, but is ${mimeType}`);
  return { name: read.string(def, 'name', at) ?? `image_${i}`, mimeType, bytes };
}

type Texture = Pick<TextureRef, 'image' | 'wrapS' | 'wrapT'> | null;

function readMaterial(read: JsonReader, value: unknown, i: number, textures: Texture[]): Material {
  const at = `/materials/${i}`;
  const def = read.object(value, at);
  const pbr = read.child(def, 'pbrMetallicRoughness', at) ?? {};
  const unit = (parent: JsonObject, key: string, place: string, fallback: number) =>
    read.number(parent, key, place, 0, 1) ?? fallback;
  const texture = (parent: JsonObject, key: string, place: string) => readTexture(read, parent, key, place, textures);
  const strength = read.extension(def, 'KHR_materials_emissive_strength', at);
  const emissive = read.numbers(def, 'emissiveFactor', at, 3) ?? [0, 0, 0];
  const scale = strength ? (read.number(strength, 'emissiveStrength', at, 0) ?? 1) : 1;
  const mode = read.oneOf(def, 'alphaMode', at, ['OPAQUE', 'MASK', 'BLEND']) ?? 'OPAQUE';
  const material: Material = {
    name: read.string(def, 'name', at) ?? `material_${i}`,
    baseColor: (read.numbers(pbr, 'baseColorFactor', at, 4) ?? [1, 1, 1, 1]) as Material['baseColor'],
    metallic: unit(pbr, 'metallicFactor', at, 1),
    roughness: unit(pbr, 'roughnessFactor', at, 1),
    emissive: emissive.map((v) => v * scale) as Material['emissive'],
    doubleSided: read.boolean(def, 'doubleSided', at),
    alphaMode: mode.toLowerCase() as Material['alphaMode'],
    alphaCutoff: read.number(def, 'alphaCutoff', at, 0) ?? 0.5,
    baseColorTexture: texture(pbr, 'baseColorTexture', at)?.ref,
    metallicRoughnessTexture: texture(pbr, 'metallicRoughnessTexture', at)?.ref,
    emissiveTexture: texture(def, 'emissiveTexture', at)?.ref,
  };
  const normal = texture(def, 'normalTexture', at);
  if (normal) material.normalTexture = { ...normal.ref, scale: read.number(normal.def, 'scale', at) ?? 1 };
  const occlusion = texture(def, 'occlusionTexture', at);
  if (occlusion) material.occlusionTexture = { ...occlusion.ref, strength: unit(occlusion.def, 'strength', at, 1) };
  const gloss = read.extension(def, 'KHR_materials_pbrSpecularGlossiness', at);
  if (gloss && !def.pbrMetallicRoughness) {
    read.report.warn('gltf.specular_glossiness', `${at}: only diffuse colour and glossiness are kept`);
    material.baseColor = (read.numbers(gloss, 'diffuseFactor', at, 4) ?? [1, 1, 1, 1]) as Material['baseColor'];
    material.metallic = 0;
    material.roughness = 1 - unit(gloss, 'glossinessFactor', at, 1);
    material.baseColorTexture = texture(gloss, 'diffuseTexture', at)?.ref;
  }
  for (const key of Object.keys(material) as (keyof Material)[]) if (material[key] === undefined) delete material[key];
  return material;
}

function readTexture(
  read: JsonReader,
  parent: JsonObject,
  key: string,
  at: string,
  textures: Texture[],
): { ref: TextureRef; def: JsonObject } | undefined {
  const def = read.child(parent, key, at);
  if (!def) return undefined;
  const place = `${at}/${key}`;
  const texture = textures[read.required(read.reference(def, 'index', place, textures.length), 'index', place)];
  const transform = read.extension(def, 'KHR_texture_transform', place);
  const set =
    read.integer(transform ?? {}, 'texCoord', place, 0, 99) ?? read.integer(def, 'texCoord', place, 0, 99) ?? 0;
  if (!texture) return undefined; // the missing image has been warned about
  if (set !== 0) {
    read.report.warn('gltf.uv1_texture', `${place}: uses texture coordinates ${set}, only set 0 is kept; left out`);
    return undefined;
  }
  const ref: TextureRef = { ...texture };
  if (transform)
    ref.transform = {
      offset: (read.numbers(transform, 'offset', place, 2) ?? [0, 0]) as [number, number],
      rotation: read.number(transform, 'rotation', place) ?? 0,
      scale: (read.numbers(transform, 'scale', place, 2) ?? [1, 1]) as [number, number],
    };
  return { ref, def };
}
