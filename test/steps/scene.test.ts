import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import { DEFAULT_MATERIAL, type Model } from '../../dist/formats/model.js';
import { Pool } from '../../dist/pool/pool.js';
import type { AssetRecord } from '../../dist/scene/asset_record.js';
import type { SceneReport } from '../../dist/scene/scene_report.js';
import { regen3d } from '../../dist/steps/regen3d/step.js';
import { simready } from '../../dist/steps/simready/step.js';
import type { StepResult } from '../../dist/steps/step.js';
import { usd } from '../../dist/steps/usd/step.js';
import { dataPath, describeData } from '../helpers/data.js';
import { boxMesh } from '../helpers/shapes.js';

const root = mkdtempSync(path.join(tmpdir(), 'simwright-steps-'));
const pools = new Map<number, Pool>();
const pool = (workers: number) => {
  if (!pools.has(workers)) pools.set(workers, new Pool({ workers }));
  return pools.get(workers) as Pool;
};
afterAll(async () => {
  for (const open of pools.values()) await open.close();
  rmSync(root, { recursive: true, force: true });
});

/** A box as a GLB, Y-up as glTF is. */
async function boxGlb(low: number[], high: number[]): Promise<Uint8Array> {
  const { positions, indices } = boxMesh(low, high);
  const model: Model = {
    format: 'glb',
    name: 'box',
    meshes: [{ positions: Float32Array.from(positions), indices, groups: [{ start: 0, count: 12, material: 0 }] }],
    meshNames: ['box'],
    nodes: [{ name: 'box', mesh: 0, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }],
    materials: [{ ...DEFAULT_MATERIAL, name: 'paint' }],
    images: [],
    upAxis: 'Y',
    metersPerUnit: 1,
    account: { read: 12, dropped: {}, kept: 12, notTriangles: 0 },
    warnings: [],
  };
  return writeGlb(model);
}

interface Made {
  dir: string;
  steps: Record<'simready' | 'usd', StepResult>;
  report: SceneReport;
  scene: string;
  record: (id: string) => AssetRecord;
}

async function make(input: string, name: string, workers = 2): Promise<Made> {
  const dir = path.join(root, name);
  const context = { sceneDir: dir, pool: pool(workers) };
  await regen3d.run(context, { input });
  const steps = { simready: await simready.run(context, {}), usd: await usd.run(context, {}) };
  const json = (file: string) => JSON.parse(readFileSync(path.join(dir, file), 'utf8'));
  return {
    dir,
    steps,
    report: json('usd/scene_report.json'),
    scene: readFileSync(path.join(dir, 'usd/scene.usda'), 'utf8'),
    record: (id) => json(`assets/obj_${id}/simready.json`),
  };
}

const references = (scene: string) => new Set(scene.match(/@\.\.\/assets\/[^@]*@/g));
const files = (dir: string, under = ''): string[] =>
  readdirSync(path.join(dir, under), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(dir, path.join(under, entry.name)) : [path.join(under, entry.name)],
  );

/** Two crates of one mesh (one with its own mass and friction), a shelf that stands still, a file that is no mesh. */
async function sceneFile(dir: string, withFloor: boolean, withCeiling = false): Promise<string> {
  writeFileSync(path.join(dir, 'crate.glb'), await boxGlb([-0.2, 0, -0.1], [0.2, 0.3, 0.1]));
  writeFileSync(path.join(dir, 'slab.glb'), await boxGlb([-3, -0.1, -3], [3, 0, 3]));
  writeFileSync(path.join(dir, 'broken.glb'), 'no mesh at all');
  const turned = [0.8, -0.6, 0, 0.1, 0.6, 0.8, 0, 1 / 3, 0, 0, 1, 0.0000123456789, 0, 0, 0, 1];
  const upright = [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1];
  const place = (m: number[]) =>
    Array.from({ length: 16 }, (_, i) =>
      [0, 1, 2, 3].reduce((sum, k) => sum + m[Math.floor(i / 4) * 4 + k] * upright[k * 4 + (i % 4)], 0),
    );
  const at = (x: number, y: number, z: number) => place([1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1]);
  const objects = [
    { id: 'crate-1', mesh: 'crate.glb', matrix_column_vector: place(turned), category: 'crate', role: 'movable' },
    {
      id: 'crate.2',
      mesh: 'crate.glb',
      matrix_column_vector: at(1, 1, 0),
      category: 'crate',
      role: 'movable',
      mass_kg: 5,
      friction: 0.9,
    },
    ...(withFloor
      ? [{ id: 'slab', mesh: 'slab.glb', matrix_column_vector: at(0, 0, 0), category: 'floor', role: 'static' }]
      : []),
    ...(withCeiling
      ? [{ id: 'roof', mesh: 'slab.glb', matrix_column_vector: at(0, 0, 2.6), category: 'ceiling', role: 'static' }]
      : []),
    { id: 'lost', mesh: 'broken.glb', matrix_column_vector: at(0, 0, 0) },
  ];
  const file = path.join(dir, 'scene.json');
  writeFileSync(file, JSON.stringify({ schema: 'simwright.scene/1', scene_id: 'shop', objects }));
  return file;
}

