/**
 * regen3d: any recognised input becomes one manifest, one layout, one inventory and one folder per asset. Frames, units
 * and roles are settled here, once; later steps never look at the input again.
 *
 * Reads the input; writes `assets/scene_manifest.json`, `assets/obj_<id>/asset.glb`, `layout/scene_layout_scaled.json` and
 * `seg/inventory.json`. Meshes are opened and written by workers, one task per file and per asset; the outputs are the
 * same bytes for any number of workers. What is broken costs one object and is listed; nothing usable is SCENE_EMPTY.
 */
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { asSimwrightError, SimwrightError } from '../../errors.js';
import { assetFolder } from '../../scene/asset_record_file.js';
import { isoDate, outputDate } from '../../scene/dates.js';
import { ASSET_FROM_GLB, checkAffine, multiply, transformBox } from '../../scene/frames.js';
import { buildInventory, INVENTORY_PATH } from '../../scene/inventory.js';
import { jsonText, writeWhole } from '../../scene/json.js';
import { buildLayout, LAYOUT_PATH } from '../../scene/layout.js';
import type { SceneManifest } from '../../scene/manifest.js';
import { MANIFEST_PATH, readManifest, writeManifest } from '../../scene/manifest_file.js';
import { isSafeId, UniqueIds } from '../../scene/paths.js';
import type { Step, StepContext, StepResult } from '../step.js';
import { type AssetPlan, type PlacedPart, planAssets } from './assets.js';
import { readGltfScene } from './gltf_scene.js';
import { groupBy } from './group_by.js';
import { readInstanceList } from './instance_list.js';
import { buildManifest, type DoneAsset } from './manifest_of.js';
import { readMeshFolder } from './mesh_folder.js';
import { type Recognised, recognise } from './recognise.js';
import { readRegen3dFolder } from './regen3d_folder.js';
import { readSceneFile } from './scene_file.js';
import { failureOf, type InputFailure, type InputObject, type SceneInput } from './scene_input.js';
import type { AssetOrder, FileSurvey, WrittenAsset } from './tasks.js';

export interface Regen3dOptions {
  /** Folder or file of the scene, see `recognise`. */
  input: string;
  /** Replaces the id that the input states or its name gives. */
  sceneId?: string;
  /** Replaces the environment type of the input. */
  environmentType?: string;
  /** Metres per unit of the whole input, meshes and poses alike; replaces what the input states, applied once. */
  metersPerUnit?: number;
  /** Which axis of OBJ, STL and PLY files becomes the asset's Z. Default: Z, in Y-up reconstructions Y. */
  upAxis?: 'Y' | 'Z';
  /** SOURCE_DATE_EPOCH as the command line layer read it: seconds since 1970, or an ISO date. */
  sourceDate?: string;
}

const TASKS = new URL('./tasks.js', import.meta.url).href;

export const regen3d: Step<Regen3dOptions> = { name: 'regen3d', version: 1, run };

async function run(context: StepContext, options: Regen3dOptions): Promise<StepResult> {
  checkOptions(options);
  const input = readInput(recognise(options.input), options);
  const failures: InputFailure[] = [...input.failures];
  const progress = progressOf(context, new Set(input.objects.map((o) => o.file)).size);
  const placed = await surveyAll(context, input, failures, progress);
  const plans = planAssets(placed, input.placed);
  progress.more(plans.length);
  const assets = await writeAll(context, plans, failures, progress);
  if (assets.length === 0) throw emptyScene(failures, options.input);
  const { manifest, room, floor } = buildManifest(input, assets, failures, {
    inputName: path.basename(path.resolve(options.input)),
    generatedAt: outputDate(options.sourceDate, input.generatedAt),
  });
  await removeEarlier(context.sceneDir, manifest, input);
  await writeOutputs(context.sceneDir, manifest, room, floor);
  return {
    status: failures.length > 0 ? 'partial' : 'done',
    reason: `input: ${input.label}`,
    outputs: [MANIFEST_PATH, LAYOUT_PATH, INVENTORY_PATH],
    failures,
    warnings: manifest.warnings,
  };
}

/** Asset folders that the last manifest here names and this one does not; never one that the input reads from. */
async function removeEarlier(sceneDir: string, now: SceneManifest, input: SceneInput): Promise<void> {
  const before = await readManifest(sceneDir).catch(() => null);
  const kept = new Set(now.assets.map(({ path: file }) => path.dirname(file)));
  for (const { file } of input.objects) kept.add(path.relative(realTarget(sceneDir), path.dirname(realTarget(file))));
  for (const asset of before?.assets ?? []) {
    const folder = path.dirname(asset.path);
    if (!kept.has(folder) && folder === assetFolder(asset.id))
      await rm(path.join(sceneDir, folder), { recursive: true, force: true });
  }
}

