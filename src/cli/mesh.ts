import type { Command } from 'commander';
import { guarded, printJson } from './exit.js';

/** Geometry verbs on one file. Results are in the file's own frame and units (metres, if the file is in metres). */
export function registerMesh(program: Command): void {
  const mesh = program.command('mesh').description('Geometry verbs on one GLB, glTF, OBJ, STL or PLY file.');

  mesh
    .command('inspect')
    .description('How closed is it? Counts, components, edges, bounds, area, volume.')
    .argument('<file>')
    .option('--json', 'one JSON object on stdout')
    .action(guarded(async (file, flags) => (await import('./mesh_verbs.js')).inspectFile(file, flags)));

  mesh
    .command('clean')
    .description('Weld, drop collapsed and duplicate triangles, make winding consistent; says what it repaired.')
    .argument('<file>')
    .option('-o, --out <file>', 'write the cleaned mesh (.glb, .obj, .stl, .ply)')
    .option('--json', 'one JSON object on stdout')
    .action(guarded(async (file, flags) => (await import('./mesh_verbs.js')).cleanFile(file, flags)));
}
