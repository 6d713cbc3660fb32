/**
 * One scene from input to report: runs the steps in order over one pool, keeps what every step lost, and writes
 * `reports/run.json` and `reports/report.html`. A bad object costs that object; a later step that cannot work at all ends
 * the run as `failed`, with its error in the result. Only an input that is no scene at all leaves nothing behind.
 */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { asSimwrightError } from '../errors.js';
import { REPORT_PATH, writeReport } from '../observe/report.js';
import type { RunFailure, RunObject, RunResult, StepRun } from '../observe/run_result.js';
import { RUN_RESULT_SCHEMA } from '../observe/run_result.js';
import { Pool } from '../pool/pool.js';
import { readAssetRecord } from '../scene/asset_record_file.js';
import { jsonText, writeWhole } from '../scene/json.js';
import { MOVABLE_ROLES, type SceneManifest } from '../scene/manifest.js';
import { MANIFEST_PATH, readManifest } from '../scene/manifest_file.js';
import { type BuiltStep, planSteps } from '../steps/graph.js';
import { type Regen3dOptions, regen3d } from '../steps/regen3d/step.js';
import { type SimreadyOptions, simready } from '../steps/simready/step.js';
import type { ProgressEvent, StepContext, StepResult } from '../steps/step.js';
import { type UsdOptions, usd } from '../steps/usd/step.js';
import { lockScene } from './lock.js';

const RUN_PATH = 'reports/run.json';
const REPORTS = [RUN_PATH, REPORT_PATH, 'reports/scene.png'];

export interface RunSceneOptions {
  /** Folder or file that regen3d reads. */
  input: string;
  /** Where everything is written. Default: the input folder itself; for a file, a folder `<name>-sim` in the working folder. */
  out?: string;
  /** Default: every step that exists. */
  steps?: string[];
  /** Worker threads. Default: what the host can run in parallel. */
  workers?: number;
  regen3d?: Omit<Regen3dOptions, 'input'>;
  simready?: SimreadyOptions;
  usd?: UsdOptions;
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
}

export interface SceneRun {
  sceneDir: string;
  result: RunResult;
}

/**
 * Runs one scene.
 * @throws USAGE for unknown steps, what regen3d throws for an input that is no scene, CANCELLED, OUTPUT_UNWRITABLE;
 * everything else is in the result.
 */
export async function runScene(options: RunSceneOptions): Promise<SceneRun> {
  const steps = planSteps(options.steps);
  const input = path.resolve(options.input);
  const sceneDir = path.resolve(options.out ?? (await defaultOutput(input)));
  const unlock = await lockScene(sceneDir);
  try {
    return await runLocked(sceneDir, input, steps, options);
  } finally {
    await unlock();
  }
}

async function runLocked(
  sceneDir: string,
  input: string,
  steps: BuiltStep[],
  options: RunSceneOptions,
): Promise<SceneRun> {
  // what an earlier run said must not stand beside what this one does
  for (const file of REPORTS) await rm(path.join(sceneDir, file), { force: true });
  const pool = new Pool({ workers: options.workers });
  const runs: StepRun[] = [];
  const failures: RunFailure[] = [];
  const result: RunResult = {
    schema: RUN_RESULT_SCHEMA,
    scene_id: path.basename(sceneDir),
    status: 'done',
    steps: runs,
    objects: [],
    outputs: { usd: null, manifest: null, report: null },
    gates: { passed: 0, failed: 0, failures: [] },
    failures,
    warnings: [],
  };
  try {
    const context: StepContext = { sceneDir, pool, signal: options.signal, onProgress: options.onProgress };
    for (const step of steps) {
      const started = performance.now();
      const seconds = () => Math.round(performance.now() - started) / 1000;
      try {
        const outcome = await runStep(step, context, input, options);
        runs.push({ step, status: outcome.status, seconds: seconds(), cached: false, reason: outcome.reason });
        for (const failure of outcome.failures) failures.push({ ...failure, step });
        result.warnings.push(...outcome.warnings);
      } catch (thrown) {
        const error = asSimwrightError(thrown, { stage: step });
        if (step === 'regen3d' || error.code === 'CANCELLED') throw error;
        runs.push({ step, status: 'failed', seconds: seconds(), cached: false, reason: error.message });
        failures.push({ id: step, step, error: error.toJSON() });
        break;
      }
    }
    await summarise(sceneDir, result);
    await writeReports(sceneDir, result);
  } finally {
    await pool.close();
  }
  return { sceneDir, result };
}

async function defaultOutput(input: string): Promise<string> {
  const found = await stat(input).catch((thrown) => {
    throw asSimwrightError(thrown, { file: input, advice: 'give a scene folder, a scene file or a folder of meshes' });
  });
  return found.isDirectory() ? input : path.resolve(`${path.parse(input).name}-sim`);
}

function runStep(step: BuiltStep, context: StepContext, input: string, options: RunSceneOptions): Promise<StepResult> {
  switch (step) {
    case 'regen3d':
      return regen3d.run(context, { input, ...options.regen3d });
    case 'simready':
      return simready.run(context, options.simready ?? {});
    case 'usd':
      return usd.run(context, options.usd ?? {});
  }
}

/** Fills status, objects and outputs from what the steps wrote. */
async function summarise(sceneDir: string, result: RunResult): Promise<void> {
  const lost = new Set(result.steps.filter((s) => s.status === 'failed').map((s) => s.step));
  result.status = lost.size > 0 ? 'failed' : result.failures.length > 0 ? 'partial' : 'done';
  let manifest: SceneManifest;
  try {
    manifest = await readManifest(sceneDir);
  } catch {
    return; // regen3d never wrote one: its failure is in the result
  }
  result.scene_id = manifest.scene_id;
  result.outputs.manifest = MANIFEST_PATH;
  const records = new Map(
    await Promise.all(manifest.assets.map(async (a) => [a.id, await readAssetRecord(sceneDir, a.id)] as const)),
  );
  const ofAsset = new Map(manifest.assets.map((a) => [a.id, a.warnings]));
  const placed = manifest.placed
    ? manifest.objects
    : manifest.assets.map((a) => ({
        id: a.id,
        asset_id: a.id,
        sim_role: 'unknown' as const,
        given: a.given,
        warnings: [],
      }));
  result.objects = placed.map((object): RunObject => {
    const record = records.get(object.asset_id);
    const falls = !manifest.placed || MOVABLE_ROLES.has(object.sim_role);
    return {
      id: object.id,
      asset: object.asset_id,
      role: object.sim_role,
      mass_kg: falls ? (object.given?.mass_kg ?? record?.mass?.mass_kg ?? null) : null,
      provenance: !falls ? null : object.given?.mass_kg !== undefined ? 'given' : (record?.mass?.provenance ?? null),
      proxy: record?.proxy?.kind ?? null,
      pieces: record?.proxy?.pieces.length ?? 0,
      warnings: [...object.warnings, ...(ofAsset.get(object.asset_id) ?? []), ...(record?.warnings ?? [])].map(
        ({ code }) => ({ code }),
      ),
    };
  });
  if (result.steps.some((s) => s.step === 'usd' && (s.status === 'done' || s.status === 'partial')))
    result.outputs.usd = 'usd/scene.usda';
}

async function writeReports(sceneDir: string, result: RunResult): Promise<void> {
  try {
    result.outputs.report = REPORT_PATH;
    await writeReport(sceneDir, result);
    await writeWhole(path.join(sceneDir, RUN_PATH), jsonText(result));
  } catch (thrown) {
    throw asSimwrightError(thrown, { file: path.join(sceneDir, 'reports'), stage: 'report' });
  }
}
