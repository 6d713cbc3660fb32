/**
 * GLB and glTF to `Model`. Order of work: container, extensions, data, scene (all on JSON, nothing allocated), then
 * buffers, then decoding, then one `Mesh` per glTF mesh that is placed.
 */
import type { Mesh } from '../../geometry/mesh.js';
import { assembleMesh, type MeshPiece, type VertexData } from '../assemble.js';
import { IDENTITY, type Matrix, multiply } from '../matrix.js';
import { type Model, type ModelNode, type ReadLimits, texturesOf } from '../model.js';
import { ReadReport } from '../read_report.js';
import type { ModelSource } from '../source.js';
import { loadBuffers } from './buffers.js';
import { checkData, type DataDefs } from './check_data.js';
import { checkScene, composeTrs, type MeshDef, type PrimitiveDef, placedNodes, type SceneDefs } from './check_scene.js';
import { openContainer } from './container.js';
import { type Decoded, decodeAccessors, toFloat32 } from './decode.js';
import { checkAsset } from './extensions.js';
import { JsonReader } from './json_reader.js';
import { readMaterials } from './materials.js';
import { triangleIndices, trianglesOf } from './topology.js';

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
  const meshes = scene.meshes.map((mesh, i) => (placements.used.has(i) ? mesh : null));
  const wanted = wantedAccessors(meshes, placements.instanced, data, limits, report);

  const buffers = await loadBuffers(data.buffers, container.bin, source, limits.maxFileBytes, report);
  const decoded = await decodeAccessors(
    data,
    meshes.map((mesh) => mesh ?? { name: '', primitives: [] }),
    wanted,
    buffers,
    report,
  );
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

/** Accessors to decode, after the triangle limit has been kept. */
function wantedAccessors(
  meshes: (MeshDef | null)[],
  instanced: Set<number>,
  data: DataDefs,
  limits: Required<ReadLimits>,
  report: ReadReport,
): Set<number> {
  const wanted = new Set(instanced);
  let triangles = 0;
  for (const mesh of meshes)
    for (const primitive of mesh?.primitives ?? []) {
      const { attributes, indices } = primitive;
      const count = cornerCount(primitive, data);
      if (attributes.POSITION === undefined || trianglesOf(primitive.mode, count) === 0) continue;
      triangles += trianglesOf(primitive.mode, count);
      for (const accessor of Object.values(attributes)) wanted.add(accessor);
      if (indices !== undefined) wanted.add(indices);
    }
  if (triangles > limits.maxTriangles)
    throw report.refusal(
      'FILE_TOO_LARGE',
      `the file claims ${triangles} triangles, the limit is ${limits.maxTriangles}`,
    );
  return wanted;
}

function cornerCount({ indices, attributes }: PrimitiveDef, data: DataDefs): number {
  return data.accessors[indices ?? attributes.POSITION]?.count ?? 0;
}

/** A mesh per used glTF mesh, null for those without a usable triangle. The triangle account covers all meshes. */
function buildMeshes(
  scene: SceneDefs,
  used: Set<number>,
  data: DataDefs,
  decoded: Decoded,
  report: ReadReport,
): (Mesh | null)[] {
  const { account } = report;
  const floats = new Map<number, Float32Array>();
  const checked = new Set<number>();
  const meshesPerPosition = countUses(scene.meshes, used);
  const float = (accessor: number): Float32Array => {
    let values = floats.get(accessor);
    if (!values) floats.set(accessor, (values = toFloat32(decoded.get(accessor)!, data.accessors[accessor])));
    return values;
  };
  return scene.meshes.map((mesh, m) => {
    const pieces: MeshPiece[] = [];
    const shared = new Map<string, VertexData>();
    for (const primitive of mesh.primitives) {
      const count = cornerCount(primitive, data);
      const triangles = trianglesOf(primitive.mode, count);
      if (primitive.mode < 4) account.notTriangles += notTriangles(primitive.mode, count);
      account.read += triangles;
      if (!used.has(m)) {
        report.drop('not_in_scene', triangles);
        if (triangles) report.warn('gltf.not_in_scene', 'triangles of meshes that the scene does not use', triangles);
        continue;
      }
      if (primitive.attributes.POSITION === undefined) {
        report.drop('no_positions', triangles);
        report.warn('gltf.no_positions', `${mesh.name}: a primitive has no positions`);
        continue;
      }
      if (triangles === 0) continue;
      const leftover = primitive.mode === 4 ? count % 3 : 0;
      if (leftover)
        report.warn('gltf.incomplete_triangle', `${mesh.name}: corners that make no full triangle`, leftover);
      const position = primitive.attributes.POSITION;
      if (!primitive.draco && !checked.has(position)) checkBounds(mesh.name, position, data, decoded, report);
      checked.add(position);
      const key = JSON.stringify(primitive.attributes);
      if (!shared.has(key)) {
        const others = meshesPerPosition.get(position)! > 1;
        shared.set(key, { ...vertexData(primitive, data, float), shared: others });
      }
      const corners = primitive.indices === undefined ? null : decoded.get(primitive.indices)!;
      if (corners) warnRestart(mesh.name, primitive, corners, data, report);
      pieces.push({
        vertices: shared.get(key)!,
        indices: triangleIndices(primitive.mode, corners, count),
        material: primitive.material ?? -1,
      });
    }
    return pieces.length > 0 ? assembleMesh(mesh.name, pieces, report) : null;
  });
}

