/**
 * A made-up scene in the form of a single-image reconstruction: a `regen3d/` folder with 24 objects in a room, with the
 * defects that such reconstructions have, planted on purpose and listed with the true masses in `sample_truth.json`.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { SimwrightError } from '../errors.js';
import { checkNumber, type Mesh, type Vec3 } from '../geometry/mesh.js';
import { writeWhole } from '../scene/json.js';
import type { Blueprint } from './blueprint.js';
import { cameraFiles, sceneInfo } from './camera.js';
import type { Defect } from './defects.js';
import { type SampleMaterial, sampleGlb } from './glb.js';
import { floorFront, PLACES, type Place, placesFor } from './layout.js';
import { decimal, rotationRows, uprightRotation } from './pose.js';
import { Random } from './random.js';
import { room } from './room.js';
import { boundsOf, quantise, roughen, type Shape, signedVolume, toMesh } from './shape.js';
import { SAMPLE_TRUTH_SCHEMA, type SampleTruth, type TruthAsset, type TruthObject } from './truth.js';

export interface SampleOptions {
  /** Any integer in 0 .. 2^31-1. Default 1. */
  seed?: number;
  /** 1 .. 1000 objects. Default 24, the whole scene; more are jars on the floor, each with a mesh of its own. */
  objects?: number;
}

export interface SampleResult {
  dir: string;
  objects: number;
  assets: number;
  triangles: number;
  bytes: number;
  truth: SampleTruth;
}

