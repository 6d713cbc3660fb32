import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../dist/formats/flatten.js';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import { readModel } from '../../dist/formats/index.js';
import { Pool } from '../../dist/pool/pool.js';
import { ASSET_FROM_GLB, multiply, transformPoint } from '../../dist/scene/frames.js';
import { MANIFEST_SCHEMA } from '../../dist/scene/manifest.js';
import { at, bench, boxGlb, boxModel, boxObj, corners, IDENTITY, type Outcome, type Size } from './fixtures.js';

const b = bench();
const glb = await boxGlb([0.2, 0.3, 0.1]);
const scene = (objects: unknown[], rest: object = {}) => ({ schema: 'simwright.scene/1', objects, ...rest });
const coded = (code: string, message?: RegExp) =>
  expect.objectContaining({ code, ...(message && { message: expect.stringMatching(message) }) });

/** World corners of an object as later steps compute them: pose * asset_from_glb * vertices of asset.glb. */
async function worldBox({ out, manifest }: Outcome, id: string) {
  const object = manifest.objects.find((o) => o.id === id)!;
  const asset = manifest.assets.find((a) => a.id === object.asset_id)!;
  const { positions } = flatten(await readModel(path.join(out, asset.path)));
  const m = multiply(object.matrix_column_vector, ASSET_FROM_GLB);
  const points = Array.from({ length: positions.length / 3 }, (_, i) =>
    transformPoint(m, positions.subarray(i * 3, i * 3 + 3)),
  );
  const side = (f: (...x: number[]) => number) => [0, 1, 2].map((k) => f(...points.map((p) => p[k])));
  return { min: side(Math.min), max: side(Math.max) };
}
function expectBox(found: { min: number[]; max: number[] }, min: number[], max: number[], digits = 6) {
  for (const k of [0, 1, 2]) {
    expect(found.min[k]).toBeCloseTo(min[k], digits);
    expect(found.max[k]).toBeCloseTo(max[k], digits);
  }
}

