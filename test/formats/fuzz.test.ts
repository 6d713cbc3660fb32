/**
 * Damaged files never crash a reader: each gives a refusal with a code of the table, or a mesh that holds. Seeded, so a
 * failure can be repeated; SIMWRIGHT_FUZZ_RUNS asks for more than the default per format.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../dist/errors.js';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import { parseModel } from '../../dist/formats/index.js';
import { writePly } from '../../dist/formats/ply_writer.js';
import { writeStl } from '../../dist/formats/stl_writer.js';
import { GltfFile, glb, type Json, problems, TETRA, tetraFile } from './gltf_files.js';
import { mutateBytes, mutateJson, random } from './mutate.js';

const RUNS = Number(process.env.SIMWRIGHT_FUZZ_RUNS ?? 3000);

interface Finding {
  seed: number;
  what: string;
  base64: string;
}

/** Tries `make(seed)` for all seeds; returns what must not be. */
async function hunt(
  extension: string,
  make: (next: () => number) => Uint8Array,
): Promise<{ found: Finding[]; accepted: number }> {
  const found: Finding[] = [];
  let accepted = 0;
  for (let seed = 1; seed <= RUNS && found.length < 5; seed++) {
    const bytes = make(random(seed));
    const start = performance.now();
    const report = (what: string) => found.push({ seed, what, base64: Buffer.from(bytes).toString('base64') });
    try {
      const model = await parseModel(bytes, { name: `fuzz.${extension}`, extension });
      accepted++;
      const broken = problems(model);
      if (broken.length > 0) report(broken.join('; '));
    } catch (error) {
      const { name, code, message, stack } = error as Error & { code: string };
      if (name !== 'SimwrightError' || !(code in ERROR_CODES) || code === 'INTERNAL' || code === 'OUT_OF_MEMORY')
        report(`${code} ${message} ${stack}`);
    }
    const ms = performance.now() - start;
    if (ms > 2000) report(`took ${ms} ms`);
  }
  return { found, accepted };
}

/** A file with most features: strips, sparse, interleaved, instances, materials, colours, two scenes. */
function richFile(): GltfFile {
  const file = tetraFile();
  const { json } = file;
  const POSITION = file.positions(TETRA.positions);
  const NORMAL = file.accessor(new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]), 'VEC3');
  const COLOR_0 = file.accessor(new Uint8Array(16).fill(200), 'VEC4', { normalized: true });
  const interleaved = file.view(new Uint8Array(new Float32Array(20).buffer), { byteStride: 20 });
  const TEXCOORD_0 =
    json.accessors.push({ bufferView: interleaved, byteOffset: 12, componentType: 5126, count: 4, type: 'VEC2' }) - 1;
  const sparse = file.positions(TETRA.positions);
  json.accessors[sparse].sparse = {
    count: 1,
    indices: { bufferView: file.view(new Uint8Array([3])), componentType: 5121 },
    values: { bufferView: file.view(new Uint8Array(new Float32Array([0, 0, 2]).buffer)) },
  };
  const strip = file.accessor(new Uint8Array([0, 1, 2, 3]), 'SCALAR');
  file.mesh(
    { attributes: { POSITION, NORMAL, COLOR_0, TEXCOORD_0 }, indices: strip, mode: 5, material: 0 },
    { attributes: { POSITION: sparse, TEXCOORD_0 }, mode: 6, material: 1 },
    { attributes: { POSITION }, mode: 1 },
  );
  const TRANSLATION = file.accessor(new Float32Array([1, 2, 3, 4, 5, 6]), 'VEC3');
  const ROTATION = file.accessor(new Int16Array([0, 0, 0, 32767, 0, 32767, 0, 0]), 'VEC4', { normalized: true });
  json.materials = [
    {
      pbrMetallicRoughness: {
        baseColorTexture: { index: 0, extensions: { KHR_texture_transform: { scale: [2, 2] } } },
      },
    },
    { alphaMode: 'MASK', normalTexture: { index: 1, scale: 2 }, emissiveFactor: [1, 1, 1] },
  ];
  json.images = [{ bufferView: file.view(Buffer.from('89504e470d0a1a0a', 'hex')), mimeType: 'image/png' }];
  json.samplers = [{ wrapS: 33071 }];
  json.textures = [{ source: 0, sampler: 0 }, { source: 0 }];
  json.extensionsUsed = ['EXT_mesh_gpu_instancing', 'KHR_texture_transform'];
  file.scene(
    { mesh: 0, translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 2], children: [2] },
    { mesh: 1, extensions: { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION, ROTATION } } } },
  );
  json.nodes.push({ mesh: 1, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 9, 9, 9, 1] });
  return file;
}

