import { describe, expect, it } from 'vitest';
import { parseModel } from '../../dist/formats/index.js';
import { writePly } from '../../dist/formats/ply_writer.js';
import { writeStl } from '../../dist/formats/stl_writer.js';
import { TETRA, volume } from './gltf_files.js';

const tetra = { positions: TETRA.positions, indices: Uint32Array.from(TETRA.indices) };
const codes = (model: { warnings: { code: string }[] }) => model.warnings.map((warning) => warning.code);

describe('STL', () => {
  const parse = (bytes: Uint8Array | string) => parseModel(Buffer.from(bytes), { name: 'test.stl' });
  const facet = (corners = '0 0 0 1 0 0 0 1 0') => {
    const n = corners.split(' ');
    return `facet normal 0 0 1\n outer loop\n  vertex ${n.slice(0, 3).join(' ')}\n  vertex ${n.slice(3, 6).join(' ')}\n  vertex ${n.slice(6).join(' ')}\n endloop\nendfacet\n`;
  };
  const binary = Buffer.from(writeStl(tetra));

  it('reads binary and joins bit-equal corners, -0 with 0', async () => {
    const bytes = Buffer.from(binary);
    bytes.writeFloatLE(-0, 84 + 12);
    const model = await parse(bytes);
    expect(model).toMatchObject({ upAxis: null, metersPerUnit: null, account: { read: 4, kept: 4 } });
    expect(model.meshes[0].positions.length / 3).toBe(4);
    expect(volume(model.meshes[0])).toBeCloseTo(1 / 6, 6);
  });

  it('is not fooled by a binary header that says solid', async () => {
    const bytes = Buffer.from(binary);
    bytes.write('solid facet normal\nfacet endsolid', 0);
    expect((await parse(bytes)).account.kept).toBe(4);
  });

  it('reads ASCII: case, blanks, several solids, no endsolid', async () => {
    const text = `SOLID first part\r\n${facet().replaceAll('\n', '\r\n').toUpperCase()}ENDSOLID first part\r\nsolid\n${facet()}${facet('0 0 0 0 1 0 0 0 1')}`;
    const model = await parse(text);
    expect(model.meshNames).toEqual(['first part', 'solid']);
    expect(model.account.kept).toBe(3);
    expect(codes(model)).toEqual(['stl.end_missing']);
  });

  it('keeps the rules for counts that do not fit', async () => {
    const short = Buffer.from(binary);
    short.writeUInt32LE(5, 80);
    await expect(parse(short)).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining('room for 4'),
    });
    const long = Buffer.from(binary);
    long.writeUInt32LE(3, 80);
    expect((await parse(long)).account.kept).toBe(3);
    expect(codes(await parse(long))).toEqual(['stl.trailing_bytes']);
    const zero = Buffer.from(binary);
    zero.writeUInt32LE(0, 80);
    expect((await parse(zero)).account.kept).toBe(4);
    expect(codes(await parse(zero))).toEqual(['stl.count_missing']);
    const bomb = Buffer.from(binary);
    bomb.writeUInt32LE(0xffffffff, 80);
    await expect(parse(bomb)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it.each([
    ['', 'FORMAT_INVALID'],
    ['solid x', 'MESH_EMPTY'],
    ['solid x\nendsolid x\n', 'MESH_EMPTY'],
    [`solid x\n${facet('0 0 0 1 0 0 0 1')}`, 'FORMAT_INVALID'],
    ['solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nendloop\nendfacet\n', 'FORMAT_INVALID'],
    ['solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0', 'FORMAT_INVALID'],
    [`solid x\n${facet()}rubbish`, 'FORMAT_INVALID'],
    [`solid x\n${facet('0 0 0 nan 0 0 0 1 0')}`, 'MESH_NOT_FINITE'],
  ])('refuses %j with %s', async (text, code) => {
    await expect(parse(text)).rejects.toMatchObject({ code });
  });
});

describe('PLY', () => {
  const parse = (bytes: Uint8Array | string) => parseModel(Buffer.from(bytes), { name: 'test.ply' });
  const header = (format: string, lines: string[]) =>
    ['ply', `format ${format} 1.0`, ...lines, 'end_header\n'].join('\n');
  const VERTEX = ['element vertex 4', 'property float x', 'property float y', 'property float z'];
  const points = '0 0 0\n1 0 0\n0 1 0\n0 0 1\n';

  it('reads ASCII with attributes, elements to skip and free line breaks', async () => {
    const text =
      header('ascii', [
        'comment made by hand',
        'element junk 2',
        'property list uchar int values',
        'property double weight',
        'element vertex 4',
        'property uchar red',
        'property float x',
        'property float y',
        'property float z',
        'property uchar green',
        'property uchar blue',
        'property float s',
        'property float t',
        'property list uchar int tags',
        'element face 2',
        'property uchar flags',
        'property list uchar int vertex_index',
      ]) +
      '3 1 2 3 0.5\n0 7\n' +
      '255 0 0 0 0 128 0 0 0\n255 1 0 0 0 128 1 0.25 1 9\n255 1 1 0 0 128 1 1 0\n255 0 1 0 0 128\n0 1 2 8 8\n' +
      '7 4 0 1 2 3\n7 3 0 2 1\n';
    const { meshes, account } = await parse(text);
    expect(account).toEqual({ read: 3, dropped: {}, kept: 3, notTriangles: 0 });
    expect([...meshes[0].uvs!]).toEqual([0, 1, 1, 0.75, 1, 0, 0, 0]);
    expect(meshes[0].colors![0]).toBe(1);
    expect(meshes[0].colors![2]).toBeCloseTo(0.2158605, 6); // linear value of sRGB 128
    expect(meshes[0].colors![3]).toBe(1);
  });

  it.each(['binary_little_endian', 'binary_big_endian'] as const)('reads %s with any list types', async (format) => {
    const little = format === 'binary_little_endian';
    for (const [lengthType, indexType] of [
      ['uchar', 'int'],
      ['uint16', 'uint8'],
      ['int', 'ushort'],
      ['char', 'short'],
      ['uint', 'uint32'],
    ]) {
      const head = Buffer.from(
        header(format, [
          ...VERTEX,
          'property double extra',
          'element face 4',
          `property list ${lengthType} ${indexType} vertex_indices`,
        ]),
      );
      const body = Buffer.alloc(4 * 20 + 4 * (4 + 3 * 4));
      const view = new DataView(body.buffer, body.byteOffset);
      let at = 0;
      for (let v = 0; v < 4; v++, at += 20)
        for (let k = 0; k < 3; k++) view.setFloat32(at + 4 * k, TETRA.positions[3 * v + k], little);
      const put = (type: string, value: number) => {
        const bytes = /8|char/.test(type) ? 1 : /16|short/.test(type) ? 2 : 4;
        if (bytes === 1) view.setUint8(at, value);
        else if (bytes === 2) view.setUint16(at, value, little);
        else view.setUint32(at, value, little);
        at += bytes;
      };
      for (let f = 0; f < 4; f++) {
        put(lengthType, 3);
        for (let k = 0; k < 3; k++) put(indexType, TETRA.indices[3 * f + k]);
      }
      const { meshes } = await parse(Buffer.concat([head, body.subarray(0, at)]));
      expect(volume(meshes[0])).toBeCloseTo(1 / 6, 6);
    }
  });

  it('reads triangle strips with restarts', async () => {
    const text = `${header('ascii', [...VERTEX, 'element tristrips 1', 'property list int int vertex_indices'])}${points}9 0 1 2 3 -1 0 1 3 2\n`;
    const { meshes, account } = await parse(text);
    expect(account.kept).toBe(4);
    expect([...meshes[0].indices]).toEqual([0, 1, 2, 1, 3, 2, 0, 1, 3, 1, 2, 3]);
  });

  it('refuses a point cloud, and counts its points', async () => {
    await expect(parse(header('ascii', VERTEX) + points)).rejects.toMatchObject({
      code: 'MESH_EMPTY',
      message: expect.stringContaining('4 points'),
    });
  });

  const face = ['element face 1', 'property list uchar int vertex_indices'];
  it.each<[string, string, string]>([
    ['an index out of range', `${header('ascii', [...VERTEX, ...face])}${points}3 0 1 4\n`, 'MESH_INDEX'],
    ['a polygon index out of range', `${header('ascii', [...VERTEX, ...face])}${points}4 0 1 4 2\n`, 'MESH_INDEX'],
    ['a negative index', `${header('ascii', [...VERTEX, ...face])}${points}3 0 1 -1\n`, 'MESH_INDEX'],
    ['a broken number', `${header('ascii', [...VERTEX, ...face])}${points}3 0 1 x\n`, 'FORMAT_INVALID'],
    ['a fraction as an index', `${header('ascii', [...VERTEX, ...face])}${points}3 0 1 1.5\n`, 'FORMAT_INVALID'],
    ['a short file', `${header('ascii', [...VERTEX, ...face])}${points}3 0 1\n`, 'FORMAT_INVALID'],
    [
      'a vertex bomb',
      `${header('ascii', ['element vertex 999999999999', ...VERTEX.slice(1), ...face])}${points}`,
      'FORMAT_INVALID',
    ],
    [
      'a list bomb',
      `${header('ascii', [...VERTEX, 'element face 1', 'property list uint int vertex_indices'])}${points}4294967295 0 1 2`,
      'FORMAT_INVALID',
    ],
    [
      'a negative list',
      `${header('ascii', [...VERTEX, 'element face 1', 'property list int int vertex_indices'])}${points}-3 0 1 2`,
      'FORMAT_INVALID',
    ],
    ['no x', `${header('ascii', ['element vertex 1', 'property float y', ...face])}1\n3 0 0 0\n`, 'FORMAT_INVALID'],
    ['an unknown type', `${header('ascii', ['element vertex 1', 'property quad x'])}`, 'FORMAT_INVALID'],
    ['an unknown format', `${header('binary', VERTEX)}`, 'FORMAT_INVALID'],
    ['no header end', 'ply\nformat ascii 1.0\n', 'FORMAT_INVALID'],
    ['another kind of file', 'solid x', 'FORMAT_INVALID'],
    ['properties before elements', header('ascii', ['property float x']), 'FORMAT_INVALID'],
    ['faces before vertices', `${header('ascii', [...face, ...VERTEX])}3 0 1 2\n${points}`, 'FORMAT_INVALID'],
    [
      'only positions that are not finite',
      `${header('ascii', [...VERTEX, ...face])}${points.replaceAll('0', 'nan')}3 0 1 2\n`,
      'MESH_NOT_FINITE',
    ],
  ])('refuses %s', async (_, text, code) => {
    await expect(parse(text)).rejects.toMatchObject({ code });
  });

  it('skips a bomb of entries without size at no cost', async () => {
    const text = `${header('ascii', [...VERTEX, 'element nothing 999999999999', ...face])}${points}3 0 1 2\n`;
    expect((await parse(text)).account.kept).toBe(1);
    const list = `${header('binary_little_endian', ['element junk 4000000000', 'property list uchar int x', ...VERTEX])}`;
    await expect(parse(list)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it('gives a texture that a comment names', async () => {
    const bytes = writePly({ ...tetra, uvs: new Float32Array(8) });
    const text = Buffer.from(bytes).toString('latin1').replace('ply\n', 'ply\ncomment TextureFile skin.png\n');
    const resolve = async () => Buffer.from('89504e470d0a1a0a', 'hex');
    const model = await parseModel(Buffer.from(text, 'latin1'), { name: 'a.ply', resolve });
    expect(model.materials[0].baseColorTexture).toEqual({ image: 0, wrapS: 'repeat', wrapT: 'repeat' });
    expect(model.meshes[0].groups).toEqual([{ start: 0, count: 4, material: 0 }]);
  });
});
