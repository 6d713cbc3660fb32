/** What the report knows: the run, the manifest, and per asset its record, its objects and its picture. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { ErrorRecord, Warning } from '../errors.js';
import { renderScenePicture, type ScenePicture } from '../render/preview/scene_picture.js';
import type { AssetRecord } from '../scene/asset_record.js';
import { writeWhole } from '../scene/json.js';
import type { ManifestAsset, ManifestObject, SceneManifest } from '../scene/manifest.js';
import { readManifest } from '../scene/manifest_file.js';
import { isSafeId, resolveInside } from '../scene/paths.js';
import type { RunObject, RunResult } from './run_result.js';

export interface ReportAsset {
  id: string;
  name: string;
  manifest?: ManifestAsset;
  record?: AssetRecord;
  /** As the run saw them. */
  objects: RunObject[];
  /** The same objects in the manifest, with the reasons of their roles. */
  placed: ManifestObject[];
  /** Data URI. */
  picture?: string;
  warnings: Warning[];
  error?: ErrorRecord;
}

export interface WarningGroup {
  code: string;
  message: string;
  /** Assets and objects that have it, in order. */
  where: string[];
  scene: boolean;
}

export interface ReportData {
  run: RunResult;
  manifest?: SceneManifest;
  assets: ReportAsset[];
  warnings: WarningGroup[];
  scenePicture?: { uri: string; leftOut: string[]; boxed: string[] };
  /** Why there is no picture of the scene. */
  noScenePicture?: string;
}

export const SCENE_PICTURE_PATH = 'reports/scene.png';

/** Reads everything below `sceneDir` that the run left; what is missing or broken leaves a gap, never an error. */
export async function reportData(sceneDir: string, run: RunResult): Promise<ReportData> {
  const manifest = await readManifest(sceneDir).catch(() => undefined);
  const assets = assetsOf(run, manifest);
  await inBatches(assets, 8, async (asset) => {
    asset.record = await readRecord(sceneDir, asset.id);
    asset.picture = await readPicture(sceneDir, asset.record?.outputs?.preview ?? `assets/obj_${asset.id}/preview.png`);
    asset.error = asset.record?.error ?? run.failures.find(({ id }) => id === asset.id)?.error;
    asset.warnings = [
      ...list(asset.manifest?.warnings),
      ...list(asset.record?.warnings),
      ...asset.placed.flatMap(({ warnings }) => list(warnings)),
    ];
  });
  return {
    run,
    manifest,
    assets,
    warnings: grouped(run, manifest, assets),
    ...(await scenePicture(sceneDir, manifest)),
  };
}

const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : []);

function assetsOf(run: RunResult, manifest: SceneManifest | undefined): ReportAsset[] {
  const assets = new Map<string, ReportAsset>();
  const asset = (id: string) => {
    let found = assets.get(id);
    if (!found) {
      found = { id, name: id, objects: [], placed: [], warnings: [] };
      assets.set(id, found);
    }
    return found;
  };
  for (const item of list(manifest?.assets)) asset(item.id).manifest = item;
  for (const object of list(manifest?.objects)) asset(object.asset_id).placed.push(object);
  for (const object of run.objects) asset(object.asset).objects.push(object);
  for (const item of assets.values()) item.name = item.placed.length === 1 ? item.placed[0].name : item.id;
  return [...assets.values()];
}

async function readRecord(sceneDir: string, id: string): Promise<AssetRecord | undefined> {
  if (!isSafeId(id)) return undefined;
  try {
    const record = JSON.parse(await readFile(path.join(sceneDir, 'assets', `obj_${id}`, 'simready.json'), 'utf8'));
    return record !== null && typeof record === 'object' ? (record as AssetRecord) : undefined;
  } catch {
    return undefined;
  }
}

async function readPicture(sceneDir: string, relative: string): Promise<string | undefined> {
  try {
    return await dataUri(await readFile(resolveInside(sceneDir, relative)));
  } catch {
    return undefined; // no picture is a state of its own, not an error
  }
}

async function dataUri(png: Uint8Array): Promise<string> {
  const webp = await sharp(png).webp({ quality: 82, effort: 4 }).toBuffer();
  return `data:image/webp;base64,${webp.toString('base64')}`;
}

async function scenePicture(
  sceneDir: string,
  manifest: SceneManifest | undefined,
): Promise<Pick<ReportData, 'scenePicture' | 'noScenePicture'>> {
  if (!manifest) return { noScenePicture: 'there is no manifest' };
  let picture: ScenePicture | null;
  try {
    picture = await renderScenePicture(sceneDir, manifest);
  } catch (thrown) {
    return { noScenePicture: (thrown as Error).message };
  }
  if (!picture) return { noScenePicture: manifest.placed ? 'nothing has an extent' : 'nothing is placed: assets only' };
  await writeWhole(path.join(sceneDir, SCENE_PICTURE_PATH), picture.png);
  return { scenePicture: { uri: await dataUri(picture.png), leftOut: picture.leftOut, boxed: picture.boxed } };
}

/** By code, most widespread first. A code that only the run's objects name is kept without a message. */
function grouped(run: RunResult, manifest: SceneManifest | undefined, assets: ReportAsset[]): WarningGroup[] {
  const groups = new Map<string, WarningGroup>();
  const add = (warning: Pick<Warning, 'code'> & Partial<Warning>, where: string | null) => {
    let group = groups.get(warning.code);
    if (!group) {
      group = { code: warning.code, message: '', where: [], scene: false };
      groups.set(warning.code, group);
    }
    group.message ||= warning.message ?? '';
    if (where === null) group.scene = true;
    else if (!group.where.includes(where)) group.where.push(where);
  };
  for (const warning of [...list(run.warnings), ...list(manifest?.warnings)]) add(warning, null);
  for (const asset of assets) {
    for (const warning of [...list(asset.manifest?.warnings), ...list(asset.record?.warnings)]) add(warning, asset.id);
    for (const object of asset.placed) for (const warning of list(object.warnings)) add(warning, object.id);
  }
  for (const object of run.objects)
    for (const warning of list(object.warnings)) if (!groups.has(warning.code)) add(warning, object.id);
  return [...groups.values()].sort((a, b) => b.where.length - a.where.length || (a.code < b.code ? -1 : 1));
}

async function inBatches<T>(items: readonly T[], size: number, work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += size) await Promise.all(items.slice(i, i + size).map(work));
}
