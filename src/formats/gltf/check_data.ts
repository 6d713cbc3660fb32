/**
 * Buffers, buffer views and accessors: every claim is checked against what it lies in before anything is decoded.
 * Rules: glTF 2.0 specification, sections 3.6 and 5.1, 5.5, 5.9, 5.11.
 *
 * What makes the data ambiguous or out of bounds refuses the file. What breaks a rule but can only mean one thing
 * (alignment, stride multiples) is decoded and warned about.
 */
import type { JsonObject, JsonReader } from './json_reader.js';

export interface BufferDef {
  byteLength: number;
  uri?: string;
  /** Holds no data: every view on it is compressed (`EXT_meshopt_compression.fallback`). */
  fallback: boolean;
}

export interface MeshoptDef {
  buffer: number;
  byteOffset: number;
  byteLength: number;
  byteStride: number;
  count: number;
  mode: string;
  filter: string;
}

export interface BufferViewDef {
  buffer: number;
  byteOffset: number;
  byteLength: number;
  byteStride?: number;
  meshopt?: MeshoptDef;
}

export interface AccessorDef {
  bufferView?: number;
  byteOffset: number;
  componentType: number;
  normalized: boolean;
  count: number;
  type: string;
  min?: number[];
  max?: number[];
  sparse?: {
    count: number;
    indices: { bufferView: number; byteOffset: number; componentType: number };
    values: { bufferView: number; byteOffset: number };
  };
}

export interface DataDefs {
  buffers: BufferDef[];
  bufferViews: BufferViewDef[];
  accessors: AccessorDef[];
}

export const COMPONENT_BYTES: Record<number, number> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
  5130: 8, // KHR_accessor_float64
};
export const COMPONENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };
const COLUMNS: Record<string, number> = { MAT2: 2, MAT3: 3, MAT4: 4 };
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
const MESHOPT = ['EXT_meshopt_compression', 'KHR_meshopt_compression'];

export function checkData(root: JsonObject, read: JsonReader): DataDefs {
  const buffers = read.array(root, 'buffers', '').map((value, i) => checkBuffer(read, value, `/buffers/${i}`));
  const bufferViews = read
    .array(root, 'bufferViews', '')
    .map((value, i) => checkView(read, value, `/bufferViews/${i}`, buffers));
  const accessors = read
    .array(root, 'accessors', '')
    .map((value, i) => checkAccessor(read, value, `/accessors/${i}`, bufferViews));
  return { buffers, bufferViews, accessors };
}

function checkBuffer(read: JsonReader, value: unknown, at: string): BufferDef {
  const def = read.object(value, at);
  const fallback = MESHOPT.some((name) => read.extension(def, name, at)?.fallback === true);
  return {
    byteLength: read.required(read.integer(def, 'byteLength', at, 1, MAX_BYTES), 'byteLength', at),
    uri: read.string(def, 'uri', at),
    fallback,
  };
}

function checkView(read: JsonReader, value: unknown, at: string, buffers: BufferDef[]): BufferViewDef {
  const def = read.object(value, at);
  const view: BufferViewDef = {
    buffer: read.required(read.reference(def, 'buffer', at, buffers.length), 'buffer', at),
    byteOffset: read.integer(def, 'byteOffset', at, 0, MAX_BYTES) ?? 0,
    byteLength: read.required(read.integer(def, 'byteLength', at, 1, MAX_BYTES), 'byteLength', at),
    byteStride: read.integer(def, 'byteStride', at, 1, 252),
  };
  fits(read, at, view, buffers[view.buffer].byteLength, `buffer ${view.buffer}`);
  if (view.byteStride !== undefined && (view.byteStride % 4 !== 0 || view.byteStride > view.byteLength))
    read.report.warn('gltf.stride', `${at}/byteStride: ${view.byteStride} is not a multiple of 4 within the view`);
  const target = read.oneOf(def, 'target', at, [34962, 34963]);
  if (target === 34963 && view.byteStride !== undefined)
    read.report.warn('gltf.stride', `${at}/byteStride: only views with vertex data may have one`);

  const meshopt = MESHOPT.map((name) => read.extension(def, name, at)).find((found) => found);
  if (meshopt) view.meshopt = checkMeshopt(read, meshopt, `${at}/extensions/meshopt_compression`, buffers, view);
  else if (buffers[view.buffer].fallback)
    throw read.invalid(at, `buffer ${view.buffer} holds no data, and the view is not compressed`);
  return view;
}

function checkMeshopt(
  read: JsonReader,
  def: JsonObject,
  at: string,
  buffers: BufferDef[],
  view: BufferViewDef,
): MeshoptDef {
  const meshopt: MeshoptDef = {
    buffer: read.required(read.reference(def, 'buffer', at, buffers.length), 'buffer', at),
    byteOffset: read.integer(def, 'byteOffset', at, 0, MAX_BYTES) ?? 0,
    byteLength: read.required(read.integer(def, 'byteLength', at, 1, MAX_BYTES), 'byteLength', at),
    byteStride: read.required(read.integer(def, 'byteStride', at, 1, 256), 'byteStride', at),
    count: read.required(read.integer(def, 'count', at, 1, 2 ** 32 - 1), 'count', at),
    mode: read.required(read.oneOf(def, 'mode', at, ['ATTRIBUTES', 'TRIANGLES', 'INDICES']), 'mode', at),
    filter: read.oneOf(def, 'filter', at, ['NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL', 'COLOR']) ?? 'NONE',
  };
  if (buffers[meshopt.buffer].fallback) throw read.invalid(at, `buffer ${meshopt.buffer} holds no data`);
  fits(read, at, meshopt, buffers[meshopt.buffer].byteLength, `buffer ${meshopt.buffer}`);
  const { byteStride, count, mode } = meshopt;
  if (count * byteStride !== view.byteLength)
    throw read.invalid(at, `${count} x ${byteStride} bytes do not fill the view's ${view.byteLength} bytes`);
  if (mode === 'ATTRIBUTES' ? byteStride % 4 !== 0 : byteStride !== 2 && byteStride !== 4)
    throw read.invalid(`${at}/byteStride`, `${byteStride} is not possible in mode ${mode}`);
  if (mode === 'TRIANGLES' && count % 3 !== 0) throw read.invalid(`${at}/count`, `${count} is not a multiple of 3`);
  return meshopt;
}

