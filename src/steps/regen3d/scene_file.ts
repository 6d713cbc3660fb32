/**
 * Our own scene file, schema `simwright.scene/1`: Z-up world; each matrix maps the coordinates as they stand in the mesh
 * file to the world; `meters_per_unit` scales the whole result once: world = meters_per_unit * matrix * coordinates.
 */
import path from 'node:path';
import type { z } from 'zod';
import { SimwrightError } from '../../errors.js';
import { checkAffine, type Matrix4, matrixFromQuaternion, multiply, scaling } from '../../scene/frames.js';
import type { GivenPhysics } from '../../scene/manifest.js';
import { issuesText } from '../../scene/manifest_file.js';
import { resolveInside, safeId, UniqueIds } from '../../scene/paths.js';
import {
  type SceneFileObject,
  sceneFileHeaderSchema,
  sceneFileSchema,
  sceneObjectSchema,
} from '../../scene/scene_file_schema.js';
import type { Recognised } from './recognise.js';
import { failureOf, type InputObject, type InputOptions, type SceneInput } from './scene_input.js';

/** File names that say nothing about the mesh: the folder's name is taken instead. */
const GENERIC_NAME = /^(mesh|model|asset|textured|object|visual|scene|untitled)$/i;

/** Name of an asset by the path of its mesh: its stem, or its folder where the stem says nothing. */
export function assetNameOf(relative: string, fallback: string): string {
  const parts = relative.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const stem = (parts.at(-1) ?? '').replace(/\.[^.]+$/, '');
  if (stem !== '' && !GENERIC_NAME.test(stem)) return stem;
  return parts.at(-2) ?? fallback;
}

/** @throws INPUT_INVALID for a broken header or any unknown field, with its path; other mistakes cost one object */
export function readSceneFile(found: Extract<Recognised, { kind: 'scene-file' }>, options: InputOptions): SceneInput {
  const file = path.basename(found.file);
  const refuse = (error: z.ZodError) => {
    throw new SimwrightError('INPUT_INVALID', `the scene file breaks its schema: ${issuesText(error)}`, {
      file,
      advice: 'schemas/scene.schema.json describes every field',
    });
  };
  const header = sceneFileHeaderSchema.safeParse(found.content);
  if (!header.success) return refuse(header.error);
  const whole = sceneFileSchema.safeParse(found.content);
  const unknownFields = whole.error?.issues.filter((issue) => issue.code === 'unrecognized_keys') ?? [];
  if (whole.error && unknownFields.length > 0) return refuse({ ...whole.error, issues: unknownFields } as z.ZodError);

  const metersPerUnit = options.metersPerUnit ?? header.data.meters_per_unit ?? 1;
  const input: SceneInput = {
    kind: 'scene-file',
    label: `a scene file with ${header.data.objects.length} objects`,
    frame: `Z-up as given, times ${metersPerUnit} metres per unit`,
    sceneId: options.sceneId ?? header.data.scene_id ?? safeId(path.basename(found.root)),
    environmentType: options.environmentType ?? header.data.environment_type ?? 'unknown',
    ...(header.data.generated_at !== undefined && { generatedAt: header.data.generated_at }),
    placed: true,
    metersPerUnit,
    perNode: false,
    objects: [],
    cameras: [],
    failures: [],
    warnings: [],
  };
  if (options.metersPerUnit !== undefined && options.metersPerUnit !== (header.data.meters_per_unit ?? 1))
    input.warnings.push({
      code: 'units.replaced',
      message: `the option of ${options.metersPerUnit} metres per unit replaces ${header.data.meters_per_unit ?? 1} of the file`,
    });
  const ids = new UniqueIds();
  const failureIds = new UniqueIds();
  for (const [i, raw] of header.data.objects.entries()) {
    const rawId = (raw as { id?: unknown } | null)?.id;
    const id = typeof rawId === 'string' ? safeId(rawId) : `objects_${i}`;
    try {
      const parsed = sceneObjectSchema.safeParse(raw);
      if (!parsed.success) throw objectError(parsed.error, i, file);
      if (ids.has(parsed.data.id))
        throw new SimwrightError(
          'INPUT_INVALID',
          `objects[${i}].id: "${parsed.data.id}" is taken by an earlier object`,
        );
      const object = readObject(parsed.data, i, found.root, metersPerUnit, options);
      ids.take(parsed.data.id);
      input.objects.push(object);
    } catch (error) {
      input.failures.push(failureOf(failureIds.take(id), error, file));
    }
  }
  return input;
}

function objectError(error: z.ZodError, i: number, file: string): SimwrightError {
  const pose = error.issues.some((issue) => /^(matrix|translation|rotation|scale)/.test(String(issue.path[0] ?? '')));
  const placed = {
    ...error,
    issues: error.issues.map((x) => ({ ...x, path: ['objects', i, ...x.path] })),
  } as z.ZodError;
  return new SimwrightError(pose ? 'POSE_INVALID' : 'INPUT_INVALID', issuesText(placed), { file });
}

function poseOf(object: SceneFileObject, where: string): Matrix4 {
  if (object.matrix_column_vector) return checkAffine(object.matrix_column_vector, `${where}.matrix_column_vector`);
  const rigid = matrixFromQuaternion(object.rotation_xyzw ?? [0, 0, 0, 1], object.translation ?? [0, 0, 0]);
  const s = object.scale ?? 1;
  return checkAffine(multiply(rigid, Array.isArray(s) ? scaling(s[0], s[1], s[2]) : scaling(s)), `${where} pose`);
}

function readObject(
  object: SceneFileObject,
  i: number,
  root: string,
  metersPerUnit: number,
  options: InputOptions,
): InputObject {
  const given: GivenPhysics = {
    ...(object.mass_kg !== undefined && { mass_kg: object.mass_kg }),
    ...(object.friction !== undefined && { friction: object.friction }),
    ...(object.restitution !== undefined && { restitution: object.restitution }),
  };
  const role = object.role === 'movable' ? 'manipulable_object' : object.role;
  return {
    id: object.id,
    name: object.id,
    file: resolveInside(root, object.mesh),
    sourcePath: object.mesh,
    assetName: assetNameOf(object.mesh, object.id),
    worldFromFile: checkAffine(multiply(scaling(metersPerUnit), poseOf(object, `objects[${i}]`))),
    upAxis: options.upAxis ?? 'Z',
    ...(object.category !== undefined && { category: object.category }),
    ...(object.description !== undefined && { description: object.description }),
    ...(object.material !== undefined && { materialHint: object.material }),
    ...(role !== undefined && { role, roleReason: `the scene file says "${object.role}"` }),
    ...(Object.keys(given).length > 0 && { given }),
    warnings: [],
  };
}
