/**
 * The reconstruction folder of the origin system: scene_info.json, objects/<id>/, background/, camera/.
 *
 * `pose.json` maps the coordinates as they stand in the mesh file to the scene's frame, in the scene's units; units are
 * applied once: world = z_up_from_frame * meters_per_unit * transform_matrix * coordinates. Nothing is rescaled by guess.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { asSimwrightError, SimwrightError, type Warning } from '../../errors.js';
import {
  ASSET_FROM_GLB,
  type Box,
  checkAffine,
  IDENTITY,
  type Matrix4,
  matrixFromQuaternion,
  multiply,
  scaling,
  transformBox,
} from '../../scene/frames.js';
import { parseJson } from '../../scene/json.js';
import { issuesText } from '../../scene/manifest_file.js';
import { resolveInside, safeId, UniqueIds } from '../../scene/paths.js';
import { readCamera } from './regen3d_camera.js';
import { failureOf, type InputObject, type InputOptions, type SceneInput } from './scene_input.js';

const MESH_NAMES = ['mesh.glb', 'model.glb', 'asset.glb', 'mesh.obj'];
const MAX_JSON_BYTES = 16 * 1024 * 1024;

const infoSchema = z.looseObject({
  scene_id: z.string().optional(),
  coordinate_frame: z.enum(['y_up', 'z_up']),
  meters_per_unit: z.number().positive(),
  environment_type: z.string().optional(),
  generated_at: z.string().optional(),
});
/** Required by the origin's contract, and not needed here. */
const INFO_FIELDS = [
  'scene_id',
  'image_size',
  'confidence',
  'version',
  'environment_type',
  'reconstruction_method',
  'generated_at',
];

const three = z.tuple([z.number(), z.number(), z.number()]);
const row = z.array(z.number()).length(4);
const poseSchema = z.looseObject({
  transform_matrix: z.union([z.array(row).length(4), z.array(z.number()).length(16)]).optional(),
  translation: three.optional(),
  rotation_quaternion: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  scale: three.optional(),
  is_floor_contact: z.boolean().optional(),
});
const boundsSchema = z.looseObject({ min: three, max: three });
const materialSchema = z.looseObject({ material_type: z.string().optional() });
const labelSchema = z.looseObject({ label: z.string().optional() });

/** What all objects of a folder share. */
interface Folder {
  root: string;
  /** world-from-scene: axes and units. */
  world: Matrix4;
  upAxis: 'Y' | 'Z';
}

