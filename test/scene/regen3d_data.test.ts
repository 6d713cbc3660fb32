import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ASSET_FROM_GLB, multiply } from '../../dist/scene/frames.js';
import { MOVABLE_ROLES } from '../../dist/scene/manifest.js';
import { dataJson, dataPath, describeData } from '../helpers/data.js';
import { bench, type Outcome } from './fixtures.js';

const b = bench(3);

interface Instance {
  name: string;
  glb: string;
  matrix_world_from_glb: number[][];
}

/** Largest difference between pose * asset_from_glb and the matrices of the source, in source order. */
function poseError({ manifest }: Outcome, instances: Instance[]): number {
  let worst = 0;
  for (const [i, { matrix_world_from_glb: source }] of instances.entries()) {
    const found = multiply(manifest.objects[i].matrix_column_vector, ASSET_FROM_GLB);
    for (const [k, x] of source.flat().entries()) worst = Math.max(worst, Math.abs(found[k] - x));
  }
  return worst;
}
const movable = ({ manifest }: Outcome, word: RegExp) => {
  const found = manifest.objects.filter((o) => word.test(o.asset_id));
  return { count: found.length, movable: found.filter((o) => MOVABLE_ROLES.has(o.sim_role)).length };
};

const BOOKSTORE_MOVABLE: [RegExp, number][] = [
  [/^book[def]_/, 39],
  [/^chairb/, 16],
  [/^tablet/, 20],
  [/^magiccube/, 3],
];
const BOOKSTORE_STATIC: [RegExp, number][] = [
  [/^retailshopfloor/, 1],
  [/^retailshopwall/, 1],
  [/^columnb/, 1],
  [/^doorb/, 1],
  [/^shopwindow/, 1],
  [/^lighta/, 5],
  [/^spotlight/, 1],
  [/^airconditioner/, 1],
];

describeData('the bookstore', () => {
  it('is 25 assets and 135 instances with the poses of the file', async () => {
    const source = dataJson('dev', 'aws_bookstore', 'scene.json').instances as Instance[];
    const done = await b.run(dataPath('dev', 'aws_bookstore'));
    expect(done.result.status).toBe('done');
    expect(done.manifest.assets).toHaveLength(25);
    expect(done.manifest.objects).toHaveLength(135);
    expect(done.manifest.objects.filter((o) => o.asset_id === 'booke_01')).toHaveLength(30);
    expect(poseError(done, source)).toBeLessThan(1e-12);
    for (const asset of done.manifest.assets) {
      const original = readFileSync(dataPath('dev', 'aws_bookstore', asset.source.path));
      expect(readFileSync(path.join(done.out, asset.path)).equals(original)).toBe(true);
    }
    // exactly 35 published inertials are impossible, 100 are kept as a note
    expect(done.manifest.objects.filter((o) => o.warnings.some((w) => w.code === 'inertia.rejected'))).toHaveLength(35);
    expect(done.manifest.objects.filter((o) => o.given?.published_inertial)).toHaveLength(100);
    expect(done.manifest.objects.some((o) => o.given?.mass_kg !== undefined)).toBe(false);
    // one book of the source stands 343 km above the shop
    expect(done.manifest.objects.filter((o) => o.warnings.some((w) => w.code === 'pose.far')).map((o) => o.id)).toEqual(
      ['BookE_01_009'],
    );
    expect(done.json('layout/scene_layout_scaled.json').room_box.max[2]).toBeLessThan(4);
    for (const [word, count] of BOOKSTORE_MOVABLE)
      expect([word, movable(done, word)]).toEqual([word, { count, movable: count }]);
    for (const [word, count] of BOOKSTORE_STATIC)
      expect([word, movable(done, word)]).toEqual([word, { count, movable: 0 }]);
    expect(movable(done, /^securitycamera/)).toEqual({ count: 2, movable: 0 });
    expect(done.manifest.objects.every((o) => o.role_source === 'inferred' && o.role_reason.length > 10)).toBe(true);
  });

  it('has the same roles where geometry decides when all names say nothing', async () => {
    const source = dataJson('dev', 'aws_bookstore', 'scene.json');
    const stem = new Map<string, string>();
    const files: Record<string, Uint8Array | object> = {};
    for (const [i, instance] of (source.instances as Instance[]).entries()) {
      if (!stem.has(instance.glb)) {
        stem.set(instance.glb, `m${stem.size}.glb`);
        files[stem.get(instance.glb)!] = readFileSync(dataPath('dev', 'aws_bookstore', instance.glb));
      }
      instance.name = `obj_${i}`;
    }
    const original = new Map([...stem].map(([name, hidden]) => [hidden, name]));
    for (const instance of source.instances) instance.glb = stem.get(instance.glb);
    const done = await b.run(b.folder({ ...files, 'scene.json': source }));
    for (const object of done.manifest.objects) object.asset_id = original.get(`${object.asset_id}.glb`)!;
    for (const [word, count] of BOOKSTORE_MOVABLE)
      expect([word, movable(done, word)]).toEqual([word, { count, movable: count }]);
    for (const [word, count] of BOOKSTORE_STATIC)
      expect([word, movable(done, word)]).toEqual([word, { count, movable: 0 }]);
  });
});

