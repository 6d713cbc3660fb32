/**
 * The reconstruction folder of the origin system: scene_info.json, objects/<id>/, background/, camera/.
 *
 * `pose.json` maps the coordinates as they stand in the mesh file to the scene's frame, in the scene's units; units are
 * applied once: world = z_up_from_frame * meters_per_unit * transform_matrix * coordinates. Nothing is rescaled by guess.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
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
import { issuesText } from '../../scene/manifest_file.js';
import { resolveInside, safeId, UniqueIds } from '../../scene/paths.js';
import { readCamera } from './regen3d_camera.js';
import {
  boundsSchema,
  check,
  type Files,
  INFO_FIELDS,
  infoSchema,
  isThere,
  labelSchema,
  materialSchema,
  noteUnknown,
  optional,
  poseSchema,
  readJson,
} from './regen3d_files.js';
import { failureOf, type InputObject, type InputOptions, type SceneInput } from './scene_input.js';

const MESH_NAMES = ['mesh.glb', 'model.glb', 'asset.glb', 'mesh.obj'];

/** What all objects of a folder share. */
interface Folder extends Files {
  /** world-from-scene: axes and units. */
  world: Matrix4;
  upAxis: 'Y' | 'Z';
}

/** @throws INPUT_INVALID when scene_info.json does not say frame and units; other mistakes cost one object */
export function readRegen3dFolder(root: string, name: string, options: InputOptions): SceneInput {
  const raw = readJson(root, 'scene_info.json');
  const parsed = infoSchema.safeParse(raw);
  if (!parsed.success)
    throw new SimwrightError('INPUT_INVALID', `scene_info.json breaks its contract: ${issuesText(parsed.error)}`, {
      file: 'scene_info.json',
      advice: 'coordinate_frame (y_up or z_up) and meters_per_unit are needed: nothing is guessed',
    });
  const info = parsed.data;
  const metersPerUnit = options.metersPerUnit ?? info.meters_per_unit;
  const yUp = info.coordinate_frame === 'y_up';
  const folder: Folder = {
    unknownFields: new Map(),
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
  noteUnknown(folder, 'scene_info.json', raw);
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
  if (folder.unknownFields.size > 0)
    input.warnings.push({
      code: 'input.unknown_fields',
      message: `fields beyond the contract are not used: ${[...folder.unknownFields.keys()].sort().slice(0, 20).join(', ')}`,
      count: [...folder.unknownFields.values()].reduce((sum, n) => sum + n, 0),
    });
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
  const pose = background && !isThere(root, poseFile) ? undefined : check(poseSchema, folder, poseFile);
  const bounds = optional(boundsSchema, folder, `${relative}/bounds.json`, warnings);
  const material = optional(materialSchema, folder, `${relative}/material.json`, warnings, !background);
  const label = optional(labelSchema, folder, `${relative}/label.json`, warnings, false)?.label?.trim();
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