function checkAccessor(read: JsonReader, value: unknown, at: string, views: BufferViewDef[]): AccessorDef {
  const def = read.object(value, at);
  const componentTypes = Object.keys(COMPONENT_BYTES).map(Number);
  const accessor: AccessorDef = {
    bufferView: read.reference(def, 'bufferView', at, views.length),
    byteOffset: read.integer(def, 'byteOffset', at, 0, MAX_BYTES) ?? 0,
    componentType: read.required(read.oneOf(def, 'componentType', at, componentTypes), 'componentType', at),
    normalized: read.boolean(def, 'normalized', at),
    count: read.required(read.integer(def, 'count', at, 1, 2 ** 32 - 1), 'count', at),
    type: read.required(read.oneOf(def, 'type', at, Object.keys(COMPONENTS)), 'type', at),
  };
  accessor.min = read.numbers(def, 'min', at, COMPONENTS[accessor.type]);
  accessor.max = read.numbers(def, 'max', at, COMPONENTS[accessor.type]);
  if (accessor.normalized && accessor.componentType >= 5125) {
    read.report.warn('gltf.normalized', `${at}/normalized: only small integers can be normalized, ignored`);
    accessor.normalized = false;
  }
  if (accessor.bufferView === undefined) {
    if (def.byteOffset !== undefined)
      read.report.warn('gltf.offset_without_view', `${at}/byteOffset: has no meaning without a buffer view`);
  } else elementsFit(read, at, accessor, views[accessor.bufferView]);
  const sparse = read.child(def, 'sparse', at);
  if (sparse) accessor.sparse = checkSparse(read, sparse, `${at}/sparse`, accessor, views);
  return accessor;
}

function checkSparse(
  read: JsonReader,
  def: JsonObject,
  at: string,
  accessor: AccessorDef,
  views: BufferViewDef[],
): AccessorDef['sparse'] {
  const part = (key: string) => {
    const object = read.required(read.child(def, key, at), key, at);
    const place = `${at}/${key}`;
    return {
      object,
      bufferView: read.required(read.reference(object, 'bufferView', place, views.length), 'bufferView', place),
      byteOffset: read.integer(object, 'byteOffset', place, 0, MAX_BYTES) ?? 0,
    };
  };
  const count = read.required(read.integer(def, 'count', at, 1, accessor.count), 'count', at);
  const { object, ...where } = part('indices');
  const types = [5121, 5123, 5125];
  const componentType = read.required(
    read.oneOf(object, 'componentType', `${at}/indices`, types),
    'componentType',
    `${at}/indices`,
  );
  const indices = { ...where, componentType };
  const { bufferView, byteOffset } = part('values');
  elementsFit(
    read,
    `${at}/indices`,
    { byteOffset: indices.byteOffset, componentType, count, type: 'SCALAR' },
    views[indices.bufferView],
  );
  elementsFit(read, `${at}/values`, { ...accessor, byteOffset, count }, views[bufferView]);
  if (views[indices.bufferView].byteStride !== undefined || views[bufferView].byteStride !== undefined)
    read.report.warn('gltf.stride', `${at}: views of sparse data may have no stride`);
  return { count, indices, values: { bufferView, byteOffset } };
}

type Elements = Pick<AccessorDef, 'byteOffset' | 'componentType' | 'count' | 'type'>;

function elementsFit(read: JsonReader, at: string, elements: Elements, view: BufferViewDef): void {
  const component = COMPONENT_BYTES[elements.componentType];
  const size = elementBytes(elements);
  const stride = view.byteStride ?? size;
  if (stride < size) throw read.invalid(at, `elements of ${size} bytes do not fit a stride of ${stride}`);
  const end = elements.byteOffset + stride * (elements.count - 1) + size;
  if (end > view.byteLength) throw read.invalid(at, `needs ${end} bytes, but its buffer view has ${view.byteLength}`);
  const alignment = elements.type in COLUMNS ? Math.max(component, 4) : component;
  if (elements.byteOffset % alignment !== 0 || (view.byteOffset + elements.byteOffset) % component !== 0)
    read.report.warn('gltf.unaligned', `${at}: elements do not start at a multiple of ${alignment} bytes`);
}

/** Bytes of one element; matrix columns start at multiples of 4. */
export function elementBytes({ componentType, type }: Pick<AccessorDef, 'componentType' | 'type'>): number {
  const component = COMPONENT_BYTES[componentType];
  const columns = COLUMNS[type];
  if (!columns) return COMPONENTS[type] * component;
  const column = columns * component;
  return columns * Math.ceil(column / 4) * 4;
}

function fits(
  read: JsonReader,
  at: string,
  range: { byteOffset: number; byteLength: number },
  size: number,
  what: string,
): void {
  if (range.byteOffset + range.byteLength > size)
    throw read.invalid(at, `ends at byte ${range.byteOffset + range.byteLength}, but ${what} has ${size} bytes`);
}
