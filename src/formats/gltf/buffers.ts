/** Loads the buffers of a glTF file: the binary chunk, data URIs, files beside it. */
import { asSimwrightError } from '../../errors.js';
import type { ReadReport } from '../read_report.js';
import { clip, type ModelSource } from '../source.js';
import type { BufferDef } from './check_data.js';

/** One entry per buffer, at least as long as declared; null for fallback buffers, which hold no data. */
export async function loadBuffers(
  defs: BufferDef[],
  bin: Uint8Array | undefined,
  source: ModelSource,
  maxBytes: number,
  report: ReadReport,
): Promise<(Uint8Array | null)[]> {
  let total = 0;
  for (const def of defs) if (!def.fallback) total += def.byteLength;
  if (total > maxBytes)
    throw report.refusal('FILE_TOO_LARGE', `the buffers claim ${total} bytes, the limit is ${maxBytes}`);
  const loaded: (Uint8Array | null)[] = [];
  for (const [i, def] of defs.entries()) {
    if (def.fallback && def.uri === undefined) {
      loaded.push(null);
      continue;
    }
    let bytes: Uint8Array | undefined;
    if (def.uri !== undefined) bytes = await loadUri(def.uri, `/buffers/${i}`, source, report);
    else if (i === 0) bytes = bin;
    if (!bytes)
      throw report.refusal('FORMAT_INVALID', `/buffers/${i}: has no uri, and there is no binary chunk for it`);
    if (bytes.length < def.byteLength)
      throw report.refusal(
        'FORMAT_INVALID',
        `/buffers/${i}: claims ${def.byteLength} bytes, but ${bytes.length} are there`,
        'the file is truncated: export or copy it again',
      );
    // A binary chunk is padded to a multiple of 4.
    if (bytes.length - def.byteLength > (def.uri === undefined ? 3 : 0))
      report.warn('gltf.buffer_length', `/buffers/${i}: claims ${def.byteLength} of ${bytes.length} bytes`);
    loaded.push(bytes.subarray(0, def.byteLength));
  }
  return loaded;
}

/** Bytes behind a URI of the file: embedded, or beside it. */
export async function loadUri(uri: string, at: string, source: ModelSource, report: ReadReport): Promise<Uint8Array> {
  const embedded = decodeDataUri(uri);
  if (embedded) return embedded;
  if (/^data:/i.test(uri)) throw report.refusal('FORMAT_INVALID', `${at}: the data URI cannot be decoded`);
  if (!source.resolve)
    throw report.refusal('FILE_NOT_FOUND', `${at}: names the file '${clip(uri)}', but only bytes were given`);
  try {
    return await source.resolve(uri);
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    throw report.refusal(error.code, `${at}: ${error.message}`, error.context.advice);
  }
}

/** The bytes of a base64 data URI, or null when it is none. */
export function decodeDataUri(uri: string): Uint8Array | null {
  const comma = uri.startsWith('data:') ? uri.indexOf(',') : -1;
  if (comma < 0 || comma > 200 || !uri.slice(0, comma).endsWith(';base64')) return null;
  const text = uri.slice(comma + 1);
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return null;
  return Buffer.from(text, 'base64');
}
