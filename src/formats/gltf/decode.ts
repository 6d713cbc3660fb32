/**
 * Decodes accessors with @gltf-transform: strided, sparse and compressed ones. It gets a reduced copy of the JSON (no
 * nodes, materials or animations), every claim of which has been checked; decoders are loaded when the file needs them.
 */
import type { GLTF, JSONDocument } from '@gltf-transform/core';
import { SimwrightError } from '../../errors.js';
import type { ReadReport } from '../read_report.js';
import { type AccessorDef, COMPONENT_BYTES, COMPONENTS, type DataDefs } from './check_data.js';
import type { MeshDef } from './check_meshes.js';
import { checkDracoClaims } from './draco_claims.js';

export type Decoded = Map<number, ArrayLike<number> & { readonly length: number }>;

/** A file may expand this much when decoded: real compressed meshes stay below 100. */
const MAX_EXPANSION = 256;
const FREE_BYTES = 64 * 1024 * 1024;

/** What the scene needs. */
export interface Wanted {
  accessors: ReadonlySet<number>;
  triangles: number;
}

/** Values of the wanted accessors, by number, once their claims are known to be in proportion to the file. */
export async function decodeAccessors(
  data: DataDefs,
  meshes: MeshDef[],
  { accessors: wanted, triangles }: Wanted,
  buffers: (Uint8Array | null)[],
  report: ReadReport,
): Promise<Decoded> {
  const fileBytes = buffers.reduce((sum, buffer) => sum + (buffer?.length ?? 0), 0);
  const limit = FREE_BYTES + MAX_EXPANSION * fileBytes;
  checkClaims(data, wanted, triangles, limit, report);
  checkSparseIndices(data, wanted, buffers, report);
  const views = usedViews(data, meshes, wanted);
  const draco = meshes.some((mesh) => mesh.primitives.some((primitive) => primitive.draco));
  if (draco) checkDracoClaims(data, meshes, buffers, limit, report);
  const meshopt = data.bufferViews.some((view, i) => view.meshopt && views.has(i));

  const { NodeIO, Logger } = await import('@gltf-transform/core');
  const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.SILENT));
  if (draco || meshopt) {
    const extensions = await import('@gltf-transform/extensions');
    io.registerExtensions([extensions.KHRDracoMeshCompression, extensions.EXTMeshoptCompression]);
    if (draco) io.registerDependencies({ 'draco3d.decoder': await dracoDecoder() });
    if (meshopt) {
      const { MeshoptDecoder } = await import('meshoptimizer/decoder');
      await MeshoptDecoder.ready;
      io.registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
    }
  }
  let arrays: (ArrayLike<number> | null)[];
  try {
    const document = await io.readJSON(reduced(data, meshes, wanted, views, buffers, { draco, meshopt }));
    arrays = document
      .getRoot()
      .listAccessors()
      .map((accessor) => accessor.getArray());
  } catch (error) {
    // A failed decoder may hold memory or be unusable (an abort inside WebAssembly): the next file gets a new one.
    dracoModule = null;
    throw new SimwrightError(
      'FORMAT_INVALID',
      `the vertex data cannot be decoded: ${(error as Error)?.message ?? error}`,
      { file: report.file },
      { cause: error },
    );
  }
  const decoded: Decoded = new Map();
  for (const index of wanted) {
    const def = data.accessors[index];
    const array = arrays[index];
    const expected = def.count * COMPONENTS[def.type];
    if (array?.length !== expected)
      throw report.refusal(
        'FORMAT_INVALID',
        `/accessors/${index}: claims ${expected} numbers, but ${array?.length ?? 0} were decoded`,
      );
    decoded.set(index, array);
  }
  return decoded;
}

/** Float32 values of an accessor; normalized integers become -1..1 or 0..1 (glTF 2.0, section 3.6.2.2). */
export function toFloat32(array: ArrayLike<number>, def: AccessorDef): Float32Array {
  if (array instanceof Float32Array) return array;
  const out = Float32Array.from(array);
  if (!def.normalized || array instanceof Float64Array) return out;
  const max = { 5120: 127, 5121: 255, 5122: 32767, 5123: 65535 }[def.componentType] ?? 1;
  for (let i = 0; i < out.length; i++) out[i] = Math.max(out[i] / max, -1);
  return out;
}

let dracoModule: Promise<unknown> | null = null;

function dracoDecoder(): Promise<unknown> {
  dracoModule ??= import('draco3dgltf').then(({ default: draco3d }) => draco3d.createDecoderModule());
  return dracoModule;
}

/**
 * Compressed, sparse and empty accessors hold more than the file does, and primitives may share accessors: to a degree.
 * Refuses what would take more bytes than `limit` in memory.
 */
