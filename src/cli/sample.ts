import path from 'node:path';
import type { Command } from 'commander';
import { guarded, printJson } from './exit.js';
import { positiveInteger } from './options.js';

export function registerSample(program: Command): void {
  program
    .command('sample')
    .description('Write a generated scene that looks like a reconstruction, defects included.')
    .argument('<dir>', 'folder to write into')
    .option('--seed <n>', 'same seed, same bytes', positiveInteger, 1)
    .option('--json', 'one JSON object on stdout')
    .action(
      guarded(async (dir: string, options: { seed: number; json?: boolean }) => {
        const { generateSample } = await import('../sample/generate.js');
        const result = await generateSample(path.resolve(dir), { seed: options.seed });
        if (options.json) printJson(result);
        else process.stdout.write(`Sample scene written to ${dir}\nNext: simwright run ${dir}\n`);
      }),
    );
}
