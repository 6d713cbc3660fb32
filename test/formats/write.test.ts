import fc from 'fast-check';
import validator from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../dist/formats/flatten.js';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import { parseModel } from '../../dist/formats/index.js';
import type { Model } from '../../dist/formats/model.js';
import { writeObj } from '../../dist/formats/obj_writer.js';
import { writePly } from '../../dist/formats/ply_writer.js';
import { writeStl } from '../../dist/formats/stl_writer.js';
import type { Mesh } from '../../dist/index.js';
import { problems, TETRA } from './gltf_files.js';

const SEED = 20240611;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Meshes of any shape: every vertex used, any attributes, any groups. */
const meshes = fc
  .record({
    seed: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) }), {
      minLength: 9,
      maxLength: 90,
    }),
    extra: fc.array(fc.nat(), { maxLength: 30 }),
    attributes: fc.record({ normals: fc.boolean(), uvs: fc.boolean(), colors: fc.boolean() }),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ seed, extra, attributes, cut }): Mesh => {
    const vertices = Math.floor(seed.length / 3);
    const positions = Float32Array.from(seed.slice(0, vertices * 3), (v) => v + 0);
    const list = [...Array(vertices).keys(), ...extra.map((v) => v % vertices)];
    while (list.length % 3) list.push(0);
    const triangles = list.length / 3;
    const at = (i: number) => seed[i % seed.length];
    const unit = (i: number) => Math.round((Math.abs(at(i)) / 1e6) * 2 ** 20) / 2 ** 20;
    const mesh: Mesh = { positions, indices: Uint32Array.from(list) };
    if (attributes.normals)
      mesh.normals = Float32Array.from({ length: vertices * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));
    if (attributes.uvs) mesh.uvs = Float32Array.from({ length: vertices * 2 }, (_, i) => unit(i));
    if (attributes.colors) mesh.colors = Float32Array.from({ length: vertices * 4 }, (_, i) => unit(i + 1));
    if (cut !== undefined && triangles > 1) {
      const first = 1 + Math.floor(cut * (triangles - 2));
      mesh.groups = [
        { start: 0, count: first, material: 1 },
        { start: first, count: triangles - first, material: 0 },
      ];
    }
    return mesh;
  });

const material = (name: string): Model['materials'][number] => ({
  name,
  baseColor: [0.25, 0.5, 1, 0.5],
  metallic: 0.5,
  roughness: 0.75,
  emissive: [0, 2, 1],
  doubleSided: true,
  alphaMode: 'blend',
  alphaCutoff: 0.5,
  baseColorTexture: {
    image: 0,
    wrapS: 'clamp',
    wrapT: 'mirror',
    transform: { offset: [0.5, 0.25], rotation: 1, scale: [2, 3] },
  },
  normalTexture: { image: 0, wrapS: 'repeat', wrapT: 'repeat', scale: 0.5 },
  occlusionTexture: { image: 0, wrapS: 'repeat', wrapT: 'repeat', strength: 0.5 },
});

const modelOf = (list: Mesh[]): Model => ({
  format: 'glb',
  name: 'made',
  meshes: list,
  meshNames: list.map((_, i) => `mesh ${i}`),
  nodes: list.flatMap((_, mesh) => [
    { name: `a${mesh}`, mesh, matrix: [1, 0, 0, 5, 0, 1, 0, 6, 0, 0, 1, 7, 0, 0, 0, 1] },
    { name: `b${mesh}`, mesh, matrix: [0, -2, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] },
  ]),
  materials: [material('first'), { ...material('second'), alphaMode: 'opaque', emissive: [0, 0, 0] }],
  images: [{ name: 'dot', mimeType: 'image/png', bytes: PNG }],
  upAxis: 'Y',
  metersPerUnit: 1,
  account: { read: 0, dropped: {}, kept: 0, notTriangles: 0 },
  warnings: [],
});

/** Positions of the corners, whatever the vertex numbering. */
const corners = ({ positions, indices }: Mesh) =>
  Array.from(indices, (v) => [positions[3 * v] + 0, positions[3 * v + 1] + 0, positions[3 * v + 2] + 0]);
const attribute = ({ indices }: Mesh, values: Float32Array | undefined, width: number) =>
  values && Array.from(indices, (v) => Array.from(values.subarray(width * v, width * v + width)));

