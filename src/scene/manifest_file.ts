/** Reading and writing `assets/scene_manifest.json`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { SimwrightError } from '../errors.js';
import { jsonText, parseJson, writeWhole } from './json.js';
import type { SceneManifest } from './manifest.js';
import { manifestSchema } from './manifest_schema.js';

/** Relative to the scene folder. */
export const MANIFEST_PATH = 'assets/scene_manifest.json';

/** `objects[3].id: expected ..., ...` for the first few mistakes that zod found. */
export function issuesText(error: z.ZodError, most = 8): string {
  const place = (at: PropertyKey[]) =>
    at
      .map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`))
      .join('')
      .replace(/^\./, '');
  const lines = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${place([...issue.path, key])}: unknown field`)
      : [`${place(issue.path) || 'the file'}: ${issue.message}`],
  );
  return lines.slice(0, most).join('; ') + (lines.length > most ? `; and ${lines.length - most} more` : '');
}

/** Writes the manifest whole; it is checked first, so that no step can leave a broken one. @throws INTERNAL */
export async function writeManifest(sceneDir: string, manifest: SceneManifest): Promise<void> {
  const checked = manifestSchema.safeParse(manifest);
  if (!checked.success)
    throw new SimwrightError('INTERNAL', `manifest breaks its schema: ${issuesText(checked.error)}`);
  await writeWhole(path.join(sceneDir, MANIFEST_PATH), jsonText(manifest));
}

/** Reads the manifest that regen3d wrote. @throws STEP_INPUT when it is missing or breaks its schema */
export async function readManifest(sceneDir: string): Promise<SceneManifest> {
  const file = path.join(sceneDir, MANIFEST_PATH);
  const bad = (message: string) =>
    new SimwrightError('STEP_INPUT', message, { file, advice: 'run the regen3d step for this scene first' });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw bad(`expected the manifest of the regen3d step: ${(error as Error).message}`);
  }
  let value: unknown;
  try {
    value = parseJson(text, file);
  } catch (error) {
    throw bad((error as Error).message);
  }
  const checked = manifestSchema.safeParse(value);
  if (!checked.success) throw bad(`the manifest breaks its schema: ${issuesText(checked.error)}`);
  return checked.data;
}
