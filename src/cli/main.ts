#!/usr/bin/env node
/**
 * The command line: one command per file. Only commander is loaded here; a command loads what it needs when it runs, so
 * that `--help` answers at once.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { registerBench } from './bench.js';
import { EXIT, fail } from './exit.js';
import { registerMesh } from './mesh.js';
import { registerRun } from './run.js';
import { registerSample } from './sample.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const program = new Command('simwright')
  .description('Turns reconstructed meshes and poses into simulation-ready USD scenes.')
  .version(version)
  .showHelpAfterError('(add --help for usage)')
  .exitOverride();

registerRun(program);
registerMesh(program);
registerSample(program);
registerBench(program);

program.addHelpText(
  'after',
  `
Examples:
  $ simwright sample demo/scene            write a reconstruction-like sample scene
  $ simwright run demo/scene               make it simulation-ready, then open reports/report.html
  $ simwright mesh mass mug.glb --density 2400
  $ simwright mesh collide mug.glb -o proxy.obj

Exit codes:
  0   done
  2   finished, but some objects failed (the report lists them)
  42  this input can never work
  64  wrong usage
  70  internal error
  75  temporary failure: try again`,
);

// a reader that went away ends the program quietly; a full disk behind stdout is worth another try
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.temporary),
);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else fail(error, process.argv.includes('--json'));
}
