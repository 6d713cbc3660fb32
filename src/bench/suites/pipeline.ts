import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Pool } from '../../pool/pool.js';
import { runScene } from '../../run/run_scene.js';
import { readManifest } from '../../scene/manifest_file.js';
import { simready } from '../../steps/simready/step.js';
import { devName, someDevFiles } from '../dev_meshes.js';
import { type Row, row, type Suite, type SuiteContext } from '../suite.js';

/**
 * What the system that simwright replaces was measured to cost, on another day, on four shared cores. Its simready
 * opens no mesh: boxes from given bounds, masses from a table. Its validator, which does read the mesh (two loads, centre
 * of mass), is off by default. Milliseconds.
 */
const ORIGIN_PER_OBJECT = { low: 0.75, high: 2.1 };
const ORIGIN_VALIDATOR: [triangles: number, ms: number][] = [
  [1_280, 3.0],
  [5_120, 9.9],
  [20_480, 32],
  [81_920, 133],
  [327_680, 551],
];

/** Per object and whole: simready over many assets with 1, 2 and 4 workers, then a run from input to report. */
export const pipeline: Suite = {
  name: 'pipeline',
  about: 'simready per asset: mesh in; mass, proxy, USD, textures, picture out; and how it scales with workers',
  async run(context) {
    const notes = [
      'origin figures are published measurements of another run, not of this one: they say what the job cost before, ' +
        'and their simready leaves out everything that costs time here',
      'per object: wall time over the number of assets; workers are started and warm',
    ];
    const rows = await measure(context, 'sample assets', await sampleFolder(context), notes);
    if (context.data) rows.push(...(await measure(context, 'dev objects', devFolder(context), notes)));
    return { rows, growth: [], notes };
  },
};

async function measure(context: SuiteContext, what: string, input: string, notes: string[]): Promise<Row[]> {
  const sceneDir = `${input}-scene`;
  await runScene({ input, out: sceneDir, steps: ['regen3d'] });
  const { assets } = await readManifest(sceneDir);
  const count = assets.length;
  const sizes = assets.map((asset) => asset.triangles);
  const triangles = sizes.reduce((sum, n) => sum + n, 0);
  const rows: Row[] = [];
  let single: Timed | undefined;
  for (const workers of context.quick ? [1, 2] : [1, 2, 4]) {
    context.log(`pipeline: simready of ${count} ${what}, ${workers} workers`);
    const timed = await time(context, sceneDir, workers);
    if (timed.failed > 0) notes.push(`${timed.failed} of ${count} ${what} failed with ${workers} workers`);
    const ours = timed.ms / count;
    const name = `simready ${count} ${what}, ${workers} worker${workers > 1 ? 's' : ''}`;
    if (!single) {
      single = timed;
      const { low, high } = ORIGIN_PER_OBJECT;
      const origin = { name: 'origin simready', ms: high };
      rows.push(row(name, triangles, ours, origin, `per object; theirs ${low}-${high} ms, opens no mesh`));
      const validator = { name: 'origin validator', ms: validatorMs(sizes) / count };
      rows.push(
        row(name, triangles, ours, validator, 'per object; theirs interpolated by triangles, only reads the mesh'),
      );
      continue;
    }
    const bound = single.ms / Math.max(single.ms / workers, single.longest);
    const cores = availableParallelism();
    const few = cores < workers ? `; only ${cores} cores` : '';
    const note = `per object; speed-up, at most ${bound.toFixed(2)} with the largest asset as it is${few}`;
    rows.push(row(name, triangles, ours, { name: 'simwright, 1 worker', ms: single.ms / count }, note));
  }
  context.log(`pipeline: whole run of ${what}`);
  const ms = await context.bestAsync(() => runScene({ input, out: `${input}-whole` }));
  rows.push(row(`run ${count} ${what}, all workers`, triangles, ms, undefined, 'input to report, workers cold'));
  return rows;
}

interface Timed {
  ms: number;
  /** Slowest single asset; true for one worker, where assets follow one another. */
  longest: number;
  failed: number;
}

async function time(context: SuiteContext, sceneDir: string, workers: number): Promise<Timed> {
  const pool = new Pool({ workers });
  const timed: Timed = { ms: Number.POSITIVE_INFINITY, longest: Number.POSITIVE_INFINITY, failed: 0 };
  try {
    timed.ms = await context.bestAsync(async () => {
      let last = performance.now();
      let slowest = 0;
      const onProgress = () => {
        const now = performance.now();
        slowest = Math.max(slowest, now - last);
        last = now;
      };
      const result = await simready.run({ sceneDir, pool, onProgress }, {});
      timed.longest = Math.min(timed.longest, slowest);
      timed.failed = result.failures.length;
    });
    return timed;
  } finally {
    await pool.close();
  }
}

/** Straight lines between the published points; beyond them in proportion. */
function validatorMs(sizes: number[]): number {
  const at = (n: number): number => {
    const [first] = ORIGIN_VALIDATOR;
    const last = ORIGIN_VALIDATOR[ORIGIN_VALIDATOR.length - 1];
    if (n <= first[0]) return first[1] * (n / first[0]);
    if (n >= last[0]) return last[1] * (n / last[0]);
    const next = ORIGIN_VALIDATOR.findIndex(([triangles]) => triangles >= n);
    const [a, b] = [ORIGIN_VALIDATOR[next - 1], ORIGIN_VALIDATOR[next]];
    return a[1] + ((b[1] - a[1]) * (n - a[0])) / (b[0] - a[0]);
  };
  return sizes.reduce((sum, n) => sum + at(n), 0);
}

/** The objects of three generated scenes (six objects when quick) as one folder of meshes. */
async function sampleFolder(context: SuiteContext): Promise<string> {
  const { generateSample } = await import('../../sample/generate.js');
  const into = path.join(context.scratch, 'sample');
  mkdirSync(into);
  for (const seed of context.quick ? [1] : [1, 2, 3]) {
    const scene = path.join(context.scratch, `scene-${seed}`);
    await generateSample(scene, { seed });
    const objects = path.join(scene, 'regen3d', 'objects');
    for (const id of readdirSync(objects)
      .sort()
      .slice(0, context.quick ? 6 : undefined))
      cpSync(path.join(objects, id, 'mesh.glb'), path.join(into, `${id}_${seed}.glb`));
  }
  return into;
}

/** Copies of the dev objects as a folder of meshes, textures beside them. */
function devFolder(context: SuiteContext): string {
  const into = path.join(context.scratch, 'objects');
  mkdirSync(into);
  for (const file of someDevFiles(context.data as string, context.quick)) {
    if (path.basename(file) === 'textured.obj')
      cpSync(path.dirname(file), path.join(into, devName(file)), { recursive: true });
    else cpSync(file, path.join(into, path.basename(file)));
  }
  return into;
}
