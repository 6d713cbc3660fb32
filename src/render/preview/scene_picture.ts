/** An overview of a whole scene: every object at its pose, rooms cut open towards the camera. */
import { flatten } from '../../formats/flatten.js';
import { readModel } from '../../formats/index.js';
import type { Mesh, Vec3 } from '../../geometry/mesh.js';
import { type RenderMaterial, type RenderTexture, render } from '../../geometry/render.js';
import { ASSET_FROM_GLB, type Box, growBox, transformBox, transformPoint } from '../../scene/frames.js';
import type { ManifestObject, SceneManifest } from '../../scene/manifest.js';
import { resolveInside } from '../../scene/paths.js';
import { dot, frame, TO_SUN, unit } from './camera.js';
import { BACKGROUND, encode, withPlain } from './picture.js';
import { PLAIN, surfaces } from './surface.js';

export interface ScenePictureOptions {
  /** Pixels. Default 1120 x 630. */
  width?: number;
  height?: number;
  /** Objects beyond this many triangles are drawn as their boxes, the smallest objects first. Default 1.5 million. */
  maxTriangles?: number;
}

export interface ScenePicture {
  png: Uint8Array;
  triangles: number;
  /** Ids of objects drawn as boxes: over the triangle limit, or their asset could not be read. */
  boxed: string[];
  /** Ids of objects so far away (warning `pose.far`) that the rest would vanish in the picture. */
  leftOut: string[];
}

/** Texels of all textures together. */
const TEXELS = 48e6;
/** Higher than the one for single objects: more floor is seen. */
const BACK = unit([0.5, -0.72, 0.62]);

/**
 * Reads the assets of a placed scene and draws it from above its front right. Of what encloses the scene (rooms, walls,
 * floors) only the surfaces on the far side are drawn, and it casts no shadow. The same bytes on every machine. About one
 * second plus reading the assets.
 * @returns null when nothing is placed or nothing has an extent
 * @throws what `render` throws; an unreadable asset only makes boxes of its objects
 */
export async function renderScenePicture(
  sceneDir: string,
  manifest: SceneManifest,
  options: ScenePictureOptions = {},
): Promise<ScenePicture | null> {
  const { width = 1120, height = 630, maxTriangles = 1.5e6 } = options;
  if (!manifest.placed) return null;
  const assets = new Map(manifest.assets.map((asset) => [asset.id, asset]));
  const isFar = (object: ManifestObject) => object.warnings.some(({ code }) => code === 'pose.far');
  const leftOut = manifest.objects.filter(isFar).map(({ id }) => id);
  const placed = manifest.objects.flatMap((object) => {
    if (isFar(object)) return [];
    const asset = assets.get(object.asset_id);
    return asset ? [{ object, asset, box: transformBox(object.matrix_column_vector, asset.bounds) }] : [];
  });
  const room: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  for (const { box } of placed) for (const corner of [box.min, box.max]) growBox(room, corner);

  // 1. Which objects are drawn in full: the largest first, until the triangles are spent.
  const full = new Set<string>();
  let budget = maxTriangles;
  for (const { object, asset } of [...placed].sort((a, b) => diagonal(b.box) - diagonal(a.box))) {
    if (asset.triangles > budget) continue;
    budget -= asset.triangles;
    full.add(object.id);
  }

  // 2. Their assets, read one by one.
  const needed = new Set(placed.filter(({ object }) => full.has(object.id)).map(({ asset }) => asset.id));
  const texels = Math.max(64, Math.min(1024, Math.floor(Math.sqrt(TEXELS / Math.max(1, needed.size)))));
  const materials: RenderMaterial[] = [PLAIN];
  const textures: RenderTexture[] = [];
  const meshes = new Map<string, Mesh>();
  for (const id of needed) {
    const mesh = await readAsset(sceneDir, assets.get(id)!.path, texels, materials, textures);
    if (mesh) meshes.set(id, mesh);
  }

  // 3. Two layers: what encloses the scene, and the rest.
  const enclosing: Mesh[] = [];
  const others: Mesh[] = [];
  const boxed: string[] = [];
  const middle = room.min.map((v, a) => (v + room.max[a]) / 2) as Vec3;
  for (const { object, asset, box } of placed) {
    let mesh = full.has(object.id) ? meshes.get(asset.id) : undefined;
    if (!mesh) boxed.push(object.id);
    mesh = moved(mesh ?? boxMesh(asset.bounds), object.matrix_column_vector);
    if (encloses(object, box, room)) enclosing.push(cutOpen(mesh, middle, BACK));
    else others.push(mesh);
  }
  const shell = joined(enclosing);
  const rest = joined(others);
  const view = frame([shell, rest], width, height, BACK, 0.06);
  if (!view) return null;
  const [picture] = render(
    { layers: [{ mesh: shell, castsShadow: false }, { mesh: rest }], materials, textures },
    { views: [{ camera: view.camera, toSun: TO_SUN, background: BACKGROUND, ground: view.bottom - 1e-4 * view.size }] },
  );
  const triangles = (shell.indices.length + rest.indices.length) / 3;
  return { png: await encode(picture.rgba, width, height), triangles, boxed, leftOut };
}

const diagonal = ({ min, max }: Box): number => Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);