interface Asset {
  mesh: Mesh;
  glb: Uint8Array;
  materials: SampleMaterial[];
  truth: TruthAsset;
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const digits = (x: number, n: number) => Number(x.toPrecision(n));

/** Puts the middle of the bounds at the origin, as generators of single objects do. */
function centre(shape: Shape): void {
  const { min, max } = boundsOf(shape);
  const middle = min.map((low, d) => Math.round(((low + max[d]) / 2) * 1e5) / 1e5);
  shape.positions = shape.positions.map((x, i) => x - middle[i % 3]);
  quantise(shape);
}

/** Builds, roughens, breaks and encodes one asset. Blueprints build and break it standing on y = 0. */
async function makeAsset(blueprint: Blueprint, seed: number): Promise<Asset> {
  const solid = blueprint.build(new Random(seed, blueprint.key));
  const { shape, materials } = solid;
  quantise(shape);
  const clean = signedVolume(shape);
  const defects: Defect[] = [...(solid.inherent ?? [])];
  const random = new Random(seed, `${blueprint.key}/defects`);
  if (blueprint.noise_m > 0) {
    roughen(shape, blueprint.noise_m, 0.02, random.bits() >>> 1);
    quantise(shape);
    defects.push({ kind: 'noise', count: 0, size_m: blueprint.noise_m, note: 'largest displacement of the surface' });
  }
  defects.push(...(blueprint.plant?.(shape, random) ?? []));
  if (!blueprint.inWorld) centre(shape);
  const mesh = toMesh(shape);
  const volume = solid.hasVolume === false ? null : (solid.closedForm?.volume_m3 ?? clean);
  const material = solid.materialVolume ?? volume;
  return {
    mesh,
    glb: await sampleGlb(blueprint.key, mesh, materials, { normals: blueprint.normals ?? true }),
    materials,
    truth: {
      asset: blueprint.key,
      label: blueprint.label,
      material: blueprint.materialType,
      density_kg_m3: blueprint.density_kg_m3,
      volume_m3: volume && digits(volume, 9),
      volume_source: volume === null ? 'none' : solid.closedForm ? 'formula' : 'clean_mesh',
      volume_tolerance: digits(solid.closedForm?.tolerance ?? solid.overlap ?? 0.001, 3),
      clean_mesh_volume_m3: digits(clean, 9),
      material_volume_m3: material && digits(material, 9),
      hollow: solid.materialVolume !== undefined,
      mass_kg: material && digits(material * blueprint.density_kg_m3, 6),
      triangles: mesh.indices.length / 3,
      defects,
    },
  };
}

const micro = (x: number) => Math.round(x * 1e5) / 1e5 + 0;

/** The box round the placed mesh, in the coordinates of the scene. */
function boundsFile(mesh: Mesh, matrix: readonly (readonly number[])[]) {
  const min: Vec3 = [Infinity, Infinity, Infinity];
  const max: Vec3 = [-Infinity, -Infinity, -Infinity];
  const p = mesh.positions;
  for (let i = 0; i < p.length; i += 3)
    for (let d = 0; d < 3; d++) {
      const [a, b, c, t] = matrix[d];
      const x = a * p[i] + b * p[i + 1] + c * p[i + 2] + t;
      if (x < min[d]) min[d] = x;
      if (x > max[d]) max[d] = x;
    }
  return {
    min: min.map(micro),
    max: max.map(micro),
    center: min.map((low, d) => decimal((micro(low) + micro(max[d])) / 2)),
    size: min.map((low, d) => micro(max[d] - low)),
  };
}

function materialFile({ materials, truth }: Asset) {
  const [first] = materials;
  return {
    base_color: first.texture?.mean ?? first.color,
    metallic: first.metallic,
    roughness: first.roughness,
    material_type: truth.material,
  };
}

/** Where an object ends up: on its support, give or take the errors of a reconstruction. */
function poseOf(place: Place, mesh: Mesh, random: Random) {
  const [metres, turns] = place.jitter;
  const yaw = place.yaw + random.range(-turns, turns);
  // furniture tilts less: its feet are far apart
  const tilt = (place.support === 'floor' ? 0.05 : 0.25) * random.unit();
  const q = uprightRotation(yaw, tilt / 360, random.unit()).map(decimal) as [number, number, number, number];
  const rows = rotationRows(q);
  let lowest = Infinity;
  for (let i = 0; i < mesh.positions.length; i += 3) {
    const y = rows[1][0] * mesh.positions[i] + rows[1][1] * mesh.positions[i + 1] + rows[1][2] * mesh.positions[i + 2];
    if (y < lowest) lowest = y;
  }
  const gap = micro(random.range(0.0008, 0.0025) * (random.unit() < 0.5 ? -1 : 1));
  const translation: Vec3 = [
    decimal(place.x + random.range(-metres, metres)),
    decimal(place.height + gap - lowest),
    decimal(place.z + random.range(-metres, metres)),
  ];
  const confidence = Math.round(random.range(0.62, 0.97) * 100) / 100;
  const pose = {
    transform_matrix: [...rows.map((row, d) => [...row.map(decimal), translation[d]]), [0, 0, 0, 1]],
    translation,
    rotation_quaternion: q,
    scale: [1, 1, 1],
    confidence,
    is_floor_contact: place.support === 'floor',
  };
  return { pose, gap, tilt: digits(tilt, 4) };
}

/** Writes one file after the other below a folder and counts the bytes. */
class Writer {
  bytes = 0;
  constructor(readonly dir: string) {}
  async write(name: string, content: string | Uint8Array): Promise<void> {
    const file = path.join(this.dir, name);
    await writeWhole(file, content);
    this.bytes += typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  }
}

/** An earlier sample is replaced; a reconstruction that is not ours is never touched. */
async function makeRoom(dir: string): Promise<void> {
  const folder = path.join(dir, 'regen3d');
  if (!existsSync(folder)) return;
  const truth = path.join(dir, 'sample_truth.json');
  const ours = existsSync(truth) && (await readFile(truth, 'utf8')).includes(SAMPLE_TRUTH_SCHEMA);
  if (!ours)
    throw new SimwrightError('OUTPUT_UNWRITABLE', 'the folder already holds a reconstruction that is not a sample', {
      file: folder,
      advice: 'name an empty folder',
    });
  await rm(folder, { recursive: true });
}

/**
 * Writes `<dir>/regen3d/` and `<dir>/sample_truth.json`. Same seed and count, same bytes, on any machine. About two
 * seconds and 9 MB for the whole scene.
 * @throws ARGUMENT, OUTPUT_UNWRITABLE (also when `<dir>/regen3d` holds something that is not a sample)
 */
export async function generateSample(dir: string, options: SampleOptions = {}): Promise<SampleResult> {
  const seed = whole('seed', options.seed, 1, 0, 2 ** 31 - 1);
  const count = whole('objects', options.objects, PLACES.length, 1, 1000);
  await makeRoom(dir);
  const places = placesFor(count);
  const writer = new Writer(dir);
  const assets = new Map<string, Asset>();
  const objects: TruthObject[] = [];
  let triangles = 0;
  for (const place of places) {
    const { key } = place.blueprint;
    let asset = assets.get(key);
    if (!asset) assets.set(key, (asset = await makeAsset(place.blueprint, seed)));
    const { pose, gap, tilt } = poseOf(place, asset.mesh, new Random(seed, `${place.id}/pose`));
    const folder = `regen3d/objects/${place.id}`;
    await writer.write(`${folder}/mesh.glb`, asset.glb);
    await writer.write(`${folder}/pose.json`, json(pose));
    await writer.write(`${folder}/bounds.json`, json(boundsFile(asset.mesh, pose.transform_matrix)));
    await writer.write(`${folder}/material.json`, json(materialFile(asset)));
    await writer.write(`${folder}/label.json`, json({ label: place.blueprint.label }));
    triangles += asset.truth.triangles;
    objects.push({
      id: place.id,
      asset: key,
      movable: place.blueprint.movable,
      support: place.support,
      gap_m: gap,
      tilt_degrees: tilt,
    });
  }
  const background = await makeAsset(room(floorFront(count)), seed);
  triangles += background.truth.triangles;
  await writer.write('regen3d/background/mesh.glb', background.glb);
  await writer.write('regen3d/background/pose.json', json(IDENTITY_POSE));
  await writer.write(
    'regen3d/background/bounds.json',
    json(boundsFile(background.mesh, IDENTITY_POSE.transform_matrix)),
  );
  const { intrinsics, extrinsics } = cameraFiles();
  await writer.write('regen3d/camera/intrinsics.json', json(intrinsics));
  await writer.write('regen3d/camera/extrinsics.json', json(extrinsics));
  await writer.write('regen3d/scene_info.json', json(sceneInfo(`sample_${seed}`)));
  const truth: SampleTruth = {
    schema: SAMPLE_TRUTH_SCHEMA,
    seed,
    frame: 'y_up',
    assets: [...assets.values(), background].map((asset) => asset.truth),
    objects,
    shared: Object.fromEntries(
      [...assets.keys()]
        .map((key) => [key, objects.filter((o) => o.asset === key).map((o) => o.id)] as const)
        .filter(([, ids]) => ids.length > 1),
    ),
  };
  await writer.write('sample_truth.json', json(truth));
  return { dir, objects: places.length, assets: assets.size, triangles, bytes: writer.bytes, truth };
}

const IDENTITY_POSE = {
  transform_matrix: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  translation: [0, 0, 0],
  rotation_quaternion: [1, 0, 0, 0],
  scale: [1, 1, 1],
  confidence: 0.9,
  is_floor_contact: true,
};

function whole(name: string, value: number | undefined, fallback: number, min: number, max: number): number {
  const number = checkNumber(name, value, fallback, min, max);
  if (!Number.isInteger(number))
    throw new SimwrightError('ARGUMENT', `expected a whole number for ${name}, received ${number}`);
  return number;
}
