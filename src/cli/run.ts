import path from 'node:path';
import type { Command } from 'commander';
import { SimwrightError } from '../errors.js';
import type { RunResult } from '../observe/run_result.js';
import { EXIT, exitCodeFor, guarded, printJson } from './exit.js';
import { oneOf, positiveInteger, positiveNumber } from './options.js';

interface RunFlags {
  out?: string;
  steps?: string;
  workers?: number;
  sceneId?: string;
  environment?: string;
  metersPerUnit?: number;
  upAxis?: 'Y' | 'Z';
  physicsDt?: number;
  massModel?: 'auto' | 'solid';
  json?: boolean;
}

export function registerRun(program: Command): void {
  program
    .command('run')
    .description('Turn one scene into a simulation-ready USD scene, with a report.')
    .argument('<scene>', 'regen3d folder, scene.json (or its folder), one GLB/glTF scene, or a folder of meshes')
    .option('-o, --out <dir>', 'where to write (default: the scene folder; for a file, ./<name>-sim)')
    .option('--steps <list>', 'steps to run, comma separated (default: all that exist: regen3d,simready,usd)')
    .option('--workers <n>', 'worker threads (default: one per core)', positiveInteger)
    .option('--scene-id <id>', 'replaces the id that the input gives')
    .option('--environment <type>', 'replaces the environment type that the input gives: kitchen, office...')
    .option(
      '--meters-per-unit <x>',
      'metres per unit of the input, where it does not say or says it wrong',
      positiveNumber,
    )
    .option('--up-axis <axis>', 'up axis of OBJ, STL and PLY files, which do not say: Y or Z (default: Z)')
    .option('--physics-dt <s>', 'physics time step written into the stage, seconds (default: 1/60)', positiveNumber)
    .option(
      '--mass-model <name>',
      'how geometry becomes mass: auto (hollows, packages, furniture by their words) or solid (volume x density)',
      oneOf(['auto', 'solid']),
    )
    .option('--json', 'one JSON object on stdout, everything else on stderr')
    .addHelpText(
      'after',
      `
Writes below the output folder:
  assets/   scene_manifest.json, and per asset its GLB, SimReady USD, record and picture
  layout/   scene_layout_scaled.json       seg/  inventory.json
  usd/      scene.usda: open this in Isaac Sim or usdview
  reports/  report.html: open this in a browser;  run.json: the --json object

Examples:
  $ simwright run scenes/kitchen
  $ simwright run bookstore/scene.json --out out/bookstore --json > result.json
  $ simwright run parts/ --out out/parts --meters-per-unit 0.001`,
    )
    .action(guarded(run));
}

async function run(input: string, flags: RunFlags): Promise<void> {
  if (input === '' || flags.out === '') throw new SimwrightError('USAGE', 'a scene or --out of no characters');
  const { runScene } = await import('../run/run_scene.js');
  const { createProgress } = await import('../observe/progress.js');
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = createProgress({ silent: flags.json === true });
  try {
    const { sceneDir, result } = await runScene({
      input,
      out: flags.out,
      steps: flags.steps?.split(',').map((step) => step.trim()),
      workers: flags.workers,
      regen3d: {
        sceneId: flags.sceneId,
        environmentType: flags.environment,
        metersPerUnit: flags.metersPerUnit,
        upAxis: upAxis(flags.upAxis),
        sourceDate: process.env.SOURCE_DATE_EPOCH || undefined,
      },
      simready: { massModel: flags.massModel },
      usd: { physicsDt: flags.physicsDt },
      signal: abort.signal,
      onProgress: progress.update,
    });
    progress.end();
    if (flags.json) printJson(result);
    else {
      const { summary } = await import('./summary.js');
      process.stdout.write(summary(path.relative('.', sceneDir) || '.', result));
    }
    process.exitCode = exitCodeOf(result);
  } finally {
    progress.end();
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}

function exitCodeOf(result: RunResult): number {
  if (result.status !== 'failed') return result.status === 'done' ? EXIT.done : EXIT.partial;
  const stopped = result.failures[result.failures.length - 1].error;
  return exitCodeFor(new SimwrightError(stopped.code, stopped.message));
}

function upAxis(text: string | undefined): 'Y' | 'Z' | undefined {
  const axis = text?.toUpperCase();
  if (axis === undefined || axis === 'Y' || axis === 'Z') return axis;
  throw new SimwrightError('USAGE', `expected Y or Z for --up-axis, found ${text}`);
}
