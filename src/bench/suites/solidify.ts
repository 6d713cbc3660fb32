import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MeshoptSimplifier } from 'meshoptimizer';
import type { Mesh } from '../../geometry/mesh.js';
import { distance, inspect, massProperties, solidify as solid } from '../../geometry/verbs.js';
import { caseMeshes } from '../meshes.js';
import { growthOf } from '../series.js';
import { type Row, row, type Suite } from '../suite.js';

const RESOLUTION = 128;
const SAMPLES = 8192;

/** A closed solid near the mesh, against the remesher of meshoptimizer (WebAssembly) at the same resolution. */
export const solidify: Suite = {
  name: 'solidify',
  about: `closed solid at ${RESOLUTION} cells against meshoptimizer remesh (Solve) at the same resolution; one thread`,
  async run(context) {
    const meshes = await caseMeshes(context);
    context.log(`solidify: ${meshes.length} meshes`);
    await MeshoptSimplifier.ready;
    const peer = `meshoptimizer ${peerVersion()}`;
    const rows: Row[] = [];
    for (const { name, mesh } of meshes) {
      const remesh = () =>
        MeshoptSimplifier.remesh(mesh.indices, mesh.positions as Float32Array, 3, RESOLUTION, ['Solve']);
      const result = solid(mesh, { resolution: RESOLUTION });
      const ours = context.best(() => solid(mesh, { resolution: RESOLUTION }));
      const soup = remesh();
      const theirs = context.best(remesh);
      const peerMesh = { positions: soup, indices: Uint32Array.from({ length: soup.length / 3 }, (_, i) => i) };
      const mass = massProperties(mesh, { density: 1 });
      const volume = mass.method === 'exact' ? mass.volume_m3 : null;
      const note = `ours: ${result.sign}, ${quality(mesh, result.mesh, volume)}; peer: ${quality(mesh, peerMesh, volume)}`;
      rows.push(row(`solidify ${name}`, mesh.indices.length / 3, ours, { name: peer, ms: theirs }, note));
    }
    return {
      rows,
      growth: growthOf(meshes, rows),
      notes: [
        'open and n-m: open and non-manifold edges after an exact weld; distance: mean, largest, of the diagonal, both ways',
        'volume: against the exact integral, only where the mesh is closed; ours welds, checks and signs, the peer takes triangles',
      ],
    };
  },
};

function quality(input: Mesh, output: Mesh, volume: number | null): string {
  if (output.indices.length === 0) return 'empty';
  const after = inspect(output);
  const { min, max } = inspect(input).bounds;
  const diagonal = Math.hypot(...max.map((high, k) => high - min[k]));
  const apart = distance(input, { to: output, samples: SAMPLES, vertices: false });
  const parts = [
    `${after.triangles} triangles`,
    `open ${after.boundary_edges}`,
    `n-m ${after.nonmanifold_edges}`,
    `distance ${(apart.mean_m / diagonal).toExponential(1)} ${(apart.max_m / diagonal).toExponential(1)}`,
  ];
  if (volume !== null) parts.push(`volume ${(after.volume_m3 / volume - 1).toExponential(1)}`);
  return parts.join(', ');
}

function peerVersion(): string {
  const entry = createRequire(import.meta.url).resolve('meshoptimizer');
  return JSON.parse(readFileSync(path.join(path.dirname(entry), 'package.json'), 'utf8')).version;
}