describe('damaged GLB', () => {
  it('bytes', async () => {
    const seeds = [tetraFile().scene({ mesh: 0 }).glb(), richFile().glb()];
    const { found, accepted } = await hunt('glb', (next) =>
      mutateBytes(seeds[Math.floor(next() * 2)], next, next() < 0.8),
    );
    expect(found).toEqual([]);
    expect(accepted).toBeGreaterThan(0);
  }, 600_000);

  it('JSON members, by structure', async () => {
    const file = richFile();
    file.glb();
    const { found, accepted } = await hunt('glb', (next) => glb(JSON.stringify(mutateJson(file.json, next)), file.bin));
    expect(found).toEqual([]);
    expect(accepted).toBeGreaterThan(RUNS / 20);
  }, 600_000);

  it('embedded buffers in glTF', async () => {
    const text = richFile().gltf();
    expect((await hunt('gltf', (next) => mutateBytes(text, next))).found).toEqual([]);
  }, 600_000);

  describe('compressed', () => {
    let draco: Uint8Array;
    let meshopt: { json: Json; bin: Uint8Array };
    beforeAll(async () => {
      const { Document, NodeIO } = await import('@gltf-transform/core');
      const { KHRDracoMeshCompression } = await import('@gltf-transform/extensions');
      const draco3d = (await import('draco3dgltf' as any)).default;
      const { MeshoptEncoder } = await import('meshoptimizer/encoder');
      await MeshoptEncoder.ready;
      const plain = await writeGlb(await parseModel(richFile().glb(), { name: 'a.glb' }));
      const io = new NodeIO().registerExtensions([KHRDracoMeshCompression]);
      const document = await io.readBinary(await stripped(plain));
      expect(document).toBeInstanceOf(Document);
      document.createExtension(KHRDracoMeshCompression).setRequired(true);
      io.registerDependencies({ 'draco3d.encoder': await draco3d.createEncoderModule() });
      draco = await io.writeBinary(document);

      const file = new GltfFile();
      const bytes = new Uint8Array(TETRA.positions.buffer);
      const view = (data: Uint8Array, size: number, count: number, mode: string) => {
        const source = file.view(data);
        const { byteOffset } = file.json.bufferViews[source];
        const byteStride = size / count;
        const compressed = { buffer: 0, byteOffset, byteLength: data.length, byteStride, count, mode };
        file.json.bufferViews[source] = {
          buffer: 1,
          byteLength: size,
          extensions: { EXT_meshopt_compression: compressed },
        };
        return source;
      };
      file.json.accessors.push(
        {
          bufferView: view(MeshoptEncoder.encodeVertexBuffer(bytes, 4, 12), 48, 4, 'ATTRIBUTES'),
          componentType: 5126,
          count: 4,
          type: 'VEC3',
        },
        {
          bufferView: view(
            MeshoptEncoder.encodeIndexBuffer(new Uint8Array(TETRA.indices.buffer), 12, 2),
            24,
            12,
            'TRIANGLES',
          ),
          componentType: 5123,
          count: 12,
          type: 'SCALAR',
        },
      );
      file.mesh({ attributes: { POSITION: 0 }, indices: 1 });
      file.json.buffers = [{}, { byteLength: 72, extensions: { EXT_meshopt_compression: { fallback: true } } }];
      file.scene({ mesh: 0 }).glb();
      meshopt = { json: file.json, bin: file.bin };
    });

    it('Draco data', async () => {
      const start = Buffer.from(draco).indexOf('DRACO');
      const { found } = await hunt('glb', (next) => {
        const data = Buffer.from(draco);
        const damaged = mutateBytes(data.subarray(start), next);
        data.set(damaged.subarray(0, data.length - start), start);
        return data;
      });
      expect(found).toEqual([]);
    }, 600_000);

    it('Draco JSON', async () => {
      const length = Buffer.from(draco).readUInt32LE(12);
      const json = JSON.parse(Buffer.from(draco.subarray(20, 20 + length)).toString());
      const { found } = await hunt('glb', (next) =>
        glb(JSON.stringify(mutateJson(json, next)), draco.subarray(28 + length)),
      );
      expect(found).toEqual([]);
    }, 600_000);

    it('meshopt', async () => {
      const { found, accepted } = await hunt('glb', (next) =>
        next() < 0.5
          ? glb(JSON.stringify(mutateJson(meshopt.json, next)), meshopt.bin)
          : glb(JSON.stringify(meshopt.json), mutateBytes(meshopt.bin, next)),
      );
      expect(found).toEqual([]);
      expect(accepted).toBeGreaterThan(0);
    }, 600_000);
  });
});

