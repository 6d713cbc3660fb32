/**
 * A scene of ten objects of which three cannot be read, each in its own way: what a batch must survive. Seven objects
 * have to come out, three have to be reported with a code.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateSample } from './generate.js';

export interface BrokenResult {
  dir: string;
  good: string[];
  broken: { id: string; how: 'truncated_glb' | 'indices_out_of_range' | 'coordinates_not_a_number' }[];
}

interface GlbJson {
  accessors: { bufferView: number; byteOffset?: number; componentType: number; count: number; type: string }[];
  bufferViews: { byteOffset?: number; byteStride?: number }[];
  meshes: { primitives: { indices: number; attributes: { POSITION: number } }[] }[];
}

/** The JSON of a GLB and where its binary chunk starts. */
function open(glb: Buffer): { json: GlbJson; binary: number } {
  const length = glb.readUInt32LE(12);
  return { json: JSON.parse(glb.toString('utf8', 20, 20 + length)) as GlbJson, binary: 28 + length };
}

/** Calls `visit` with the file offset and the component type of every number of an accessor. */
function eachNumber(glb: Buffer, index: number, visit: (offset: number, componentType: number) => void): void {
  const { json, binary } = open(glb);
  const accessor = json.accessors[index];
  const view = json.bufferViews[accessor.bufferView];
  const size = accessor.componentType === 5123 ? 2 : 4;
  const width = accessor.type === 'SCALAR' ? 1 : 3;
  const stride = view.byteStride ?? size * width;
  const start = binary + (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  for (let i = 0; i < accessor.count; i++)
    for (let k = 0; k < width; k++) visit(start + i * stride + k * size, accessor.componentType);
}

const breakers: Record<BrokenResult['broken'][number]['how'], (glb: Buffer) => Buffer> = {
  truncated_glb: (glb) => glb.subarray(0, Math.floor(glb.length * 0.4)),
  indices_out_of_range: (glb) => {
    for (const { indices } of open(glb).json.meshes.flatMap((m) => m.primitives))
      eachNumber(glb, indices, (offset, type) =>
        type === 5123 ? glb.writeUInt16LE(65000, offset) : glb.writeUInt32LE(4_000_000_000, offset),
      );
    return glb;
  },
  coordinates_not_a_number: (glb) => {
    for (const { attributes } of open(glb).json.meshes.flatMap((m) => m.primitives))
      eachNumber(glb, attributes.POSITION, (offset) => glb.writeFloatLE(Number.NaN, offset));
    return glb;
  },
};

/** Writes a sample of ten objects and then breaks `mug_2`, `bowl_1` and `bottle` in three ways. */
export async function generateBrokenScene(dir: string, options: { seed?: number } = {}): Promise<BrokenResult> {
  const { truth } = await generateSample(dir, { ...options, objects: 10 });
  const broken: BrokenResult['broken'] = [
    { id: 'mug_2', how: 'truncated_glb' },
    { id: 'bowl_1', how: 'indices_out_of_range' },
    { id: 'bottle', how: 'coordinates_not_a_number' },
  ];
  for (const { id, how } of broken) {
    const file = path.join(dir, 'regen3d', 'objects', id, 'mesh.glb');
    await writeFile(file, breakers[how](await readFile(file)));
  }
  return { dir, good: truth.objects.map((o) => o.id).filter((id) => !broken.some((b) => b.id === id)), broken };
}
