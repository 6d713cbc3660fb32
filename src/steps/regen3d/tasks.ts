/**
 * What workers do for regen3d: look into a mesh file once, and write one asset. Both read the file named and nothing
 * else, and give the same result in any worker.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { asSimwrightError, type ErrorRecord, SimwrightError, type Warning } from '../../errors.js';
import { flatten } from '../../formats/flatten.js';
import { writeGlb } from '../../formats/glb_writer.js';
import { parseModel } from '../../formats/index.js';
import type { Material, Model, TextureRef } from '../../formats/model.js';
import { folderResolver, readLimited } from '../../formats/source.js';
import type { Mesh } from '../../geometry/mesh.js';
import {
  ASSET_FROM_GLB,
  type Box,
  growBox,
  IDENTITY,
  type Matrix4,
  multiply,
  transformPoint,
} from '../../scene/frames.js';
import { writeWhole } from '../../scene/json.js';
import { groupBy } from './group_by.js';

const MAX_FILE_BYTES = 2 ** 31 - 1;

/** One unit that can become an asset: a whole file, or one mesh of a glTF scene. */
export interface Part {
  /** Mesh number in the file; null for the whole file. */
  mesh: number | null;
  name: string;
  /** sha256 of the content: of the file for a whole GLB, else of geometry, materials and images. */
  digest: string;
  triangles: number;
  /** In file coordinates. */
  bounds: Box;
  /** Where the file places it (file-root-from-mesh), and what it looks like under each of the asked placements. */
  nodes: { order: number; name: string; matrix: Matrix4; views: View[] }[];
}

/** A mesh as it lies in the world. */
export interface View {
  /** Exact box of the triangles' corners. */
  box: Box;
  /** Area of the triangles projected onto the ground, both sides together, m^2: twice the footprint of a slab. */
  level: number;
}

export interface FileSurvey {
  /** sha256 of the file. */
  digest: string;
  format: Model['format'];
  upAxis: 'Y' | 'Z' | null;
  parts: Part[];
  warnings: Warning[];
}

/**
 * Opens a mesh file: what it holds, and the exact box of its vertices under each placement (`world-from-file`). With
 * `perNode` each mesh is a part of its own, else the whole file is one. O(vertices * placements).
 * @throws what readers throw; MESH_EMPTY
 */
export async function surveyFile(
  file: string,
  name: string,
  perNode: boolean,
  placements: Matrix4[],
): Promise<FileSurvey> {
  const { model, digest } = await open(file, name);
  const warnings = [...model.warnings];
  const dropped = Object.entries(model.account.dropped);
  if (dropped.length > 0)
    warnings.push({
      code: 'mesh.dropped_triangles',
      message: `the reader left out triangles: ${dropped.map(([why, n]) => `${n} ${why}`).join(', ')}`,
      count: dropped.reduce((sum, [, n]) => sum + n, 0),
    });
  const survey = { digest, format: model.format, upAxis: model.upAxis, warnings };
  // a file with one mesh where it stands is a whole file too: its bytes can be kept
  const single = model.meshes.length === 1 && model.nodes.length === 1 && isIdentity(model.nodes[0].matrix);
  if (!perNode || single) {
    const mesh = flatten(model);
    const name = perNode ? model.nodes[0].name || model.meshNames[0] : model.name;
    const whole: Part = {
      mesh: null,
      name,
      digest: model.format === 'glb' ? digest : contentDigest(mesh, model),
      triangles: mesh.indices.length / 3,
      bounds: boxOf(mesh, IDENTITY),
      nodes: [{ order: 0, name, matrix: [...IDENTITY], views: placements.map((m) => viewOf(mesh, m)) }],
    };
    return { ...survey, parts: [whole] };
  }
  const nodesOf = groupBy(
    model.nodes.map((node, order) => ({ ...node, order })),
    (node) => node.mesh,
  );
  const parts = model.meshes.map((mesh, i): Part => {
    const nodes = nodesOf.get(i) ?? [];
    return {
      mesh: i,
      name: model.meshNames[i] || nodes[0]?.name || '',
      digest: contentDigest(mesh, model),
      triangles: mesh.indices.length / 3,
      bounds: boxOf(mesh, IDENTITY),
      nodes: nodes.map((node) => ({
        order: node.order,
        name: node.name,
        matrix: node.matrix,
        views: placements.map((m) => viewOf(mesh, multiply(m, node.matrix))),
      })),
    };
  });
  const used = parts.filter((part) => part.nodes.length > 0 && part.triangles > 0);
  if (used.length === 0) throw new SimwrightError('MESH_EMPTY', 'no node of the file has a mesh with triangles');
  return { ...survey, parts: used };
}

/** One asset to write from a file that is open. */
export interface AssetOrder {
  mesh: number | null;
  /** glb-from-file or glb-from-mesh: stretch, units and axes. Null: nothing to bake. */
  bake: Matrix4 | null;
  /** The file's own bytes are the asset: a whole GLB with nothing to bake. */
  verbatim: boolean;
  /** Absolute path of asset.glb. */
  out: string;
}

export interface WrittenAsset {
  /** sha256 of asset.glb. */
  digest: string;
  /** Asset frame (Z-up, metres); absent for a verbatim copy, whose survey knows it. */
  bounds?: Box;
}

/**
 * Writes assets of one file, which is opened once: verbatim copies, or one mesh each with everything baked into its
 * vertices, its materials and images. An asset that fails is an error record in its place.
 * @param expected sha256 that the survey saw: the file must still be the same
 */
