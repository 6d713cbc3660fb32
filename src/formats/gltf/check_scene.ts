/**
 * Nodes and scenes of a glTF file, checked. Node transforms are taken from the JSON in double precision, matrices as they
 * are (a decomposition would lose shear).
 */
import { ELEMENTS, IDENTITY, type Matrix, multiply } from '../matrix.js';
import type { DataDefs } from './check_data.js';
import { checkMesh, type MeshDef } from './check_meshes.js';
import type { JsonObject, JsonReader } from './json_reader.js';

export interface NodeDef {
  name: string;
  matrix: Matrix;
  children: number[];
  mesh?: number;
  /** EXT_mesh_gpu_instancing: accessors by TRANSLATION, ROTATION, SCALE. */
  instances?: Record<string, number>;
}

export interface SceneDefs {
  meshes: MeshDef[];
  nodes: NodeDef[];
  /** Root nodes of the scene to read; null when the file has no scene. */
  roots: number[] | null;
}

const INSTANCING = 'EXT_mesh_gpu_instancing';
export function checkScene(root: JsonObject, data: DataDefs, read: JsonReader): SceneDefs {
  const materials = Array.isArray(root.materials) ? root.materials.length : 0;
  const meshes = read
    .array(root, 'meshes', '')
    .map((value, i) => checkMesh(read, value, `/meshes/${i}`, `mesh_${i}`, data, materials));
  const nodeValues = read.array(root, 'nodes', '');
  const skins = Array.isArray(root.skins) ? root.skins.length : 0;
  const nodes = nodeValues.map((value, i) =>
    checkNode(read, value, `/nodes/${i}`, `node_${i}`, { nodes: nodeValues.length, meshes, data, skins }),
  );
  const parents = checkTree(nodes, read);
  return { meshes, nodes, roots: checkRoots(root, nodes, parents, read) };
}

interface NodeContext {
  nodes: number;
  meshes: MeshDef[];
  data: DataDefs;
  skins: number;
}

function checkNode(read: JsonReader, value: unknown, at: string, fallbackName: string, context: NodeContext): NodeDef {
  const def = read.object(value, at);
  const mesh = read.reference(def, 'mesh', at, context.meshes.length);
  const skin = read.reference(def, 'skin', at, context.skins);
  if (skin !== undefined)
    read.report.warn('gltf.skin', `${at}: skins are not evaluated, the mesh is read as it was modelled (bind pose)`);
  if (def.weights !== undefined) read.report.warn('gltf.morph_targets', `${at}: morph weights are ignored`);
  const children = read.array(def, 'children', at).map((_, i, list) => {
    const holder = list as unknown as JsonObject;
    return read.required(read.reference(holder, String(i), `${at}/children`, context.nodes), String(i), at);
  });
  const node: NodeDef = {
    name: read.string(def, 'name', at) ?? fallbackName,
    matrix: localMatrix(read, def, at),
    children,
    mesh,
  };
  const instancing = read.extension(def, INSTANCING, at);
  if (instancing) node.instances = checkInstances(read, instancing, `${at}/extensions/${INSTANCING}`, context.data);
  return node;
}

function checkInstances(read: JsonReader, def: JsonObject, at: string, data: DataDefs): Record<string, number> {
  const attributes = read.required(read.child(def, 'attributes', at), 'attributes', at);
  const result: Record<string, number> = {};
  let count: number | undefined;
  for (const semantic of ['TRANSLATION', 'ROTATION', 'SCALE']) {
    const index = read.reference(attributes, semantic, `${at}/attributes`, data.accessors.length);
    if (index === undefined) continue;
    const { type, componentType, count: found } = data.accessors[index];
    const wanted = semantic === 'ROTATION' ? 'VEC4' : 'VEC3';
    if (type !== wanted || componentType === 5125 || (componentType !== 5126 && semantic !== 'ROTATION'))
      throw read.invalid(`${at}/attributes/${semantic}`, `cannot be ${type} of ${componentType}`);
    if (count !== undefined && found !== count)
      throw read.invalid(`${at}/attributes/${semantic}`, `${found} instances here, ${count} before`);
    count = found;
    result[semantic] = index;
  }
  return result;
}

