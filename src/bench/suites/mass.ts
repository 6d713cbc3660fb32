import { type MassProperties, massProperties } from '../../geometry/mass.js';
import { caseMeshes } from '../meshes.js';
import { meshFiles, type PeerAnswer, Peers, TRIMESH } from '../peers.js';
import { growthOf } from '../series.js';
import { type Row, row, type Suite } from '../suite.js';

/**
 * Two ways to ask. `integral` is the peer's own job: the surface is taken as closed and wound outward, one pass. `mass` is
 * what the pipeline does: check and repair on a copy first, then the method that the surface allows.
 */
const WAYS = [
  { name: 'integral', options: { density: 1, assumeClosed: true } },
  { name: 'mass', options: { density: 1 } },
];

/** Mass properties against trimesh: the same welded float32 mesh, import and load excluded on both sides. */
export const mass: Suite = {
  name: 'mass',
  about: 'mass properties against trimesh mass_properties; same welded mesh, loading excluded',
  async run(context) {
    const meshes = await caseMeshes(context);
    const cases = meshes.map(({ name, mesh }) => ({ name, ...meshFiles(mesh, context.scratch, name) }));
    context.log(`mass: ${meshes.length} meshes`);
    const peer = context.peers.run(TRIMESH, 'trimesh_mass', cases, context.scratch);
    const rows: Row[] = [];
    for (const { name, mesh } of meshes) {
      const triangles = mesh.indices.length / 3;
      const answer = peer?.answers.get(name);
      for (const way of WAYS) {
        const result = massProperties(mesh, way.options);
        const ours = context.best(() => massProperties(mesh, way.options));
        const label = `${way.name} ${name}`;
        if (!peer || answer?.ms === undefined)
          rows.push(row(label, triangles, ours, undefined, answer?.error ? `${peer?.peer}: ${answer.error}` : ''));
        else rows.push(row(label, triangles, ours, { name: peer.peer, ms: answer.ms }, agreement(result, answer)));
      }
    }
    const notes = [
      'integral: the same job as the peer; mass: with check, repair and choice of method, which the peer does not do',
    ];
    return { rows, growth: growthOf(meshes, rows), notes: peer ? notes : [...notes, Peers.notice(TRIMESH)] };
  },
};

/** How far the two answers are apart; only where both mean the same. */
function agreement(ours: MassProperties, theirs: PeerAnswer): string {
  if (ours.method !== 'exact') return `ours: ${ours.method}; the peer takes it as closed`;
  const { xx, yy, zz, xy, xz, yz } = ours.inertia_kg_m2;
  const volume = difference([ours.volume_m3], [theirs.volume as number]);
  const inertia = difference([xx, xy, xz, xy, yy, yz, xz, yz, zz], (theirs.inertia as number[][]).flat());
  return `differs: volume ${volume.toExponential(1)}, inertia ${inertia.toExponential(1)}`;
}

/** Largest difference against the largest value; inside-out surfaces have all signs turned. */
function difference(ours: number[], theirs: number[]): number {
  const scale = Math.max(...theirs.map(Math.abs));
  const sign = ours[0] * theirs[0] < 0 ? -1 : 1;
  return Math.max(...ours.map((value, i) => Math.abs(value - sign * theirs[i]))) / scale;
}