describe('GLB', () => {
  it('reads back to the same model, and the same bytes come out again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(meshes, { minLength: 1, maxLength: 3 }), async (list) => {
        const model = modelOf(list);
        const bytes = await writeGlb(model);
        const back = await parseModel(bytes, { name: 'back.glb' });
        expect(problems(back)).toEqual([]);
        expect(back.warnings.filter(({ code }) => code !== 'mesh.uvs_missing')).toEqual([]);
        for (const [i, mesh] of list.entries())
          for (const key of ['positions', 'indices', 'normals', 'uvs', 'colors', 'groups'] as const)
            expect(back.meshes[i][key], key).toEqual(mesh[key]);
        expect(back.meshNames).toEqual(model.meshNames);
        expect(back.nodes).toEqual(model.nodes);
        expect(back.images).toEqual(model.images.map((image) => ({ ...image, bytes: new Uint8Array(PNG) })));
        expect(back.materials).toEqual(model.materials);
        expect(Buffer.from(await writeGlb(back)).equals(bytes)).toBe(true);
      }),
      { numRuns: 60, seed: SEED },
    );
  });

  it('passes the Khronos validator', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(meshes, { minLength: 1, maxLength: 2 }), async (list) => {
        const report = await validator.validateBytes(await writeGlb(modelOf(list)));
        const errors = report.issues.messages.filter((issue: { severity: number }) => issue.severity === 0);
        // Textures without coordinates are the model's own fault.
        expect(errors.filter((issue: { code: string }) => issue.code !== 'MESH_PRIMITIVE_TOO_FEW_TEXCOORDS')).toEqual(
          [],
        );
      }),
      { numRuns: 40, seed: SEED },
    );
  });

  it('needs 32-bit indices only beyond 65535 vertices', async () => {
    const count = 65_538;
    const big: Mesh = {
      positions: new Float32Array(count * 3).map((_, i) => i % 7),
      indices: Uint32Array.from({ length: count }, (_, i) => i),
    };
    const back = await parseModel(await writeGlb({ ...modelOf([big]), materials: [], images: [] }), { name: 'a.glb' });
    expect(back.meshes[0].indices).toEqual(big.indices);
  });

  it('writes WebP images with their extension', async () => {
    const webp = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .webp()
      .toBuffer();
    const mesh = { positions: TETRA.positions, indices: Uint32Array.from(TETRA.indices), uvs: new Float32Array(8) };
    const groups = [{ start: 0, count: 4, material: 0 }];
    const model = modelOf([{ ...mesh, groups }]);
    model.images = [{ name: 'w', mimeType: 'image/webp', bytes: webp }];
    const bytes = await writeGlb(model);
    const report = await validator.validateBytes(bytes);
    expect(report.issues.messages.filter((issue: { severity: number }) => issue.severity === 0)).toEqual([]);
    const back = await parseModel(bytes, { name: 'a.glb' });
    expect(back.images[0].mimeType).toBe('image/webp');
    expect(back.materials).toEqual(model.materials.slice(0, back.materials.length));
  });

  it('writes no extension that nothing uses', async () => {
    const model = {
      ...modelOf([{ positions: TETRA.positions, indices: Uint32Array.from(TETRA.indices) }]),
      images: [],
    };
    const bytes = await writeGlb({ ...model, materials: [] });
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('extensions');
    expect(Buffer.from(bytes).toString('latin1')).toContain('"generator":"simwright"');
  });
});

describe('OBJ', () => {
  it('reads back every float, attribute and part', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(meshes, { minLength: 1, maxLength: 3 }), async (list) => {
        const bytes = writeObj(list.map((mesh, i) => ({ name: `part ${i}`, mesh })));
        const back = await parseModel(bytes, { name: 'a.obj' });
        expect(back.meshNames).toEqual(list.map((_, i) => `part_${i}`));
        expect(back.warnings).toEqual([]);
        for (const [i, mesh] of list.entries()) {
          expect(corners(back.meshes[i])).toEqual(corners(mesh));
          expect(attribute(back.meshes[i], back.meshes[i].uvs, 2)).toEqual(attribute(mesh, mesh.uvs, 2));
          expect(attribute(back.meshes[i], back.meshes[i].normals, 3)).toEqual(attribute(mesh, mesh.normals, 3));
          const wanted = attribute(mesh, mesh.colors, 4);
          const colors = attribute(back.meshes[i], back.meshes[i].colors, 4);
          if (wanted)
            for (const [c, rgba] of wanted.entries())
              for (let k = 0; k < 3; k++) expect(colors![c][k]).toBeCloseTo(rgba[k], 5);
        }
      }),
      { numRuns: 100, seed: SEED },
    );
  });

  it('writes one o group per part, with any name', () => {
    const mesh = { positions: TETRA.positions, indices: Uint32Array.from(TETRA.indices) };
    const text = Buffer.from(
      writeObj([
        { name: 'a\nf 1 2 3', mesh },
        { name: '', mesh },
      ]),
    ).toString();
    expect(text.match(/^o .*$/gm)).toEqual(['o a_f_1_2_3', 'o part']);
    expect(text).toContain('f 5 7 6');
  });
});

