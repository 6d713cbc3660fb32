/** Where an asset's files lie, and reading its record. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import { ASSET_RECORD_SCHEMA, type AssetRecord } from './asset_record.js';
import { parseJson } from './json.js';

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
  const record = parseJson(text, file) as AssetRecord;
  if (record?.schema !== ASSET_RECORD_SCHEMA)
    throw new SimwrightError('STEP_INPUT', `expected schema ${ASSET_RECORD_SCHEMA}, found ${String(record?.schema)}`, {
      file,
      object: id,
      advice: 'run the simready step for this scene again',
    });
  return record;
}