function checkOptions(options: Regen3dOptions): void {
  const refuse = (message: string) => {
    throw new SimwrightError('ARGUMENT', message, { stage: 'regen3d' });
  };
  const { metersPerUnit, sceneId, sourceDate } = options;
  if (metersPerUnit !== undefined && !(metersPerUnit >= 1e-6 && metersPerUnit <= 1e6))
    refuse(`expected metres per unit between 1e-6 and 1e6, received ${metersPerUnit}`);
  if (sceneId !== undefined && !isSafeId(sceneId))
    refuse(`expected a scene id of letters, digits, dot, dash and underscore, received ${JSON.stringify(sceneId)}`);
  if (sourceDate !== undefined && isoDate(sourceDate) === undefined)
    refuse(`expected seconds since 1970 or an ISO date, received ${JSON.stringify(sourceDate)}`);
}

function readInput(found: Recognised, options: Regen3dOptions): SceneInput {
  const name = path.basename(path.resolve(options.input));
  switch (found.kind) {
    case 'regen3d':
      return readRegen3dFolder(
        found.root,
        name === 'regen3d' ? path.basename(path.dirname(found.root)) : name,
        options,
      );
    case 'scene-file':
      return readSceneFile(found, options);
    case 'instance-list':
      return readInstanceList(found, options);
    case 'gltf-scene':
      return readGltfScene(found, options);
    case 'mesh-folder':
      return readMeshFolder(found, name.replace(/\.(obj|stl|ply)$/i, ''), options);
  }
}

interface Progress {
  more(units: number): void;
  done(item: string): void;
}

function progressOf(context: StepContext, units: number): Progress {
  let total = units;
  let done = 0;
  return {
    more: (n) => {
      total += n;
    },
    done: (item) => context.onProgress?.({ step: 'regen3d', done: ++done, total, item }),
  };
}

/** Cancellation ends the step; every other error belongs to its unit. */
function unlessCancelled(error: unknown): unknown {
  if (asSimwrightError(error).code === 'CANCELLED') throw error;
  return error;
}

/** Opens every file once, in workers, and gives the objects with their meshes in input order. */
async function surveyAll(
  context: StepContext,
  input: SceneInput,
  failures: InputFailure[],
  progress: Progress,
): Promise<PlacedPart[]> {
  const byFile = groupBy(input.objects, (object) => object.file);
  const surveys = await Promise.all(
    [...byFile].map(async ([file, users]) => {
      const args = [file, users[0].sourcePath, input.perNode, users.map((user) => user.worldFromFile)];
      try {
        return await context.pool.run<FileSurvey>({ module: TASKS, name: 'surveyFile' }, args, {
          signal: context.signal,
        });
      } catch (error) {
        return { error: unlessCancelled(error) };
      } finally {
        progress.done(users[0].sourcePath);
      }
    }),
  );
  const surveyOf = new Map([...byFile.keys()].map((file, i) => [file, surveys[i]]));
  const seen = new Map<string, number>();
  const placed: PlacedPart[] = [];
  for (const object of input.objects) {
    const survey = surveyOf.get(object.file)!;
    const nth = seen.get(object.file) ?? 0;
    seen.set(object.file, nth + 1);
    if ('error' in survey) failures.push(failureOf(object.id, survey.error, object.sourcePath));
    else if (input.perNode) placed.push(...objectsOfNodes(object, survey, failures));
    else {
      const [part] = survey.parts;
      placed.push({
        order: placed.length,
        object,
        survey,
        part,
        worldFromPart: object.worldFromFile,
        bounds: part.nodes[0].views[nth].box,
        level: part.nodes[0].views[nth].level,
      });
    }
  }
  return placed;
}

