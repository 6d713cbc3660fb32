/** Where an asset's files lie, and reading its record. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import type { AssetRecord } from './asset_record.js';
import { assetRecordSchema } from './asset_record_schema.js';
import { parseJson } from './json.js';
import { issuesText } from './manifest_file.js';

/** Relative to the scene folder. */
export const assetFolder = (id: string): string => `assets/obj_${id}`;
export const recordPath = (id: string): string => `${assetFolder(id)}/simready.json`;

/**
 * The record that simready wrote; null when it wrote none for this asset.
 * @throws STEP_INPUT when it is there but is not such a record
 */
export async function readAssetRecord(sceneDir: string, id: string): Promise<AssetRecord | null> {
  const file = path.join(sceneDir, recordPath(id));
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const checked = assetRecordSchema.safeParse(parseJson(text, file));
  if (!checked.success)
    throw new SimwrightError('STEP_INPUT', `the record breaks its schema: ${issuesText(checked.error)}`, {
      file,
      object: id,
      advice: 'run the simready step for this scene again',
    });
  return checked.data;
}