/** In how many used meshes each accessor gives the positions. */
function countUses(meshes: MeshDef[], used: Set<number>): Map<number, number> {
  const uses = new Map<number, number>();
  for (const m of used)
    for (const position of new Set(meshes[m].primitives.map((primitive) => primitive.attributes.POSITION)))
      if (position !== undefined) uses.set(position, (uses.get(position) ?? 0) + 1);
  return uses;
}

/** The largest value of an index type is reserved; where there is such a vertex, the vertex is meant. */
function warnRestart(
  name: string,
  { attributes, indices }: PrimitiveDef,
  corners: ArrayLike<number>,
  data: DataDefs,
  report: ReadReport,
): void {
  const reserved = data.accessors[indices!].componentType === 5121 ? 255 : 65535;
  const { count } = data.accessors[attributes.POSITION];
  if (data.accessors[indices!].componentType === 5125 || count <= reserved) return;
  if (Array.prototype.includes.call(corners, reserved))
    report.warn('gltf.restart_index', `${name}: index ${reserved} is reserved by its type, read as a vertex`);
}

/** Declared bounds must be those of the data (5.1.7 and 5.1.8); others may trust them, we only compare. */
function checkBounds(name: string, index: number, data: DataDefs, decoded: Decoded, report: ReadReport): void {
  const { min, max, bufferView } = data.accessors[index];
  if (!min || !max || bufferView === undefined) return;
  const values = decoded.get(index)!;
  const least = [Infinity, Infinity, Infinity];
  const most = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 3)
    for (let k = 0; k < 3; k++) {
      if (values[i + k] < least[k]) least[k] = values[i + k];
      if (values[i + k] > most[k]) most[k] = values[i + k];
    }
  const off = (declared: number[], found: number[]) =>
    declared.some((value, k) => Math.abs(value - found[k]) > 1e-6 * Math.max(1, most[k] - least[k]));
  if (off(min, least) || off(max, most))
    report.warn('gltf.bounds_wrong', `${name}: declared bounds are not those of the data`);
}

function vertexData(
  { attributes }: PrimitiveDef,
  data: DataDefs,
  float: (accessor: number) => Float32Array,
): VertexData {
  const get = (semantic: string) => (attributes[semantic] === undefined ? undefined : float(attributes[semantic]));
  let colors = get('COLOR_0');
  if (colors && data.accessors[attributes.COLOR_0].type === 'VEC3') {
    const rgb = colors;
    colors = new Float32Array((rgb.length / 3) * 4).fill(1);
    for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) colors.set(rgb.subarray(i, i + 3), o);
  }
  return { positions: get('POSITION')!, normals: get('NORMAL'), uvs: get('TEXCOORD_0'), colors };
}

function warnTexturesWithoutUvs({ meshes, meshNames, materials }: Model, report: ReadReport): void {
  for (const [i, mesh] of meshes.entries()) {
    const textured = (mesh.groups ?? []).some(
      ({ material }) => material >= 0 && texturesOf(materials[material]).length > 0,
    );
    if (textured && !mesh.uvs)
      report.warn('mesh.uvs_missing', `${meshNames[i]}: has textures, but no coordinates for them`);
  }
}

/** Points, lines, line loops and line strips as elements. */
function notTriangles(mode: number, corners: number): number {
  if (mode === 0) return corners;
  if (mode === 1) return Math.floor(corners / 2);
  return mode === 2 ? corners : Math.max(0, corners - 1);
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
