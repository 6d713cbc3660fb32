/** The written sample, read back by our own reader: contract, poses, planted defects, true volumes, equal bytes. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flatten } from '../../src/formats/flatten.js';
import { readModel } from '../../src/formats/index.js';
import { type Inspection, inspect, massProperties } from '../../src/geometry/verbs.js';
import { generateBrokenScene, generateSample, type SampleResult } from '../../src/sample/index.js';

const root = mkdtempSync(path.join(tmpdir(), 'simwright-sample-'));
const at = (...parts: string[]) => path.join(root, ...parts);
const readJson = (...parts: string[]) => JSON.parse(readFileSync(at(...parts), 'utf8'));
afterAll(() => rmSync(root, { recursive: true }));

const sameBytes = (a: string, b: string) => readFileSync(at(a)).equals(readFileSync(at(b)));

/** sha256 over every file's path and bytes. */
function treeDigest(dir: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names)
    if (statSync(path.join(dir, name)).isFile()) hash.update(`${name}\0`).update(readFileSync(path.join(dir, name)));
  return hash.digest('hex');
}

let sample: SampleResult;
const inspections = new Map<string, Inspection>();

beforeAll(async () => {
  sample = await generateSample(at('one'));
  for (const asset of sample.truth.assets) {
    const object = sample.truth.objects.find((o) => o.asset === asset.asset);
    const folder = object ? at('one/regen3d/objects', object.id) : at('one/regen3d/background');
    inspections.set(asset.asset, inspect(flatten(await readModel(path.join(folder, 'mesh.glb')))));
  }
});

const objectFile = (id: string, name: string) => readJson('one/regen3d/objects', id, name);

describe('the folder', () => {
  it('holds what the contract asks for', () => {
    const info = readJson('one/regen3d/scene_info.json');
    for (const key of ['scene_id', 'image_size', 'confidence', 'version', 'reconstruction_method', 'generated_at'])
      expect(info[key]).toBeDefined();
    expect(info).toMatchObject({ coordinate_frame: 'y_up', meters_per_unit: 1, environment_type: 'kitchen' });
    const ids = readdirSync(at('one/regen3d/objects')).sort();
    expect(ids).toEqual(sample.truth.objects.map((o) => o.id).sort());
    expect(ids.length).toBe(24);
    for (const id of ids)
      expect(readdirSync(at('one/regen3d/objects', id)).sort()).toEqual([
        'bounds.json',
        'label.json',
        'material.json',
        'mesh.glb',
        'pose.json',
      ]);
    expect(readJson('one/regen3d/camera/intrinsics.json').matrix[0].length).toBe(3);
    expect(readJson('one/regen3d/camera/extrinsics.json').matrix.length).toBe(4);
    expect(readdirSync(at('one')).sort()).toEqual(['regen3d', 'sample_truth.json']);
  });
  it('is small: objects of 2,000 to 20,000 triangles or little more, ten megabytes in all', () => {
    expect(sample.bytes).toBeLessThan(10e6);
    for (const { asset, triangles } of sample.truth.assets) {
      expect(triangles, asset).toBeGreaterThan(2000);
      expect(triangles, asset).toBeLessThan(25000);
    }
  });
  it('holds GLB files that the Khronos validator accepts, apart from the planted defects', async () => {
    for (const { id } of sample.truth.objects) {
      const report = await validateBytes(new Uint8Array(readFileSync(at('one/regen3d/objects', id, 'mesh.glb'))));
      expect(report.issues.numErrors, id).toBe(0);
    }
  });
  it('shares meshes byte for byte', () => {
    expect(sample.truth.shared.mug).toEqual(['mug_1', 'mug_2', 'mug_3']);
    expect(Object.keys(sample.truth.shared).sort()).toEqual(['apple', 'book_a', 'book_b', 'bowl', 'mug']);
    for (const ids of Object.values(sample.truth.shared))
      for (const id of ids)
        expect(sameBytes(`one/regen3d/objects/${id}/mesh.glb`, `one/regen3d/objects/${ids[0]}/mesh.glb`)).toBe(true);
  });
  it('carries textures and texture coordinates', async () => {
    const model = await readModel(at('one/regen3d/objects/bottle/mesh.glb'));
    expect(model.images.map((image) => image.mimeType)).toEqual(['image/png']);
    expect(model.meshes[0].uvs?.length).toBe((model.meshes[0].positions.length / 3) * 2);
    const { default: sharp } = await import('sharp');
    const { width, height, channels } = (await sharp(Buffer.from(model.images[0].bytes))
      .stats()
      .then(() => sharp(Buffer.from(model.images[0].bytes)).metadata())) as {
      width: number;
      height: number;
      channels: number;
    };
    expect({ width, height, channels }).toEqual({ width: 512, height: 512, channels: 3 });
  });
});

