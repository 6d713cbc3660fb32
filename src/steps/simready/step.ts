/**
 * simready: every asset of the manifest becomes a SimReady folder; one pool task per asset. One bad asset costs itself.
 * Writes `assets/obj_<id>/{simready.json, simready_usd/}`, `assets/simready_physics.json`, `assets/.simready_complete`.
 */
import path from 'node:path';
import { asSimwrightError, SimwrightError } from '../../errors.js';
import { checkNumber } from '../../geometry/mesh.js';
import type { AssetRecord } from '../../scene/asset_record.js';
import { recordPath } from '../../scene/asset_record_file.js';
import { jsonText, writeWhole } from '../../scene/json.js';
import { type ManifestAsset, MOVABLE_ROLES, type SceneManifest } from '../../scene/manifest.js';
import { readManifest } from '../../scene/manifest_file.js';
import type { ItemFailure, Step, StepContext, StepResult } from '../step.js';
import { type AssetTaskInput, type AssetTaskOptions, failedRecord } from './asset_task.js';
import { PRIMITIVE_TOLERANCE } from './proxy.js';

export interface SimreadyOptions {
  /**
   * Most that a primitive (box, sphere, capsule, cylinder) may be off the convex hull, as a share of the asset's diagonal
   * and never over 5 mm, to be preferred to it. Default 0.01. Range 0..1; at 0 only exact boxes are boxes.
   */
  primitiveTolerance?: number;
  /**
   * How geometry becomes mass. `auto`: by the kind of thing that the words name: solids, hollows, packages with content,
   * furniture of boards and air. `solid`: always measured volume x density of the material. Default `auto`.
   */
  massModel?: 'auto' | 'solid';
}

export const PHYSICS_SUMMARY_PATH = 'assets/simready_physics.json';
export const SIMREADY_MARKER_PATH = 'assets/.simready_complete';

export const simready: Step<SimreadyOptions> = { name: 'simready', version: 2, run };

async function run(context: StepContext, options: SimreadyOptions): Promise<StepResult> {
  const { sceneDir, pool, signal, onProgress } = context;
  const settings: AssetTaskOptions = {
    primitiveTolerance: checkNumber('primitiveTolerance', options.primitiveTolerance, PRIMITIVE_TOLERANCE, 0, 1),
    massModel: massModel(options.massModel),
  };
  const manifest = await readManifest(sceneDir);
  const task = { module: new URL('./asset_task.js', import.meta.url).href, name: 'simreadyAsset' };
  let done = 0;
  const work = async (asset: ManifestAsset): Promise<AssetRecord> => {
    const input = taskInput(sceneDir, manifest, asset);
    let record: AssetRecord;
    try {
      record = await pool.run<AssetRecord>(task, [input, settings], { signal });
    } catch (thrown) {
      const error = asSimwrightError(thrown, { object: asset.id, stage: 'simready' });
      if (error.code === 'CANCELLED' || error.code === 'OUTPUT_UNWRITABLE') throw error;
      // the worker itself was lost: this asset's cost, not the scene's
      record = failedRecord(asset.id, error.toJSON());
      await writeWhole(path.join(sceneDir, recordPath(asset.id)), jsonText(record));
    }
    onProgress?.({ step: 'simready', done: ++done, total: manifest.assets.length, item: asset.id });
    return record;
  };
  // The largest first: one that starts last would leave the other workers idle. Records stay in the manifest's order.
  const started = new Map<ManifestAsset, Promise<AssetRecord>>();
  for (const asset of [...manifest.assets].sort((a, b) => b.triangles - a.triangles)) started.set(asset, work(asset));
  const records = await Promise.all(manifest.assets.map((asset) => started.get(asset) as Promise<AssetRecord>));
  await writeSummaries(sceneDir, manifest, records);
  const failures: ItemFailure[] = records.flatMap(({ id, error }) => (error ? [{ id, error }] : []));
  return {
    status: failures.length > 0 ? 'partial' : 'done',
    outputs: [...records.flatMap(({ outputs }) => outputs.usd || []), PHYSICS_SUMMARY_PATH],
    failures,
    warnings: [],
  };
}

function massModel(given: unknown): 'auto' | 'solid' {
  if (given === undefined || given === 'auto') return 'auto';
  if (given === 'solid') return 'solid';
  throw new SimwrightError('ARGUMENT', `expected auto or solid for massModel, found ${String(given)}`);
}

/** What the task needs to know: the words of the asset, and whether anything of it moves. */
function taskInput(sceneDir: string, manifest: SceneManifest, asset: ManifestAsset): AssetTaskInput {
  const objects = manifest.objects.filter((object) => object.asset_id === asset.id);
  return {
    sceneDir,
    id: asset.id,
    path: asset.path,
    category: asset.category,
    name: asset.source.mesh ?? asset.id,
    material_hint: asset.material_hint,
    given: asset.given,
    // an asset that nothing places may be dropped anywhere
    still: objects.length > 0 && objects.every((object) => !MOVABLE_ROLES.has(object.sim_role)),
  };
}

/** The two files that the origin system's users look for; the summary has a row per object, as theirs. */
async function writeSummaries(sceneDir: string, manifest: SceneManifest, records: AssetRecord[]): Promise<void> {
  const byId = new Map(records.map((record) => [record.id, record]));
  const rows = manifest.placed
    ? manifest.objects.map(({ id, asset_id, given }) => ({ id, asset_id, given }))
    : manifest.assets.map(({ id, given }) => ({ id, asset_id: id, given }));
  const summary = {
    schema: 'simwright.simready_physics/1',
    scene_id: manifest.scene_id,
    generated_at: manifest.input.generated_at,
    objects: rows.flatMap(({ id, asset_id, given }) => {
      const record = byId.get(asset_id);
      if (!record?.mass || !record.surface) return [];
      return [
        {
          id,
          asset_id,
          mass_kg: given?.mass_kg ?? record.mass.mass_kg,
          static_friction: record.surface.static_friction,
          dynamic_friction: record.surface.dynamic_friction,
          restitution: record.surface.restitution,
          estimation_source: given?.mass_kg === undefined ? record.mass.provenance : 'given',
        },
      ];
    }),
  };
  await writeWhole(path.join(sceneDir, PHYSICS_SUMMARY_PATH), jsonText(summary));
  const finished = records.filter(({ status }) => status === 'done').length;
  const marker = {
    status: finished === records.length ? 'complete' : 'partial',
    scene_id: manifest.scene_id,
    simready_assets: records.map(({ outputs }) => outputs.usd).filter((file) => file !== ''),
    count: finished,
    failed: records.filter(({ status }) => status === 'failed').map(({ id }) => id),
  };
  await writeWhole(path.join(sceneDir, SIMREADY_MARKER_PATH), jsonText(marker));
}
