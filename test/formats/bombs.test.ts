/** Files that claim far more than they hold: refused in under a second and without the memory they ask for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../../dist/formats/index.js';
import { writeObj } from '../../dist/formats/obj_writer.js';
import { writePly } from '../../dist/formats/ply_writer.js';
import { writeStl } from '../../dist/formats/stl_writer.js';
import { readInChild } from './child_reader.js';
import { type GltfFile, glb, type Json, TETRA, tetraFile } from './gltf_files.js';

const folder = mkdtempSync(path.join(tmpdir(), 'simwright-bombs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const edited = (edit: (json: Json, file: GltfFile) => void): Uint8Array => {
  const file = tetraFile().scene({ mesh: 0 });
  edit(file.json, file);
  return file.glb();
};
const json = (value: Json): Uint8Array => glb(JSON.stringify({ asset: { version: '2.0' }, ...value }));
const HUGE = [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 1e308, -1, 0, 1.5, null, 'x', [], {}, true];

/** Each must be refused in under a second. */
const BOMBS: Record<string, Uint8Array | string> = {
  'depth.gltf': `{"asset":${'['.repeat(5_000_000)}`,
  'depth_object.gltf': '{"a":'.repeat(2_000_000),
  'tokens.gltf': `{"asset":{"version":"2.0"},"nodes":[${'{},'.repeat(3_000_000)}{}]}`,
  'many_accessors.gltf': `{"asset":{"version":"2.0"},"accessors":[${'{"componentType":5126,"count":1,"type":"VEC3"},'.repeat(300_000)}{}]}`,
  'zero_filled.glb': edited((root) => {
    root.accessors[0] = { componentType: 5126, count: 2 ** 30, type: 'VEC3' };
  }),
  'zero_filled_many.glb': edited((root) => {
    root.accessors = Array.from({ length: 2000 }, () => ({ componentType: 5126, count: 1_000_000, type: 'VEC3' }));
    root.meshes = [{ primitives: root.accessors.map((_: Json, i: number) => ({ attributes: { POSITION: i } })) }];
  }),
  'sparse.glb': edited((root) => {
    root.accessors[0] = {
      componentType: 5126,
      count: 2 ** 32 - 1,
      type: 'VEC3',
      sparse: { count: 1, indices: { bufferView: 0, componentType: 5125 }, values: { bufferView: 0 } },
    };
  }),
  'shared_indices.glb': edited((root, file) => {
    const indices = file.accessor(new Uint16Array(300_000), 'SCALAR');
    root.meshes = [{ primitives: Array.from({ length: 5000 }, () => ({ attributes: { POSITION: 0 }, indices })) }];
  }),
  'shared_indices_few.glb': edited((root, file) => {
    const indices = file.accessor(new Uint16Array(90_000), 'SCALAR');
    root.meshes = [{ primitives: Array.from({ length: 1600 }, () => ({ attributes: { POSITION: 0 }, indices })) }];
  }),
  'instances.glb': edited((root) => {
    root.accessors.push({ componentType: 5126, count: 5_000_000, type: 'VEC3' });
    root.nodes[0].extensions = { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: root.accessors.length - 1 } } };
  }),
  'buffer.gltf': JSON.stringify({ asset: { version: '2.0' }, buffers: [{ byteLength: 2 ** 40, uri: 'a.bin' }] }),
  'buffer_truncated.glb': edited((root) => {
    root.buffers[0] = { byteLength: 10_000_000_000 };
  }),
  'meshopt.glb': edited((root) => {
    root.bufferViews[0] = {
      buffer: 0,
      byteLength: 4_294_967_292 * 12,
      extensions: {
        EXT_meshopt_compression: {
          buffer: 0,
          byteLength: 16,
          byteStride: 12,
          count: 4_294_967_292,
          mode: 'ATTRIBUTES',
        },
      },
    };
    root.buffers[0] = { byteLength: 1e15 };
  }),
  'chunk.glb': (() => {
    const bytes = Buffer.from(edited(() => {}));
    bytes.writeUInt32LE(0xffffffff, 12);
    return bytes;
  })(),
  'stl.stl': Buffer.alloc(84, 0xff),
  'list.ply': 'ply\nformat ascii 1.0\nelement vertex 1\nproperty list uint float x\nend_header\n4294967295\n',
  'vertices.ply':
    'ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\nproperty float x\nproperty float y\nproperty float z\nend_header\n',
  'header.ply': `ply\nformat ascii 1.0\n${'comment x\n'.repeat(400_000)}`,
  'properties.ply': `ply\nformat ascii 1.0\nelement vertex 1\n${'property float x\n'.repeat(50_000)}end_header\n`,
  'index.obj': `v 0 0 0\nf ${'1'.repeat(1_000_000)} 1 1`,
  'number.obj': `v ${'1'.repeat(5_000_000)} 0 0\n`,
  'text.stl': `solid x\n${'facet '.repeat(1_000_000)}`,
};
for (const [field, place] of [
  ['count', (root: Json) => root.accessors[0]],
  ['byteOffset', (root: Json) => root.accessors[0]],
  ['bufferView', (root: Json) => root.accessors[0]],
  ['byteLength', (root: Json) => root.bufferViews[0]],
  ['byteOffset', (root: Json) => root.bufferViews[1]],
  ['buffer', (root: Json) => root.bufferViews[0]],
  ['byteLength', (root: Json) => root.buffers[0]],
  ['indices', (root: Json) => root.meshes[0].primitives[0]],
  ['mesh', (root: Json) => root.nodes[0]],
] as const)
  for (const [i, value] of HUGE.entries()) {
    // 0 is a valid offset or reference.
    if (value === 0 && field !== 'count' && field !== 'byteLength') continue;
    BOMBS[`${field}_${i}_${Object.keys(BOMBS).length}.glb`] = edited((root) => {
      Object.assign(place(root), { [field]: value });
    });
  }

