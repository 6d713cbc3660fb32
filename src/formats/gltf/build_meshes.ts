/** Decoded primitives to meshes: one `Mesh` per glTF mesh, and the triangle account of the file. */
import type { Mesh } from '../../geometry/mesh.js';
import { assembleMesh, type MeshPiece, type VertexData } from '../assemble.js';
import { type Model, texturesOf } from '../model.js';
import type { ReadReport } from '../read_report.js';
import type { DataDefs } from './check_data.js';
import type { MeshDef, PrimitiveDef } from './check_meshes.js';
import type { SceneDefs } from './check_scene.js';
import { type Decoded, toFloat32 } from './decode.js';
import { triangleIndices, trianglesOf } from './topology.js';

export function cornerCount({ indices, attributes }: PrimitiveDef, data: DataDefs): number {
  return data.accessors[indices ?? attributes.POSITION]?.count ?? 0;
}

/** A mesh per used glTF mesh, null for those without a usable triangle. The triangle account covers all meshes. */
export function buildMeshes(
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

export function warnTexturesWithoutUvs({ meshes, meshNames, materials }: Model, report: ReadReport): void {
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