describeData('the living room', () => {
  it('keeps given roles, infers the rest, and keeps the poses', async () => {
    const source = dataJson('dev', 'scene_drake_living_room.json').instances as Instance[];
    const done = await b.run(dataPath('dev', 'scene_drake_living_room.json'));
    expect(done.manifest.objects.map((o) => [o.id, o.sim_role, o.role_source])).toEqual([
      ['living_room', 'static', 'given'],
      ...['cabinet', 'bookshelves', 'tall_cabinet', 'sofa', 'stool'].map((id) => [
        id,
        'manipulable_object',
        'inferred',
      ]),
      ['curtains', 'static', 'given'],
    ]);
    expect(poseError(done, source)).toBeLessThan(1e-12);
    expect(done.manifest.objects.filter((o) => o.is_floor_contact).map((o) => o.id)).toEqual(
      expect.arrayContaining(['cabinet', 'bookshelves', 'tall_cabinet', 'sofa', 'stool']),
    );
  });

  it('infers the same without names and without the two given roles', async () => {
    const source = dataJson('dev', 'scene_drake_living_room.json');
    const files: Record<string, Uint8Array | object> = {};
    for (const [i, instance] of source.instances.entries()) {
      files[`${i}.glb`] = readFileSync(dataPath('dev', instance.glb));
      Object.assign(instance, { name: `obj_${i}`, glb: `${i}.glb`, static: false });
    }
    const done = await b.run(b.folder({ ...files, 'scene.json': source }));
    expect(done.manifest.objects.map((o) => MOVABLE_ROLES.has(o.sim_role))).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

describeData('the folder of meshes', () => {
  it('gives 34 assets, nothing placed, and doubts the sizes that are no metres', async () => {
    const done = await b.run(dataPath('dev'));
    expect(done.manifest.failures).toEqual([]);
    expect(done.manifest.assets).toHaveLength(34);
    expect(done.manifest).toMatchObject({ placed: false, objects: [] });
    expect(done.manifest.assets.map((a) => a.id)).toEqual(
      expect.arrayContaining(['ycb_025_mug', 'scenesmith_coffee_mug']),
    );
    expect(
      done.manifest.assets
        .filter((a) => a.warnings.some((w) => w.code === 'units.implausible'))
        .map((a) => a.id)
        .sort(),
    ).toEqual(['babylon_chair', 'babylon_desk_fan', 'playcanvas_cave', 'playcanvas_chess_board']);
    expect(done.manifest.assets.reduce((sum, a) => sum + a.triangles, 0)).toBe(1_156_786);
    expect(done.result.warnings).toContainEqual(expect.objectContaining({ code: 'input.folder_skipped' }));
  });
});
