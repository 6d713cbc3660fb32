/** `-o`: parts written in the format that the file name asks for. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import { writeGlb } from '../formats/glb_writer.js';
import type { Model } from '../formats/model.js';
import { writeObj } from '../formats/obj_writer.js';
import { writePly } from '../formats/ply_writer.js';
import { writeStl } from '../formats/stl_writer.js';
import type { Mesh } from '../geometry/mesh.js';
import { writeWhole } from '../scene/json.js';

export interface Part {
  name: string;
  mesh: Mesh;
}

/**
 * Writes the parts: GLB one node per part, OBJ one `o` group per part, STL and PLY all joined.
 * @param looks materials and images that the parts' groups refer to (GLB only)
 * @throws USAGE for an extension that nothing writes, OUTPUT_UNWRITABLE
 */
export async function writeParts(
  file: string,
  parts: Part[],
  looks?: Pick<Model, 'materials' | 'images'>,
): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  if (!(await stat(folder).catch(() => null))?.isDirectory() || (await stat(file).catch(() => null))?.isDirectory())
    throw new SimwrightError('USAGE', `cannot write a file to ${file}`, {
      advice: 'name a file in a folder that exists',
    });
  await writeWhole(file, await encode(file, parts, looks));
  process.stderr.write(`written to ${file}\n`);
}

async function encode(file: string, parts: Part[], looks?: Pick<Model, 'materials' | 'images'>): Promise<Uint8Array> {
  switch (path.extname(file).toLowerCase()) {
    case '.glb':
      return writeGlb(modelOf(file, parts, looks));
    case '.obj':
      return writeObj(parts);
    case '.stl':
      return writeStl(joined(parts));
    case '.ply':
      return writePly(joined(parts));
    default:
      throw new SimwrightError('USAGE', `expected a file name ending in .glb, .obj, .stl or .ply, found ${file}`);
  }
}

function modelOf(file: string, parts: Part[], looks?: Pick<Model, 'materials' | 'images'>): Model {
  const triangles = parts.reduce((sum, { mesh }) => sum + mesh.indices.length / 3, 0);
  return {
    format: 'glb',
    name: path.basename(file),
    meshes: parts.map(({ mesh }) => ({
      ...mesh,
      positions: Float32Array.from(mesh.positions),
      groups: looks ? mesh.groups : undefined,
    })),
    meshNames: parts.map(({ name }) => name),
    nodes: parts.map(({ name }, mesh) => ({ name, mesh, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] })),
    materials: looks?.materials ?? [],
    images: looks?.images ?? [],
    upAxis: null,
    metersPerUnit: null,
    account: { read: triangles, dropped: {}, kept: triangles, notTriangles: 0 },
    warnings: [],
  };
}

function joined(parts: Part[]): Mesh {
  if (parts.length === 1) return parts[0].mesh;
  const positions: number[] = [];
  const indices: number[] = [];
  for (const { mesh } of parts) {
    const base = positions.length / 3;
    for (const p of mesh.positions) positions.push(p);
    for (const v of mesh.indices) indices.push(base + v);
  }
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}
