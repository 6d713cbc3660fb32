/**
 * The outer shell of glTF: GLB chunks or plain JSON text, refused before anything large is allocated.
 * Format: glTF 2.0 specification, section 4 (GLB File Format).
 */
import type { ReadReport } from '../read_report.js';
import { scanJson } from './scan_json.js';

export interface Container {
  format: 'glb' | 'gltf';
  json: unknown;
  /** The binary chunk of a GLB. */
  bin?: Uint8Array;
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
/** V8 strings end near 512 MiB; embedded buffers count. */
const MAX_JSON_BYTES = 500 * 1024 * 1024;

/** Tells GLB from JSON by the first bytes, whatever the file is called. @throws FORMAT_INVALID, FORMAT_UNSUPPORTED, FILE_TOO_LARGE */
export function openContainer(bytes: Uint8Array, report: ReadReport): Container {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 4 && view.getUint32(0, true) === MAGIC) return openGlb(bytes, view, report);
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (at) report.warn('gltf.byte_order_mark', 'the JSON text starts with a byte order mark, which glTF forbids');
  const text = bytes.subarray(at);
  while (at < bytes.length && (bytes[at] === 0x20 || (bytes[at] >= 0x09 && bytes[at] <= 0x0d))) at++;
  if (bytes[at] !== 0x7b)
    throw report.refusal('FORMAT_INVALID', "expected a GLB ('glTF') or a JSON object ('{'), found neither");
  return { format: 'gltf', json: parseJson(text, report) };
}

function openGlb(bytes: Uint8Array, view: DataView, report: ReadReport): Container {
  const refuse = (message: string) => report.refusal('FORMAT_INVALID', message, 'the file is damaged: export it again');
  if (bytes.length < 12) throw refuse(`a GLB header has 12 bytes, the file has ${bytes.length}`);
  const version = view.getUint32(4, true);
  if (version !== 2)
    throw report.refusal(
      version === 1 ? 'FORMAT_UNSUPPORTED' : 'FORMAT_INVALID',
      `expected GLB version 2, found ${version}`,
    );
  const length = view.getUint32(8, true);
  if (length > bytes.length) throw refuse(`the GLB claims ${length} bytes, the file has ${bytes.length}`);
  if (length < 20) throw refuse(`the GLB claims ${length} bytes, too few for a chunk`);
  if (length < bytes.length)
    report.warn('gltf.trailing_bytes', 'bytes after the end of the GLB were ignored', bytes.length - length);

  let json: Uint8Array | undefined;
  let bin: Uint8Array | undefined;
  for (let at = 12, chunk = 0; at < length; chunk++) {
    if (at + 8 > length) throw refuse(`chunk ${chunk}: the header ends after ${length - at} of 8 bytes`);
    const size = view.getUint32(at, true);
    const kind = view.getUint32(at + 4, true);
    if (size > length - at - 8) throw refuse(`chunk ${chunk}: claims ${size} bytes, ${length - at - 8} are left`);
    if (size % 4 !== 0) report.warn('gltf.chunk_unaligned', `chunk ${chunk}: its length is not a multiple of 4`);
    const data = bytes.subarray(at + 8, at + 8 + size);
    if (chunk === 0 && kind !== JSON_CHUNK) throw refuse('the first chunk must be JSON');
    if (kind === JSON_CHUNK) {
      if (json) throw refuse('there are two JSON chunks');
      if (size === 0) throw refuse('the JSON chunk is empty');
      json = data;
    } else if (kind === BIN_CHUNK) {
      if (bin) throw refuse('there are two binary chunks');
      if (chunk !== 1) throw refuse('the binary chunk must be the second one');
      bin = data;
    } else report.warn('gltf.unknown_chunk', `chunk ${chunk}: its kind 0x${kind.toString(16)} is not known, ignored`);
    at += 8 + size;
  }
  if (!json) throw refuse('there is no JSON chunk');
  return { format: 'glb', json: parseJson(json, report), bin };
}

function parseJson(text: Uint8Array, report: ReadReport): unknown {
  if (text.length > MAX_JSON_BYTES)
    throw report.refusal('FILE_TOO_LARGE', `the JSON has ${text.length} bytes, the limit is ${MAX_JSON_BYTES}`);
  const fault = scanJson(text);
  if (fault) throw report.refusal('FILE_TOO_LARGE', fault);
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch {
    throw report.refusal('FORMAT_INVALID', 'the JSON is not UTF-8 text');
  }
  try {
    return JSON.parse(decoded);
  } catch (error) {
    throw report.refusal('FORMAT_INVALID', `the JSON cannot be parsed: ${(error as Error).message.slice(0, 200)}`);
  }
}
