/** Names and paths that come from input files: ids that are safe as folder names, and paths that stay in their folder. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { SimwrightError } from '../errors.js';

/** Ids of scenes, assets and objects. No separators, no leading dot or dash, at most 128 characters. */
export const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export const isSafeId = (id: string): boolean => SAFE_ID.test(id);

const shortDigest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

/**
 * A safe id for any name: itself when it is safe, else with every run of other characters turned into one `_`. What
 * would lose all its letters, or is too long, gets a digest of the whole name, so that different names stay different.
 */
export function safeId(name: string): string {
  if (isSafeId(name)) return name;
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/_+$/, '');
  if (plain === '') return `x${shortDigest(name)}`;
  return plain.length <= 128 ? plain : `${plain.slice(0, 119)}_${shortDigest(name)}`;
}

/** Hands out ids that differ even where upper and lower case do not (folder names on other systems). */
export class UniqueIds {
  private readonly used = new Set<string>();

  /** The safe id of a name; a second taker gets `_2`, a third `_3`, and so on. */
  take(name: string): string {
    const base = safeId(name);
    let id = base;
    for (let n = 2; this.used.has(id.toLowerCase()); n++) id = `${base.slice(0, 127 - String(n).length)}_${n}`;
    this.used.add(id.toLowerCase());
    return id;
  }

  has(id: string): boolean {
    return this.used.has(id.toLowerCase());
  }
}

/**
 * Absolute path of `relative` inside `root`, symlinks resolved. Backslashes count as separators, so that a path written
 * on Windows is judged alike. A path that does not exist (yet) is judged by its nearest existing parent.
 * @throws PATH_ESCAPE for absolute paths, `..`, NUL, drive letters, URLs, and symlinks that lead outside
 */
export function resolveInside(root: string, relative: string): string {
  const refuse = (why: string): never => {
    throw new SimwrightError('PATH_ESCAPE', `path ${JSON.stringify(relative)} ${why}`, {
      file: relative,
      advice: 'paths in scene files are relative to the folder of the file and stay inside it',
    });
  };
  if (relative === '') refuse('is empty');
  if (relative.includes('\0')) refuse('holds a NUL character');
  if (/^[\\/]/.test(relative) || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(relative)) refuse('is not a relative path');
  if (relative.split(/[\\/]/).includes('..')) refuse('holds ".."');
  const base = realpathSync(root);
  const target = path.resolve(base, relative);
  const real = realOf(target);
  if (real !== base && !real.startsWith(base.endsWith(path.sep) ? base : base + path.sep))
    refuse('leads out of its folder through a symbolic link');
  return real;
}

/** The real path; where the end of it does not exist, the real path of the existing part and the rest as it is. */
function realOf(target: string): string {
  try {
    return realpathSync(target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ELOOP') throw new SimwrightError('PATH_ESCAPE', 'symbolic links form a loop', { file: target });
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    const parent = path.dirname(target);
    return parent === target ? target : path.join(realOf(parent), path.basename(target));
  }
}
