/** usd: the manifest and the assets' records become `usd/scene.usda`, with `usd/scene_report.json` beside it. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError, type Warning } from '../../errors.js';
import { checkNumber } from '../../geometry/mesh.js';
import type { AssetRecord, MassRecord, SurfaceRecord } from '../../scene/asset_record.js';
import { readAssetRecord, recordPath } from '../../scene/asset_record_file.js';
import { jsonText, writeWhole } from '../../scene/json.js';
import type { ManifestAsset, ManifestObject, SceneManifest } from '../../scene/manifest.js';
import { readManifest } from '../../scene/manifest_file.js';
import { SCENE_REPORT_PATH, SCENE_REPORT_SCHEMA, SCENE_USD_PATH, type SceneReport } from '../../scene/scene_report.js';
import { writeLayer } from '../../usd/layer.js';
import { withGiven } from '../simready/given_surface.js';
import type { ItemFailure, Step, StepContext, StepResult } from '../step.js';
import { type PlacedObject, type SceneSettings, sceneLayer } from './scene_layer.js';
import { findSurroundings, isMovable } from './surroundings.js';

export interface UsdOptions {
  /** Seconds per physics step; written as whole steps per second. Default: the manifest's (1/60). Range 1/10000..1/10. */
  physicsDt?: number;
  /** PhysX position iterations of each body. Default 16 (PhysX's own); 32 and more for stacks. Range 1..255. */
  positionIterations?: number;
  /** PhysX velocity iterations of each body. Default 1 (PhysX's own). Range 0..255. */
  velocityIterations?: number;
}

export const usd: Step<UsdOptions> = { name: 'usd', version: 1, run };

async function run(context: StepContext, options: UsdOptions): Promise<StepResult> {
  const { sceneDir, pool, signal, onProgress } = context;
  const manifest = await readManifest(sceneDir);
  const settings = settingsOf(options, manifest);
  if (!manifest.placed) {
    // what an earlier run with placed objects left would be another scene
    for (const file of [SCENE_USD_PATH, SCENE_REPORT_PATH]) await rm(path.join(sceneDir, file), { force: true });
    return { status: 'skipped', reason: 'a folder of meshes has no poses', outputs: [], failures: [], warnings: [] };
  }
  const assets = new Map(manifest.assets.map((asset) => [asset.id, asset]));
  const records = new Map<string, AssetRecord>();
  for (const { id } of manifest.assets) records.set(id, await readRecord(sceneDir, id));

  const warnings: Warning[] = [];
  const placed: PlacedObject[] = [];
  const leftOut: SceneReport['left_out'] = [];
  for (const object of manifest.objects) {
    const record = records.get(object.asset_id);
    if (record?.status === 'done' && record.mass)
      placed.push({
        object,
        record,
        mass: massOf(object, assets.get(object.asset_id), record.mass),
        surface: surfaceOverride(object, record.surface),
      });
    else {
      const error = record?.error ?? { code: 'STEP_INPUT' as const, message: 'its asset is not in the manifest' };
      leftOut.push({ id: object.id, asset: object.asset_id, error });
    }
  }
  if (placed.length === 0)
    throw new SimwrightError('SCENE_EMPTY', 'no object has a finished asset', {
      stage: 'usd',
      advice: 'see the failures of the simready step',
    });

  const objects = placed.map(({ object }) => object);
  const surroundings = await findSurroundings(sceneDir, objects, assets, pool, signal);
  const { ground, ceiling } = surroundings;
  if (!ground.authored && ground.nothing_below.length > 0)
    warnings.push({
      code: 'scene.nothing_below',
      message: `no floor lies below: ${ground.nothing_below.slice(0, 5).join(', ')}`,
      count: ground.nothing_below.length,
    });
  const { layer, paths } = sceneLayer(manifest, placed, surroundings, settings);
  await writeWhole(path.join(sceneDir, SCENE_USD_PATH), writeLayer(layer));
  const movable = objects.filter(isMovable).length;
  const report: SceneReport = {
    schema: SCENE_REPORT_SCHEMA,
    scene_id: manifest.scene_id,
    totals: {
      objects: placed.length,
      movable,
      static: placed.length - movable,
      assets: new Set(objects.map((object) => object.asset_id)).size,
      triangles: placed.reduce((sum, { record }) => sum + record.triangles.visual, 0),
      vertices: placed.reduce((sum, { record }) => sum + record.vertices, 0),
    },
    ground,
    ceiling,
    physics: {
      time_steps_per_second: settings.timeStepsPerSecond,
      position_iterations: settings.positionIterations,
      velocity_iterations: settings.velocityIterations,
    },
    objects: placed.map(({ object, record, mass }, i) => ({
      id: object.id,
      prim: paths[i],
      asset: object.asset_id,
      movable: isMovable(object),
      mass_kg: mass.mass_kg,
      triangles: record.triangles.visual,
    })),
    left_out: leftOut,
    warnings,
  };
  await writeWhole(path.join(sceneDir, SCENE_REPORT_PATH), jsonText(report));
  onProgress?.({ step: 'usd', done: 1, total: 1, item: SCENE_USD_PATH });
  return {
    status: leftOut.length > 0 ? 'partial' : 'done',
    outputs: [SCENE_USD_PATH, SCENE_REPORT_PATH],
    failures: leftOut.map(leftOutFailure),
    warnings,
  };
}

const leftOutFailure = ({ id, asset, error }: SceneReport['left_out'][number]): ItemFailure => ({
  id,
  error: { ...error, message: `asset ${asset}: ${error.message}`, object: id, stage: 'usd' },
});

function settingsOf(options: UsdOptions, manifest: SceneManifest): SceneSettings {
  const fallback = 1 / manifest.scene.physics_defaults.time_steps_per_second;
  const dt = checkNumber('physicsDt', options.physicsDt, fallback, 1e-4, 0.1);
  return {
    timeStepsPerSecond: Math.round(1 / dt),
    positionIterations: Math.round(checkNumber('positionIterations', options.positionIterations, 16, 1, 255)),
    velocityIterations: Math.round(checkNumber('velocityIterations', options.velocityIterations, 1, 0, 255)),
  };
}

async function readRecord(sceneDir: string, id: string): Promise<AssetRecord> {
  const record = await readAssetRecord(sceneDir, id);
  if (record) return record;
  throw new SimwrightError('STEP_INPUT', 'expected the record of the simready step, found none', {
    file: recordPath(id),
    object: id,
    advice: 'run the simready step for this scene first',
  });
}

/** The asset's mass, or with the object's own given mass its moments scaled to it (same shape, other density). */
function massOf(object: ManifestObject, asset: ManifestAsset | undefined, mass: MassRecord): MassRecord {
  const given = object.given?.mass_kg;
  if (given === undefined || given === asset?.given?.mass_kg || given === mass.mass_kg) return mass;
  const factor = given / mass.mass_kg;
  return {
    ...mass,
    mass_kg: given,
    density_kg_m3: mass.density_kg_m3 * factor,
    principal_moments_kg_m2: mass.principal_moments_kg_m2.map(
      (moment) => moment * factor,
    ) as MassRecord['principal_moments_kg_m2'],
    provenance: 'given',
  };
}

/** The object's own friction and restitution where they are not its asset's already. */
function surfaceOverride({ given }: ManifestObject, surface: SurfaceRecord | undefined): SurfaceRecord | undefined {
  if (!surface) return undefined;
  const own = withGiven(surface, given);
  const fields = ['static_friction', 'dynamic_friction', 'restitution'] as const;
  return fields.some((field) => own[field] !== surface[field]) ? own : undefined;
}