describe('STL and PLY', () => {
  it('STL reads back every corner', async () => {
    await fc.assert(
      fc.asyncProperty(meshes, async (mesh) => {
        const bytes = writeStl(mesh);
        expect(bytes.length).toBe(84 + (50 * mesh.indices.length) / 3);
        expect(corners((await parseModel(bytes, { name: 'a.stl' })).meshes[0])).toEqual(corners(mesh));
      }),
      { numRuns: 100, seed: SEED },
    );
  });

  it('PLY reads back every corner, normal, coordinate and colour', async () => {
    await fc.assert(
      fc.asyncProperty(meshes, async (mesh) => {
        const [back] = (await parseModel(writePly(mesh), { name: 'a.ply' })).meshes;
        expect(corners(back)).toEqual(corners(mesh));
        expect(back.normals).toEqual(mesh.normals);
        mesh.uvs?.forEach((value, i) => {
          expect(back.uvs![i]).toBeCloseTo(value, 6);
        });
        mesh.colors?.forEach((value, i) => {
          expect(Math.abs(back.colors![i] - value)).toBeLessThan(0.005);
        });
      }),
      { numRuns: 100, seed: SEED },
    );
  });

  it('PLY keeps float64 positions to float32 precision of the reader', async () => {
    const mesh = {
      positions: Float64Array.from(TETRA.positions, (v) => v + 0.1),
      indices: Uint32Array.from(TETRA.indices),
    };
    const bytes = writePly(mesh);
    expect(Buffer.from(bytes).toString('latin1')).toContain('property double x');
    const [back] = (await parseModel(bytes, { name: 'a.ply' })).meshes;
    expect(back.positions).toEqual(Float32Array.from(mesh.positions));
  });
});

describe('flatten', () => {
  const mesh: Mesh = { positions: TETRA.positions, indices: Uint32Array.from(TETRA.indices) };

  it('bakes nodes in order, keeps groups, fills attributes', () => {
    const coloured: Mesh = {
      ...mesh,
      uvs: new Float32Array(8).fill(0.5),
      normals: new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
      groups: [
        { start: 0, count: 1, material: 1 },
        { start: 1, count: 3, material: 0 },
      ],
    };
    const flat = flatten({ ...modelOf([mesh, coloured]) });
    expect(flat.groups).toEqual([
      { start: 0, count: 8, material: -1 },
      { start: 8, count: 1, material: 1 },
      { start: 9, count: 3, material: 0 },
      { start: 12, count: 1, material: 1 },
      { start: 13, count: 3, material: 0 },
    ]);
    expect([...flat.positions.slice(0, 3)]).toEqual([5, 6, 7]);
    expect([...flat.positions.slice(12 + 3, 12 + 6)]).toEqual([0, 2, 0]);
    expect([...flat.uvs!.slice(0, 2), ...flat.uvs!.slice(16, 18)]).toEqual([0, 0, 0.5, 0.5]);
    for (let i = 0; i < flat.normals!.length; i += 3)
      expect(Math.hypot(...flat.normals!.slice(i, i + 3))).toBeCloseTo(1, 6);
  });

  it('applies a transform last', () => {
    const transform = [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 100, 0, 0, 0, 1];
    const flat = flatten(
      { ...modelOf([mesh]), nodes: [{ name: 'n', mesh: 0, matrix: [1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1] }] },
      transform,
    );
    expect([...flat.positions.slice(0, 3)]).toEqual([3, 1, 102]);
  });

  it('refuses instances that multiply beyond reason, and what leaves float32', () => {
    const nodes = Array.from({ length: 13_000_000 }, () => ({ name: 'n', mesh: 0, matrix: [] }));
    expect(() => flatten({ ...modelOf([mesh]), nodes })).toThrow(expect.objectContaining({ code: 'MESH_TOO_LARGE' }));
    const huge = modelOf([mesh]);
    const far = [1e39, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    expect(() => flatten(huge, far)).toThrow(expect.objectContaining({ code: 'MESH_NOT_FINITE' }));
    expect(() => flatten({ ...huge, nodes: [] })).toThrow(expect.objectContaining({ code: 'MESH_EMPTY' }));
  });
});
