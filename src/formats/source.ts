/**
 * Where bytes come from: the file that is read, and the files beside it that it names (buffers, images, materials).
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { asSimwrightError, SimwrightError } from '../errors.js';
import type { ReadLimits } from './model.js';

export interface ModelSource {
  /** How messages name the file. */
  name: string;
  /** Without the dot, any case. Default: taken from `name`. */
  extension?: string;
  /** Gives the file a model names by relative URI. Absent: every such file counts as missing. */
  resolve?: (uri: string) => Promise<Uint8Array>;
}

/** `ReadLimits` with defaults. One file is at most 2 GiB, the largest that Node reads in one piece. */
export function withDefaults(limits: ReadLimits = {}): Required<ReadLimits> {
  return { maxFileBytes: limits.maxFileBytes ?? 2 ** 31 - 1, maxTriangles: limits.maxTriangles ?? 50_000_000 };
}

/**
 * The bytes of a regular file, never more than the limit; devices and pipes are refused before they can block.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE
 */
export async function readLimited(file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new SimwrightError('FILE_UNREADABLE', `expected a regular file: ${file}`, { file });
    if (found.size > maxBytes)
      throw new SimwrightError('FILE_TOO_LARGE', `the file has ${found.size} bytes, the limit is ${maxBytes}`, {
        file,
      });
    return await readFile(file);
  } catch (error) {
    throw asSimwrightError(error, { file });
  }
}

/**
 * Resolver for files named by a model: relative URIs inside the model's own folder, symbolic links resolved first.
 * @throws PATH_ESCAPE, FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE
 */
export function folderResolver(folder: string, maxBytes: number): (uri: string) => Promise<Uint8Array> {
  return async (uri) => {
    const escaping = (why: string) =>
      new SimwrightError('PATH_ESCAPE', `'${clip(uri)}' ${why}`, {
        advice: 'a model may only name files in its own folder, by relative path',
      });
    if (/^[a-z][a-z0-9+.-]*:/i.test(uri)) throw escaping('is not a relative path');
    let relative: string;
    try {
      relative = decodeURIComponent(uri.replace(/[?#].*$/s, ''));
    } catch {
      relative = uri;
    }
    relative = relative.replaceAll('\\', '/');
    if (relative.includes('\0') || relative.startsWith('/') || /^[a-z]:/i.test(relative))
      throw escaping('is not a relative path');
    const root = await realpath(folder).catch((error) => Promise.reject(asSimwrightError(error, { file: folder })));
    const wanted = path.resolve(root, relative);
    if (wanted !== root && !wanted.startsWith(root + path.sep)) throw escaping("leaves the model's folder");
    const real = await realpath(wanted).catch((error) => Promise.reject(asSimwrightError(error, { file: wanted })));
    if (!real.startsWith(root + path.sep)) throw escaping("leaves the model's folder through a link");
    return readLimited(real, maxBytes);
  };
}

/** Text of a hostile length, fit for a message. */
export const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
