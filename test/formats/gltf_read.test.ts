import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { flatten } from '../../dist/formats/flatten.js';
import { parseModel, readModel } from '../../dist/formats/index.js';
import { GltfFile, glb, type Json, problems, TETRA, tetraFile, volume } from './gltf_files.js';

const parse = (bytes: Uint8Array) => parseModel(bytes, { name: 'test.glb' });
const codes = (model: { warnings: { code: string }[] }) => model.warnings.map((warning) => warning.code);

/** Positions of all triangle corners, three numbers each. */
function corners({ positions, indices }: { positions: ArrayLike<number>; indices: ArrayLike<number> }): number[][] {
  return Array.from(indices, (v) => [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]]);
}

describe('placement', () => {
  it('applies a matrix given by columns, shear included', async () => {
    const file = tetraFile();
    const columns = [1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 2, 0, 10, 20, 30, 1];
    const model = await parse(file.scene({ mesh: 0, matrix: columns }).glb());
    expect(model.nodes[0].matrix).toEqual([1, 0.5, 0, 10, 0, 1, 0, 20, 0, 0, 2, 30, 0, 0, 0, 1]);
    expect(codes(model)).toEqual(['gltf.matrix_shear']);
    const flat = flatten(model);
    expect([...flat.positions.slice(6, 9)]).toEqual([10.5, 21, 30]);
    expect(volume(flat)).toBeCloseTo(2 / 6, 5);
  });

  it('composes translation, rotation and scale down a hierarchy', async () => {
    const file = tetraFile();
    const half = Math.SQRT1_2;
    file.scene({ translation: [1, 0, 0], scale: [2, 2, 2], children: [1] });
    file.json.nodes.push({ mesh: 0, rotation: [0, 0, half, half], translation: [0, 3, 0], name: 'leaf' });
    const model = await parse(file.glb());
    expect(model.nodes).toHaveLength(1);
    expect(model.nodes[0].name).toBe('leaf');
    // x axis turned to y, then scaled by 2 and moved: (1,0,0) -> (0,1,0) + (0,3,0) -> (0,8,0) + (1,0,0)
    const flat = flatten(model);
    expect(flat.positions[3]).toBeCloseTo(1, 6);
    expect(flat.positions[4]).toBeCloseTo(8, 6);
    expect(volume(flat)).toBeCloseTo(8 / 6, 5);
  });

  it('turns all three axes as a quaternion says', async () => {
    // A third of a turn about (1, 1, 1): x to y, y to z, z to x; scales first.
    const node = { mesh: 0, rotation: [0.5, 0.5, 0.5, 0.5], scale: [2, 3, 4], translation: [7, 8, 9] };
    const model = await parse(tetraFile().scene(node).glb());
    expect(model.nodes[0].matrix).toEqual([0, 0, 4, 7, 2, 0, 0, 8, 0, 3, 0, 9, 0, 0, 0, 1]);
    // About z by the angle whose half has sine 0.6 and cosine 0.8: cosine 0.28, sine 0.96.
    const turned = await parse(
      tetraFile()
        .scene({ mesh: 0, rotation: [0, 0, 0.6, 0.8] })
        .glb(),
    );
    for (const [i, value] of [0.28, -0.96, 0, 0, 0.96, 0.28].entries())
      expect(turned.nodes[0].matrix[i]).toBeCloseTo(value, 12);
  });

  it('turns the winding and the normals of mirrored nodes', async () => {
    const file = new GltfFile();
    const POSITION = file.positions(TETRA.positions);
    const NORMAL = file.accessor(new Float32Array([-1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0]), 'VEC3');
    file.mesh({ attributes: { POSITION, NORMAL }, indices: file.accessor(TETRA.indices, 'SCALAR') });
    const model = await parse(file.scene({ mesh: 0, scale: [-2, 1, 1] }).glb());
    const flat = flatten(model);
    expect(volume(flat)).toBeCloseTo(2 / 6, 6);
    expect(flat.normals?.[0]).toBeCloseTo(1, 6);
  });

  it('shares one mesh between nodes and expands GPU instances', async () => {
    const file = tetraFile();
    const TRANSLATION = file.accessor(new Float32Array([0, 0, 0, 5, 0, 0, 0, 5, 0]), 'VEC3');
    const ROTATION = file.accessor(new Int8Array([0, 0, 0, 127, 0, 0, 127, 0, 0, 0, 0, 127]), 'VEC4', {
      normalized: true,
    });
    const SCALE = file.accessor(new Float32Array([1, 1, 1, 1, 1, 1, 2, 2, 2]), 'VEC3');
    file.scene(
      { mesh: 0, translation: [0, 0, 100] },
      {
        mesh: 0,
        name: 'many',
        extensions: { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION, ROTATION, SCALE } } },
      },
    );
    file.json.extensionsUsed = ['EXT_mesh_gpu_instancing'];
    file.json.extensionsRequired = ['EXT_mesh_gpu_instancing'];
    const model = await parse(file.glb());
    expect(model.meshes).toHaveLength(1);
    expect(model.nodes.map((node) => node.name)).toEqual(['node_0', 'many_0', 'many_1', 'many_2']);
    expect(model.account).toEqual({ read: 4, dropped: {}, kept: 4, notTriangles: 0 });
    const flat = flatten(model);
    expect(flat.indices.length / 3).toBe(16);
    // the second instance is turned by half a turn about z: x -> -x
    expect(flat.positions[2 * 12 + 3]).toBeCloseTo(4, 6);
    expect(volume(flat)).toBeCloseTo((1 + 1 + 1 + 8) / 6, 5);
  });

  it('reads the default scene only, and counts what it does not place', async () => {
    const file = tetraFile();
    file.json.meshes.push(structuredClone(file.json.meshes[0]));
    file.scene({ mesh: 0 }, { mesh: 1 });
    file.json.scenes = [{ nodes: [0] }, { nodes: [1] }];
    file.json.scene = 1;
    const model = await parse(file.glb());
    expect(model.account).toEqual({ read: 8, dropped: { not_in_scene: 4 }, kept: 4, notTriangles: 0 });
    expect(codes(model)).toEqual(['gltf.scenes', 'gltf.not_in_scene']);
    expect(problems(model)).toEqual([]);
  });

  it.each<[string, Json[], RegExp]>([
    ['a loop', [{ children: [1] }, { children: [0] }], /loop/],
    ['two parents', [{ children: [2] }, { children: [2] }, { mesh: 0 }], /already a child/],
    ['a child that is not there', [{ children: [7] }], /refers to entry 7/],
    ['a matrix that is not finite', [{ mesh: 0, matrix: Array(16).fill('x') }], /16 finite numbers/],
    ['a projective matrix', [{ mesh: 0, matrix: Array(16).fill(1) }], /affine/],
    ['a zero quaternion', [{ mesh: 0, rotation: [0, 0, 0, 0] }], /unit length/],
  ])('refuses %s', async (_, nodes, message) => {
    const file = tetraFile();
    file.json.nodes = nodes;
    await expect(parse(file.glb())).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('survives a hierarchy of 100 000 levels', async () => {
    const file = tetraFile();
    file.json.nodes = Array.from({ length: 100_000 }, (_, i) => (i < 99_999 ? { children: [i + 1] } : { mesh: 0 }));
    file.json.scenes = [{ nodes: [0] }];
    expect((await parse(file.glb())).nodes).toHaveLength(1);
  });
});

