import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flatten } from '../../formats/flatten.js';
import { writeGlb } from '../../formats/glb_writer.js';
import { MESH_EXTENSIONS, readModel } from '../../formats/index.js';
import { DEFAULT_MATERIAL, type Model } from '../../formats/model.js';
import { devFiles, devName } from '../dev_meshes.js';
import { Peers, TRIMESH } from '../peers.js';
import { bumpySphere } from '../shapes.js';
import { type Row, row, type Suite, type SuiteContext } from '../suite.js';

interface MeshFile {
  name: string;
  file: string;
}

/** Loading a file into one mesh, disk cache warm, against trimesh.load with no processing. */
export const formats: Suite = {
  name: 'formats',
  about: 'file to one validated mesh, against trimesh.load(process=False); the disk cache is warm',
  async run(context) {
    const files = [...(await writtenFiles(context)), ...(context.data ? someDevFiles(context) : [])];
    context.log(`formats: ${files.length} files`);
    const cases = files.map(({ name, file }) => ({ name, file }));
    const peer = context.peers.run(TRIMESH, 'trimesh_load', cases, context.scratch);
    const rows: Row[] = [];
    for (const { name, file } of files) {
      const triangles = flatten(await readModel(file)).indices.length / 3;
      const ours = await context.bestAsync(async () => flatten(await readModel(file)));
      const answer = peer?.answers.get(name);
      const size = `${(statSync(file).size / 1e6).toFixed(2)} MB`;
      if (!peer || answer?.ms === undefined) {
        const failed = answer?.error ? `; ${peer?.peer}: ${answer.error}` : '';
        rows.push(row(`load ${name}`, triangles, ours, undefined, size + failed));
      } else {
        const other = answer.triangles === triangles ? '' : `; peer gives ${answer.triangles} triangles`;
        rows.push(row(`load ${name}`, triangles, ours, { name: peer.peer, ms: answer.ms }, size + other));
      }
    }
    const notes = ['ours checks every index and coordinate; images stay encoded on both sides'];
    return { rows, growth: [], notes: peer ? notes : [...notes, Peers.notice(TRIMESH)] };
  },
};

/** Generated spheres as GLB and OBJ. */
async function writtenFiles(context: SuiteContext): Promise<MeshFile[]> {
  const out: MeshFile[] = [];
  for (const side of context.quick ? [22] : [22, 100, 316]) {
    const mesh = bumpySphere(side + 1, side);
    const triangles = mesh.indices.length / 3;
    const name = `sphere_${triangles}`;
    const model: Model = {
      format: 'glb',
      name,
      meshes: [mesh],
      meshNames: [name],
      nodes: [{ name, mesh: 0, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }],
      materials: [DEFAULT_MATERIAL],
      images: [],
      upAxis: 'Y',
      metersPerUnit: 1,
      account: { read: triangles, dropped: {}, kept: triangles, notTriangles: 0 },
      warnings: [],
    };
    const contents: Record<string, Uint8Array | string> = {
      glb: await writeGlb(model),
      obj: objText(mesh.positions, mesh.indices),
    };
    for (const extension of Object.keys(contents).filter((known) => MESH_EXTENSIONS.includes(known))) {
      const file = path.join(context.scratch, `${name}.${extension}`);
      writeFileSync(file, contents[extension]);
      out.push({ name: `${name}.${extension}`, file });
    }
  }
  return out;
}

function objText(positions: ArrayLike<number>, indices: Uint32Array): string {
  const lines: string[] = [];
  for (let i = 0; i < positions.length; i += 3) lines.push(`v ${positions[i]} ${positions[i + 1]} ${positions[i + 2]}`);
  for (let i = 0; i < indices.length; i += 3)
    lines.push(`f ${indices[i] + 1} ${indices[i + 1] + 1} ${indices[i + 2] + 1}`);
  return `${lines.join('\n')}\n`;
}

/** Without Draco files, which trimesh reads only with an extra package; one in four when quick. */
function someDevFiles(context: SuiteContext): MeshFile[] {
  const draco = (file: string) =>
    file.endsWith('.glb') && readFileSync(file).subarray(0, 100_000).includes('KHR_draco_mesh_compression');
  return devFiles(context.data as string)
    .filter((file) => MESH_EXTENSIONS.includes(path.extname(file).slice(1)) && !draco(file))
    .filter((_, i) => !context.quick || i % 4 === 0)
    .map((file) => ({ name: `${devName(file)}${path.extname(file)}`, file }));
}