/** The nodes of a glTF scene as objects, in node order. */
function objectsOfNodes(file: InputObject, survey: FileSurvey, failures: InputFailure[]): PlacedPart[] {
  const ids = new UniqueIds();
  const placed: PlacedPart[] = [];
  const all = survey.parts.flatMap((part) => part.nodes.map((node) => ({ part, node })));
  for (const { part, node } of all.sort((a, b) => a.node.order - b.node.order)) {
    const name = node.name || part.name || `node_${node.order}`;
    const id = ids.take(name);
    try {
      const worldFromPart = checkAffine(multiply(file.worldFromFile, node.matrix), `node ${JSON.stringify(name)}`);
      const object = { ...file, id, name, assetName: part.name || name };
      const { box: bounds, level } = node.views[0];
      placed.push({ order: placed.length, object, survey, part, worldFromPart, bounds, level });
    } catch (error) {
      failures.push(failureOf(id, error, file.sourcePath));
    }
  }
  return placed;
}

/**
 * Writes every asset in workers, those of one file in as many tasks as there are workers, so that a large scene file is
 * opened a few times and not once per asset. An asset that cannot be written costs its objects.
 */
async function writeAll(
  context: StepContext,
  plans: AssetPlan[],
  failures: InputFailure[],
  progress: Progress,
): Promise<DoneAsset[]> {
  const inputs = new Set(plans.flatMap((plan) => plan.users.map((user) => user.object.file)));
  const results = new Map<AssetPlan, WrittenAsset | { error: unknown }>();
  const writable = plans.filter((plan) => {
    const clash = inputs.has(realTarget(outOf(context, plan)));
    if (clash) results.set(plan, { error: overwriting(plan) });
    return !clash;
  });
  const tasks = [...groupBy(writable, (plan) => plan.first.object.file).values()].flatMap((ofFile) => {
    const size = Math.ceil(ofFile.length / context.pool.workers);
    return Array.from({ length: Math.ceil(ofFile.length / size) }, (_, i) => ofFile.slice(i * size, (i + 1) * size));
  });
  await Promise.all(
    tasks.map(async (some) => {
      const { object, survey } = some[0].first;
      const orders = some.map((plan): AssetOrder => {
        const { mesh } = plan.first.part;
        const verbatim = survey.format === 'glb' && mesh === null && plan.bake === null;
        return { mesh, bake: plan.bake, verbatim, out: outOf(context, plan) };
      });
      try {
        const args = [object.file, object.sourcePath, survey.digest, orders];
        const task = { module: TASKS, name: 'writeAssets' };
        const written = await context.pool.run<WrittenAsset[]>(task, args, { signal: context.signal });
        for (const [i, plan] of some.entries()) results.set(plan, written[i]);
      } catch (error) {
        if (asSimwrightError(unlessCancelled(error)).code === 'OUTPUT_UNWRITABLE') throw error; // every asset would
        for (const plan of some) results.set(plan, { error });
      }
      for (const plan of some) progress.done(plan.id);
    }),
  );
  const done: DoneAsset[] = [];
  for (const plan of plans) {
    const result = results.get(plan)!;
    if ('error' in result)
      for (const user of plan.users) failures.push(failureOf(user.object.id, result.error, user.object.sourcePath));
    else {
      // a copy has the box that the survey saw: a change of axes moves no number
      const bounds = result.bounds ?? transformBox(ASSET_FROM_GLB, plan.first.part.bounds);
      done.push({ plan, digest: result.digest, bounds });
    }
  }
  return done;
}

const outOf = (context: StepContext, plan: AssetPlan) =>
  path.join(context.sceneDir, 'assets', `obj_${plan.id}`, 'asset.glb');

/** Where a write would land, links followed, when something is there already. */
function realTarget(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function overwriting(plan: AssetPlan): SimwrightError {
  return new SimwrightError('OUTPUT_UNWRITABLE', `assets/obj_${plan.id}/asset.glb is a mesh of the input`, {
    file: plan.first.object.sourcePath,
    advice: 'write the outputs to another folder',
  });
}

function emptyScene(failures: InputFailure[], input: string): SimwrightError {
  const first = failures.slice(0, 3).map(({ id, error }) => `${id}: ${error.code}: ${error.message}`);
  return new SimwrightError(
    'SCENE_EMPTY',
    failures.length > 0
      ? `none of ${failures.length} objects could be used; ${first.join('; ')}`
      : 'the input holds no objects',
    { file: input },
  );
}

async function writeOutputs(
  sceneDir: string,
  manifest: SceneManifest,
  room: Parameters<typeof buildLayout>[1],
  floor: number,
): Promise<void> {
  await writeManifest(sceneDir, manifest);
  await writeWhole(path.join(sceneDir, LAYOUT_PATH), jsonText(buildLayout(manifest, room, floor)));
  await writeWhole(path.join(sceneDir, INVENTORY_PATH), jsonText(buildInventory(manifest, room)));
}