export async function writeAssets(
  file: string,
  name: string,
  expected: string,
  orders: AssetOrder[],
): Promise<(WrittenAsset | { error: ErrorRecord })[]> {
  const bytes = await readLimited(file, MAX_FILE_BYTES);
  if (sha256(bytes) !== expected)
    throw new SimwrightError('FILE_UNREADABLE', 'the file was changed while it was read', { file: name });
  const model = orders.every((order) => order.verbatim) ? undefined : (await open(file, name)).model;
  const written: (WrittenAsset | { error: ErrorRecord })[] = [];
  for (const order of orders)
    try {
      written.push(await writeAsset(order, bytes, model));
    } catch (error) {
      written.push({ error: asSimwrightError(error).toJSON() });
    }
  return written;
}

async function writeAsset(order: AssetOrder, bytes: Uint8Array, model: Model | undefined): Promise<WrittenAsset> {
  const { mesh: index, bake, out } = order;
  if (order.verbatim || !model) {
    await writeWhole(out, bytes);
    return { digest: sha256(bytes) };
  }
  const source: Model =
    index === null ? model : { ...model, nodes: [{ name: '', mesh: index, matrix: [...IDENTITY] }] };
  const mesh = flatten(source, bake ?? undefined);
  const written = await writeGlb(singleMesh(model, mesh, path.basename(path.dirname(out))));
  await writeWhole(out, written);
  return { digest: sha256(written), bounds: boxOf(mesh, ASSET_FROM_GLB) };
}

async function open(file: string, name: string): Promise<{ model: Model; digest: string }> {
  try {
    const bytes = await readLimited(file, MAX_FILE_BYTES);
    const resolve = folderResolver(path.dirname(file), MAX_FILE_BYTES);
    const model = await parseModel(bytes, { name, extension: path.extname(file).slice(1), resolve });
    return { model, digest: sha256(bytes) };
  } catch (error) {
    // messages must not depend on where the input lies
    if (!(error instanceof SimwrightError)) throw error;
    const message = error.message.replaceAll(file, name);
    throw new SimwrightError(error.code, message, { ...error.context, file: name }, { cause: error.cause });
  }
}

/** Exact box of the triangles' corners under a matrix. */
function boxOf(mesh: Mesh, m: readonly number[]): Box {
  const box: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  const { positions, indices } = mesh;
  const used = new Uint8Array(positions.length / 3);
  for (let i = 0; i < indices.length; i++) used[indices[i]] = 1;
  for (let v = 0; v < used.length; v++)
    if (used[v] === 1) growBox(box, transformPoint(m, positions.subarray(v * 3, v * 3 + 3)));
  return box;
}

function viewOf(mesh: Mesh, m: readonly number[]): View {
  const { positions: p, indices } = mesh;
  // the z component of a moved area vector: third row of the cofactor matrix
  const [x, y, z] = [m[1] * m[6] - m[2] * m[5], m[2] * m[4] - m[0] * m[6], m[0] * m[5] - m[1] * m[4]];
  let level = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    level += Math.abs(x * (uy * vz - uz * vy) + y * (uz * vx - ux * vz) + z * (ux * vy - uy * vx));
  }
  return { box: boxOf(mesh, m), level: 0.5 * level };
}

const isIdentity = (m: readonly number[]) => m.every((x, i) => x === IDENTITY[i]);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Digest of what is seen and touched: geometry, attributes, groups, and the materials and images that they use. */
function contentDigest(mesh: Mesh, model: Model): string {
  const hash = createHash('sha256');
  const { materials, images, groups } = usedBy(mesh, model);
  hash.update(JSON.stringify([groups, materials.map(({ name: _, ...look }) => look), images.map((i) => i.mimeType)]));
  for (const array of [mesh.positions, mesh.indices, mesh.normals, mesh.uvs, mesh.colors]) {
    hash.update(`|${array?.length ?? -1}|`);
    if (array) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  for (const image of images) hash.update(`|${image.bytes.length}|`).update(image.bytes);
  return hash.digest('hex');
}

/** A model with this one mesh, and only the materials and images that it uses. */
function singleMesh(model: Model, mesh: Mesh, name: string): Model {
  const { materials, images, groups } = usedBy(mesh, model);
  return {
    ...model,
    meshes: [{ ...mesh, groups }],
    meshNames: [name],
    nodes: [{ name, mesh: 0, matrix: [...IDENTITY] }],
    materials,
    images,
  };
}

const TEXTURES = [
  'baseColorTexture',
  'metallicRoughnessTexture',
  'normalTexture',
  'occlusionTexture',
  'emissiveTexture',
] as const;

/** Materials and images in order of first use, with the references renumbered. */
function usedBy(
  mesh: Mesh,
  model: Model,
): Pick<Model, 'materials' | 'images'> & { groups: NonNullable<Mesh['groups']> } {
  const all = mesh.groups ?? [{ start: 0, count: mesh.indices.length / 3, material: -1 }];
  const materialAt = new Map<number, number>();
  const imageAt = new Map<number, number>();
  const number = (map: Map<number, number>, old: number) => {
    if (!map.has(old)) map.set(old, map.size);
    return map.get(old) as number;
  };
  const groups = all.map((g) => ({ ...g, material: g.material < 0 ? -1 : number(materialAt, g.material) }));
  const materials = [...materialAt.keys()].map((old): Material => {
    const material: Material = { ...model.materials[old] };
    for (const slot of TEXTURES) {
      const ref: TextureRef | undefined = material[slot];
      if (ref) Object.assign(material, { [slot]: { ...ref, image: number(imageAt, ref.image) } });
    }
    return material;
  });
  return { groups, materials, images: [...imageAt.keys()].map((old) => model.images[old]) };
}