describe('poses and bounds', () => {
  it('bounds.json is the box of the placed mesh', async () => {
    for (const { id } of sample.truth.objects) {
      const bounds = objectFile(id, 'bounds.json');
      const real = await worldBox(id);
      for (let d = 0; d < 3; d++) {
        expect(Math.abs(bounds.min[d] - real.min[d])).toBeLessThan(6e-6);
        expect(Math.abs(bounds.max[d] - real.max[d])).toBeLessThan(6e-6);
        expect(Math.abs(bounds.size[d] - (bounds.max[d] - bounds.min[d]))).toBeLessThan(2e-5);
        expect(bounds.center[d]).toBeCloseTo((bounds.max[d] + bounds.min[d]) / 2, 9);
      }
    }
  });
  it('poses are rigid and say the same thing three times', () => {
    for (const { id } of sample.truth.objects) {
      const { transform_matrix: m, translation, rotation_quaternion: q, scale } = objectFile(id, 'pose.json');
      expect(m[3]).toEqual([0, 0, 0, 1]);
      expect(translation).toEqual([m[0][3], m[1][3], m[2][3]]);
      expect(scale).toEqual([1, 1, 1]);
      expect(Math.hypot(...q)).toBeCloseTo(1, 9);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) {
          const dot = m[0][i] * m[0][j] + m[1][i] * m[1][j] + m[2][i] * m[2][j];
          expect(dot).toBeCloseTo(i === j ? 1 : 0, 8);
        }
      const [w, x, y, z] = q;
      expect(m[1][0]).toBeCloseTo(2 * (x * y + w * z), 8);
      expect(m[0][2]).toBeCloseTo(2 * (x * z + w * y), 8);
      const det =
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
        m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
        m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
      expect(det).toBeCloseTo(1, 8);
    }
  });

  const worldBox = async (id: string) => {
    const pose = objectFile(id, 'pose.json').transform_matrix.flat();
    return inspect(flatten(await readModel(at('one/regen3d/objects', id, 'mesh.glb')), pose)).bounds;
  };
  it('objects stand on their supports, give or take what the truth says, and nowhere else', async () => {
    const boxes = new Map<string, Inspection['bounds']>();
    for (const { id } of sample.truth.objects) boxes.set(id, await worldBox(id));
    const tops: Record<string, number> = { floor: 0, table: 0.74, cabinet: 0.78, stool: 0.46 };
    for (const { id, support, gap_m, tilt_degrees } of sample.truth.objects) {
      const { min, max } = boxes.get(id)!;
      expect(Math.abs(gap_m)).toBeLessThan(0.003);
      expect(tilt_degrees).toBeLessThan(0.3);
      if (support === 'shelf') {
        const boards = [0.08, 0.46, 0.84, 1.22];
        expect(Math.min(...boards.map((y) => Math.abs(min[1] - gap_m - y)))).toBeLessThan(1e-5);
      } else expect(min[1] - gap_m).toBeCloseTo(tops[support], 5);
      if (support === 'floor') continue;
      const under = boxes.get(support)!;
      const [x, z] = [(min[0] + max[0]) / 2, (min[2] + max[2]) / 2];
      expect(x > under.min[0] && x < under.max[0] && z > under.min[2] && z < under.max[2], id).toBe(true);
    }
    // objects on one support keep clear of each other, and of what stands beside it
    const all = sample.truth.objects;
    for (const a of all)
      for (const b of all) {
        if (a.id >= b.id || a.support === b.id || b.support === a.id) continue;
        const [p, q] = [boxes.get(a.id)!, boxes.get(b.id)!];
        const apart = [0, 1, 2].some((d) => p.max[d] < q.min[d] || q.max[d] < p.min[d]);
        expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }
  });
});

