import type { Command } from 'commander';
import { guarded } from './exit.js';
import { positiveInteger, positiveNumber, share } from './options.js';

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

  mesh
    .command('mass')
    .description('Volume, mass, centre of mass, inertia and principal axes, with method and confidence.')
    .argument('<file>')
    .option('--density <kg/m3>', 'density (default: 1000)', positiveNumber)
    .option('--mass <kg>', 'total mass; the density follows from the volume', positiveNumber)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nInertia is about the centre of mass in mesh axes; products are tensor entries.')
    .action(guarded(async (file, flags) => (await import('./mesh_verbs.js')).massFile(file, flags)));

  mesh
    .command('simplify')
    .description('Fewer triangles at the lowest error; the error is measured afterwards.')
    .argument('<file>')
    .option('--ratio <share>', 'share of triangles to keep', share)
    .option('--count <n>', 'triangles to keep', positiveInteger)
    .option('--error <m>', 'largest allowed distance from the original surface', positiveNumber)
    .option('-o, --out <file>', 'write the result (.glb, .obj, .stl, .ply)')
    .option('--json', 'one JSON object on stdout')
    .action(guarded(async (file, flags) => (await import('./mesh_verbs.js')).simplifyFile(file, flags)));

  mesh
    .command('collide')
    .description('Collision proxy: a primitive when it fits, else a convex hull under a vertex budget.')
    .argument('<file>')
    .option('--method <name>', 'auto, hull, box, sphere, capsule or cylinder', 'auto')
    .option(
      '--max-vertices <n>',
      'vertices and faces of a hull (default: 64, what PhysX takes on a GPU)',
      positiveInteger,
    )
    .option('-o, --out <file>', 'write the pieces; .obj gets one group per piece')
    .option('--json', 'one JSON object on stdout')
    .action(guarded(async (file, flags) => (await import('./mesh_verbs.js')).collideFile(file, flags)));
}
