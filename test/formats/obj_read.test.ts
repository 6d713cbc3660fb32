import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseModel, readModel } from '../../dist/formats/index.js';
import { ReadReport } from '../../dist/formats/read_report.js';
import { TextScanner } from '../../dist/formats/text_scanner.js';
import { volume } from './gltf_files.js';

const parse = (text: string) => parseModel(Buffer.from(text), { name: 'test.obj' });
const codes = (model: { warnings: { code: string }[] }) => model.warnings.map((warning) => warning.code);
const TETRA = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';

/** Area of a mesh in the xy plane, signed. */
function area({ positions: p, indices }: { positions: ArrayLike<number>; indices: ArrayLike<number> }): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [3 * indices[i], 3 * indices[i + 1], 3 * indices[i + 2]];
    sum += ((p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[a])) / 2;
  }
  return sum;
}

/** Sum of the absolute triangle areas: above the signed one where triangles overlap. */
function coverage(mesh: { positions: ArrayLike<number>; indices: Uint32Array }): number {
  let sum = 0;
  for (let i = 0; i < mesh.indices.length; i += 3)
    sum += Math.abs(area({ positions: mesh.positions, indices: mesh.indices.subarray(i, i + 3) }));
  return sum;
}

const polygon = (points: number[][]) =>
  `${points.map(([x, y]) => `v ${x} ${y} 0`).join('\n')}\nf ${points.map((_, i) => i + 1).join(' ')}\n`;