/** @throws INPUT_INVALID when scene_info.json does not say frame and units; other mistakes cost one object */
export function readRegen3dFolder(root: string, name: string, options: InputOptions): SceneInput {
  const parsed = infoSchema.safeParse(readJson(root, 'scene_info.json'));
  if (!parsed.success)
    throw new SimwrightError('INPUT_INVALID', `scene_info.json breaks its contract: ${issuesText(parsed.error)}`, {
      file: 'scene_info.json',
      advice: 'coordinate_frame (y_up or z_up) and meters_per_unit are needed: nothing is guessed',
    });
  const info = parsed.data;
  const metersPerUnit = options.metersPerUnit ?? info.meters_per_unit;
  const yUp = info.coordinate_frame === 'y_up';
  const folder: Folder = {
    root,
    world: multiply(scaling(metersPerUnit), yUp ? ASSET_FROM_GLB : IDENTITY),
    upAxis: options.upAxis ?? (yUp ? 'Y' : 'Z'),
  };
  const input: SceneInput = {
    kind: 'regen3d',
    label: 'a reconstruction folder (scene_info.json)',
    frame: `${info.coordinate_frame}${yUp ? ' turned to Z-up: (x, y, z) -> (x, -z, y)' : ' as given'}, times ${metersPerUnit} metres per unit`,
    sceneId: options.sceneId ?? safeId(info.scene_id || name),
    environmentType: options.environmentType ?? info.environment_type ?? 'unknown',
    ...(info.generated_at !== undefined && { generatedAt: info.generated_at }),
    placed: true,
    metersPerUnit,
    perNode: false,
    objects: [],
    cameras: [],
    failures: [],
    warnings: [],
  };
  const missing = INFO_FIELDS.filter((field) => !(field in info));
  if (missing.length > 0)
    input.warnings.push({
      code: 'input.missing_field',
      message: `scene_info.json lacks ${missing.join(', ')}`,
      count: missing.length,
    });
  if (options.metersPerUnit !== undefined && options.metersPerUnit !== info.meters_per_unit)
    input.warnings.push({
      code: 'units.replaced',
      message: `the option of ${options.metersPerUnit} metres per unit replaces ${info.meters_per_unit} of scene_info.json`,
    });
  const ids = new UniqueIds();
  ids.take('scene_background');
  for (const entry of listObjects(root, input.warnings)) {
    const id = ids.take(entry);
    try {
      input.objects.push(readObject(folder, `objects/${entry}`, id, entry));
    } catch (error) {
      input.failures.push(failureOf(id, error, `objects/${entry}`));
    }
  }
  if (isThere(root, 'background'))
    try {
      input.objects.push({
        ...readObject(folder, 'background', 'scene_background', 'background'),
        role: 'scene_shell',
        roleReason: "the input's background",
      });
    } catch (error) {
      input.failures.push(failureOf('scene_background', error, 'background'));
    }
  if (isThere(root, 'camera'))
    try {
      const intrinsics = readJson(root, 'camera/intrinsics.json');
      const extrinsics = readJson(root, 'camera/extrinsics.json');
      const centres = input.objects.map((o) => [o.worldFromFile[3], o.worldFromFile[7], o.worldFromFile[11]]);
      const { camera, warnings } = readCamera(intrinsics, extrinsics, folder.world, centres);
      input.cameras.push(camera);
      input.warnings.push(...warnings);
    } catch (error) {
      const { code, message } = asSimwrightError(error);
      input.warnings.push({ code: 'camera.unusable', message: `the camera was left out: ${code}: ${message}` });
    }
  return input;
}

/** Folders below objects/, in code unit order; other entries are left out and counted. */
function listObjects(root: string, warnings: Warning[]): string[] {
  let names: string[];
  try {
    names = readdirSync(resolveInside(root, 'objects')).sort();
  } catch (error) {
    throw new SimwrightError(
      'INPUT_INVALID',
      'expected a folder objects/ beside scene_info.json',
      {},
      { cause: error },
    );
  }
  const folders = names.filter((name) => !name.startsWith('.') && isFolderEntry(path.join(root, 'objects', name)));
  const left = names.filter((name) => !name.startsWith('.')).length - folders.length;
  if (left > 0)
    warnings.push({ code: 'input.not_an_object', message: 'files in objects/ that are no folders', count: left });
  return folders;
}

function isFolderEntry(full: string): boolean {
  try {
    return statSync(full).isDirectory();
  } catch {
    return true; // a broken link: kept, so that it is reported as a failed object
  }
}

function readObject(folder: Folder, relative: string, id: string, name: string): InputObject {
  const { root, world } = folder;
  resolveInside(root, relative);
  const mesh = MESH_NAMES.find((file) => isThere(root, `${relative}/${file}`));
  if (!mesh)
    throw new SimwrightError('FILE_NOT_FOUND', `expected one of ${MESH_NAMES.join(', ')}, found none`, {
      file: relative,
    });
  const warnings: Warning[] = [];
  const poseFile = `${relative}/pose.json`;
  const background = id === 'scene_background';
  const pose = background && !isThere(root, poseFile) ? undefined : check(poseSchema, root, poseFile);
  const bounds = optional(boundsSchema, root, `${relative}/bounds.json`, warnings);
  const material = optional(materialSchema, root, `${relative}/material.json`, warnings, !background);
  const label = optional(labelSchema, root, `${relative}/label.json`, warnings, false)?.label?.trim();
  let worldFromFile: Matrix4;
  try {
    worldFromFile = checkAffine(multiply(world, pose ? poseMatrix(pose, warnings) : IDENTITY));
  } catch (error) {
    throw asSimwrightError(error, { file: poseFile });
  }
  const materialType = material?.material_type?.trim();
  return {
    id,
    name: label || name,
    file: resolveInside(root, `${relative}/${mesh}`),
    sourcePath: `${relative}/${mesh}`,
    assetName: id,
    worldFromFile,
    upAxis: folder.upAxis,
    ...(label && { category: label }),
    ...(materialType && materialType !== 'unknown' && { materialHint: materialType }),
    ...(bounds && { statedBounds: transformBox(world, bounds as Box) }),
    ...(pose?.is_floor_contact !== undefined && { statedFloorContact: pose.is_floor_contact }),
    warnings,
  };
}

