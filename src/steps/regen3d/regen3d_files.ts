/** The JSON files of a reconstruction folder: their contract, and reading them with every doubt counted. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { asSimwrightError, SimwrightError, type Warning } from '../../errors.js';
import { parseJson } from '../../scene/json.js';
import { issuesText } from '../../scene/manifest_file.js';
import { resolveInside } from '../../scene/paths.js';

const MAX_JSON_BYTES = 16 * 1024 * 1024;

export const infoSchema = z.looseObject({
  scene_id: z.string().optional(),
  coordinate_frame: z.enum(['y_up', 'z_up']),
  meters_per_unit: z.number().positive(),
  environment_type: z.string().optional(),
  generated_at: z.string().optional(),
});
/** Required by the origin's contract, and not needed here. */
export const INFO_FIELDS = [
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
export const poseSchema = z.looseObject({
  transform_matrix: z.union([z.array(row).length(4), z.array(z.number()).length(16)]).optional(),
  translation: three.optional(),
  rotation_quaternion: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  scale: three.optional(),
  is_floor_contact: z.boolean().optional(),
});
export const boundsSchema = z.looseObject({ min: three, max: three });
export const materialSchema = z.looseObject({ material_type: z.string().optional() });
export const labelSchema = z.looseObject({ label: z.string().optional() });

/** The fields of the contract, per file; what else a file holds is counted and otherwise ignored. */
const KNOWN_FIELDS: Record<string, Set<string>> = {
  'scene_info.json': new Set([...INFO_FIELDS, 'coordinate_frame', 'meters_per_unit', 'source_image_path']),
  'pose.json': new Set([
    'transform_matrix',
    'translation',
    'rotation_quaternion',
    'scale',
    'confidence',
    'is_floor_contact',
  ]),
  'bounds.json': new Set(['min', 'max', 'center', 'size']),
  'material.json': new Set([
    'base_color',
    'metallic',
    'roughness',
    'material_type',
    'normal_map_path',
    'albedo_map_path',
  ]),
  'label.json': new Set(['label']),
};

export interface Files {
  root: string;
  /** `file.json: field` of every field beyond the contract, counted. */
  unknownFields: Map<string, number>;
}

export function readJson(root: string, relative: string): unknown {
  const file = resolveInside(root, relative);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile())
    throw new SimwrightError('FILE_UNREADABLE', 'expected a regular file', { file: relative });
  const size = found?.size;
  if (size === undefined) throw new SimwrightError('FILE_NOT_FOUND', 'the file does not exist', { file: relative });
  if (size > MAX_JSON_BYTES)
    throw new SimwrightError('FILE_TOO_LARGE', `expected at most ${MAX_JSON_BYTES} bytes, found ${size}`, {
      file: relative,
    });
  return parseJson(readFileSync(file, 'utf8'), relative);
}

export function noteUnknown(files: Files, relative: string, raw: unknown): void {
  const name = path.basename(relative);
  for (const field of Object.keys((raw ?? {}) as object))
    if (!KNOWN_FIELDS[name].has(field)) {
      const key = `${name}: ${JSON.stringify(field.slice(0, 64))}`;
      files.unknownFields.set(key, (files.unknownFields.get(key) ?? 0) + 1);
    }
}

export function check<T extends z.ZodType>(schema: T, files: Files, relative: string): z.infer<T> {
  const raw = readJson(files.root, relative);
  const parsed = schema.safeParse(raw);
  if (parsed.success) {
    noteUnknown(files, relative, raw);
    return parsed.data;
  }
  const pose = relative.endsWith('pose.json');
  throw new SimwrightError(pose ? 'POSE_INVALID' : 'INPUT_INVALID', issuesText(parsed.error), { file: relative });
}

/** A side file that is missing or broken costs its contents, not the object. */
export function optional<T extends z.ZodType>(
  schema: T,
  files: Files,
  relative: string,
  warnings: Warning[],
  expected = true,
): z.infer<T> | undefined {
  const name = path.basename(relative);
  if (!isThere(files.root, relative)) {
    if (expected) warnings.push({ code: 'input.missing_file', message: `${name} is missing` });
    return undefined;
  }
  try {
    return check(schema, files, relative);
  } catch (error) {
    const { code, message } = asSimwrightError(error);
    warnings.push({ code: 'input.unusable_file', message: `${name} was left out: ${code}: ${message}` });
    return undefined;
  }
}

/** Something is there, be it a link that leads nowhere or outside: reading it will say so. */
export function isThere(root: string, relative: string): boolean {
  try {
    return statSync(path.join(root, relative), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