describe('topology', () => {
  const square = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]);
  const area = (mesh: { positions: ArrayLike<number>; indices: ArrayLike<number> }) => {
    let sum = 0;
    for (let i = 0, c = corners(mesh); i < c.length; i += 3)
      sum +=
        ((c[i + 1][0] - c[i][0]) * (c[i + 2][1] - c[i][1]) - (c[i + 1][1] - c[i][1]) * (c[i + 2][0] - c[i][0])) / 2;
    return sum;
  };

  it('strips wind every second triangle the other way', async () => {
    const file = new GltfFile();
    const POSITION = file.positions(square);
    file.mesh({ attributes: { POSITION }, indices: file.accessor(new Uint8Array([0, 1, 2, 3]), 'SCALAR'), mode: 5 });
    const model = await parse(file.scene({ mesh: 0 }).glb());
    expect(model.account.kept).toBe(2);
    expect(area(model.meshes[0])).toBeCloseTo(1, 6);
  });

  it('fans share the first corner; no indices means one after the other', async () => {
    const file = new GltfFile();
    const fan = new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
    const POSITION = file.positions(fan);
    file.mesh({ attributes: { POSITION }, mode: 6 });
    const model = await parse(file.scene({ mesh: 0 }).glb());
    expect(model.account.kept).toBe(2);
    expect(area(model.meshes[0])).toBeCloseTo(1, 6);
  });

  it('counts points and lines apart, and leaves incomplete triangles with a warning', async () => {
    const file = new GltfFile();
    const POSITION = file.positions(square);
    const indices = file.accessor(new Uint8Array([0, 1, 2, 3]), 'SCALAR');
    file.mesh(
      { attributes: { POSITION }, mode: 0 },
      { attributes: { POSITION }, mode: 1 },
      { attributes: { POSITION }, mode: 2 },
      { attributes: { POSITION }, mode: 3 },
      { attributes: { POSITION }, indices },
    );
    const model = await parse(file.scene({ mesh: 0 }).glb());
    expect(model.account).toEqual({ read: 1, dropped: {}, kept: 1, notTriangles: 4 + 2 + 4 + 3 });
    expect(codes(model)).toEqual(['gltf.incomplete_triangle', 'mesh.unused_vertices']);
  });

  it('joins primitives: shared vertices once, a group per material, missing attributes filled', async () => {
    const file = new GltfFile();
    const POSITION = file.positions(TETRA.positions);
    const other = file.accessor(TETRA.positions, 'VEC3');
    const TEXCOORD_0 = file.accessor(new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), 'VEC2');
    const COLOR_0 = file.accessor(new Uint8Array([255, 0, 51, 0, 255, 51, 0, 0, 51, 9, 9, 9]), 'VEC3', {
      normalized: true,
    });
    const part = (from: number, to: number) => file.accessor(TETRA.indices.slice(from, to), 'SCALAR');
    file.json.materials = [{ name: 'a' }, { name: 'b' }];
    file.mesh(
      { attributes: { POSITION }, indices: part(0, 3), material: 1 },
      { attributes: { POSITION: other, TEXCOORD_0, COLOR_0 }, indices: part(3, 6), material: 0 },
      { attributes: { POSITION }, indices: part(6, 12), material: 0 },
    );
    const { meshes } = await parse(file.scene({ mesh: 0 }).glb());
    const [mesh] = meshes;
    expect(mesh.groups).toEqual([
      { start: 0, count: 1, material: 1 },
      { start: 1, count: 3, material: 0 },
    ]);
    expect(mesh.positions.length / 3).toBe(4 + 3);
    expect(volume(mesh)).toBeCloseTo(1 / 6, 6);
    expect([...mesh.uvs!.slice(0, 8)]).toEqual(Array(8).fill(0));
    expect([...mesh.colors!.slice(0, 4)]).toEqual([1, 1, 1, 1]);
    // vertices 0, 1, 3 of the coloured piece follow the four of the shared one
    expect([...mesh.colors!.slice(16, 20)].map((v) => Math.round(v * 255))).toEqual([255, 0, 51, 255]);
  });
});