/** Without the extensions that the Draco writer here does not know. */
async function stripped(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const model = await parseModel(bytes, { name: 'a.glb' });
  return (await writeGlb({
    ...model,
    materials: [],
    images: [],
    meshes: model.meshes.map(({ groups, ...mesh }) => mesh),
  })) as Uint8Array<ArrayBuffer>;
}

describe('damaged text and binary formats', () => {
  const tetra = {
    positions: TETRA.positions,
    indices: Uint32Array.from(TETRA.indices),
    normals: new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
    uvs: new Float32Array(8),
    colors: new Float32Array(16).fill(0.5),
  };
  const OBJ = `mtllib a.mtl
o one
v 0 0 0 1 0.5 0
v 1.5e0 0 0
v 0 1 0
v 0 0 1
vt 0 0.5
vt 1 1
vn 0 0 1
usemtl a
f 1/1/1 3/2/1 2/1/1
f -4//1 -3//1 -1//1
o two
f 1 2 3 4
l 1 2 3
p 4
f 1 2 \\
3
`;
  const PLY = `ply
format ascii 1.0
element vertex 4
property float x
property float y
property double z
property uchar red
property uchar green
property uchar blue
element tristrips 1
property list int int vertex_indices
element face 2
property list uchar int vertex_indices
end_header
0 0 0 255 0 0
1 0 0 0 255 0
0 1 0 0 0 255
0 0 1 1 2 3
6 0 1 2 -1 2 3
3 0 1 2
4 0 1 2 3
`;
  const STL = `solid a
facet normal 0 0 1
outer loop
vertex 0 0 0
vertex 1 0 0
vertex 0 1 0
endloop
endfacet
facet normal 0 0 1
outer loop
vertex 0 0 1
vertex 1 0 1
vertex 0 1e-1 1
endloop
endfacet
endsolid a
`;
  it.each<[string, string, Uint8Array]>([
    ['OBJ', 'obj', Buffer.from(OBJ)],
    ['ASCII STL', 'stl', Buffer.from(STL)],
    ['binary STL', 'stl', writeStl(tetra)],
    ['ASCII PLY', 'ply', Buffer.from(PLY)],
    ['binary PLY', 'ply', writePly(tetra)],
    [
      'big-endian PLY',
      'ply',
      Buffer.from(Buffer.from(writePly(tetra)).toString('latin1').replace('little', 'big'), 'latin1'),
    ],
  ])(
    '%s',
    async (_, extension, bytes) => {
      const { found } = await hunt(extension, (next) => mutateBytes(bytes, next));
      expect(found).toEqual([]);
    },
    600_000,
  );
});