function checkClaims(
  data: DataDefs,
  wanted: ReadonlySet<number>,
  triangles: number,
  limit: number,
  report: ReadReport,
): void {
  let claimed = 12 * triangles;
  for (const index of wanted) {
    const { count, type, componentType } = data.accessors[index];
    claimed += count * COMPONENTS[type] * Math.max(4, COMPONENT_BYTES[componentType]);
  }
  for (const { meshopt } of data.bufferViews) if (meshopt) claimed += meshopt.count * meshopt.byteStride;
  if (claimed > limit)
    throw report.refusal(
      'FILE_TOO_LARGE',
      `the accessors claim ${claimed} bytes of vertex data, out of proportion to the file (limit ${limit})`,
    );
}

/** Sparse indices must rise and stay below the count; nothing behind this looks at them again. */
function checkSparseIndices(
  data: DataDefs,
  wanted: ReadonlySet<number>,
  buffers: (Uint8Array | null)[],
  report: ReadReport,
): void {
  for (const index of wanted) {
    const { sparse, count } = data.accessors[index];
    if (!sparse) continue;
    const view = data.bufferViews[sparse.indices.bufferView];
    const bytes = buffers[view.buffer];
    if (view.meshopt || !bytes)
      throw report.refusal('FORMAT_UNSUPPORTED', `/accessors/${index}/sparse: indices in compressed data`);
    const size = COMPONENT_BYTES[sparse.indices.componentType];
    const at = new DataView(bytes.buffer, bytes.byteOffset + view.byteOffset + sparse.indices.byteOffset);
    let last = -1;
    for (let i = 0; i < sparse.count; i++) {
      const p = i * size;
      const value = size === 1 ? at.getUint8(p) : size === 2 ? at.getUint16(p, true) : at.getUint32(p, true);
      if (value <= last || value >= count)
        throw report.refusal(
          'FORMAT_INVALID',
          `/accessors/${index}/sparse/indices: entry ${i} is ${value}; expected above ${last} and below ${count}`,
        );
      last = value;
    }
  }
}

/** Buffer views that wanted accessors and Draco data lie in. */
function usedViews(data: DataDefs, meshes: MeshDef[], wanted: ReadonlySet<number>): Set<number> {
  const used = new Set<number>();
  for (const index of wanted) {
    const { bufferView, sparse } = data.accessors[index];
    if (bufferView !== undefined) used.add(bufferView);
    if (sparse) used.add(sparse.indices.bufferView).add(sparse.values.bufferView);
  }
  for (const { primitives } of meshes) for (const { draco } of primitives) if (draco) used.add(draco.bufferView);
  return used;
}

/** The JSON that @gltf-transform sees. Numbers of accessors and views stay; unused ones become tiny. */
function reduced(
  data: DataDefs,
  meshes: MeshDef[],
  wanted: ReadonlySet<number>,
  views: ReadonlySet<number>,
  buffers: (Uint8Array | null)[],
  uses: { draco: boolean; meshopt: boolean },
): JSONDocument {
  const extensionsUsed = [
    ...(uses.draco ? ['KHR_draco_mesh_compression'] : []),
    ...(uses.meshopt ? ['EXT_meshopt_compression'] : []),
  ];
  const resources: Record<string, Uint8Array<ArrayBuffer>> = {};
  const empty = new Uint8Array(0);
  buffers.forEach((bytes, i) => {
    resources[`__${i}`] = (bytes ?? empty) as Uint8Array<ArrayBuffer>;
  });
  const bufferViews = data.bufferViews.map((view, i) => {
    const { meshopt, ...plain } = view;
    if (!views.has(i)) return { buffer: view.buffer, byteOffset: 0, byteLength: 0 };
    // The KHR extension has the same fields; the decoder knows the newer codecs.
    return meshopt ? { ...plain, extensions: { EXT_meshopt_compression: { ...meshopt } } } : plain;
  });
  const accessors = data.accessors.map((def, i) => {
    if (!wanted.has(i)) return { componentType: 5121, count: 1, type: 'SCALAR' };
    const { min: _min, max: _max, ...accessor } = def;
    return accessor;
  });
  const json = {
    asset: { version: '2.0' },
    extensionsUsed,
    extensionsRequired: extensionsUsed,
    buffers: buffers.map((bytes, i) => ({ uri: `__${i}`, byteLength: bytes?.length ?? 0 })),
    bufferViews,
    accessors,
    meshes: uses.draco ? meshes.map(dracoOnly) : [],
  };
  return { json: json as unknown as GLTF.IGLTF, resources };
}

const dracoOnly = ({ primitives }: MeshDef) => ({
  primitives: primitives
    .filter((primitive) => primitive.draco)
    .map(({ attributes, indices, draco }) => ({
      attributes,
      indices,
      extensions: { KHR_draco_mesh_compression: draco },
    })),
});
