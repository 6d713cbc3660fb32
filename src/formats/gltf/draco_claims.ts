/**
 * Reads the counts that a Draco stream claims, before the decoder believes them.
 * Source: Draco bitstream specification, sections 3 (header), 4 (metadata), 5 and 7 (sequential and edgebreaker
 * connectivity), version 2.2; older streams and streams with metadata are left to the decoder.
 */
import type { ReadReport } from '../read_report.js';
import type { DataDefs } from './check_data.js';
import type { MeshDef } from './check_meshes.js';

/** Refuses a stream whose triangles differ from what its accessor says, or would take more than `limit` bytes. */
export function checkDracoClaims(
  data: DataDefs,
  meshes: MeshDef[],
  buffers: (Uint8Array | null)[],
  limit: number,
  report: ReadReport,
): void {
  for (const { name, primitives } of meshes)
    for (const { draco, indices } of primitives) {
      if (!draco) continue;
      const view = data.bufferViews[draco.bufferView];
      const bytes = buffers[view.buffer]?.subarray(view.byteOffset, view.byteOffset + view.byteLength);
      const found = bytes && dracoFaces(bytes);
      if (!found) throw report.refusal('FORMAT_INVALID', `${name}: the compressed data is not a Draco mesh`);
      const faces = indices === undefined ? undefined : data.accessors[indices].count / 3;
      if (found.faces !== undefined && faces !== undefined && found.faces !== faces)
        throw report.refusal(
          'FORMAT_INVALID',
          `${name}: the compressed data claims ${found.faces} triangles, its accessor ${faces}`,
        );
      if (found.faces !== undefined && 12 * found.faces > limit)
        throw report.refusal('FILE_TOO_LARGE', `${name}: the compressed data claims ${found.faces} triangles`);
    }
}

/** Triangles that a stream claims; undefined where they are not at a place that is known. Null: not a Draco mesh. */
export function dracoFaces(bytes: Uint8Array): { faces?: number } | null {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 5)) !== 'DRACO' || bytes[7] !== 1) return null;
  const version = bytes[5] * 256 + bytes[6];
  const metadata = (bytes[10] & 0x80) !== 0;
  if (version < 0x0202 || metadata) return {};
  let at = 11;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  if (bytes[8] === 0) return { faces: varint() };
  at++; // kind of traversal
  varint(); // vertices
  return { faces: varint() };
}