/** The asset with its groups numbered into the common materials; null when it cannot be read. */
async function readAsset(
  sceneDir: string,
  file: string,
  texels: number,
  materials: RenderMaterial[],
  textures: RenderTexture[],
): Promise<Mesh | null> {
  try {
    const model = await readModel(resolveInside(sceneDir, file));
    const mesh = flatten(model, ASSET_FROM_GLB);
    const look = await surfaces(model.materials, model.images, texels);
    const [firstMaterial, firstTexture] = [materials.length, textures.length];
    for (const material of look.materials)
      materials.push(
        material.texture === undefined ? material : { ...material, texture: material.texture + firstTexture },
      );
    textures.push(...look.textures);
    const numbered = withPlain(mesh, look.materials.length - 1);
    return {
      ...numbered,
      groups: numbered.groups!.map((group) => ({ ...group, material: group.material + firstMaterial })),
    };
  } catch {
    return null; // its own step reported it
  }
}

/** Rooms and ground, by role; still things as long and as wide as half of the scene; still upright sheets, like walls. */
function encloses(object: ManifestObject, box: Box, room: Box): boolean {
  if (object.sim_role === 'scene_shell' || object.sim_role === 'background') return true;
  if (object.sim_role !== 'static') return false;
  const size = box.min.map((v, a) => box.max[a] - v);
  if (size[2] > 2 && Math.min(size[0], size[1]) < 0.35 && Math.max(size[0], size[1]) > 1) return true;
  return [0, 1].every((a) => size[a] > 0.5 * (room.max[a] - room.min[a]));
}

/** Without the triangles that stand between the camera and the middle of the room. Winding does not matter. */
function cutOpen(mesh: Mesh, middle: Vec3, back: Vec3): Mesh {
  const { positions, indices } = mesh;
  const indicesLeft: number[] = [];
  const groups: NonNullable<Mesh['groups']> = [];
  for (const group of mesh.groups!) {
    const start = indicesLeft.length / 3;
    for (let t = 3 * group.start; t < 3 * (group.start + group.count); t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => {
        const at = 3 * indices[t + k];
        return [positions[at], positions[at + 1], positions[at + 2]] as Vec3;
      });
      const e = b.map((v, k) => v - a[k]);
      const f = c.map((v, k) => v - a[k]);
      const normal: Vec3 = [e[1] * f[2] - e[2] * f[1], e[2] * f[0] - e[0] * f[2], e[0] * f[1] - e[1] * f[0]];
      const inward = a.map((v, k) => middle[k] - (v + b[k] + c[k]) / 3) as Vec3;
      // turned towards the middle, does it face the camera?
      if (dot(normal, inward) * dot(normal, back) >= 0) indicesLeft.push(indices[t], indices[t + 1], indices[t + 2]);
    }
    const count = indicesLeft.length / 3 - start;
    if (count > 0) groups.push({ start, count, material: group.material });
  }
  return { ...mesh, indices: Uint32Array.from(indicesLeft), groups };
}

function boxMesh({ min, max }: Box): Mesh {
  const positions = new Float64Array(24);
  for (let i = 0; i < 8; i++) for (let a = 0; a < 3; a++) positions[3 * i + a] = ((i >> a) & 1 ? max : min)[a];
  const quads = [0, 2, 3, 1, 4, 5, 7, 6, 0, 1, 5, 4, 2, 6, 7, 3, 0, 4, 6, 2, 1, 3, 7, 5];
  const indices = new Uint32Array(36);
  for (let q = 0; q < 6; q++) {
    const [a, b, c, d] = quads.slice(4 * q, 4 * q + 4);
    indices.set([a, b, c, a, c, d], 6 * q);
  }
  return { positions, indices, groups: [{ start: 0, count: 12, material: 0 }] };
}

/** World copy: positions in float64, normals turned; attributes shared. */
function moved(mesh: Mesh, m: readonly number[]): Mesh {
  const positions = new Float64Array(mesh.positions.length);
  for (let i = 0; i < positions.length; i += 3) positions.set(transformPoint(m, mesh.positions.subarray(i, i + 3)), i);
  const out: Mesh = { ...mesh, positions };
  if (mesh.normals) {
    const turn = [m[0], m[1], m[2], 0, m[4], m[5], m[6], 0, m[8], m[9], m[10], 0];
    out.normals = new Float32Array(mesh.normals.length);
    for (let i = 0; i < out.normals.length; i += 3)
      out.normals.set(transformPoint(turn, mesh.normals.subarray(i, i + 3)), i);
  }
  return out;
}

/** One mesh; attributes that only some have are filled: no normal (flat), uv 0, white. */
function joined(meshes: readonly Mesh[]): Mesh {
  const vertices = meshes.reduce((sum, mesh) => sum + mesh.positions.length / 3, 0);
  const corners = meshes.reduce((sum, mesh) => sum + mesh.indices.length, 0);
  const any = (key: 'normals' | 'uvs' | 'colors') => meshes.some((mesh) => mesh[key]);
  const out: Mesh = {
    positions: new Float64Array(3 * vertices),
    indices: new Uint32Array(corners),
    ...(any('normals') && { normals: new Float32Array(3 * vertices) }),
    ...(any('uvs') && { uvs: new Float32Array(2 * vertices) }),
    ...(any('colors') && { colors: new Float32Array(4 * vertices).fill(1) }),
    groups: [],
  };
  let vertex = 0;
  let corner = 0;
  for (const mesh of meshes) {
    out.positions.set(mesh.positions, 3 * vertex);
    if (mesh.normals) out.normals?.set(mesh.normals, 3 * vertex);
    if (mesh.uvs) out.uvs?.set(mesh.uvs, 2 * vertex);
    if (mesh.colors) out.colors?.set(mesh.colors, 4 * vertex);
    for (let i = 0; i < mesh.indices.length; i++) out.indices[corner + i] = mesh.indices[i] + vertex;
    for (const group of mesh.groups!) out.groups!.push({ ...group, start: group.start + corner / 3 });
    vertex += mesh.positions.length / 3;
    corner += mesh.indices.length;
  }
  return out;
}
