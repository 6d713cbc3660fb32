/** Manifests of made-up scenes, and assets of one mesh, for tests of reports and pictures. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeGlb } from '../../dist/formats/glb_writer.js';
import type { Mesh } from '../../dist/index.js';
import type { ManifestObject, SceneManifest } from '../../dist/scene/manifest.js';

/** Unit cubes in a row along x, the instances of one asset along y. */
export function sceneManifest({ assets, instances }: { assets: number; instances: number }): SceneManifest {
  const objects: ManifestObject[] = [];
  for (let a = 0; a < assets; a++)
    for (let i = 0; i < instances; i++)
      objects.push({
        id: instances > 1 ? `thing_${a}_${i}` : `thing_${a}`,
        name: `thing_${a}`,
        asset_id: `thing_${a}`,
        sim_role: 'manipulable_object',
        role_source: 'inferred',
        role_reason: 'nothing speaks against it',
        matrix_column_vector: [1, 0, 0, 2 * a, 0, 1, 0, 2 * i, 0, 0, 1, 0, 0, 0, 0, 1],
        transform: {
          position: { x: 2 * a, y: 2 * i, z: 0 },
          rotation_quaternion: { w: 1, x: 0, y: 0, z: 0 },
          scale: { x: 1, y: 1, z: 1 },
        },
        warnings: [],
      });
  return {
    schema: 'simwright.scene_manifest/1',
    version: '1.0.0',
    scene_id: 'fixture',
    scene: {
      coordinate_frame: 'z_up',
      meters_per_unit: 1,
      environment_type: 'unknown',
      physics_defaults: { gravity: { x: 0, y: 0, z: -9.81 }, solver: 'TGS', time_steps_per_second: 60 },
    },
    input: { kind: 'scene-file', path: 'scene.json', frame: 'z_up', generated_at: '1970-01-01T00:00:00Z' },
    placed: true,
    assets: Array.from({ length: assets }, (_, a) => ({
      id: `thing_${a}`,
      path: `assets/obj_thing_${a}/asset.glb`,
      digest: 'a'.repeat(64),
      source: { path: `thing_${a}.glb`, digest: 'a'.repeat(64), format: 'glb' },
      triangles: 12,
      bounds: { min: [0, 0, 0], max: [1, 1, 1] },
      warnings: [],
    })),
    objects,
    cameras: [],
    failures: [],
    warnings: [],
  };
}

/** Writes `assets/obj_<id>/asset.glb` from a mesh in the asset frame (Z-up). */
export async function writeAsset(sceneDir: string, id: string, mesh: Mesh): Promise<void> {
  const folder = path.join(sceneDir, 'assets', `obj_${id}`);
  await mkdir(folder, { recursive: true });
  const bytes = await writeGlb({
    format: 'glb',
    name: id,
    meshes: [{ ...mesh, positions: Float32Array.from(mesh.positions) }],
    meshNames: [id],
    nodes: [{ name: id, mesh: 0, matrix: [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1] }],
    materials: [],
    images: [],
    upAxis: 'Y',
    metersPerUnit: 1,
    account: { read: mesh.indices.length / 3, dropped: {}, kept: mesh.indices.length / 3, notTriangles: 0 },
    warnings: [],
  });
  await writeFile(path.join(folder, 'asset.glb'), bytes);
}