/** The matrix as given; where translation, rotation and scale are given too and say something else, a warning. */
function poseMatrix(pose: z.infer<typeof poseSchema>, warnings: Warning[]): Matrix4 {
  const given = pose.transform_matrix && checkAffine(pose.transform_matrix.flat(), 'transform_matrix');
  let composed: Matrix4 | undefined;
  if (pose.translation && pose.rotation_quaternion) {
    const [w, x, y, z] = pose.rotation_quaternion;
    const [sx, sy, sz] = pose.scale ?? [1, 1, 1];
    if (given === undefined || [w, x, y, z].some((v) => v !== 0))
      composed = multiply(matrixFromQuaternion([x, y, z, w], pose.translation), scaling(sx, sy, sz));
  }
  if (given) {
    const size = Math.max(1, ...given.map(Math.abs));
    if (composed?.some((v, i) => !(Math.abs(v - given[i]) <= 1e-3 * size)))
      warnings.push({
        code: 'pose.disagrees',
        message: 'translation, rotation_quaternion and scale say something else than transform_matrix, which was taken',
      });
    return given;
  }
  if (!composed)
    throw new SimwrightError('POSE_INVALID', 'expected transform_matrix, or translation with rotation_quaternion');
  warnings.push({
    code: 'pose.composed',
    message: 'no transform_matrix: composed from translation, rotation and scale',
  });
  return checkAffine(composed, 'the pose');
}

function readJson(root: string, relative: string): unknown {
  const file = resolveInside(root, relative);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new SimwrightError('FILE_NOT_FOUND', 'the file does not exist', { file: relative });
  if (size > MAX_JSON_BYTES)
    throw new SimwrightError('FILE_TOO_LARGE', `expected at most ${MAX_JSON_BYTES} bytes, found ${size}`, {
      file: relative,
    });
  return parseJson(readFileSync(file, 'utf8'), relative);
}

function check<T extends z.ZodType>(schema: T, root: string, relative: string): z.infer<T> {
  const parsed = schema.safeParse(readJson(root, relative));
  if (parsed.success) return parsed.data;
  const pose = relative.endsWith('pose.json');
  throw new SimwrightError(pose ? 'POSE_INVALID' : 'INPUT_INVALID', issuesText(parsed.error), { file: relative });
}

/** A side file that is missing or broken costs its contents, not the object. */
function optional<T extends z.ZodType>(
  schema: T,
  root: string,
  relative: string,
  warnings: Warning[],
  expected = true,
): z.infer<T> | undefined {
  const name = path.basename(relative);
  if (!isThere(root, relative)) {
    if (expected) warnings.push({ code: 'input.missing_file', message: `${name} is missing` });
    return undefined;
  }
  try {
    return check(schema, root, relative);
  } catch (error) {
    const { code, message } = asSimwrightError(error);
    warnings.push({ code: 'input.unusable_file', message: `${name} was left out: ${code}: ${message}` });
    return undefined;
  }
}

/** Something is there, be it a link that leads nowhere or outside: reading it will say so. */
function isThere(root: string, relative: string): boolean {
  try {
    return statSync(path.join(root, relative), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
