/**
 * One asset, from its GLB to its SimReady folder; runs in a worker and touches nothing but the asset's own folder.
 *
 * read -> into the asset frame (Z-up) -> clean copy for topology -> mass -> proxy -> USD layers, textures, record.
 * The visual mesh keeps every triangle and vertex of the file.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { asSimwrightError, type Warning } from '../../errors.js';
import { flatten } from '../../formats/flatten.js';
import { readModel } from '../../formats/index.js';
import type { Material, Model } from '../../formats/model.js';
import { clean } from '../../geometry/clean.js';
import { inspect } from '../../geometry/inspect.js';
import { type Mesh, triangleCount, vertexCount } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import { renderAssetPicture } from '../../render/preview/picture.js';
import { ASSET_RECORD_SCHEMA, type AssetRecord, type ProxyRecord } from '../../scene/asset_record.js';
import { assetFolder, recordPath } from '../../scene/asset_record_file.js';
import { ASSET_FROM_GLB } from '../../scene/frames.js';
import { jsonText, writeWhole } from '../../scene/json.js';
import type { GivenPhysics } from '../../scene/manifest.js';
import { surfaceFor } from '../../scene/materials.js';
import { withGiven } from './given_surface.js';
import { massFor } from './mass.js';
import { proxyFor, triangleMeshProxy } from './proxy.js';
import { type TextureFile, textureFile } from './textures.js';
import { ASSET_USD_DIR, assetUsdName, type ProxyShape, TEXTURES_DIR, usdAsset } from './usd_asset.js';

export interface AssetTaskInput {
  sceneDir: string;
  id: string;
  /** `asset.glb`, relative to the scene folder. */
  path: string;
  /** Words about it, most telling first. */
  category?: string;
  name?: string;
  material_hint?: string;
  given?: GivenPhysics;
  /** Every object of this asset stands still: the mesh itself may be the collider. */
  still: boolean;
}

export interface AssetTaskOptions {
  /** See SimreadyOptions. */
  primitiveTolerance: number;
  /** How geometry becomes mass. */
  massModel: 'auto' | 'solid';
}

/**
 * Never throws for a bad asset: the record says `failed` and why. Only a full disk, a lost cancel, or a bug get out.
 * @throws OUTPUT_UNWRITABLE, CANCELLED
 */
export async function simreadyAsset(
  input: AssetTaskInput,
  options: AssetTaskOptions,
  cancel: CancelWords,
): Promise<AssetRecord> {
  let record: AssetRecord;
  try {
    record = await build(input, options, cancel);
  } catch (thrown) {
    const error = asSimwrightError(thrown, { file: input.path, object: input.id, stage: 'simready' });
    if (error.code === 'CANCELLED' || error.code === 'OUTPUT_UNWRITABLE') throw error;
    record = failedRecord(input.id, error.toJSON());
  }
  await writeWhole(path.join(input.sceneDir, recordPath(input.id)), jsonText(record));
  return record;
}

/** The record of an asset that could not be made. */
export function failedRecord(id: string, error: AssetRecord['error']): AssetRecord {
  return {
    schema: ASSET_RECORD_SCHEMA,
    id,
    status: 'failed',
    error,
    triangles: { read: 0, visual: 0, dropped: {} },
    vertices: 0,
    bounds: { min: [0, 0, 0], max: [0, 0, 0] },
    closedness: 'unknown',
    outputs: { usd: '' },
    warnings: [],
  };
}

async function build(input: AssetTaskInput, options: AssetTaskOptions, cancel: CancelWords): Promise<AssetRecord> {
  const warnings: Warning[] = [];
  const model = await readModel(path.join(input.sceneDir, input.path));
  warnings.push(...model.warnings);
  const visual = flatten(model, ASSET_FROM_GLB);
  const found = inspect(visual, {}, cancel);
  const cleaned = cleanCopy(visual, cancel, warnings);
  const surface = withGiven(surfaceFor(input), input.given);
  const words = options.massModel === 'auto' ? input : undefined;
  const mass = massFor(visual, found.bounds, surface, input.given, warnings, cancel, words);
  const { proxy, shapes } = input.still
    ? triangleMeshProxy(visual, found)
    : proxyFor(cleaned, found, { method: 'auto', tolerance: options.primitiveTolerance, stand: 'Z' }, warnings, cancel);

  const textures: (TextureFile | undefined)[] = [];
  const usedImages = imagesInUse(model.materials);
  for (const [index, image] of model.images.entries())
    textures.push(usedImages.has(index) && visual.uvs ? await textureFile(image, index, warnings) : undefined);

  const asset = usdAsset({
    id: input.id,
    labels: [input.category ?? input.id],
    visual,
    materials: model.materials,
    textures: textures.map((texture) => texture?.name),
    mass,
    surface,
    proxy,
    shapes,
  });
  warnings.push(...asset.warnings);

  const usdDir = `${assetFolder(input.id)}/${ASSET_USD_DIR}`;
  const absolute = path.join(input.sceneDir, usdDir);
  await rm(absolute, { recursive: true, force: true }); // what an earlier run left must not be mixed in
  await mkdir(absolute, { recursive: true });
  for (const texture of textures)
    if (texture) await writeWhole(path.join(absolute, TEXTURES_DIR, texture.name), texture.bytes);
  for (const [file, bytes] of asset.files) await writeWhole(path.join(absolute, file), bytes);

  const preview = await writePreview(input, visual, model, proxy, shapes, warnings);

  return {
    schema: ASSET_RECORD_SCHEMA,
    id: input.id,
    status: 'done',
    triangles: { read: model.account.read, visual: triangleCount(visual), dropped: model.account.dropped },
    vertices: vertexCount(visual),
    bounds: found.bounds,
    closedness: found.closedness,
    mass,
    proxy,
    surface,
    outputs: { usd: `${usdDir}/${assetUsdName(input.id)}`, ...(preview && { preview }) },
    warnings,
  };
}

/** The picture for people; an asset without extent has none. */
async function writePreview(
  input: AssetTaskInput,
  mesh: Mesh,
  { materials, images }: Model,
  proxy: ProxyRecord,
  shapes: readonly ProxyShape[],
  warnings: Warning[],
): Promise<string | undefined> {
  const file = `${assetFolder(input.id)}/preview.png`;
  try {
    const picture = await renderAssetPicture({
      mesh,
      materials,
      images,
      ...(proxy.kind !== 'mesh' && { proxy, proxyMeshes: shapes.flatMap((shape) => shape.mesh ?? []) }),
    });
    await writeWhole(path.join(input.sceneDir, file), picture);
    return file;
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    await rm(path.join(input.sceneDir, file), { force: true });
    warnings.push({ code: 'preview.none', message: error.message });
    return undefined;
  }
}

/** The welded, consistently wound copy; the mesh itself when nothing would be left of it. */
function cleanCopy(visual: Mesh, cancel: CancelWords, warnings: Warning[]): Mesh {
  try {
    const { mesh, repairs } = clean({ positions: visual.positions, indices: visual.indices }, {}, cancel);
    warnings.push(...repairs);
    return mesh;
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    warnings.push({ code: 'mesh.degenerate', message: error.message });
    return visual;
  }
}

function imagesInUse(materials: readonly Material[]): Set<number> {
  const refs = materials.flatMap((m) => [
    m.baseColorTexture,
    m.metallicRoughnessTexture,
    m.normalTexture,
    m.occlusionTexture,
    m.emissiveTexture,
  ]);
  return new Set(refs.flatMap((ref) => (ref ? [ref.image] : [])));
}
