import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { flatten } from '../../dist/formats/flatten.js';
import { readModel } from '../../dist/formats/index.js';
import { clean } from '../../dist/geometry/clean.js';
import { inspect } from '../../dist/geometry/inspect.js';
import { massProperties } from '../../dist/geometry/mass.js';
import type { Mesh } from '../../dist/geometry/mesh.js';
import { runScene } from '../../dist/run/run_scene.js';
import type { AssetRecord } from '../../dist/scene/asset_record.js';
import {
  type BodyMass,
  fromMjcfInertial,
  fromUrdfInertial,
  toMjcfInertial,
  toUrdfInertial,
} from '../../dist/scene/inertia_formats.js';
import { assetMjcf } from '../../dist/scene/mjcf.js';
import { storedMoments } from '../../dist/usd/physics.js';
import { dataPath, describeData } from '../helpers/data.js';
import { boxMesh } from '../helpers/shapes.js';
import { type Compiled, compile } from './mujoco.js';

const root = mkdtempSync(path.join(tmpdir(), 'simwright-mujoco-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** OBJ with every digit. */
function obj({ positions: p, indices: t }: Mesh): string {
  const lines: string[] = [];
  for (let v = 0; v < p.length; v += 3) lines.push(`v ${p[v]} ${p[v + 1]} ${p[v + 2]}`);
  for (let f = 0; f < t.length; f += 3) lines.push(`f ${t[f] + 1} ${t[f + 1] + 1} ${t[f + 2] + 1}`);
  return lines.join('\n');
}

/** The divergence theorem as MuJoCo does it, at 1000 kg/m3; nothing altered. */
const exact = (mesh: Mesh) =>
  compile(
    `<mujoco><compiler balanceinertia="false" boundmass="0" boundinertia="0"/>
    <asset><mesh name="m" file="m.obj" inertia="exact"/></asset>
    <worldbody><body><freejoint/><geom type="mesh" mesh="m" density="1000"/></body></worldbody></mujoco>`,
    { 'm.obj': obj(mesh) },
  );

const bodyOf = ({ mass, centerOfMass, moments, axes }: Compiled): BodyMass =>
  fromMjcfInertial({ mass, pos: centerOfMass as [number, number, number], quat: axes, diaginertia: moments });

/** Largest relative difference of mass, centre of mass (to the size) and R diag R^T (to its largest entry). */
function gap(ours: BodyMass, theirs: BodyMass, size: number): number {
  const entries = ({ xx, yy, zz, xy, xz, yz }: BodyMass['inertia_kg_m2']) => [xx, yy, zz, xy, xz, yz];
  const [a, b] = [entries(ours.inertia_kg_m2), entries(theirs.inertia_kg_m2)];
  return Math.max(
    Math.abs(ours.mass_kg / theirs.mass_kg - 1),
    ...ours.center_of_mass_m.map((x, i) => Math.abs(x - theirs.center_of_mass_m[i]) / size),
    ...a.map((x, i) => Math.abs(x - b[i]) / Math.max(...b.map(Math.abs))),
  );
}

const diagonal = (mesh: Mesh) => {
  const { min, max } = inspect(mesh).bounds;
  return Math.hypot(...max.map((m, k) => m - min[k]));
};

describe('MuJoCo', () => {
  it('reads our inertias as we mean them, in both forms', async () => {
    const m = massProperties(boxMesh([0, 0, 0], [1, 2, 3]), { density: 10 });
    const tensor = { ...m.inertia_kg_m2, xy: 7, xz: -5, yz: 3 };
    const body = { ...m, inertia_kg_m2: tensor };
    for (const form of ['diagonal', 'full'] as const) {
      const text = Object.entries(toMjcfInertial(body, form))
        .map(([name, value]) => `${name}="${[value].flat().join(' ')}"`)
        .join(' ');
      const made = await compile(
        `<mujoco><compiler balanceinertia="false"/><worldbody><body><freejoint/><inertial ${text}/></body></worldbody></mujoco>`,
      );
      if (typeof made === 'string') throw new Error(made);
      expect(gap(body, bodyOf(made), 1), form).toBeLessThan(1e-12);
    }
  });

  it('reads our URDF as we mean it, and turned ones as we read them', async () => {
    const inertia_kg_m2 = { xx: 5, yy: 6, zz: 7, xy: 0.7, xz: -0.5, yz: 0.3 };
    const ours = toUrdfInertial({ mass_kg: 2, center_of_mass_m: [0.1, -0.2, 0.3], inertia_kg_m2 });
    const turned = { ...ours, origin: { ...ours.origin, rpy: [0.4, -0.9, 2.1] as [number, number, number] } };
    for (const urdf of [ours, turned]) {
      const values = Object.entries(urdf.inertia).map(([name, value]) => `${name}="${value}"`);
      const { xyz, rpy } = urdf.origin;
      const made = await compile(
        `<robot name="r"><mujoco><compiler balanceinertia="false" fusestatic="false"/></mujoco><link name="base"/>
        <link name="arm"><inertial><origin xyz="${xyz.join(' ')}" rpy="${rpy.join(' ')}"/><mass value="${urdf.mass}"/>
        <inertia ${values.join(' ')}/></inertial></link>
        <joint name="j" type="continuous"><parent link="base"/><child link="arm"/><axis xyz="0 0 1"/></joint></robot>`,
        {},
        'arm',
      );
      if (typeof made === 'string') throw new Error(made);
      expect(gap(fromUrdfInertial(urdf), bodyOf(made), 1)).toBeLessThan(1e-12);
    }
  });

  it('refuses what breaks the triangle inequality', async () => {
    const bad = { mass_kg: 1, center_of_mass_m: [0, 0, 0] as [number, number, number] };
    const inertia_kg_m2 = { xx: 1, yy: 1, zz: 5, xy: 0, xz: 0, yz: 0 };
    expect(await compile(assetMjcf('bad', { ...bad, inertia_kg_m2 }, { dynamic_friction: 0.4 }, []))).toMatch(/A \+ B/);
  });
});

/** The closed objects, and those that `clean` closes. */
const CLOSED = [
  'embodiedgen_glasses.glb',
  'embodiedgen_knife.glb',
  'ycb_024_bowl/textured.obj',
  'ycb_025_mug/textured.obj',
  'ycb_035_power_drill/textured.obj',
  'ycb_037_scissors/textured.obj',
  'ycb_019_pitcher_base/textured.obj',
  'drake_evo_bowl.glb',
  'drake_plate_8in.glb',
  'objectsim_wineglass.stl',
  'objectsim_eyeglasses.stl',
  'objectsim_fryingpan.stl',
  'objectsim_teapot.stl',
  'scenesmith_coffee_mug.glb',
  'furnituresim_microwave.stl',
  'gazebo_cordless_drill.stl',
  'polyhaven_tea_set_01.glb',
  'playcanvas_cave.glb',
];

describeData('closed meshes', () => {
  it('have the mass properties of its exact mode wherever it accepts them', { timeout: 300_000 }, async () => {
    const refused: string[] = [];
    const gaps: Record<string, number> = {};
    for (const file of CLOSED) {
      const source = flatten(await readModel(dataPath('dev', ...file.split('/'))));
      const { mesh } = clean({ positions: source.positions, indices: source.indices }, {});
      if (inspect(mesh).closedness !== 'closed') continue;
      const theirs = await exact(mesh);
      if (typeof theirs === 'string') refused.push(file);
      else
        gaps[file] = gap(massProperties(mesh, { density: 1000, assumeClosed: true }), bodyOf(theirs), diagonal(mesh));
    }
    if (process.env.SIMWRIGHT_TABLE) console.log(gaps, refused);
    for (const [file, value] of Object.entries(gaps)) expect(value, file).toBeLessThan(1e-5);
    expect(Object.keys(gaps).length).toBeGreaterThanOrEqual(12);
  });
});

/** Vertices of the hulls of an asset's physics layer, in order. */
function hullsOf(dir: string, record: AssetRecord): number[][] {
  const layer = readFileSync(path.join(dir, path.dirname(record.outputs.usd), 'payloads', 'physics.usda'), 'utf8');
  return [...layer.matchAll(/point3f\[\] points = \[([^\]]*)\]/g)].map(([, text]) =>
    (text.match(/[-+0-9.e]+/g) ?? []).map(Number),
  );
}

async function recordsOf(input: string, name: string): Promise<{ dir: string; records: AssetRecord[] }> {
  const dir = path.join(root, name);
  await runScene({ input, out: dir, steps: ['regen3d', 'simready'], workers: 3 });
  const records = readdirSync(path.join(dir, 'assets'))
    .filter((folder) => folder.startsWith('obj_'))
    .map(
      (folder) => JSON.parse(readFileSync(path.join(dir, 'assets', folder, 'simready.json'), 'utf8')) as AssetRecord,
    );
  return { dir, records };
}

describeData('exported assets', () => {
  // two large ones are left out for time: a cave of 600k triangles and a chess set of 180k
  const folder = path.join(root, 'objects');
  it.each([
    ['the bookstore', () => dataPath('dev', 'aws_bookstore', 'scene.json'), 25],
    ['the living room', () => dataPath('dev', 'scene_drake_living_room.json'), 7],
    [
      'single objects',
      () => {
        for (const file of readdirSync(dataPath('dev')))
          if (/\.(glb|stl|obj)$|^ycb_/.test(file) && !/cave|chess/.test(file))
            cpSync(dataPath('dev', file), path.join(folder, file), { recursive: true });
        return folder;
      },
      32,
    ],
  ])(
    '%s: load without balanceinertia, with the mass of the record',
    { timeout: 300_000 },
    async (name, input, count) => {
      const { dir, records } = await recordsOf(input(), name.replaceAll(' ', '_'));
      expect(records.length).toBe(count);
      for (const record of records) {
        expect(record.status, record.id).toBe('done');
        if (!record.mass || !record.proxy || !record.surface) throw new Error(`${record.id} has no mass`);
        const hulls = hullsOf(dir, record);
        let hull = 0;
        const pieces = record.proxy.pieces.map((piece) => ({
          piece,
          ...(piece.kind === 'hull' && { positions: hulls[hull++] }),
        }));
        const made = await compile(assetMjcf(record.id, record.mass, record.surface, pieces));
        if (typeof made === 'string') throw new Error(`${record.id}: ${made}`);
        expect(made.geoms, record.id).toBe(record.proxy.kind === 'mesh' ? 0 : pieces.length);
        const { min, max } = record.bounds;
        expect(gap(record.mass, bodyOf(made), Math.hypot(...max.map((m, k) => m - min[k]))), record.id).toBeLessThan(
          1e-9,
        );
        // the moments as USD keeps them, float32, are a body's too
        const stored = storedMoments(record.mass.principal_moments_kg_m2).join(' ');
        const flat = `<mujoco><compiler balanceinertia="false"/><worldbody><body><freejoint/><inertial pos="0 0 0" mass="1" diaginertia="${stored}"/></body></worldbody></mujoco>`;
        expect(typeof (await compile(flat)), record.id).toBe('object');
      }
    },
  );
});