describe('accessors', () => {
  it.each<[string, Json, boolean]>([
    ['fills its view', {}, true],
    ['is one element too long', { count: 5 }, false],
    ['starts too late', { byteOffset: 4 }, false],
    ['is strided and ends with the view', { count: 3, stride: 16, byteOffset: 4 }, true],
    ['is strided and ends after the view', { count: 3, stride: 16, byteOffset: 8 }, false],
    ['has a stride below its size', { count: 2, stride: 8 }, false],
  ])('an accessor that %s', async (_, { stride, ...claim }, sound) => {
    const file = new GltfFile();
    const POSITION = file.positions(TETRA.positions);
    Object.assign(file.json.accessors[POSITION], claim);
    if (stride) file.json.bufferViews[0].byteStride = stride;
    // More bytes of the buffer follow the view: only the arithmetic can tell.
    file.mesh({ attributes: { POSITION }, indices: file.accessor(new Uint16Array([0, 1, 1]), 'SCALAR') });
    const outcome = await parse(file.scene({ mesh: 0 }).glb()).catch((error) => error);
    expect(outcome.code ?? outcome.account.kept).toBe(sound ? 1 : 'FORMAT_INVALID');
  });

  it('reads interleaved, quantized data', async () => {
    const file = new GltfFile();
    // int16 positions and uint8 texture coordinates, 12 bytes per vertex
    const bytes = Buffer.alloc(48);
    TETRA.positions.forEach((value, i) => {
      bytes.writeInt16LE(value * 100, Math.floor(i / 3) * 12 + (i % 3) * 2);
    });
    for (let v = 0; v < 4; v++) bytes.set([v * 85, 255], v * 12 + 8);
    const bufferView = file.view(bytes, { byteStride: 12 });
    const POSITION = file.json.accessors.push({ bufferView, componentType: 5122, count: 4, type: 'VEC3' }) - 1;
    const TEXCOORD_0 =
      file.json.accessors.push({
        bufferView,
        byteOffset: 8,
        componentType: 5121,
        normalized: true,
        count: 4,
        type: 'VEC2',
      }) - 1;
    file.json.extensionsUsed = ['KHR_mesh_quantization'];
    file.json.extensionsRequired = ['KHR_mesh_quantization'];
    file.mesh({ attributes: { POSITION, TEXCOORD_0 }, indices: file.accessor(TETRA.indices, 'SCALAR') });
    const model = await parse(file.scene({ mesh: 0, scale: [0.01, 0.01, 0.01] }).glb());
    expect(volume(flatten(model))).toBeCloseTo(1 / 6, 6);
    expect([...model.meshes[0].uvs!].map((v) => Math.round(v * 3))).toEqual([0, 3, 1, 3, 2, 3, 3, 3]);
    expect(codes(model)).not.toContain('gltf.stride');
  });

  /** Position 3 replaced by (0,0,2), at offsets that only count when they are written down. */
  const sparseFile = (indices: number[]) => {
    const file = new GltfFile();
    const padded = new Float32Array([9, 9, 9, ...TETRA.positions]);
    const base = file.accessor(padded, 'VEC3', { byteOffset: 12, count: 4 });
    const values = indices.flatMap(() => [0, 0, 2]);
    file.json.accessors[base].sparse = {
      count: indices.length,
      indices: { bufferView: file.view(new Uint8Array(indices)), componentType: 5121 },
      values: { bufferView: file.view(new Uint8Array(new Float32Array(values).buffer)) },
    };
    file.mesh({ attributes: { POSITION: base }, indices: file.accessor(TETRA.indices, 'SCALAR') });
    return file.scene({ mesh: 0 }).glb();
  };

  it('applies sparse values', async () => {
    expect(volume((await parse(sparseFile([3]))).meshes[0])).toBeCloseTo(2 / 6, 6);
  });

  it.each([[[4]], [[2, 2]], [[3, 1]]])('refuses sparse indices %j', async (indices) => {
    await expect(parse(sparseFile(indices))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it('leaves out triangles with a coordinate that is not finite, and says how many', async () => {
    const file = new GltfFile();
    const POSITION = file.accessor(new Float32Array([...TETRA.positions, Number.NaN, 0, 0, 1e16, 0, 0]), 'VEC3');
    const indices = file.accessor(new Uint16Array([...TETRA.indices, 0, 1, 4, 0, 1, 5]), 'SCALAR');
    file.mesh({ attributes: { POSITION }, indices });
    const model = await parse(file.scene({ mesh: 0 }).glb());
    expect(model.account).toEqual({ read: 6, dropped: { not_finite: 2 }, kept: 4, notTriangles: 0 });
    expect(codes(model)).toContain('mesh.not_finite');
    expect(problems(model)).toEqual([]);
  });

  it('refuses a mesh of which nothing is finite, and an index out of range', async () => {
    const file = new GltfFile();
    const POSITION = file.accessor(new Float32Array(9).fill(Number.NaN), 'VEC3');
    file.mesh({ attributes: { POSITION } });
    await expect(parse(file.scene({ mesh: 0 }).glb())).rejects.toMatchObject({ code: 'MESH_NOT_FINITE' });

    const bad = new GltfFile();
    bad.mesh({
      attributes: { POSITION: bad.accessor(TETRA.positions, 'VEC3') },
      indices: bad.accessor(new Uint16Array([0, 1, 4]), 'SCALAR'),
    });
    await expect(parse(bad.scene({ mesh: 0 }).glb())).rejects.toMatchObject({
      code: 'MESH_INDEX',
      message: expect.stringContaining('vertex 4, but there are 4'),
      context: { file: 'test.glb' },
    });
  });

  it('repairs normals and colours, counted', async () => {
    const file = new GltfFile();
    const POSITION = file.positions(TETRA.positions);
    const NORMAL = file.accessor(new Float32Array([0, 0, -3, 0, 0, -1, Number.NaN, 0, 0, 0, 0, 0]), 'VEC3');
    const COLOR_0 = file.accessor(new Float32Array([2, 0, 0, 1, Number.NaN, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, -1]), 'VEC4');
    file.mesh({ attributes: { POSITION, NORMAL, COLOR_0 }, indices: file.accessor(TETRA.indices, 'SCALAR') });
    const model = await parse(file.scene({ mesh: 0 }).glb());
    expect(model.warnings.map(({ code, count }) => [code, count])).toEqual([
      ['mesh.colors_not_finite', 1],
      ['mesh.colors_clamped', 2],
      ['mesh.normals_scaled', 1],
      ['mesh.normals_computed', 2],
    ]);
    const { normals } = model.meshes[0];
    for (let i = 0; i < 12; i += 3) expect(Math.hypot(...normals!.slice(i, i + 3))).toBeCloseTo(1, 5);
    expect(normals![6 + 1]).toBeGreaterThan(0); // vertex (0,1,0) points along +y
  });
});

describe('compression', () => {
  it('decodes meshopt, both names of the extension', async () => {
    const { MeshoptEncoder } = await import('meshoptimizer/encoder');
    await MeshoptEncoder.ready;
    for (const name of ['EXT_meshopt_compression', 'KHR_meshopt_compression']) {
      const file = new GltfFile();
      const bytes = new Uint8Array(TETRA.positions.buffer);
      const add = (data: Uint8Array, plain: Uint8Array, count: number, byteStride: number, mode: string) => {
        const source = file.view(data);
        const { byteOffset } = file.json.bufferViews[source];
        const compressed = { buffer: 0, byteOffset, byteLength: data.length, byteStride, count, mode };
        file.json.bufferViews[source] = {
          buffer: 1,
          byteLength: plain.length,
          extensions: { [name]: compressed },
          ...(mode === 'ATTRIBUTES' && { byteStride }),
        };
        return source;
      };
      const positions = add(MeshoptEncoder.encodeVertexBuffer(bytes, 4, 12), bytes, 4, 12, 'ATTRIBUTES');
      const plain = new Uint8Array(TETRA.indices.buffer);
      const indices = add(MeshoptEncoder.encodeIndexBuffer(plain, 12, 2), plain, 12, 2, 'TRIANGLES');
      file.json.accessors.push(
        { bufferView: positions, componentType: 5126, count: 4, type: 'VEC3' },
        { bufferView: indices, componentType: 5123, count: 12, type: 'SCALAR' },
      );
      file.mesh({ attributes: { POSITION: 0 }, indices: 1 });
      file.json.extensionsUsed = [name];
      file.json.extensionsRequired = [name];
      file.json.buffers = [{}, { byteLength: 72, extensions: { [name]: { fallback: true } } }];
      const model = await parse(file.scene({ mesh: 0 }).glb());
      expect(volume(model.meshes[0])).toBeCloseTo(1 / 6, 6);

      const { bin } = file;
      const damaged = Buffer.from(file.glb());
      damaged[damaged.length - bin.length] ^= 0xff;
      await expect(parse(damaged)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
    }
  });

  it('decodes Draco, refuses damage, and still decodes afterwards', async () => {
    const { Document, NodeIO } = await import('@gltf-transform/core');
    const { KHRDracoMeshCompression } = await import('@gltf-transform/extensions');
    const draco3d = (await import('draco3dgltf' as any)).default;
    const document = new Document();
    const buffer = document.createBuffer();
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', document.createAccessor().setType('VEC3').setArray(TETRA.positions).setBuffer(buffer))
      .setIndices(document.createAccessor().setType('SCALAR').setArray(TETRA.indices).setBuffer(buffer));
    const mesh = document.createMesh('t').addPrimitive(primitive);
    document.createScene().addChild(document.createNode().setMesh(mesh));
    document.createExtension(KHRDracoMeshCompression).setRequired(true);
    const bytes = await new NodeIO()
      .registerExtensions([KHRDracoMeshCompression])
      .registerDependencies({ 'draco3d.encoder': await draco3d.createEncoderModule() })
      .writeBinary(document);
    expect(volume((await parse(bytes)).meshes[0])).toBeCloseTo(1 / 6, 3);

    const start = Buffer.from(bytes).indexOf('DRACO');
    for (const at of [7, 8, 12, 13, 14, 15, 16, 20, 30]) {
      const damaged = Buffer.from(bytes);
      damaged[start + at] = 0xff;
      const outcome = await parse(damaged).then(problems, (error) => error.code);
      expect(outcome).not.toBe('INTERNAL');
    }
    expect(volume((await parse(bytes)).meshes[0])).toBeCloseTo(1 / 6, 3);
  });

  it('refuses an extension that is required but not known, by its name', async () => {
    const file = tetraFile().scene({ mesh: 0 });
    file.json.extensionsUsed = ['KHR_materials_unlit', 'ACME_strange'];
    expect(codes(await parse(file.glb()))).toEqual(['gltf.extension_ignored']);
    file.json.extensionsRequired = ['ACME_strange'];
    await expect(parse(file.glb())).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      message: expect.stringContaining('ACME_strange'),
    });
  });
});

describe('materials', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  const textured = (material: Json) => {
    const file = new GltfFile();
    const POSITION = file.positions(TETRA.positions);
    const TEXCOORD_0 = file.accessor(new Float32Array(8), 'VEC2');
    file.mesh({ attributes: { POSITION, TEXCOORD_0 }, indices: file.accessor(TETRA.indices, 'SCALAR'), material: 0 });
    file.json.materials = [material];
    return file.scene({ mesh: 0 });
  };

  it('keeps factors, modes, samplers and texture transforms', async () => {
    const file = textured({
      name: 'paint',
      pbrMetallicRoughness: {
        baseColorFactor: [0.1, 0.2, 0.3, 0.4],
        metallicFactor: 0.5,
        roughnessFactor: 0.25,
        baseColorTexture: {
          index: 0,
          extensions: { KHR_texture_transform: { offset: [0.5, 0], rotation: 1, scale: [2, 3] } },
        },
      },
      normalTexture: { index: 1, scale: 0.7 },
      occlusionTexture: { index: 1, strength: 0.6 },
      emissiveFactor: [1, 0.5, 0],
      extensions: { KHR_materials_emissive_strength: { emissiveStrength: 4 } },
      alphaMode: 'MASK',
      alphaCutoff: 0.3,
      doubleSided: true,
    });
    file.json.images = [{ bufferView: file.view(PNG), mimeType: 'image/png', name: 'dots' }];
    file.json.samplers = [{ wrapS: 33071, wrapT: 33648 }];
    file.json.textures = [{ source: 0, sampler: 0 }, { source: 0 }];
    const { materials, images, warnings } = await parse(file.glb());
    expect(warnings).toEqual([]);
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ name: 'dots', mimeType: 'image/png' });
    expect(Buffer.from(images[0].bytes).equals(PNG)).toBe(true);
    expect(materials[0]).toEqual({
      name: 'paint',
      baseColor: [0.1, 0.2, 0.3, 0.4],
      metallic: 0.5,
      roughness: 0.25,
      emissive: [4, 2, 0],
      doubleSided: true,
      alphaMode: 'mask',
      alphaCutoff: 0.3,
      baseColorTexture: {
        image: 0,
        wrapS: 'clamp',
        wrapT: 'mirror',
        transform: { offset: [0.5, 0], rotation: 1, scale: [2, 3] },
      },
      normalTexture: { image: 0, wrapS: 'repeat', wrapT: 'repeat', scale: 0.7 },
      occlusionTexture: { image: 0, wrapS: 'repeat', wrapT: 'repeat', strength: 0.6 },
    });
  });

  it('passes WebP on under its own kind, from its extension or the fallback', async () => {
    const webp = Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), Buffer.alloc(8)]);
    const file = textured({ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } });
    file.json.images = [{ bufferView: file.view(webp), mimeType: 'image/webp' }];
    file.json.textures = [{ extensions: { EXT_texture_webp: { source: 0 } } }];
    file.json.extensionsUsed = ['EXT_texture_webp'];
    file.json.extensionsRequired = ['EXT_texture_webp'];
    const { materials, images } = await parse(file.glb());
    expect(images[0].mimeType).toBe('image/webp');
    expect(materials[0].baseColorTexture?.image).toBe(0);
  });

  it('takes the fallback of a KTX2 texture, and KTX2 where there is none', async () => {
    const ktx2 = Buffer.concat([Buffer.from([0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb]), Buffer.alloc(72)]);
    for (const [texture, kind] of [
      [{ source: 1, extensions: { KHR_texture_basisu: { source: 0 } } }, 'image/png'],
      [{ extensions: { KHR_texture_basisu: { source: 0 } } }, 'image/ktx2'],
    ] as const) {
      const file = textured({ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } });
      file.json.images = [{ bufferView: file.view(ktx2) }, { bufferView: file.view(PNG) }];
      file.json.textures = [texture];
      const { materials, images } = await parse(file.glb());
      expect(images[materials[0].baseColorTexture!.image].mimeType).toBe(kind);
    }
  });

  it('loses only the texture when an image or a material is broken', async () => {
    const file = textured({ pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1], baseColorTexture: { index: 0 } } });
    file.json.images = [{ uri: 'absent.png' }];
    file.json.textures = [{ source: 0 }];
    const model = await parse(file.glb());
    expect(model.materials[0].baseColor).toEqual([1, 0, 0, 1]);
    expect(model.materials[0].baseColorTexture).toBeUndefined();
    expect(codes(model)).toEqual(['gltf.image_missing']);

    const broken = textured({ pbrMetallicRoughness: { baseColorFactor: 'red' } });
    const second = await parse(broken.glb());
    expect(second.materials[0].name).toBe('material_0');
    expect(codes(second)).toEqual(['gltf.materials_invalid']);
  });

  it('notes what is not kept: second UVs, skins, morph targets, animations', async () => {
    const file = new GltfFile();
    const POSITION = file.positions(TETRA.positions);
    const TEXCOORD_1 = file.accessor(new Float32Array(8), 'VEC2');
    const indices = file.accessor(TETRA.indices, 'SCALAR');
    file.mesh({ attributes: { POSITION, TEXCOORD_1 }, indices, targets: [{ POSITION }] });
    file.json.skins = [{ joints: [0] }];
    file.json.animations = [{ channels: 'broken', samplers: 12 }];
    const model = await parse(file.scene({ mesh: 0, skin: 0 }).glb());
    expect(codes(model).sort()).toEqual(['gltf.animations', 'gltf.morph_targets', 'gltf.skin', 'gltf.uv1_ignored']);
  });
});