describe('the truth', () => {
  it('volumes of clean meshes agree with the formulas', () => {
    let formulas = 0;
    for (const asset of sample.truth.assets) {
      if (asset.asset === 'lamp' || asset.volume_m3 === null) continue; // an open shade; a room of sheets
      const share = Math.abs(asset.clean_mesh_volume_m3 / asset.volume_m3 - 1);
      if (asset.volume_source === 'formula') formulas++;
      // parts that overlap are counted twice in the mesh: table 0.75 %, shelf 2.2 %
      const twice = { table: 0.01, shelf: 0.025 }[asset.asset] ?? 0;
      expect(share, asset.asset).toBeLessThanOrEqual(asset.volume_tolerance + twice);
    }
    expect(formulas).toBeGreaterThan(9);
  });
  it('masses are those of real things', () => {
    const mass = Object.fromEntries(sample.truth.assets.map((a) => [a.asset, a.mass_kg]));
    const real: Record<string, [number, number]> = {
      mug: [0.2, 0.45],
      bowl: [0.2, 0.6],
      plate: [0.3, 0.9],
      bottle: [0.3, 0.7],
      apple: [0.1, 0.25],
      book_a: [0.4, 1.3],
      lamp: [1, 4],
      stool: [2, 5],
      cushion: [0.2, 1],
      table: [20, 50],
      shelf: [15, 40],
      cabinet: [20, 50],
    };
    for (const [asset, [low, high]] of Object.entries(real)) {
      expect(mass[asset]!, asset).toBeGreaterThan(low);
      expect(mass[asset]!, asset).toBeLessThan(high);
    }
    const hollow = sample.truth.assets.filter((a) => a.hollow).map((a) => a.asset);
    expect(hollow.sort()).toEqual(['bottle', 'cabinet']);
  });

  /** What each kind must show in the file, given its count. */
  const shows: Record<string, (found: Inspection, count: number) => boolean> = {
    doubled_shell_coincident: (f, n) => f.duplicate_triangles >= n,
    doubled_shell_offset: (f, n) => f.components >= 2 && f.triangles >= 2 * n,
    missing_triangles: (f, n) => f.boundary_edges >= 3 * n,
    missing_patch: (f, n) => n > 20 && f.boundary_edges >= 12,
    hidden_inner_faces: (f, n) => n > 100 && f.components >= 2,
    inside_out: (f, n) => (n === f.triangles ? f.volume_m3 < 0 : n > 100),
    flipped_patch: (f, n) => n > 100 && f.orientation_conflicts > 20,
    cracked_seam: (f, n) => f.boundary_edges >= 2 * n,
    duplicate_triangles: (f, n) => f.duplicate_triangles >= n,
    collapsed_triangles: (f, n) => f.collapsed_triangles === n,
    slivers: (_f, n) => n >= 10,
    fragments: (f, n) => f.components > n / 8,
    nonmanifold_edges: (f, n) => f.nonmanifold_edges >= n,
    open_sheet: (f, n) => n > 100 && f.boundary_edges > 100,
    noise: (_f, n) => n === 0,
  };
  it('lists defects that are really in the files, every kind at least once', () => {
    const kinds = new Set<string>();
    for (const { asset, defects, triangles } of sample.truth.assets) {
      const found = inspections.get(asset)!;
      expect(found.triangles, asset).toBe(triangles);
      for (const { kind, count } of defects) {
        kinds.add(kind);
        expect(shows[kind](found, count), `${asset}: ${kind} ${count} in ${JSON.stringify(found)}`).toBe(true);
      }
    }
    expect([...kinds].sort()).toEqual(Object.keys(shows).sort());
  });
  it('our own mass properties find the true volumes in spite of the defects', async () => {
    const solid = 'apple book_a book_b bowl cactus cutting_board jar_a jar_b mug plate shelf stool table'.split(' ');
    for (const { asset, volume_m3 } of sample.truth.assets) {
      if (!solid.includes(asset)) continue; // hollow, doubled, or sheets: no surface says what these weigh
      const { id } = sample.truth.objects.find((o) => o.asset === asset)!;
      const mesh = flatten(await readModel(at('one/regen3d/objects', id, 'mesh.glb')));
      const found = massProperties(mesh, { density: 1000 });
      expect(Math.abs(found.volume_m3 / volume_m3! - 1), `${asset}: ${found.reason}`).toBeLessThan(0.05);
    }
  });
  it('keeps one asset clean as a control', () => {
    expect(sample.truth.assets.find((a) => a.asset === 'plate')!.defects).toEqual([]);
    expect(inspections.get('plate')).toMatchObject({ closedness: 'closed', components: 1, collapsed_triangles: 0 });
  });
});