describe('scene files', () => {
  it('places boxes, copies GLB bytes, and shares assets', async () => {
    const dir = b.folder({
      'meshes/crate.glb': glb,
      'scene.json': scene([
        { id: 'a', mesh: 'meshes/crate.glb', matrix_column_vector: multiply(at(1, 2, 3), [...ASSET_FROM_GLB]) },
        {
          id: 'b',
          mesh: 'meshes/crate.glb',
          translation: [0, 0, 5],
          mass_kg: 2.5,
          category: 'crate',
          material: 'oak wood',
        },
        {
          id: 'c',
          mesh: './meshes/crate.glb',
          translation: [0, 1, 0],
          rotation_xyzw: [0, 0, 1, 1],
          material: 'oak wood',
        },
      ]),
    });
    const done = await b.run(dir);
    expect(done.result).toMatchObject({ status: 'done', failures: [] });
    expect(done.result.reason).toMatch(/scene file with 3 objects/);
    const { manifest } = done;
    expect(manifest.schema).toBe(MANIFEST_SCHEMA);
    expect(manifest.assets.map((a) => a.id)).toEqual(['crate', 'crate_2']); // the material parts them
    expect(readFileSync(path.join(done.out, manifest.assets[0].path)).equals(glb)).toBe(true);
    expect(manifest.assets[0].baked).toBeUndefined();
    expect(manifest.objects.map((o) => o.asset_id)).toEqual(['crate', 'crate_2', 'crate_2']);
    expect(manifest.objects[0].matrix_column_vector).toEqual(at(1, 2, 3));
    expect(manifest.objects[1].given).toEqual({ mass_kg: 2.5 });
    expect(manifest.assets[1].given).toBeUndefined(); // only one of its two objects has a mass
    expectBox(manifest.objects[0].bounds!, [1, 2 - 0.1, 3], [1.2, 2, 3.3]);
    expectBox(await worldBox(done, 'a'), [1, 2 - 0.1, 3], [1.2, 2, 3.3]);
    // as it stands in the file, turned by 90 degrees about z: x -> y, y -> -x
    expectBox(await worldBox(done, 'c'), [-0.3, 1, 0], [0, 1.2, 0.1]);
    const layout = done.json('layout/scene_layout_scaled.json');
    expect(layout.objects[0].center3d).toEqual([1.1, 1.95, 3.15].map((x) => expect.closeTo(x, 6)));
    expect(layout.objects[0].obb.extents).toEqual([0.1, 0.05, 0.15].map((x) => expect.closeTo(x, 6)));
    expect(done.json('seg/inventory.json').objects[1]).toMatchObject({ material_type: 'wood', category: 'crate' });
  });

  it('bakes scale, shear and mirroring, one asset per stretch, and keeps the world', async () => {
    const turn = [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const matrices = {
      double: [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1, 0, 0, 0, 1],
      double_turned: multiply(turn, [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1, 0, 0, 0, 1]),
      mirrored: [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
      sheared: [1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 1],
      plain: at(3, 0, 0),
    };
    const dir = b.folder({
      'm.glb': glb,
      'scene.json': scene(Object.entries(matrices).map(([id, m]) => ({ id, mesh: 'm.glb', matrix_column_vector: m }))),
    });
    const done = await b.run(dir);
    expect(done.manifest.objects.map((o) => o.asset_id)).toEqual(['m', 'm', 'm_2', 'm_3', 'm_4']);
    const points = corners([0.2, 0.3, 0.1]);
    for (const [id, m] of Object.entries(matrices)) {
      const moved = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => transformPoint(m, points.slice(i * 3, i * 3 + 3)));
      const side = (f: (...x: number[]) => number) => [0, 1, 2].map((k) => f(...moved.map((p) => p[k])));
      expectBox(await worldBox(done, id), side(Math.min), side(Math.max));
      const rows = done.manifest.objects.find((o) => o.id === id)!.matrix_column_vector;
      expect(rows[0] ** 2 + rows[4] ** 2 + rows[8] ** 2).toBeCloseTo(1, 12);
    }
    // baking a mirror turns the winding: outside stays outside
    const model = flatten(await readModel(path.join(done.out, 'assets/obj_m_2/asset.glb')));
    expect(volume(model.positions, model.indices)).toBeCloseTo(0.2 * 0.3 * 0.1, 6);
    expect(done.manifest.assets[1].baked?.stretch?.[0]).toBeCloseTo(-1, 12);
  });

  it('applies metres per unit once, to meshes and poses', async () => {
    const dir = b.folder({
      'm.glb': await boxGlb([20, 30, 10]),
      'scene.json': scene([{ id: 'a', mesh: 'm.glb', translation: [100, 0, 0] }], { meters_per_unit: 0.01 }),
    });
    const done = await b.run(dir);
    expectBox(await worldBox(done, 'a'), [1, 0, 0], [1.2, 0.3, 0.1]);
    expect(done.manifest.assets[0].baked).toEqual({ meters_per_unit: 0.01, up_axis: 'Y' });
    const other = await b.run(dir, { metersPerUnit: 0.001 });
    expectBox(await worldBox(other, 'a'), [0.1, 0, 0], [0.12, 0.03, 0.01]);
    expect(other.result.warnings).toContainEqual(coded('units.replaced'));
  });

  it('refuses unknown fields with their path', async () => {
    const object = { id: 'a', mesh: 'm.glb', translation: [0, 0, 0], masss_kg: 1 };
    const dir = b.folder({
      'm.glb': glb,
      'scene.json': scene([{ id: 'z', mesh: 'm.glb', translation: [0, 0, 0] }, object]),
    });
    await expect(b.run(dir)).rejects.toEqual(coded('INPUT_INVALID', /objects\[1\]\.masss_kg: unknown field/));
    const top = b.folder({ 'm.glb': glb, 'scene.json': scene([], { unit: 'cm' }) });
    await expect(b.run(top)).rejects.toEqual(coded('INPUT_INVALID', /unit: unknown field/));
  });

  it('loses broken objects one by one, each with its code', async () => {
    const good = (id: string) => ({ id, mesh: 'm.glb', translation: [0, 0, 0] });
    const dir = b.folder({
      'm.glb': glb,
      'broken.glb': 'not a glb',
      'scene.json': scene([
        good('a'),
        good('a'),
        good('../x'),
        good('-rf'),
        good('__proto__'),
        { ...good('escape'), mesh: '../m.glb' },
        { ...good('absolute'), mesh: '/etc/passwd' },
        { ...good('link'), mesh: 'outside.glb' },
        { ...good('missing'), mesh: 'missing.glb' },
        { ...good('broken'), mesh: 'broken.glb' },
        { id: 'no_pose', mesh: 'm.glb' },
        { ...good('both'), matrix_column_vector: IDENTITY },
        { id: 'flat', mesh: 'm.glb', matrix_column_vector: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
        { id: 'huge', mesh: 'm.glb', matrix_column_vector: [1e200, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
        { id: 'text', mesh: 'm.glb', matrix_column_vector: 'identity' },
        { ...good('no_turn'), rotation_xyzw: [0, 0, 0, 0] },
        { ...good('zero'), scale: 0 },
        { ...good('no_mass'), mass_kg: -1 },
        null,
        good('last'),
      ]),
    });
    symlinkSync('/etc/hostname', path.join(dir, 'outside.glb'));
    const done = await b.run(dir);
    expect(done.result.status).toBe('partial');
    expect(done.manifest.objects.map((o) => o.id)).toEqual(['a', 'last']);
    expect(done.manifest.failures.map((f) => [f.id, f.code]).sort()).toEqual(
      [
        ['a', 'INPUT_INVALID'],
        ['x', 'INPUT_INVALID'],
        ['rf', 'INPUT_INVALID'],
        ['proto', 'INPUT_INVALID'],
        ['escape', 'PATH_ESCAPE'],
        ['absolute', 'PATH_ESCAPE'],
        ['link', 'PATH_ESCAPE'],
        ['missing', 'FILE_NOT_FOUND'],
        ['broken', 'FORMAT_INVALID'],
        ['no_pose', 'INPUT_INVALID'],
        ['both', 'INPUT_INVALID'],
        ['flat', 'POSE_INVALID'],
        ['huge', 'POSE_INVALID'],
        ['text', 'POSE_INVALID'],
        ['no_turn', 'POSE_INVALID'],
        ['zero', 'POSE_INVALID'],
        ['no_mass', 'INPUT_INVALID'],
        ['objects_18', 'INPUT_INVALID'],
      ].sort(),
    );
    expect(JSON.stringify(done.manifest)).not.toContain(b.root); // nothing says where the input lies
    expect(readdirSync(path.join(done.out, 'assets')).sort()).toEqual(['obj_m', 'scene_manifest.json']);
  });

  it('is SCENE_EMPTY when nothing is left, INPUT_INVALID for broken JSON and numbers beyond JSON', async () => {
    await expect(b.run(b.folder({ 'scene.json': scene([]) }))).rejects.toEqual(coded('SCENE_EMPTY'));
    const all = b.folder({ 'scene.json': scene([{ id: 'a', mesh: 'gone.glb', translation: [0, 0, 0] }]) });
    await expect(b.run(all)).rejects.toEqual(coded('SCENE_EMPTY', /FILE_NOT_FOUND/));
    await expect(b.run(b.folder({ 'scene.json': '{"schema": ' }))).rejects.toEqual(coded('INPUT_INVALID', /JSON/));
    const wrong = b.folder({ 'scene.json': { schema: 'simwright.scene/9', objects: [] } });
    await expect(b.run(wrong)).rejects.toEqual(coded('INPUT_INVALID', /schema/));
    const huge = b.folder({
      'm.glb': glb,
      'scene.json':
        '{"schema":"simwright.scene/1","objects":[{"id":"a","mesh":"m.glb","translation":[1e999,0,0]},{"id":"b","mesh":"m.glb","translation":[0,0,0]}]}',
    });
    expect((await b.run(huge)).manifest.failures).toEqual([expect.objectContaining({ id: 'a', code: 'POSE_INVALID' })]);
  });

  it('takes dates from the option, the input, or 1970, and nowhere else', async () => {
    const objects = [{ id: 'a', mesh: 'm.glb', translation: [0, 0, 0] }];
    const dated = b.folder({
      'm.glb': glb,
      'scene.json': scene(objects, { generated_at: '2026-02-03T04:05:06+02:00' }),
    });
    const plain = b.folder({ 'm.glb': glb, 'scene.json': scene(objects) });
    const date = async (...args: Parameters<typeof b.run>) => (await b.run(...args)).manifest.input.generated_at;
    expect(await date(dated)).toBe('2026-02-03T02:05:06Z');
    expect(await date(dated, { sourceDate: '86400' })).toBe('1970-01-02T00:00:00Z');
    expect(await date(plain)).toBe('1970-01-01T00:00:00Z');
    await expect(b.run(plain, { sourceDate: 'yesterday' })).rejects.toEqual(coded('ARGUMENT'));
  });

  it('writes the same bytes for any number of workers', async () => {
    const files: Record<string, string | Uint8Array | object> = {};
    const objects = [];
    for (let i = 0; i < 12; i++) {
      files[`m${i}.glb`] = await boxGlb([0.1 + i * 0.01, 0.2, 0.3]);
      objects.push({ id: `o${i}`, mesh: `m${i % 7}.glb`, translation: [i, 0, 0], scale: i % 3 ? 1 : 1.5 });
    }
    const dir = b.folder({ ...files, 'scene.json': scene(objects) });
    const one = new Pool({ workers: 1 });
    const first = await b.run(dir, {}, one);
    await one.close();
    const many = new Pool({ workers: 4 });
    const second = await b.run(dir, {}, many);
    await many.close();
    const list = (out: string) =>
      readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile())
        .map((e) => path.relative(out, path.join(e.parentPath, e.name)))
        .sort();
    expect(list(second.out)).toEqual(list(first.out));
    for (const file of list(first.out))
      expect(readFileSync(path.join(second.out, file)).equals(readFileSync(path.join(first.out, file)))).toBe(true);
  });
});

describe('reconstruction folders', () => {
  const info = {
    scene_id: 'kitchen_1',
    image_size: [640, 480],
    coordinate_frame: 'y_up',
    meters_per_unit: 1,
    confidence: 0.9,
    version: '1',
    environment_type: 'kitchen',
    reconstruction_method: 'x',
    generated_at: '2026-01-01T00:00:00Z',
  };
  const nested = (m: number[]) => [0, 1, 2, 3].map((r) => m.slice(r * 4, r * 4 + 4));
  const pose = (m: number[], rest: object = {}) => ({
    transform_matrix: nested(m),
    translation: [m[3], m[7], m[11]],
    rotation_quaternion: [1, 0, 0, 0],
    scale: [1, 1, 1],
    confidence: 1,
    is_floor_contact: true,
    ...rest,
  });
  const object = (id: string, m: number[], label = id, rest: object = {}) => ({
    [`objects/${id}/mesh.glb`]: glb,
    [`objects/${id}/pose.json`]: pose(m, rest),
    [`objects/${id}/bounds.json`]: {
      min: [m[3], m[7], m[11]],
      max: [m[3] + 0.2, m[7] + 0.3, m[11] + 0.1],
      center: [0, 0, 0],
      size: [0.2, 0.3, 0.1],
    },
    [`objects/${id}/material.json`]: { base_color: [1, 1, 1], metallic: 0, roughness: 1, material_type: 'ceramic' },
    [`objects/${id}/label.json`]: { label },
  });

  it('turns Y-up to Z-up once, never rescales, and takes labels, materials, background and dates', async () => {
    const dir = b.folder({
      'regen3d/scene_info.json': info,
      ...Object.fromEntries(
        Object.entries({ ...object('wall_cabinet', at(1, 2, 3), 'cabinet'), ...object('mug', at(0, 0, 0)) }).map(
          ([k, v]) => [`regen3d/${k}`, v],
        ),
      ),
      'regen3d/background/mesh.glb': await boxGlb([5, 3, 4], [-1, -0.01, -1]),
    });
    const done = await b.run(dir);
    const { manifest } = done;
    expect(manifest.input).toMatchObject({ kind: 'regen3d', generated_at: '2026-01-01T00:00:00Z' });
    expect(manifest.scene_id).toBe('kitchen_1');
    expect(manifest.objects.map((o) => o.id)).toEqual(['mug', 'wall_cabinet', 'scene_background']);
    expect(manifest.assets.map((a) => a.path)).toEqual([
      'assets/obj_mug/asset.glb',
      'assets/obj_wall_cabinet/asset.glb', // the same box, but it weighs as a cabinet does
      'assets/obj_scene_background/asset.glb',
    ]);
    expectBox(await worldBox(done, 'wall_cabinet'), [1, -3.1, 2], [1.2, -3, 2.3]);
    expect(manifest.objects[1].matrix_column_vector).toEqual(at(1, -3, 2));
    expect(manifest.objects[2]).toMatchObject({ sim_role: 'scene_shell', role_source: 'given' });
    expect(manifest.objects[0]).toMatchObject({ category: 'mug', is_floor_contact: true });
    expect(manifest.assets[0]).toMatchObject({ material_hint: 'ceramic' });
    expect(manifest.objects.flatMap((o) => o.warnings.map((w) => w.code))).toEqual([
      'floor_contact.disagrees',
      'input.missing_file',
    ]);
  });

  it('respects z_up, units and scaled poses exactly once', async () => {
    const m = [2, 0, 0, 100, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1];
    const dir = b.folder({
      'scene_info.json': { ...info, coordinate_frame: 'z_up', meters_per_unit: 0.01 },
      'objects/a/mesh.glb': await boxGlb([20, 30, 10]),
      'objects/a/pose.json': pose(m, { scale: [2, 2, 2] }),
    });
    const done = await b.run(dir);
    expectBox(await worldBox(done, 'a'), [1, 0, 0], [1.4, 0.6, 0.2]);
    const layout = done.json('layout/scene_layout_scaled.json');
    expect(layout).toMatchObject({ scale_factor: 1, meters_per_unit: 1, coordinate_frame: 'z_up' });
    for (const row of layout.objects[0].obb.R) expect(Math.hypot(...row)).toBeCloseTo(1, 12);
    expect(layout.objects[0].obb.extents.toSorted()).toEqual([0.1, 0.2, 0.3].map((x) => expect.closeTo(x, 6)));
    expect(done.manifest.assets[0].baked?.meters_per_unit).toBe(0.01);
  });

  it('compares what is said twice and takes the matrix', async () => {
    const dir = b.folder({
      'scene_info.json': info,
      ...object('a', at(1, 0, 0), 'mug', { translation: [2, 0, 0] }),
      'objects/a/bounds.json': { min: [5, 0, 0], max: [6, 1, 1] },
    });
    const { manifest } = await b.run(dir);
    expect(manifest.objects[0].warnings.map((w) => w.code)).toEqual(['pose.disagrees', 'bounds.disagree']);
    expect(manifest.objects[0].matrix_column_vector).toEqual(at(1, 0, 0));
  });

  it('makes 7 objects and 3 coded failures of 10 objects with 3 broken ones', async () => {
    const files: Record<string, string | Uint8Array | object> = { 'scene_info.json': info };
    for (let i = 0; i < 10; i++) Object.assign(files, object(`obj${i}`, at(i, 0, 0)));
    files['objects/obj2/mesh.glb'] = glb.subarray(0, 100);
    files['objects/obj4/pose.json'] = '{"transform_matrix": [[NaN]]}';
    files['objects/obj7/pose.json'] = pose([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const done = await b.run(b.folder(files));
    expect(done.result.status).toBe('partial');
    expect(done.manifest.objects).toHaveLength(7);
    expect(done.manifest.failures.map(({ id, code, file }) => [id, code, file]).sort()).toEqual([
      ['obj2', 'FORMAT_INVALID', 'objects/obj2/mesh.glb'],
      ['obj4', 'INPUT_INVALID', 'objects/obj4/pose.json'],
      ['obj7', 'POSE_INVALID', 'objects/obj7/pose.json'],
    ]);
  });

  it('refuses missing frames and units, and links that lead out', async () => {
    const { coordinate_frame: _, ...noFrame } = info;
    await expect(b.run(b.folder({ 'scene_info.json': noFrame, ...object('a', at(0, 0, 0)) }))).rejects.toEqual(
      coded('INPUT_INVALID', /coordinate_frame/),
    );
    const zero = b.folder({ 'scene_info.json': { ...info, meters_per_unit: 0 }, ...object('a', at(0, 0, 0)) });
    await expect(b.run(zero)).rejects.toEqual(coded('INPUT_INVALID', /meters_per_unit/));
    const outside = b.folder({ 'evil/mesh.glb': glb, 'evil/pose.json': pose(IDENTITY) });
    const dir = b.folder({ 'scene_info.json': info, ...object('a', at(0, 0, 0)), 'objects/notes.txt': 'x' });
    symlinkSync(path.join(outside, 'evil'), path.join(dir, 'objects', 'evil'));
    symlinkSync('nowhere', path.join(dir, 'objects', 'broken'));
    mkdirSync(path.join(dir, 'objects', '-rf'));
    writeFileSync(path.join(dir, 'objects', '-rf', 'pose.json'), '{}');
    const done = await b.run(dir);
    expect(done.manifest.failures.map(({ id, code }) => [id, code]).sort()).toEqual([
      ['broken', 'FILE_NOT_FOUND'],
      ['evil', 'PATH_ESCAPE'],
      ['rf', 'FILE_NOT_FOUND'],
    ]);
    expect(done.result.warnings).toContainEqual(coded('input.not_an_object'));
  });

  it.each([
    [
      '3x4',
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 5],
      ],
    ],
    [
      '4x4',
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 5],
        [0, 0, 0, 1],
      ],
    ],
  ])('keeps a camera with all its intrinsics (%s)', async (_, matrix) => {
    const dir = b.folder({
      'scene_info.json': info,
      ...object('a', at(0, 0, 0)),
      'camera/intrinsics.json': {
        matrix: [
          [500, 0, 320],
          [0, 510, 200],
          [0, 0, 1],
        ],
        width: 640,
        height: 480,
      },
      'camera/extrinsics.json': { matrix },
    });
    const done = await b.run(dir);
    const [camera] = done.manifest.cameras;
    expect(camera).toMatchObject({ width: 640, height: 480, fx: 500, fy: 510, cx: 320, cy: 200 });
    // OpenCV, 5 m along its forward axis z to the scene's origin; Y-up z is our -y: it stands at y = +5 looking along -y
    expect(transformPoint(camera.matrix_column_vector, [0, 0, 0])).toEqual([0, 5, 0].map((x) => expect.closeTo(x, 12)));
    expect(transformPoint(camera.matrix_column_vector, [0, 0, -5])).toEqual(
      [0, 0, 0].map((x) => expect.closeTo(x, 12)),
    );
    expect(done.json('layout/scene_layout_scaled.json').camera_trajectory).toEqual([camera]);
  });

  it('counts fields beyond the contract', async () => {
    const dir = b.folder({
      'scene_info.json': { ...info, depth_scale: 2 },
      ...object('a', at(0, 0, 0), 'a', { note: 1 }),
      ...object('c', at(1, 0, 0), 'c', { note: 1 }),
    });
    const done = await b.run(dir);
    const warning = done.result.warnings.find((w) => w.code === 'input.unknown_fields');
    expect(warning).toMatchObject({
      count: 3,
      message: expect.stringMatching(/pose\.json: "note".*scene_info\.json: "depth_scale"/),
    });
  });

  it('leaves a broken camera out and says so', async () => {
    const dir = b.folder({ 'scene_info.json': info, ...object('a', at(0, 0, 0)), 'camera/intrinsics.json': '{}' });
    const done = await b.run(dir);
    expect(done.manifest.cameras).toEqual([]);
    expect(done.result.warnings).toContainEqual(coded('camera.unusable'));
  });
});

describe('glTF scenes', () => {
  it('makes every mesh node an object and shares meshes', async () => {
    const half = [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1];
    const nodes = [
      { name: 'left', mesh: 0, matrix: at(-1, 0, 0) },
      { name: 'other', mesh: 1, matrix: at(0, 2, 0) },
      { name: 'right', mesh: 0, matrix: at(1, 0, 0) },
      { name: 'right', mesh: 0, matrix: multiply(at(0, 0, 1), half) },
      { name: 'twin', mesh: 2, matrix: at(0, 0, 7) },
    ];
    const sizes: Size[] = [
      [0.2, 0.3, 0.1],
      [1, 1, 1],
      [0.2, 0.3, 0.1],
    ];
    const dir = b.folder({ 'room.glb': await writeGlb(boxModel(sizes, nodes)) });
    const done = await b.run(dir);
    expect(done.result.reason).toMatch(/glTF scene/);
    expect(done.manifest.objects.map((o) => [o.id, o.asset_id])).toEqual([
      ['left', 'mesh_0'],
      ['other', 'mesh_1'],
      ['right', 'mesh_0'],
      ['right_2', 'mesh_0_2'],
      ['twin', 'mesh_0'], // the same content under another number
    ]);
    expectBox(await worldBox(done, 'other'), [0, -1, 2], [1, 0, 3]);
    expectBox(await worldBox(done, 'right_2'), [0, -1.05, 0], [0.1, -1, 0.15]);
    expectBox((await b.run(path.join(dir, 'room.glb'))).manifest.objects[1].bounds!, [0, -1, 2], [1, 0, 3]);
  });
});

describe('content of meshes', () => {
  it('keeps equal shapes with different pictures apart', async () => {
    const nodes = [0, 1, 2].map((mesh) => ({ name: `sign_${mesh}`, mesh, matrix: at(mesh, 0, 0) }));
    const model = boxModel(
      [0, 1, 2].map((): Size => [0.2, 0.3, 0.1]),
      nodes,
    );
    const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
    model.images = [1, 2, 1].map((last) => ({
      name: 'print',
      mimeType: 'image/png',
      bytes: Uint8Array.from([...png, last]),
    }));
    model.materials = model.images.map((_, image) => ({
      ...model.materials[0],
      baseColorTexture: { image, wrapS: 'repeat', wrapT: 'repeat' },
    }));
    model.meshes = model.meshes.map((mesh, material) => ({
      ...mesh,
      uvs: new Float32Array(16),
      groups: [{ start: 0, count: 12, material }],
    }));
    const done = await b.run(b.folder({ 'signs.glb': await writeGlb(model) }));
    expect(done.manifest.objects.map((o) => o.asset_id)).toEqual(['mesh_0', 'mesh_1', 'mesh_0']);
  });
});

describe('large and awkward inputs', () => {
  it('writes many meshes of one file in few tasks, in node order', async () => {
    const sizes = Array.from({ length: 40 }, (_, i): Size => [0.1 + i * 0.01, 0.2, 0.3]);
    const nodes = sizes.map((_, i) => ({ name: `n${i}`, mesh: 39 - i, matrix: at(i, 0, 0) }));
    const done = await b.run(b.folder({ 'many.glb': await writeGlb(boxModel(sizes, nodes)) }));
    expect(done.manifest.objects.map((o) => o.id)).toEqual(nodes.map((n) => n.name));
    expect(done.manifest.assets).toHaveLength(40);
    expectBox(await worldBox(done, 'n7'), [7, -0.3, 0], [7 + 0.1 + 0.32, 0, 0.2]);
  });

  it('keeps the bytes of a GLB with one mesh where it stands', async () => {
    const done = await b.run(b.folder({ 'mug.glb': glb }));
    expect(readFileSync(path.join(done.out, done.manifest.assets[0].path)).equals(glb)).toBe(true);
    expect(done.manifest.objects.map((o) => [o.id, o.asset_id])).toEqual([['box', 'box']]);
  });

  it('never writes over a mesh of the input', async () => {
    const dir = b.folder({
      'assets/obj_mug/mug.glb': glb,
      'scene.json': scene([{ id: 'a', mesh: 'assets/obj_mug/mug.glb', translation: [0, 0, 0], scale: 2 }]),
    });
    symlinkSync('mug.glb', path.join(dir, 'assets/obj_mug/asset.glb'));
    const { regen3d } = await import('../../dist/steps/regen3d/step.js');
    await expect(regen3d.run({ sceneDir: dir, pool: b.pool }, { input: dir })).rejects.toEqual(
      coded('SCENE_EMPTY', /OUTPUT_UNWRITABLE/),
    );
    expect(readFileSync(path.join(dir, 'assets/obj_mug/mug.glb')).equals(glb)).toBe(true);
  });

  it('refuses __proto__ as a field like any other', async () => {
    const text = JSON.stringify(scene([{ id: 'a', mesh: 'm.glb', translation: [0, 0, 0] }])).replace(
      '"id":"a"',
      '"id":"a","__proto__":{"mass_kg":1}',
    );
    await expect(b.run(b.folder({ 'm.glb': glb, 'scene.json': text }))).rejects.toEqual(
      coded('INPUT_INVALID', /__proto__/),
    );
  });
});

describe('recognising', () => {
  it('says what it looked for', async () => {
    await expect(b.run(b.folder({ 'readme.txt': 'x' }))).rejects.toEqual(
      coded('INPUT_UNKNOWN', /scene_info\.json.*scene\.json.*\.glb.*found readme\.txt/),
    );
    await expect(b.run(b.folder({}))).rejects.toEqual(coded('INPUT_UNKNOWN', /empty folder/));
    await expect(b.run(path.join(b.root, 'nothing'))).rejects.toEqual(coded('FILE_NOT_FOUND'));
    await expect(b.run(path.join(b.folder({ 'a.txt': '' }), 'a.txt'))).rejects.toEqual(coded('INPUT_UNKNOWN'));
    await expect(b.run(path.join(b.folder({ 'a.json': '[1]' }), 'a.json'))).rejects.toEqual(
      coded('INPUT_UNKNOWN', /JSON list/),
    );
  });

  it('takes a folder of meshes as assets only', async () => {
    const dir = b.folder({
      'a.glb': glb,
      'b.glb': await boxGlb([0.001, 0.002, 0.003]),
      'mug/textured.glb': await boxGlb([0.1, 0.1, 0.1]),
      'two/x.glb': glb,
      'two/y.glb': glb,
      'scene/scene.json': '{}',
      'scene/x.glb': glb,
      'notes.txt': '',
    });
    symlinkSync('/etc', path.join(dir, 'etc'));
    const { result, manifest } = await b.run(dir);
    expect(manifest).toMatchObject({ placed: false, objects: [] });
    expect(manifest.assets.map((a) => a.id)).toEqual(['a', 'b', 'mug']);
    expect(manifest.assets[1].warnings).toEqual([coded('units.implausible', /nothing was rescaled/)]);
    expect(result.warnings.filter((w) => w.code === 'input.folder_skipped')).toHaveLength(2);
  });

  it('does not read its own outputs when they lie in the input folder', async () => {
    const dir = b.folder({
      'a.glb': glb,
      'mug/b.glb': await boxGlb([0.1, 0.1, 0.1]),
      'usd/c.glb': glb,
      'assets/scene_manifest.json': '{}',
    });
    expect((await b.run(dir)).manifest.assets.map((a) => a.id)).toEqual(['a', 'mug']);
  });

  it('refuses options out of range', async () => {
    const dir = b.folder({ 'a.glb': glb });
    await expect(b.run(dir, { metersPerUnit: 0 })).rejects.toEqual(coded('ARGUMENT'));
    await expect(b.run(dir, { sceneId: '../x' })).rejects.toEqual(coded('ARGUMENT'));
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    const { regen3d } = await import('../../dist/steps/regen3d/step.js');
    const context = { sceneDir: path.join(b.root, 'cancelled'), pool: b.pool, signal: abort.signal };
    await expect(regen3d.run(context, { input: b.folder({ 'a.glb': glb }) })).rejects.toEqual(coded('CANCELLED'));
  });
});

describe('files without axes and units', () => {
  it('takes OBJ coordinates as they stand, Z up, unless told', async () => {
    const dir = b.folder({ 'a.obj': boxObj([0.2, 0.3, 0.1]), 'b.glb': glb });
    const z = await b.run(dir);
    expectBox(z.manifest.assets[0].bounds, [0, 0, 0], [0.2, 0.3, 0.1]);
    expect(z.manifest.assets[0]).toMatchObject({
      baked: { meters_per_unit: 1, up_axis: 'Z' },
      source: { format: 'obj' },
    });
    expect(z.result.warnings).toContainEqual(coded('frame.assumed_up_axis'));
    const y = await b.run(dir, { upAxis: 'Y' });
    expectBox(y.manifest.assets[0].bounds, [0, -0.1, 0], [0.2, 0, 0.3]);
    const cm = await b.run(dir, { metersPerUnit: 0.01 });
    expectBox(cm.manifest.assets[0].bounds, [0, 0, 0], [0.002, 0.003, 0.001], 9);
  });

  it('maps OBJ file coordinates to the world in scene files', async () => {
    const dir = b.folder({
      'a.obj': boxObj([0.2, 0.3, 0.1]),
      'scene.json': scene([{ id: 'a', mesh: 'a.obj', translation: [1, 2, 3] }]),
    });
    const done = await b.run(dir);
    expectBox(await worldBox(done, 'a'), [1, 2, 3], [1.2, 2.3, 3.1]);
    expect(done.manifest.objects[0].matrix_column_vector).toEqual(at(1, 2, 3));
  });
});

function volume(p: ArrayLike<number>, t: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < t.length; i += 3) {
    const [a, c, d] = [t[i] * 3, t[i + 1] * 3, t[i + 2] * 3];
    sum +=
      p[a] * (p[c + 1] * p[d + 2] - p[c + 2] * p[d + 1]) -
      p[a + 1] * (p[c] * p[d + 2] - p[c + 2] * p[d]) +
      p[a + 2] * (p[c] * p[d + 1] - p[c + 1] * p[d]);
  }
  return sum / 6;
}