/** Large for their kind but sound: read, and in bounded time. */
const HEAVY: Record<string, Uint8Array | string> = {
  'many_nodes.glb': edited((root) => {
    for (let i = 0; i < 500_000; i++) root.nodes.push({});
    root.scenes = [{ nodes: root.nodes.map((_: Json, i: number) => i) }];
  }),
  'many_primitives.glb': edited((root, file) => {
    const indices = file.accessor(TETRA.indices, 'SCALAR');
    root.meshes = [{ primitives: Array.from({ length: 100_000 }, () => ({ attributes: { POSITION: 0 }, indices })) }];
  }),
  'many_meshes_one_buffer.glb': edited((root, file) => {
    const POSITION = file.positions(new Float32Array(900_000));
    const indices = file.accessor(TETRA.indices, 'SCALAR');
    root.meshes = Array.from({ length: 20_000 }, () => ({ primitives: [{ attributes: { POSITION }, indices }] }));
    root.nodes = root.meshes.map((_: Json, mesh: number) => ({ mesh }));
    root.scenes = [{ nodes: root.nodes.map((_: Json, i: number) => i) }];
  }),
  'many_used_accessors.glb': edited((root) => {
    root.accessors = Array.from({ length: 40_000 }, () => ({ ...root.accessors[0] }));
    root.meshes = [{ primitives: root.accessors.map((_: Json, i: number) => ({ attributes: { POSITION: i } })) }];
  }),
};

describe('bombs', () => {
  it('are refused in under a second', async () => {
    for (const [name, content] of Object.entries(BOMBS)) writeFileSync(path.join(folder, name), content);
    const outcomes = await readInChild(
      Object.keys(BOMBS).map((name) => path.join(folder, name)),
      10_000,
    );
    const brief = ({ file, code, ms, rss }: (typeof outcomes)[0]) =>
      `${path.basename(file)} ${code} ${ms.toFixed(0)} ms ${(rss / 2 ** 20).toFixed(0)} MiB`;
    expect(
      outcomes.filter(({ accepted, code }) => accepted || code === 'INTERNAL' || code === 'OUT_OF_MEMORY').map(brief),
    ).toEqual([]);
    expect(outcomes.filter(({ ms }) => ms > 1000).map(brief)).toEqual([]);
    expect(outcomes.filter(({ rss }) => rss > 512 * 2 ** 20).map(brief)).toEqual([]);
  }, 120_000);

  it('heavy files are read in bounded time', async () => {
    for (const [name, content] of Object.entries(HEAVY)) writeFileSync(path.join(folder, name), content);
    const outcomes = await readInChild(
      Object.keys(HEAVY).map((name) => path.join(folder, name)),
      20_000,
    );
    expect(outcomes.map(({ accepted, problems, message }) => [accepted, problems, message])).toEqual(
      outcomes.map(() => [true, [], undefined]),
    );
    expect(outcomes.filter(({ ms }) => ms > 5000)).toEqual([]);
  }, 120_000);

  it('an empty asset is no mesh', async () => {
    writeFileSync(path.join(folder, 'empty.glb'), json({}));
    expect(await readInChild([path.join(folder, 'empty.glb')], 5000)).toMatchObject([{ code: 'MESH_EMPTY' }]);
  });

  it.each(['glb', 'obj', 'stl', 'ply'])('%s: limits are kept to the triangle and the byte', async (extension) => {
    const mesh = { positions: TETRA.positions, indices: Uint32Array.from(TETRA.indices) };
    const bytes = {
      glb: tetraFile().scene({ mesh: 0 }).glb(),
      obj: writeObj([{ name: 'a', mesh }]),
      stl: writeStl(mesh),
      ply: writePly(mesh),
    }[extension]!;
    const file = path.join(folder, `limits.${extension}`);
    writeFileSync(file, bytes);
    const code = (limits: object) =>
      readModel(file, limits).then(
        () => 'read',
        (error) => error.code,
      );
    expect(await code({ maxTriangles: 4, maxFileBytes: bytes.length })).toBe('read');
    expect(await code({ maxTriangles: 3 })).toBe('FILE_TOO_LARGE');
    expect(await code({ maxFileBytes: bytes.length - 1 })).toBe('FILE_TOO_LARGE');
  });
});