describe('simready and usd', () => {
  let made: Made;
  let bare: Made;
  beforeAll(async () => {
    const input = mkdtempSync(path.join(root, 'in-'));
    made = await make(await sceneFile(input, true), 'floor');
    const other = mkdtempSync(path.join(root, 'in-'));
    bare = await make(await sceneFile(other, false), 'bare');
  });

  it('references each asset, and places it with every digit', () => {
    expect(made.report.totals).toMatchObject({ objects: 3, movable: 2, static: 1, assets: 2, triangles: 36 });
    expect(references(made.scene).size).toBe(2);
    const crate = made.scene.slice(made.scene.indexOf('"crate_1"'));
    expect(crate).toContain(
      'matrix4d xformOp:transform = ( (0.8, 0.6, 0, 0), (-0.6, 0.8, 0, 0), (0, 0, 1, 0), (0.1, 0.3333333333333333, 0.0000123456789, 1) )',
    );
    expect(crate).toContain('string object_id = "crate-1"');
  });

  it('switches bodies by role and gives single objects their own mass and friction', () => {
    const part = (name: string) =>
      made.scene.slice(made.scene.indexOf(`def Xform "${name}"`)).split('\n        }\n')[0];
    expect(part('crate_1')).toContain('physics:rigidBodyEnabled = true');
    expect(part('crate_1')).not.toContain('physics:mass =');
    expect(part('crate_2')).toContain('float physics:mass = 5');
    expect(part('crate_2')).toContain('material:binding:physics = </World/PhysicsMaterials/crate_2>');
    expect(part('slab')).toContain('physics:rigidBodyEnabled = false');
  });

  it("binds an object's own friction over what its asset binds", () => {
    expect(made.scene).toMatch(
      /rel material:binding:physics = <\/World\/PhysicsMaterials\/crate_2> \(\s*bindMaterialAs = "strongerThanDescendants"/,
    );
    const material = made.scene.slice(made.scene.indexOf('def Material "crate_2"'));
    expect(material).toMatch(/^[^}]*physics:dynamicFriction = 0\.9\n[^}]*physics:staticFriction = 0\.9\n/);
  });

  it('keeps a shared mesh convex as long as one of its objects moves', async () => {
    const input = mkdtempSync(path.join(root, 'in-'));
    writeFileSync(path.join(input, 'crate.glb'), await boxGlb([-0.2, 0, -0.1], [0.2, 0.3, 0.1]));
    const objects = ['static', 'movable'].map((role, i) => ({
      id: role,
      mesh: 'crate.glb',
      translation: [i, 0, 0],
      role,
    }));
    const file = path.join(input, 'scene.json');
    writeFileSync(file, JSON.stringify({ schema: 'simwright.scene/1', objects }));
    const mixed = await make(file, 'mixed');
    expect(mixed.report.totals).toMatchObject({ assets: 1, movable: 1, static: 1 });
    const record = mixed.record(mixed.report.objects[0].asset);
    expect(record.proxy?.kind).toBe('box');
    const usdDir = path.join(mixed.dir, path.dirname(record.outputs.usd));
    expect(readFileSync(path.join(usdDir, 'payloads/physics.usda'), 'utf8')).not.toContain('approximation = "none"');
  });

  it("takes the scene's own floor, or says why it made one", () => {
    expect(made.report.ground).toMatchObject({ authored: false, above_floor: 2, movable: 2 });
    expect(made.scene).not.toContain('def Plane');
    expect(bare.report.ground).toMatchObject({ authored: true, above_floor: 0, movable: 2 });
    expect(bare.scene).toContain('def Plane "Collider"');
  });

  it('hangs a light under a ceiling, where the sun would not reach', async () => {
    const roofed = await make(await sceneFile(mkdtempSync(path.join(root, 'in-')), true, true), 'roofed');
    expect(roofed.report.ceiling).toMatchObject({ below: 2 });
    expect(roofed.report.ceiling?.height_m).toBeCloseTo(2.5, 6);
    expect(roofed.scene).toContain('def RectLight');
    expect(made.report.ceiling).toBeNull();
    expect(made.scene).toContain('def DistantLight');
  });

  it('records mass, proxy and outputs of every asset', () => {
    const record = made.record(made.report.objects[0].asset);
    expect(record.mass?.volume_m3).toBeCloseTo(0.4 * 0.3 * 0.2, 8);
    expect(record.mass?.method).toBe('exact');
    expect(record.mass?.center_of_mass_m[2]).toBeCloseTo(0.15, 7); // Z is up now
    expect(existsSync(path.join(made.dir, record.outputs.usd))).toBe(true);
    expect(existsSync(path.join(made.dir, record.outputs.preview as string))).toBe(true);
    expect(record.proxy?.pieces).toHaveLength(1);
    expect(record.proxy?.error_m).toBeLessThan(1e-6);
    expect(made.record(made.report.objects[2].asset).proxy?.kind).toBe('mesh');
  });

  it('weighs by the kind of thing, unless told to take everything for solid', async () => {
    const crate = made.report.objects[0].asset;
    expect(made.record(crate).mass).toMatchObject({
      provenance: 'typical_wall',
      model: { name: 'shell', thing: 'crate' },
    });
    expect(made.record(crate).mass?.mass_kg).toBeLessThan(8); // 24 l of massive wood would have 17 kg
    const dir = path.join(root, 'solid');
    const context = { sceneDir: dir, pool: pool(2) };
    await regen3d.run(context, { input: await sceneFile(mkdtempSync(path.join(root, 'in-')), false) });
    await simready.run(context, { massModel: 'solid' });
    const record: AssetRecord = JSON.parse(readFileSync(path.join(dir, `assets/obj_${crate}/simready.json`), 'utf8'));
    expect(record.mass?.mass_kg).toBeCloseTo(0.024 * 700, 4);
    expect(record.mass?.model).toBeUndefined();
    await expect(simready.run(context, { massModel: 'hollow' as never })).rejects.toMatchObject({ code: 'ARGUMENT' });
  });

  it('costs one object, not the scene, when an asset breaks after regen3d', async () => {
    const input = mkdtempSync(path.join(root, 'in-'));
    const dir = path.join(root, 'late');
    const context = { sceneDir: dir, pool: pool(2) };
    await regen3d.run(context, { input: await sceneFile(input, true) });
    const slab = made.report.objects[2].asset;
    writeFileSync(path.join(dir, `assets/obj_${slab}/asset.glb`), 'gone');
    const first = await simready.run(context, {});
    expect(first.status).toBe('partial');
    expect(first.failures).toMatchObject([{ id: slab, error: { code: 'FORMAT_INVALID', stage: 'simready' } }]);
    const second = await usd.run(context, {});
    expect(second.status).toBe('partial');
    const report: SceneReport = JSON.parse(readFileSync(path.join(dir, 'usd/scene_report.json'), 'utf8'));
    expect(report.left_out).toMatchObject([{ id: 'slab', asset: slab, error: { code: 'FORMAT_INVALID' } }]);
    expect(report.totals.objects).toBe(2);
  });

  it('writes the same bytes with one worker and with three, and over an older run', async () => {
    const input = mkdtempSync(path.join(root, 'in-'));
    const file = await sceneFile(input, true);
    const one = await make(file, 'one', 1);
    await make(file, 'three', 3);
    writeFileSync(path.join(root, 'three', path.dirname(one.record('crate').outputs.usd), 'stale.usda'), 'old');
    const three = await make(file, 'three', 3);
    expect(files(three.dir).sort()).toEqual(files(one.dir).sort());
    for (const name of files(one.dir))
      expect(readFileSync(path.join(one.dir, name)).equals(readFileSync(path.join(three.dir, name))), name).toBe(true);
  });

  it('takes step size and iterations as options, within bounds', async () => {
    const context = { sceneDir: made.dir, pool: pool(2) };
    await usd.run(context, { physicsDt: 1 / 240, positionIterations: 32, velocityIterations: 4 });
    const scene = readFileSync(path.join(made.dir, 'usd/scene.usda'), 'utf8');
    expect(scene).toContain('uint physxScene:timeStepsPerSecond = 240');
    expect(scene).toContain('int physxRigidBody:solverPositionIterationCount = 32');
    await expect(usd.run(context, { physicsDt: 1 })).rejects.toThrow(/physicsDt/);
  });

  it('asks for the steps before it', async () => {
    const context = { sceneDir: path.join(root, 'nothing'), pool: pool(2) };
    await expect(simready.run(context, {})).rejects.toMatchObject({ code: 'STEP_INPUT' });
    await expect(usd.run(context, {})).rejects.toMatchObject({ code: 'STEP_INPUT' });
  });

  it('skips a folder of meshes: nothing is placed', async () => {
    const input = mkdtempSync(path.join(root, 'in-'));
    for (const name of ['a', 'b']) writeFileSync(path.join(input, `${name}.glb`), await boxGlb([0, 0, 0], [1, 1, 1]));
    const context = { sceneDir: path.join(root, 'folder'), pool: pool(2) };
    await regen3d.run(context, { input });
    expect((await simready.run(context, {})).status).toBe('done');
    expect(await usd.run(context, {})).toMatchObject({ status: 'skipped', outputs: [] });
  });
});

describeData('real scenes', () => {
  it.each([
    ['bookstore', ['aws_bookstore', 'scene.json'], { objects: 135, assets: 25 }],
    ['living room', ['scene_drake_living_room.json'], { objects: 7, assets: 7, triangles: 35447 }],
  ])('%s: instances share assets, triangles are all there', async (name, file, totals) => {
    const made = await make(dataPath('dev', ...file), name.replace(' ', '_'), 4);
    expect(made.steps.simready.failures).toEqual([]);
    expect(made.report.totals).toMatchObject(totals);
    expect(references(made.scene).size).toBe(totals.assets);
    expect(made.report.ground.authored).toBe(false);
    const instanceable = made.scene.match(/instanceable = true/g)?.length ?? 0;
    expect(instanceable).toBeGreaterThanOrEqual(totals.objects);
  });
});
