/** Sharing inputs with worker threads and moving outputs back without a copy. */
import { move as piscinaMove, transferableSymbol as piscinaTransferable, valueSymbol as piscinaValue } from 'piscina';
import type { Mesh } from '../geometry/mesh.js';

export type Transferable = unknown;

/** Every ArrayBuffer that plain objects and arrays in `value` hold; shared buffers are left out. */
export function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (Array.isArray(value)) {
    if (typeof value[0] === 'object') for (const item of value) buffersOf(item, found);
  } else if (value !== null && typeof value === 'object') {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null)
      for (const item of Object.values(value)) buffersOf(item, found);
  }
  return found;
}

/** Marks a task's result so that its buffers are transferred; the worker loses them. */
export function move(value: unknown): Transferable {
  if (value === null || typeof value !== 'object') return value;
  const buffers = [...buffersOf(value)].filter((buffer) => buffer.byteLength > 0 && !isPooled(buffer));
  if (buffers.length === 0) return value;
  // piscina reads these two symbols of a value that it was told to move
  return piscinaMove({ [piscinaTransferable]: buffers, [piscinaValue]: value } as never);
}

/** Node's shared Buffer slab must never be transferred: other Buffers live in it. */
function isPooled(buffer: ArrayBuffer): boolean {
  return buffer.byteLength === Buffer.poolSize;
}

function sharedCopy<T extends Float32Array | Float64Array | Uint32Array>(array: T): T {
  if (!(array.buffer instanceof ArrayBuffer)) return array; // already shared
  const Type = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Type(new SharedArrayBuffer(array.byteLength));
  copy.set(array as never);
  return copy;
}

/** The same mesh on SharedArrayBuffers: any number of tasks may read it at no further cost. One copy, O(n). */
export function shareMesh(mesh: Mesh): Mesh {
  const shared: Mesh = { ...mesh, positions: sharedCopy(mesh.positions), indices: sharedCopy(mesh.indices) };
  if (mesh.normals) shared.normals = sharedCopy(mesh.normals);
  if (mesh.uvs) shared.uvs = sharedCopy(mesh.uvs);
  if (mesh.colors) shared.colors = sharedCopy(mesh.colors);
  return shared;
}