describe('repeatability', () => {
  it('same seed, same bytes; another seed, other bytes', async () => {
    await generateSample(at('again'));
    expect(treeDigest(at('again'))).toBe(treeDigest(at('one')));
    await generateSample(at('other'), { seed: 2, objects: 5 });
    await generateSample(at('five'), { seed: 1, objects: 5 });
    for (const id of ['table', 'mug_1'])
      for (const name of ['mesh.glb', 'pose.json'])
        expect(sameBytes(`other/regen3d/objects/${id}/${name}`, `one/regen3d/objects/${id}/${name}`)).toBe(false);
    // fewer objects: the same objects
    for (const id of ['table', 'mug_1'])
      expect(sameBytes(`five/regen3d/objects/${id}/mesh.glb`, `one/regen3d/objects/${id}/mesh.glb`)).toBe(true);
    expect(readdirSync(at('five/regen3d/objects')).length).toBe(5);
  });
  it('the bytes of seed 1 on this machine are those of every machine', () => {
    // a new digest is right only after a change of the generator or of the GLB writer that was meant
    expect(treeDigest(at('one'))).toMatchInlineSnapshot(
      `"a08d6096b730c5f3199863bdfb154911d20e5860930896c152bc88926c7c9a5e"`,
    );
  });
  it('more objects are jars of their own kind on the floor', async () => {
    const more = await generateSample(at('more'), { objects: 40 });
    expect(more.objects).toBe(40);
    const jars = more.truth.objects.slice(24);
    expect(jars.every((o) => o.support === 'floor' && o.movable)).toBe(true);
    expect(new Set(jars.map((o) => o.asset)).size).toBe(16);
    const bounds = readJson('more/regen3d/background/bounds.json');
    for (const { id } of jars) {
      const [x, , z] = readJson('more/regen3d/objects', id, 'pose.json').translation;
      expect(x > bounds.min[0] && x < bounds.max[0] && z > bounds.min[2] && z < bounds.max[2]).toBe(true);
    }
  });
  it('replaces an earlier sample and nothing else', async () => {
    await generateSample(at('five'), { objects: 2 });
    expect(readdirSync(at('five/regen3d/objects'))).toEqual(['shelf', 'table']);
    rmSync(at('five/sample_truth.json'));
    await expect(generateSample(at('five'))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readdirSync(at('five/regen3d/objects'))).toEqual(['shelf', 'table']);
    writeFileSync(at('file'), 'x');
    await expect(generateSample(at('file'))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    await expect(generateSample(at('x'), { seed: 1.5 })).rejects.toMatchObject({ code: 'ARGUMENT' });
    await expect(generateSample(at('x'), { objects: 0 })).rejects.toMatchObject({ code: 'ARGUMENT' });
  });
});

describe('the broken scene', () => {
  it('has three objects that no reader accepts and seven that every reader does', async () => {
    const { good, broken } = await generateBrokenScene(at('broken'));
    expect(good.length).toBe(7);
    expect(broken.map((b) => b.how).sort()).toEqual([
      'coordinates_not_a_number',
      'indices_out_of_range',
      'truncated_glb',
    ]);
    const file = (id: string) => at('broken/regen3d/objects', id, 'mesh.glb');
    for (const id of good) expect((await readModel(file(id))).account.kept).toBeGreaterThan(2000);
    const codes: Record<string, string> = {};
    for (const { id, how } of broken)
      codes[how] = await readModel(file(id)).then(
        () => 'read',
        (error) => error.code,
      );
    expect(codes).toMatchInlineSnapshot(`
      {
        "coordinates_not_a_number": "MESH_NOT_FINITE",
        "indices_out_of_range": "MESH_INDEX",
        "truncated_glb": "FORMAT_INVALID",
      }
    `);
  });
});