/** Row-major parent-from-node matrix. */
function localMatrix(read: JsonReader, def: JsonObject, at: string): Matrix {
  const columns = read.numbers(def, 'matrix', at, 16);
  const translation = read.numbers(def, 'translation', at, 3);
  const rotation = read.numbers(def, 'rotation', at, 4);
  const scale = read.numbers(def, 'scale', at, 3);
  if (!columns && !translation && !rotation && !scale) return IDENTITY;
  if (!columns) return composeTrs(translation ?? [0, 0, 0], unit(read, rotation, at), scale ?? [1, 1, 1]);
  if (translation || rotation || scale)
    read.report.warn(
      'gltf.matrix_and_trs',
      `${at}: has a matrix and translation, rotation or scale; the matrix is used`,
    );
  const m = ELEMENTS.map((i) => columns[(i % 4) * 4 + Math.floor(i / 4)]);
  if (m[12] !== 0 || m[13] !== 0 || m[14] !== 0 || m[15] !== 1)
    throw read.invalid(`${at}/matrix`, 'expected an affine matrix, whose last row is 0 0 0 1');
  const dot = (a: number, b: number) => m[a] * m[b] + m[a + 4] * m[b + 4] + m[a + 8] * m[b + 8];
  const skew = (a: number, b: number) => Math.abs(dot(a, b)) > 1e-4 * Math.sqrt(dot(a, a) * dot(b, b));
  if (skew(0, 1) || skew(0, 2) || skew(1, 2))
    read.report.warn('gltf.matrix_shear', `${at}/matrix: has shear, which glTF forbids; it is kept`);
  return m;
}

function unit(read: JsonReader, rotation: number[] | undefined, at: string): number[] {
  if (!rotation) return [0, 0, 0, 1];
  const length = Math.sqrt(rotation.reduce((sum, v) => sum + v * v, 0));
  if (!(length > 1e-6 && length < 1e6)) throw read.invalid(`${at}/rotation`, 'expected a quaternion of unit length');
  if (Math.abs(length - 1) > 0.005)
    read.report.warn('gltf.rotation_scaled', `${at}/rotation: its length is ${length}, made 1`);
  return rotation.map((v) => v / length);
}

export function composeTrs(t: ArrayLike<number>, q: ArrayLike<number>, s: ArrayLike<number>): Matrix {
  const [x, y, z, w] = [q[0], q[1], q[2], q[3]];
  return [
    (1 - 2 * (y * y + z * z)) * s[0],
    2 * (x * y - z * w) * s[1],
    2 * (x * z + y * w) * s[2],
    t[0],
    2 * (x * y + z * w) * s[0],
    (1 - 2 * (x * x + z * z)) * s[1],
    2 * (y * z - x * w) * s[2],
    t[1],
    2 * (x * z - y * w) * s[0],
    2 * (y * z + x * w) * s[1],
    (1 - 2 * (x * x + y * y)) * s[2],
    t[2],
    0,
    0,
    0,
    1,
  ];
}

/** Every node has at most one parent and no loop: the hierarchy is a forest. Returns each node's parent, -1 for roots. */
function checkTree(nodes: NodeDef[], read: JsonReader): Int32Array {
  const parents = new Int32Array(nodes.length).fill(-1);
  nodes.forEach((node, i) => {
    for (const child of node.children) {
      if (parents[child] >= 0)
        throw read.invalid(`/nodes/${i}/children`, `node ${child} is already a child of node ${parents[child]}`);
      parents[child] = i;
    }
  });
  // With one parent each, a node that no root reaches is part of a loop or hangs below one.
  let reached = 0;
  const open = [...nodes.keys()].filter((i) => parents[i] < 0);
  while (open.length > 0) {
    reached++;
    for (const child of nodes[open.pop()!].children) open.push(child);
  }
  if (reached < nodes.length) throw read.invalid('/nodes', `${nodes.length - reached} nodes form a loop`);
  return parents;
}

function checkRoots(root: JsonObject, nodes: NodeDef[], parents: Int32Array, read: JsonReader): number[] | null {
  const scenes = read.array(root, 'scenes', '').map((value, i) => {
    const at = `/scenes/${i}`;
    const list = read.array(read.object(value, at), 'nodes', at) as unknown as JsonObject & unknown[];
    const roots = new Set<number>();
    for (const key of list.keys()) {
      const node = read.reference(list, String(key), `${at}/nodes`, nodes.length)!;
      if (parents[node] >= 0)
        throw read.invalid(`${at}/nodes/${key}`, `node ${node} is a child of node ${parents[node]}, not a root`);
      if (roots.has(node)) read.report.warn('gltf.scene_duplicate', `${at}/nodes/${key}: node ${node} is listed twice`);
      roots.add(node);
    }
    return [...roots];
  });
  const chosen = read.reference(root, 'scene', '', scenes.length);
  if (scenes.length > 1)
    read.report.warn('gltf.scenes', `the file has ${scenes.length} scenes, only scene ${chosen ?? 0} is read`);
  return scenes.length === 0 ? null : scenes[chosen ?? 0];
}

/** File-root-from-node matrices of all nodes below `roots`, in depth-first file order. */
export function* placedNodes(nodes: NodeDef[], roots: number[]): Generator<{ index: number; matrix: Matrix }> {
  const open = [...roots].reverse().map((index) => ({ index, matrix: nodes[index].matrix }));
  while (open.length > 0) {
    const placed = open.pop()!;
    yield placed;
    const { children } = nodes[placed.index];
    for (let i = children.length - 1; i >= 0; i--)
      open.push({ index: children[i], matrix: multiply(placed.matrix, nodes[children[i]].matrix) });
  }
}
