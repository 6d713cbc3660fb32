import { readFileSync } from 'node:fs';
import { MeshoptSimplifier } from 'meshoptimizer';
import type { Mesh } from '../../geometry/mesh.js';
import { distance, inspect, simplify as simplifyMesh } from '../../geometry/verbs.js';
import { caseMeshes } from '../meshes.js';
import { growthOf } from '../series.js';
import { type Row, row, type Suite } from '../suite.js';

const KEEP = 0.1;

/** A tenth of the triangles, against meshoptimizer's WebAssembly build: time, and error at equal triangle counts. */
export const simplify: Suite = {
  name: 'simplify',
  about: 'a tenth of the triangles against npm meshoptimizer; errors measured by distance(), as shares of the diagonal',
  async run(context) {
    await MeshoptSimplifier.ready;
    const packageFile = new URL('./package.json', import.meta.resolve('meshoptimizer'));
    const peer = `meshoptimizer ${JSON.parse(readFileSync(packageFile, 'utf8')).version}`;
    const meshes = await caseMeshes(context);
    context.log(`simplify: ${meshes.length} meshes`);
    const rows: Row[] = [];
    for (const { name, mesh } of meshes) {
      const triangles = mesh.indices.length / 3;
      const { min, max } = inspect(mesh).bounds;
      const diagonal = Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
      const theirs = () => meshopt(mesh, Math.floor(KEEP * triangles));
      const count = theirs().indices.length / 3; // it may stop early: ours then stops there too
      if (count < 4) continue;
      const ours = () => simplifyMesh(mesh, { count });
      const result = ours();
      const [a, b] = [errors(mesh, result.mesh), errors(mesh, theirs())];
      const share = (metres: number) => (metres / diagonal).toExponential(1);
      const note =
        `mean error ${share(a.mean)} to ${share(b.mean)}, largest ${share(a.max)} to ${share(b.max)}, ` +
        `triangles ${result.triangles_out} to ${count}`;
      rows.push(row(`simplify ${name}`, triangles, context.best(ours), { name: peer, ms: context.best(theirs) }, note));
    }
    const notes = [
      'ours also proves its error: the time includes the two-sided distance between result and original, which the peer only estimates',
      'errors: ours to theirs; lower is nearer to the original',
    ];
    return { rows, growth: growthOf(meshes, rows), notes };
  },
};

function meshopt(mesh: Mesh, triangles: number): Mesh {
  const positions = mesh.positions as Float32Array;
  const [indices] = MeshoptSimplifier.simplify(mesh.indices, positions, 3, 3 * triangles, 1);
  return { positions, indices };
}

function errors(original: Mesh, simplified: Mesh): { mean: number; max: number } {
  const { mean_m, max_m } = distance(original, { to: simplified });
  return { mean: mean_m, max: max_m };
}