describe('numbers', () => {
  it('are correctly rounded, in any spelling', async () => {
    const written = [
      '0.1',
      '-1.5e-3',
      '+.25',
      '3.',
      '1E2',
      '123456789.123456789',
      '1e-30',
      '0.30000001192092896',
      '-0',
    ];
    const { meshes } = await parse(
      `${written.map((x) => `v ${x} ${x} 1`).join('\n')}\nf ${written.map((_, i) => i + 1).join(' ')}`,
    );
    const found = new Set(meshes[0].positions);
    for (const text of written) expect(found).toContain(Math.fround(Number(text)));
  });

  it('are those that JavaScript reads, to the last bit', () => {
    const report = new ReadReport('test');
    const digits = fc.stringMatching(/^\d{1,25}$/);
    const spelled = fc
      .tuple(fc.constantFrom('', '-', '+'), digits, fc.option(digits), fc.option(fc.integer({ min: -340, max: 330 })))
      .map(
        ([sign, whole, part, power]) => `${sign}${whole}${part ? `.${part}` : ''}${power === null ? '' : `e${power}`}`,
      );
    const text = fc.oneof(spelled, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
    fc.assert(
      fc.property(text, (written) => {
        const found = new TextScanner(Buffer.from(`${written} 1`), report, true).number();
        expect(found + 0).toBe(Number(written) + 0);
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('that are none are refused with their line', async () => {
    for (const bad of ['v 1 2 x', 'v 1 2', 'v 1 2 3e', 'v 1 2 --3', 'v 0x10 0 0', 'vt', 'vn 1 0'])
      await expect(parse(`# comment\n${TETRA}${bad}\n`)).rejects.toMatchObject({
        code: 'FORMAT_INVALID',
        message: expect.stringContaining('line 10'),
      });
  });

  it('nan and inf drop their triangles only', async () => {
    const model = await parse(`${TETRA}v nan 0 0\nv -inf 0 0\nf 1 2 5\nf 1 2 6`);
    expect(model.account).toEqual({ read: 6, dropped: { not_finite: 2 }, kept: 4, notTriangles: 0 });
  });
});

describe('syntax', () => {
  it('takes CRLF, tabs, comments, joined lines and a missing last line end', async () => {
    const text = '# a\r\n\tv\t0 0 0 # origin\r\nv 1 \\\r\n0 0\r\n\r\n  v 0 1 0\r\nf 1 \\\n2\\\n 3';
    const { account, meshes } = await parse(text);
    expect(account.kept).toBe(1);
    expect([...meshes[0].positions]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0]);
  });

  it('takes negative indices as relative to what came before', async () => {
    const { meshes } = await parse('v 9 9 9\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf -3 -2 -1\nv 0 0 1\nf -3 -2 -1');
    expect([...meshes[0].positions.slice(0, 9)]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(meshes[0].positions.length / 3).toBe(4);
  });

  it.each(['f 1 2 5', 'f 0 1 2', 'f -5 1 2', 'f 1 2 99999999999999'])('refuses %s', async (face) => {
    await expect(parse(`${TETRA}${face}`)).rejects.toMatchObject({ code: 'MESH_INDEX' });
  });

  it.each(['f 1 2 x', 'f 1/2/3/4 1 2', 'f a b c', 'f 1.5 2 3'])('refuses %s as no face', async (face) => {
    await expect(parse(`${TETRA}${face}`)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  it('counts points, lines and faces too small', async () => {
    const model = await parse(`${TETRA}p 1 2\nl 1 2 3\nf 1 2\ncurv 0 1\n`);
    expect(model.account).toEqual({ read: 4, dropped: {}, kept: 4, notTriangles: 2 + 2 + 1 });
    expect(codes(model)).toEqual(['obj.face_too_small', 'obj.ignored']);
  });

  it('refuses a file without faces, and says what it has', async () => {
    await expect(parse('v 0 0 0\np 1\n')).rejects.toMatchObject({
      code: 'MESH_EMPTY',
      message: expect.stringContaining('1 points'),
    });
  });

  it('knows neither units nor the up axis', async () => {
    expect(await parse(TETRA)).toMatchObject({ upAxis: null, metersPerUnit: null, format: 'obj' });
  });
});

describe('attributes', () => {
  it('makes one vertex per combination, turns v, and reads vertex colours as sRGB', async () => {
    const model = await parse(
      'v 0 0 0 1 0.5 0\nv 1 0 0 0 0 0\nv 0 1 0 1 1 1\nv 0 0 1\nvt 0 0\nvt 1 0.25\nvn 0 0 1\nf 1/1/1 2/1/1 3/2/1\nf 1/1/1 2/2/1 4/1/1',
    );
    const [mesh] = model.meshes;
    expect(mesh.positions.length / 3).toBe(5);
    expect([...mesh.uvs!.slice(0, 6)]).toEqual([0, 1, 0, 1, 1, 0.75]);
    expect(mesh.colors![1]).toBeCloseTo(0.2140411, 6); // linear value of sRGB 0.5
    expect([...mesh.colors!.slice(16, 20)]).toEqual([1, 1, 1, 1]);
    expect([...mesh.normals!.slice(0, 3)]).toEqual([0, 0, 1]);
  });

  it('leaves out attributes that do not exist, with a warning', async () => {
    const model = await parse('v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1/1/1 2/2/2 3/3/3');
    expect(model.account.kept).toBe(1);
    expect(model.meshes[0].uvs).toBeUndefined();
    expect(model.warnings).toMatchObject([{ code: 'obj.attribute_index', count: 6 }]);
  });

  it('makes a mesh per object and a group per material', async () => {
    const model = await parse(
      `o first\nusemtl a\n${TETRA}o empty\no second thing\nv 5 0 0\nv 6 0 0\nv 5 1 0\nusemtl b\nf -3 -2 -1\nusemtl a\nf -1 -2 -3\ng x\nf -3 -2 -1`,
    );
    expect(model.meshNames).toEqual(['first', 'second thing']);
    expect(model.materials.map((material) => material.name)).toEqual(['a', 'b']);
    expect(model.meshes[1].groups).toEqual([
      { start: 0, count: 1, material: 1 },
      { start: 1, count: 2, material: 0 },
    ]);
    expect(model.meshes[1].positions.length / 3).toBe(3);
    expect(codes(model)).toEqual(['obj.material_missing']);
  });
});

describe('polygons', () => {
  it('convex ones become fans around the first corner', async () => {
    const { meshes, account } = await parse(
      polygon([
        [0, 0],
        [2, 0],
        [3, 1],
        [2, 2],
        [0, 2],
      ]),
    );
    expect(account.read).toBe(3);
    expect([...meshes[0].indices]).toEqual([0, 1, 2, 0, 2, 3, 0, 3, 4]);
  });

  it.each<[string, number[][], number]>([
    [
      'an L',
      [
        [0, 0],
        [2, 0],
        [2, 1],
        [1, 1],
        [1, 2],
        [0, 2],
      ],
      3,
    ],
    [
      'an arrow that a fan would overlap',
      [
        [0, 0],
        [4, 3],
        [0, 6],
        [3, 3],
      ],
      (6 * 4) / 2 - (6 * 3) / 2,
    ],
    [
      'a comb',
      [
        [0, 0],
        [7, 0],
        [7, 3],
        [6, 3],
        [6, 1],
        [5, 1],
        [5, 3],
        [4, 3],
        [4, 1],
        [3, 1],
        [3, 3],
        [2, 3],
        [2, 1],
        [1, 1],
        [1, 3],
        [0, 3],
      ],
      7 + 8,
    ],
    [
      'a square with a hole, cut open',
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [0, 4],
        [0, 0],
        [1, 1],
        [1, 3],
        [3, 3],
        [3, 1],
        [1, 1],
      ],
      12,
    ],
  ])('cuts %s by ears', async (_, points, expected) => {
    for (const list of [points, [...points].reverse()]) {
      const { meshes, account, warnings } = await parse(polygon(list));
      expect(account.read).toBe(points.length - 2);
      expect(Math.abs(area(meshes[0]))).toBeCloseTo(expected, 5);
      expect(coverage(meshes[0])).toBeCloseTo(expected, 5);
      expect(warnings).toEqual([]);
    }
  });

  it('cuts a tilted concave polygon in its own plane', async () => {
    const points = [
      [0, 0],
      [2, 0],
      [2, 1],
      [1, 1],
      [1, 2],
      [0, 2],
    ].map(([x, y]) => [x, 0.5 * x, y + 0.25 * x]);
    const { meshes } = await parse(
      `${points.map((p) => `v ${p.join(' ')}`).join('\n')}\nf ${points.map((_, i) => i + 1).join(' ')}`,
    );
    const shadow = meshes[0].positions.map((_, i, p) => (i % 3 === 0 ? p[i] : i % 3 === 1 ? p[i + 1] : 0));
    expect(coverage({ positions: shadow, indices: meshes[0].indices })).toBeCloseTo(3, 5);
  });

  it('falls back to a fan for a bow tie and for corners on a line, and counts it', async () => {
    const tie = await parse(
      polygon([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [-1, 1],
      ]),
    );
    expect(tie.account.read).toBe(3);
    expect(
      (
        await parse(
          polygon([
            [0, 0],
            [1, 0],
            [2, 0],
            [3, 0],
          ]),
        )
      ).account.kept,
    ).toBe(2);
  });

  it('stays within its work budget on a giant concave polygon', async () => {
    const points = Array.from({ length: 20_000 }, (_, i) => {
      const r = i % 2 ? 1 : 2;
      return [r * Math.cos((i * Math.PI) / 10_000), r * Math.sin((i * Math.PI) / 10_000)];
    });
    const before = performance.now();
    const { account } = await parse(polygon(points));
    expect(account.read).toBe(19_998);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('hostile files', () => {
  it.each<[string, string]>([
    [
      'corners that all share a position',
      `v 0 0 0\nv 1 0 0\nv 0 1 0\n${Array.from({ length: 60_000 }, (_, i) => `vt ${i} 0\nf 1/${i + 1} 2/${i + 1} 3/${i + 1}\n`).join('')}`,
    ],
    ['an object per face', `${TETRA}${Array.from({ length: 60_000 }, (_, i) => `o ${i}\nf 1 2 3\n`).join('')}`],
    ['a material per face', `${TETRA}${Array.from({ length: 60_000 }, (_, i) => `usemtl ${i}\nf 1 2 3\n`).join('')}`],
    ['objects without faces', `${TETRA}${'o\n'.repeat(300_000)}`],
    ['a line of backslashes', `${TETRA}# ${'\\'.repeat(1_000_000)}`],
    ['a vertical tab where a number is expected', `${TETRA}p 1\v 2\fl 1 2\v\n`],
    ['joined empty lines', `${TETRA}f 1 2 3${' \\\n'.repeat(500_000)}`],
  ])('%s: read in seconds', async (_, text) => {
    const before = performance.now();
    expect((await parse(text)).account.kept).toBeGreaterThan(0);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('material libraries', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'simwright-obj-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
  writeFileSync(path.join(folder, 'wood grain.png'), PNG);
  const read = (mtl: string, library = 'my lib.mtl') => {
    writeFileSync(path.join(folder, 'my lib.mtl'), mtl);
    writeFileSync(path.join(folder, 'a.obj'), `mtllib ${library}\nusemtl one\n${TETRA}usemtl two\nf 1 2 3\n`);
    return readModel(path.join(folder, 'a.obj'));
  };

  it('gives colours, opacity, roughness, metalness and maps', async () => {
    const model = await read(
      'newmtl two\nKd 0.5 0.25 1\nTr 0.25\nNs 98\n\nnewmtl one\r\nKd 1 1 1\r\nKe 0 2 0\r\nPr 0.3\r\nPm 0.8\r\nmap_Kd -s 2 2 -o 0.5 0 0 -clamp on wood grain.png\r\nmap_Bump -bm 0.5 wood grain.png\r\n',
    );
    expect(model.materials[0]).toMatchObject({
      name: 'one',
      metallic: 0.8,
      roughness: 0.3,
      emissive: [0, 2, 0],
      baseColorTexture: { image: 0, wrapS: 'clamp', transform: { offset: [0.5, -1], rotation: 0, scale: [2, 2] } },
      normalTexture: { image: 0, scale: 1 },
    });
    expect(model.materials[1]).toMatchObject({
      baseColor: [0.5, 0.25, 1, 0.75],
      alphaMode: 'blend',
      roughness: Math.sqrt(2 / 100),
      metallic: 0,
    });
    expect(model.images).toMatchObject([{ name: 'wood grain.png', mimeType: 'image/png' }]);
    expect(model.warnings).toEqual([]);
  });

  it.each([
    ['absent.mtl', 'newmtl one', ['obj.library_missing', 'obj.material_missing']],
    ['../my lib.mtl', 'newmtl one', ['obj.library_missing', 'obj.material_missing']],
    ['my lib.mtl', 'newmtl one\nmap_Kd ../x.png\nnewmtl two\nmap_Kd C:\\x.png', ['obj.image_missing']],
    ['my lib.mtl', 'newmtl one\nKd red\nnewmtl two', ['obj.material_value']],
  ])('%s with trouble costs the look, not the mesh', async (library, mtl, expected) => {
    const model = await read(mtl, library);
    expect(codes(model)).toEqual(expected);
    expect(model.account.kept).toBe(5);
    expect(
      volume({ positions: model.meshes[0].positions, indices: model.meshes[0].indices.subarray(0, 12) }),
    ).toBeCloseTo(1 / 6);
  });
});
