import { hull as convexHull } from '../../geometry/verbs.js';
import { caseMeshes } from '../meshes.js';
import { meshFiles, Peers, TRIMESH } from '../peers.js';
import { growthOf } from '../series.js';
import { type Row, row, type Suite } from '../suite.js';

/** The exact convex hull against Qhull through scipy, and against trimesh, which uses Qhull and builds a mesh of it. */
export const hull: Suite = {
  name: 'hull',
  about: 'exact convex hull against scipy.spatial.ConvexHull (Qhull) and trimesh convex_hull; loading excluded',
  async run(context) {
    const meshes = await caseMeshes(context);
    const cases = meshes.map(({ name, mesh }) => ({ name, ...meshFiles(mesh, context.scratch, name) }));
    context.log(`hull: ${meshes.length} meshes`);
    const peer = context.peers.run(TRIMESH, 'convex_hull', cases, context.scratch);
    const rows: Row[] = [];
    for (const { name, mesh } of meshes) {
      const triangles = mesh.indices.length / 3;
      const result = convexHull(mesh);
      const ours = context.best(() => convexHull(mesh));
      const answer = peer?.answers.get(name);
      if (!peer || answer?.ms === undefined) {
        rows.push(
          row(`hull ${name}`, triangles, ours, undefined, answer?.error ? `${peer?.peer}: ${answer.error}` : ''),
        );
        continue;
      }
      const volume = Math.abs(result.volume_m3 - (answer.volume as number)) / (answer.volume as number);
      const vertices = `${result.mesh.positions.length / 3} vertices, peer ${answer.vertices}`;
      const note = `${vertices}; volume differs ${volume.toExponential(1)}`;
      rows.push(row(`hull ${name}`, triangles, ours, { name: peer.peer, ms: answer.ms }, note));
      const trimesh = { name: `trimesh ${answer.trimesh_version}`, ms: answer.trimesh_ms as number };
      rows.push(row(`hull ${name}`, triangles, ours, trimesh, 'the same hull as a wound mesh'));
    }
    return { rows, growth: growthOf(meshes, rows), notes: peer ? [] : [Peers.notice(TRIMESH)] };
  },
};
