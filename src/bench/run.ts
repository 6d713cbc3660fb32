/**
 * The benchmarks: ours and the best peers that are there, on the same data in the same run. Prints ratios, keeps rows as
 * CSV. Timings are the fastest of several runs; a suite whose peer is missing still measures ours and says what it missed.
 */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import { Peers } from './peers.js';
import { csvHeader, csvRows, growthLines, type Machine, table } from './report.js';
import type { Suite, SuiteContext, SuiteResult } from './suite.js';
import { FULL_TIMING, fastest, fastestAsync, QUICK_TIMING } from './timing.js';

/** Name of each suite and how to load it: a suite's packages are only loaded when it runs. */
const SUITES: Record<string, () => Promise<Suite>> = {
  mass: async () => (await import('./suites/mass.js')).mass,
  broken_mass: async () => (await import('./suites/broken_mass.js')).brokenMass,
  hull: async () => (await import('./suites/hull.js')).hull,
  reveal: async () => (await import('./suites/reveal.js')).reveal,
  simplify: async () => (await import('./suites/simplify.js')).simplify,
  solidify: async () => (await import('./suites/solidify.js')).solidify,
  pipeline: async () => (await import('./suites/pipeline.js')).pipeline,
  formats: async () => (await import('./suites/formats.js')).formats,
};

export const SUITE_NAMES: readonly string[] = Object.keys(SUITES);

export interface BenchOptions {
  /** Suites to run. Default: all. */
  suites?: string[];
  /** Small cases, few runs: for checking that everything works. */
  quick?: boolean;
  /** Folder for `<suite>.csv`; rows are appended. Default: no file is written. */
  out?: string;
  /** Python for the Python peers. Default: `.venvs/<tool>/`, else the PATH. */
  python?: string;
  /** Folder of the development data (with `dev/manifest.json`). Default: generated meshes only. */
  data?: string;
  /** Date written into the rows (ISO). Default: none. */
  date?: string;
  /** Told what is being measured. */
  log?: (line: string) => void;
}

export interface BenchRun {
  machine: Machine;
  suites: ({ suite: string; about: string } & SuiteResult)[];
}

/** @throws USAGE for an unknown suite or a named Python that lacks the peers' packages */
export async function runBench(options: BenchOptions = {}): Promise<BenchRun> {
  const names = options.suites?.length ? options.suites : SUITE_NAMES;
  for (const name of names)
    if (!(name in SUITES))
      throw new SimwrightError('USAGE', `expected a suite of ${SUITE_NAMES.join(', ')}, found ${name}`);
  if (options.data && !existsSync(path.join(options.data, 'dev', 'manifest.json')))
    throw new SimwrightError('FILE_NOT_FOUND', `no dev/manifest.json below ${options.data}`, { file: options.data });

  const timing = options.quick ? QUICK_TIMING : FULL_TIMING;
  const peers = new Peers({ python: options.python, ...timing });
  const machine = machineFacts(options.date ?? '');
  const run: BenchRun = { machine, suites: [] };
  for (const name of names) {
    const suite = await SUITES[name]();
    const scratch = mkdtempSync(path.join(tmpdir(), `simwright-bench-${name}-`));
    const context: SuiteContext = {
      quick: options.quick ?? false,
      peers,
      data: options.data ?? null,
      out: options.out ?? null,
      scratch,
      best: (work) => fastest(work, timing),
      bestAsync: (work) => fastestAsync(work, timing),
      log: options.log ?? (() => {}),
    };
    try {
      const result = await suite.run(context);
      run.suites.push({ suite: name, about: suite.about, ...result });
      if (options.out) keep(options.out, name, machine, result);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return run;
}

/** The whole run as text: a table per suite, cost growth, and what was skipped. */
export function benchText(run: BenchRun): string {
  const { machine } = run;
  const parts = [`simwright ${machine.version}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`];
  for (const suite of run.suites) {
    parts.push(`\n${suite.suite}: ${suite.about}\n`, table(suite.rows), growthLines(suite.growth));
    for (const note of suite.notes) parts.push(`note: ${note}\n`);
  }
  return parts.join('');
}

function keep(dir: string, name: string, machine: Machine, result: SuiteResult): void {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${name}.csv`);
  if (!existsSync(file)) writeFileSync(file, csvHeader());
  appendFileSync(file, csvRows(machine, result.rows));
}

function machineFacts(date: string): Machine {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return {
    date,
    version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    node: process.versions.node,
  };
}
