import type { Command } from 'commander';
import { guarded, printJson } from './exit.js';

interface BenchFlags {
  suite?: string;
  quick?: boolean;
  out?: string;
  python?: string;
  data?: string;
  json?: boolean;
}

export function registerBench(program: Command): void {
  program
    .command('bench')
    .description('Measure simwright against the peers found on this machine, in one run; prints ratios.')
    .option('--suite <list>', 'suites, comma separated (default: all)')
    .option('--quick', 'small cases and few repeats: does everything run?')
    .option('--out <dir>', 'append rows to <dir>/<suite>.csv')
    .option('--python <path>', 'Python that has the peers (default: .venvs/<tool>/, else the one on the PATH)')
    .option('--data <dir>', 'folder with dev/manifest.json (default: generated meshes only)')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      `
Python peers: python3 -m venv peers && peers/bin/pip install trimesh scipy, then --python peers/bin/python.
A peer that is missing is named and skipped. Ratios above 1 mean that simwright is that many times faster.`,
    )
    .action(guarded(bench));
}

async function bench(flags: BenchFlags): Promise<void> {
  const { benchText, runBench } = await import('../bench/run.js');
  const { closePool } = await import('../pool/verbs.js');
  try {
    const run = await runBench({
      suites: flags.suite?.split(',').map((name) => name.trim()),
      quick: flags.quick,
      out: flags.out,
      python: flags.python,
      data: flags.data,
      date: dateOf(process.env.SOURCE_DATE_EPOCH),
      log: (line) => process.stderr.write(`${line}\n`),
    });
    if (flags.json) printJson(run);
    else process.stdout.write(benchText(run));
  } finally {
    await closePool();
  }
}

/** Rows carry the day they were measured: of SOURCE_DATE_EPOCH, else today. */
function dateOf(epoch: string | undefined): string {
  const date = epoch ? new Date(Number(epoch) * 1000) : new Date();
  return date.toISOString().slice(0, 10);
}
