/**
 * GLB and glTF to `Model`. Order of work: container, extensions, data, scene (all on JSON, nothing allocated), then
 * buffers, then decoding, then one `Mesh` per glTF mesh that is placed.
 */
import { IDENTITY, type Matrix, multiply } from '../matrix.js';
import type { Model, ModelNode, ReadLimits } from '../model.js';
import { ReadReport } from '../read_report.js';
import type { ModelSource } from '../source.js';
import { loadBuffers } from './buffers.js';
import { buildMeshes, cornerCount, warnTexturesWithoutUvs } from './build_meshes.js';
import { checkData, type DataDefs } from './check_data.js';
import type { MeshDef } from './check_meshes.js';
import { checkScene, composeTrs, placedNodes, type SceneDefs } from './check_scene.js';
import { openContainer } from './container.js';
import { type Decoded, decodeAccessors, toFloat32, type Wanted } from './decode.js';
import { checkAsset } from './extensions.js';
import { JsonReader } from './json_reader.js';
import { readMaterials } from './materials.js';
import { trianglesOf } from './topology.js';

/** More placements than any scene needs; instancing could claim billions. */
const MAX_PLACEMENTS = 1_000_000;

/**
 * @throws FORMAT_INVALID, FORMAT_UNSUPPORTED (with the extension's name), FILE_TOO_LARGE, FILE_NOT_FOUND, PATH_ESCAPE,
 * MESH_INDEX, MESH_NOT_FINITE, MESH_EMPTY
 */
export async function readGltf(bytes: Uint8Array, source: ModelSource, limits: Required<ReadLimits>): Promise<Model> {
  const report = new ReadReport(source.name);
  const read = new JsonReader(report);
  const container = openContainer(bytes, report);
  const root = read.object(container.json, '');
  checkAsset(root, read);
  const data = checkData(root, read);
  const scene = checkScene(root, data, read);
  const placements = findPlacements(scene, report);
  const meshes = scene.meshes.filter((_, i) => placements.used.has(i));
  const wanted = wantedAccessors(meshes, placements.instanced, data, limits, report);
  const buffers = await loadBuffers(data.buffers, container.bin, source, limits.maxFileBytes, report);
  const decoded = await decodeAccessors(data, meshes, wanted, buffers, report);
  const built = buildMeshes(scene, placements.used, data, decoded, report);
  const model: Model = {
    format: container.format,
    name: source.name,
    meshes: [],
    meshNames: [],
    nodes: [],
    materials: [],
    images: [],
    upAxis: 'Y',
    metersPerUnit: 1,
    account: report.account,
    warnings: [],
  };
  const renumbered = new Map<number, number>();
  built.forEach((mesh, i) => {
    if (!mesh) return;
    renumbered.set(i, model.meshes.length);
    model.meshes.push(mesh);
    model.meshNames.push(scene.meshes[i].name);
  });
  if (model.meshes.length === 0) throw report.nothingUsable();
  model.nodes = placements.nodes
    .flatMap((node) => expandInstances(node, data, decoded, read))
    .filter((node) => renumbered.has(node.mesh))
    .map((node) => ({ ...node, mesh: renumbered.get(node.mesh)! }));
  if (model.nodes.some((node) => !node.matrix.every((v) => Math.abs(v) <= 1e15)))
    throw report.refusal('FORMAT_INVALID', 'node transforms multiply to something that is not finite');
  Object.assign(model, await readMaterials(root, data, buffers, source, limits, read));
  warnTexturesWithoutUvs(model, report);
  model.warnings = report.warnings;
  return model;
}

interface Placement extends ModelNode {
  instances?: Record<string, number>;
}

interface Placements {
  nodes: Placement[];
  /** Meshes that are placed. */
  used: Set<number>;
  /** Accessors with instance transforms. */
  instanced: Set<number>;
}

/** Where the scene puts which mesh. A file without a scene is a library: each mesh is placed once. */
function findPlacements({ meshes, nodes, roots }: SceneDefs, report: ReadReport): Placements {
  const found: Placements = { nodes: [], used: new Set(), instanced: new Set() };
  const place = (name: string, mesh: number, matrix: Matrix, instances?: Record<string, number>) => {
    found.nodes.push({ name, mesh, matrix, instances });
    found.used.add(mesh);
    for (const accessor of Object.values(instances ?? {})) found.instanced.add(accessor);
  };
  const starts = roots ?? rootsOf(nodes);
  for (const { index, matrix } of placedNodes(nodes, starts)) {
    const { name, mesh, instances } = nodes[index];
    if (mesh !== undefined) place(name, mesh, matrix, instances);
  }
  if (roots === null && nodes.length > 0) report.warn('gltf.no_scene', 'the file has no scene: all nodes are read');
  if (found.used.size === 0 && roots === null && meshes.length > 0) {
    report.warn('gltf.no_scene', 'no node uses a mesh: each mesh is read once, unmoved');
    for (const [i, mesh] of meshes.entries()) place(mesh.name, i, IDENTITY);
  }
  return found;
}

function rootsOf(nodes: SceneDefs['nodes']): number[] {
  const children = new Set(nodes.flatMap((node) => node.children));
  return [...nodes.keys()].filter((i) => !children.has(i));
}

/** Accessors to decode and triangles to expect, within the triangle limit. */
function wantedAccessors(
  meshes: MeshDef[],
  instanced: Set<number>,
  data: DataDefs,
  limits: Required<ReadLimits>,
  report: ReadReport,
): Wanted {
  const accessors = new Set(instanced);
  let triangles = 0;
  for (const primitive of meshes.flatMap((mesh) => mesh.primitives)) {
    const { attributes, indices, mode } = primitive;
    const count = trianglesOf(mode, cornerCount(primitive, data));
    if (attributes.POSITION === undefined || count === 0) continue;
    triangles += count;
    for (const accessor of Object.values(attributes)) accessors.add(accessor);
    if (indices !== undefined) accessors.add(indices);
  }
  if (triangles > limits.maxTriangles)
    throw report.refusal(
      'FILE_TOO_LARGE',
      `the file claims ${triangles} triangles, the limit is ${limits.maxTriangles}`,
    );
  return { accessors, triangles };
}

function expandInstances(node: Placement, data: DataDefs, decoded: Decoded, read: JsonReader): ModelNode[] {
  const { instances, ...plain } = node;
  if (!instances || Object.keys(instances).length === 0) return [plain];
  const values = (semantic: string) => {
    const index = instances[semantic];
    return index === undefined ? null : toFloat32(decoded.get(index)!, data.accessors[index]);
  };
  const [t, r, s] = ['TRANSLATION', 'ROTATION', 'SCALE'].map(values);
  const count = data.accessors[Object.values(instances)[0]].count;
  if (count > MAX_PLACEMENTS)
    throw read.report.refusal('FILE_TOO_LARGE', `${node.name}: ${count} instances, the limit is ${MAX_PLACEMENTS}`);
  return Array.from({ length: count }, (_, i) => {
    const q = r ? Array.from(r.subarray(i * 4, i * 4 + 4)) : [0, 0, 0, 1];
    const length = Math.sqrt(q.reduce((sum, v) => sum + v * v, 0));
    if (!(length > 1e-6)) throw read.invalid(node.name, `instance ${i} has no usable rotation`);
    const local = composeTrs(
      t ? t.subarray(i * 3, i * 3 + 3) : [0, 0, 0],
      q.map((v) => v / length),
      s ? s.subarray(i * 3, i * 3 + 3) : [1, 1, 1],
    );
    return { name: `${node.name}_${i}`, mesh: node.mesh, matrix: multiply(node.matrix, local) };
  });
}
