/** Meshes of a glTF file, checked and reduced to what geometry needs. */
import type { AccessorDef, DataDefs } from './check_data.js';
import type { JsonReader } from './json_reader.js';

export interface PrimitiveDef {
  /** POSITION, NORMAL, TEXCOORD_0, COLOR_0 only, as far as they are usable. */
  attributes: Record<string, number>;
  indices?: number;
  /** 0 points, 1-3 lines, 4 triangles, 5 strip, 6 fan. */
  mode: number;
  material?: number;
  draco?: { bufferView: number; attributes: Record<string, number> };
}

export interface MeshDef {
  name: string;
  primitives: PrimitiveDef[];
}

const DRACO = 'KHR_draco_mesh_compression';
/** What each attribute may be: element type and component types (KHR_mesh_quantization included). */
const ATTRIBUTES: Record<string, { types: string[]; components: number[] }> = {
  POSITION: { types: ['VEC3'], components: [5120, 5121, 5122, 5123, 5126, 5130] },
  NORMAL: { types: ['VEC3'], components: [5120, 5122, 5126, 5130] },
  TEXCOORD_0: { types: ['VEC2'], components: [5120, 5121, 5122, 5123, 5126, 5130] },
  COLOR_0: { types: ['VEC3', 'VEC4'], components: [5121, 5123, 5126, 5130] },
};

export function checkMesh(
  read: JsonReader,
  value: unknown,
  at: string,
  fallbackName: string,
  data: DataDefs,
  materials: number,
): MeshDef {
  const def = read.object(value, at);
  const primitives = read.array(def, 'primitives', at);
  if (def.primitives === undefined) throw read.invalid(`${at}/primitives`, 'required, but missing');
  if (def.weights !== undefined) read.report.warn('gltf.morph_targets', `${at}: morph weights are ignored`);
  return {
    name: read.string(def, 'name', at) ?? fallbackName,
    primitives: primitives.map((item, i) => checkPrimitive(read, item, `${at}/primitives/${i}`, data, materials)),
  };
}

function checkPrimitive(read: JsonReader, value: unknown, at: string, data: DataDefs, materials: number): PrimitiveDef {
  const def = read.object(value, at);
  const attributes = read.required(read.child(def, 'attributes', at), 'attributes', at);
  const result: PrimitiveDef = {
    attributes: {},
    indices: read.reference(def, 'indices', at, data.accessors.length),
    mode: read.oneOf(def, 'mode', at, [0, 1, 2, 3, 4, 5, 6]) ?? 4,
    material: read.reference(def, 'material', at, materials),
  };
  if (read.array(def, 'targets', at).length > 0)
    read.report.warn('gltf.morph_targets', `${at}: morph targets are ignored, the base shape is used`);
  for (const semantic of Object.keys(attributes)) {
    const accessor = read.required(
      read.reference(attributes, semantic, `${at}/attributes`, data.accessors.length),
      semantic,
      `${at}/attributes`,
    );
    if (data.accessors[accessor].componentType === 5125)
      read.report.warn('gltf.attribute_format', `${at}/attributes/${semantic.slice(0, 40)}: cannot be of kind 5125`);
    if (Object.hasOwn(ATTRIBUTES, semantic)) result.attributes[semantic] = accessor;
    else if (/^TEXCOORD_[1-9]$/.test(semantic))
      read.report.warn('gltf.uv1_ignored', `${at}: further texture coordinates (${semantic}) are not kept`);
    else if (!/^(_.+|TANGENT|COLOR_[1-9]\d*|JOINTS_\d+|WEIGHTS_\d+)$/.test(semantic))
      read.report.warn('gltf.attribute_unknown', `${at}/attributes: '${semantic.slice(0, 40)}' is not known, ignored`);
  }
  const sets = (prefix: string) => Object.keys(attributes).filter((semantic) => semantic.startsWith(prefix)).length;
  if (sets('JOINTS_') !== sets('WEIGHTS_'))
    read.report.warn('gltf.skin', `${at}/attributes: joints and weights do not come in pairs`);
  checkAttributes(read, at, result.attributes, data.accessors);
  if (result.indices !== undefined) {
    const indices = data.accessors[result.indices];
    if (indices.type !== 'SCALAR' || ![5121, 5123, 5125].includes(indices.componentType))
      throw read.invalid(`${at}/indices`, 'expected unsigned whole numbers, one by one');
    if (indices.bufferView !== undefined && data.bufferViews[indices.bufferView].byteStride !== undefined)
      read.report.warn('gltf.stride', `${at}/indices: views of indices may have no stride`);
  }
  const draco = read.extension(def, DRACO, at);
  if (draco) {
    const place = `${at}/extensions/${DRACO}`;
    const ids = read.required(read.child(draco, 'attributes', place), 'attributes', place);
    const bufferView = read.reference(draco, 'bufferView', place, data.bufferViews.length);
    result.draco = { bufferView: read.required(bufferView, 'bufferView', place), attributes: {} };
    for (const semantic of Object.keys(result.attributes)) {
      const id = read.integer(ids, semantic, `${place}/attributes`, 0, 2 ** 31 - 1);
      if (id !== undefined) result.draco.attributes[semantic] = id;
    }
  }
  return result;
}

/** Positions must be usable; any other attribute of a wrong kind or count is left out with a warning. */
function checkAttributes(
  read: JsonReader,
  at: string,
  attributes: Record<string, number>,
  accessors: AccessorDef[],
): void {
  const position = accessors[attributes.POSITION];
  for (const [semantic, index] of Object.entries(attributes)) {
    const accessor = accessors[index];
    const allowed = ATTRIBUTES[semantic];
    const place = `${at}/attributes/${semantic}`;
    if (!allowed.types.includes(accessor.type) || !allowed.components.includes(accessor.componentType)) {
      if (semantic === 'POSITION') throw read.invalid(place, `cannot be ${accessor.type} of ${accessor.componentType}`);
      read.report.warn('gltf.attribute_format', `${place}: ${accessor.type} of ${accessor.componentType}, left out`);
      delete attributes[semantic];
    } else if (position && accessor.count !== position.count) {
      read.report.warn(
        'gltf.attribute_count',
        `${place}: ${accessor.count} elements for ${position.count} positions, left out`,
      );
      delete attributes[semantic];
    }
  }
  if (position && (!position.min || !position.max))
    read.report.warn('gltf.bounds_missing', `${at}/attributes/POSITION: has no min and max`);
}
