/** Which kind of input a path is: looked at in a fixed order, the first that fits is taken and named. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { asSimwrightError, SimwrightError } from '../../errors.js';
import { parseJson } from '../../scene/json.js';

/** Mesh files that are read, by extension. */
export const MESH_FILE = /\.(glb|gltf|obj|stl|ply)$/i;
const GLTF_FILE = /\.(glb|gltf)$/i;
/** Folders that steps write: never part of an input when the outputs lie beside it. */
const OUTPUT_FOLDERS = new Set(['assets', 'layout', 'seg', 'usd', 'reports', 'replicator', 'isaac_lab', 'dwm']);
const MAX_JSON_BYTES = 256 * 1024 * 1024;

export type Recognised =
  /** `root` holds scene_info.json. */
  | { kind: 'regen3d'; root: string }
  | { kind: 'scene-file'; root: string; file: string; content: unknown }
  /** The dialect `{source, up, units, instances}`. */
  | { kind: 'instance-list'; root: string; file: string; content: unknown }
  | { kind: 'gltf-scene'; root: string; file: string }
  | { kind: 'mesh-folder'; root: string; meshes: FolderMesh[]; skipped: SkippedFolder[] };

export interface FolderMesh {
  file: string;
  /** Name of the file without extension, or of the sub-folder that holds only this mesh. */
  name: string;
}
export interface SkippedFolder {
  name: string;
  why: string;
}

/**
 * @throws FILE_NOT_FOUND when there is nothing; INPUT_UNKNOWN, with what was looked for, when nothing fits;
 *   INPUT_INVALID when a scene file is no JSON
 */
export function recognise(input: string): Recognised {
  let real: string;
  try {
    real = realpathSync(input);
  } catch {
    throw new SimwrightError('FILE_NOT_FOUND', 'the input does not exist', { file: input });
  }
  const found = statSync(real);
  if (found.isDirectory()) return recogniseFolder(real, input);
  if (!found.isFile())
    throw new SimwrightError('FILE_UNREADABLE', 'expected a folder or a regular file', { file: input });
  return recogniseFile(real, input);
}

function recogniseFile(real: string, input: string): Recognised {
  const root = path.dirname(real);
  if (GLTF_FILE.test(real)) return { kind: 'gltf-scene', root, file: real };
  if (/\.json$/i.test(real)) return recogniseJson(real);
  if (MESH_FILE.test(real))
    return { kind: 'mesh-folder', root, meshes: [{ file: real, name: stem(real) }], skipped: [] };
  throw unknown(input, 'a .glb or .gltf scene, a .json scene file, or an .obj, .stl or .ply mesh');
}

function recogniseFolder(real: string, input: string): Recognised {
  for (const root of [path.join(real, 'regen3d'), real])
    if (isFile(path.join(root, 'scene_info.json'))) return { kind: 'regen3d', root };
  if (isFile(path.join(real, 'scene.json'))) return recogniseJson(path.join(real, 'scene.json'));
  const entries = listFolder(real, input)
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const written = isFile(path.join(real, 'assets', 'scene_manifest.json'));
  const meshes: FolderMesh[] = [];
  const skipped: SkippedFolder[] = [];
  const direct: string[] = [];
  for (const entry of entries) {
    const full = path.join(real, entry.name);
    if (MESH_FILE.test(entry.name) && isFile(full)) {
      direct.push(full);
      meshes.push({ file: full, name: stem(full) });
    } else if (isFolder(full) && !(written && OUTPUT_FOLDERS.has(entry.name))) {
      const inner = namesIn(full);
      if (!inner) {
        skipped.push({ name: entry.name, why: 'cannot be read' });
        continue;
      }
      const found = inner.filter((name) => MESH_FILE.test(name) && isFile(path.join(full, name)));
      const scene = ['scene.json', 'scene_info.json', 'regen3d'].find((name) => inner.includes(name));
      if (scene) skipped.push({ name: entry.name, why: `is a scene of its own (it holds ${scene})` });
      else if (found.length === 1) meshes.push({ file: path.join(full, found[0]), name: entry.name });
      else if (found.length > 1) skipped.push({ name: entry.name, why: `holds ${found.length} meshes, not one` });
    }
  }
  if (direct.length === 1 && meshes.length === 1 && GLTF_FILE.test(direct[0]))
    return { kind: 'gltf-scene', root: real, file: direct[0] };
  if (meshes.length > 0) return { kind: 'mesh-folder', root: real, meshes, skipped };
  const seen = entries.slice(0, 8).map((entry) => entry.name);
  throw unknown(
    input,
    'regen3d/scene_info.json or scene_info.json (a reconstruction), scene.json (a scene file), exactly one .glb or .gltf ' +
      '(a glTF scene), or .glb, .gltf, .obj, .stl, .ply meshes directly or one per sub-folder (a folder of meshes)',
    seen.length > 0 ? seen.join(', ') + (entries.length > seen.length ? ', ...' : '') : 'an empty folder',
  );
}

function recogniseJson(file: string): Recognised {
  const size = statSync(file).size;
  if (size > MAX_JSON_BYTES)
    throw new SimwrightError('FILE_TOO_LARGE', `expected at most ${MAX_JSON_BYTES} bytes, found ${size}`, { file });
  const content = parseJson(readFileSync(file, 'utf8'), file);
  const root = path.dirname(file);
  const fields = content !== null && typeof content === 'object' && !Array.isArray(content) ? content : {};
  if ('instances' in fields && !('objects' in fields)) return { kind: 'instance-list', root, file, content };
  if ('schema' in fields || 'objects' in fields) return { kind: 'scene-file', root, file, content };
  throw unknown(
    file,
    'a scene file with "schema": "simwright.scene/1" and "objects", or a list of "instances"',
    Array.isArray(content) ? 'a JSON list' : `fields ${Object.keys(fields).slice(0, 8).join(', ') || '(none)'}`,
  );
}

function unknown(input: string, lookedFor: string, found?: string): SimwrightError {
  return new SimwrightError('INPUT_UNKNOWN', `looked for ${lookedFor}${found ? `; found ${found}` : ''}`, {
    file: input,
    advice: 'see the inputs that "simwright run --help" lists',
  });
}

const stem = (file: string) => path.basename(file).replace(/\.[^.]+$/, '');

/** Broken and looping links, and folders that may not be read, are no files and no folders. */
function statOf(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
function listFolder(real: string, input: string) {
  try {
    return readdirSync(real, { withFileTypes: true });
  } catch (error) {
    throw asSimwrightError(error, { file: input });
  }
}
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}
const isFile = (file: string) => statOf(file)?.isFile() ?? false;
const isFolder = (file: string) => statOf(file)?.isDirectory() ?? false;