describe('files beside the model', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'simwright-gltf-'));
  const folder = path.join(root, 'model');
  mkdirSync(path.join(folder, 'parts'), { recursive: true });
  const file = tetraFile().scene({ mesh: 0 });
  const whole = JSON.parse(Buffer.from(file.gltf()).toString());
  writeFileSync(path.join(folder, 'parts', 'data 1.bin'), file.bin);
  writeFileSync(path.join(root, 'outside.bin'), file.bin);
  symlinkSync(path.join(root, 'outside.bin'), path.join(folder, 'link.bin'));
  afterAll(() => rmSync(root, { recursive: true }));

  const read = (uri: string) => {
    const json = structuredClone(whole);
    json.buffers[0].uri = uri;
    writeFileSync(path.join(folder, 'model.gltf'), JSON.stringify(json));
    return readModel(path.join(folder, 'model.gltf'));
  };

  it('reads buffers below its own folder and embedded ones', async () => {
    for (const uri of ['parts/data%201.bin', 'parts/data 1.bin', './parts/../parts/data%201.bin', whole.buffers[0].uri])
      expect((await read(uri)).account.kept).toBe(4);
  });

  it.each([
    ['../outside.bin', 'PATH_ESCAPE'],
    ['%2e%2e/outside.bin', 'PATH_ESCAPE'],
    ['..\\outside.bin', 'PATH_ESCAPE'],
    [path.join(root, 'outside.bin'), 'PATH_ESCAPE'],
    ['link.bin', 'PATH_ESCAPE'],
    ['file:///etc/passwd', 'PATH_ESCAPE'],
    ['http://example.com/a.bin', 'PATH_ESCAPE'],
    ['a\0b.bin', 'PATH_ESCAPE'],
    ['absent.bin', 'FILE_NOT_FOUND'],
    ['parts', 'FILE_UNREADABLE'],
    ['data:application/octet-stream;base64,****', 'FORMAT_INVALID'],
    ['data:application/octet-stream;base64,AAAA', 'FORMAT_INVALID'],
  ])('refuses %s with %s', async (uri, code) => {
    await expect(read(uri)).rejects.toMatchObject({ code, context: { file: path.join(folder, 'model.gltf') } });
  });

  it('names a missing file, an unknown kind and a folder', async () => {
    await expect(readModel(path.join(folder, 'none.glb'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(readModel(path.join(folder, 'a.fbx'))).rejects.toMatchObject({
      code: 'FORMAT_UNKNOWN',
      message: expect.stringContaining('glb, gltf, obj, stl, ply'),
    });
    mkdirSync(path.join(folder, 'folder.glb'));
    await expect(readModel(path.join(folder, 'folder.glb'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('container', () => {
  it('tells GLB from JSON by the bytes', async () => {
    const file = tetraFile().scene({ mesh: 0 });
    expect((await parseModel(file.gltf(), { name: 'a.glb' })).format).toBe('gltf');
    expect((await parseModel(file.glb(), { name: 'a.GLTF' })).format).toBe('glb');
  });

  it('keeps the frame: Y up, metres, name', async () => {
    const model = await parse(tetraFile().scene({ mesh: 0 }).glb());
    expect(model).toMatchObject({ name: 'test.glb', upAxis: 'Y', metersPerUnit: 1, format: 'glb' });
  });

  it('reads a library without nodes, each mesh once', async () => {
    const model = await parse(tetraFile().glb());
    expect(model.account.kept).toBe(4);
    expect(codes(model)).toEqual(['gltf.no_scene']);
  });

  it.each<[string, string]>([
    ['1.0', 'FORMAT_UNSUPPORTED'],
    ['3.0', 'FORMAT_UNSUPPORTED'],
    ['two', 'FORMAT_INVALID'],
  ])('refuses version %s with %s', async (version, code) => {
    await expect(parse(glb(JSON.stringify({ asset: { version } })))).rejects.toMatchObject({ code });
  });
});
