/** Files to models: the reader is chosen by extension. */
import path from 'node:path';
import { asSimwrightError, SimwrightError } from '../errors.js';
import { readGltf } from './gltf/read_gltf.js';
import type { Model, ReadLimits } from './model.js';
import { readObj } from './obj_reader.js';
import { readPly } from './ply_reader.js';
import { clip, folderResolver, type ModelSource, readLimited, withDefaults } from './source.js';
import { readStl } from './stl_reader.js';

type Reader = (bytes: Uint8Array, source: ModelSource, limits: Required<ReadLimits>) => Model | Promise<Model>;

const READERS: Record<string, Reader> = {
  glb: readGltf,
  gltf: readGltf,
  obj: readObj,
  stl: readStl,
  ply: readPly,
};

/** Extensions that can be read, lower case, without the dot. */
export const MESH_EXTENSIONS: readonly string[] = Object.keys(READERS);

/**
 * Reads a mesh file; what it names beside itself (buffers, images, material files) is read from its own folder only.
 * Deterministic; O(file size); nothing large is allocated before the file's claims have been checked.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, FORMAT_UNKNOWN, FORMAT_INVALID, FORMAT_UNSUPPORTED,
 * PATH_ESCAPE, MESH_INDEX, MESH_NOT_FINITE, MESH_EMPTY
 * @example const model = await readModel('mug.glb'); const mesh = flatten(model);
 */
export async function readModel(file: string, limits?: ReadLimits): Promise<Model> {
  const extension = path.extname(file).slice(1);
  readerFor(extension, file);
  const { maxFileBytes } = withDefaults(limits);
  const bytes = await readLimited(file, maxFileBytes);
  return parseModel(
    bytes,
    { name: file, extension, resolve: folderResolver(path.dirname(file), maxFileBytes) },
    limits,
  );
}

/** The same for bytes; `source.resolve` gives what the model names beside itself. */
export async function parseModel(bytes: Uint8Array, source: ModelSource, limits?: ReadLimits): Promise<Model> {
  const reader = readerFor(source.extension ?? path.extname(source.name).slice(1), source.name);
  const full = withDefaults(limits);
  if (bytes.length > full.maxFileBytes)
    throw new SimwrightError('FILE_TOO_LARGE', `${bytes.length} bytes, the limit is ${full.maxFileBytes}`, {
      file: source.name,
    });
  try {
    return await reader(bytes, source, full);
  } catch (error) {
    throw asSimwrightError(error, { file: source.name });
  }
}

function readerFor(extension: string, file: string): Reader {
  const reader = Object.hasOwn(READERS, extension.toLowerCase()) ? READERS[extension.toLowerCase()] : undefined;
  if (!reader)
    throw new SimwrightError(
      'FORMAT_UNKNOWN',
      `no reader for '${clip(extension)}' files; known are ${MESH_EXTENSIONS.join(', ')}`,
      { file, advice: 'convert the file to GLB' },
    );
  return reader;
}

export type { ModelSource } from './source.js';
