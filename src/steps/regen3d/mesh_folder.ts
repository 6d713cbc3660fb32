/** A folder of meshes: assets only, nothing is placed. One asset per file, or per sub-folder with one mesh in it. */
import path from 'node:path';
import { scaling } from '../../scene/frames.js';
import { resolveInside, safeId, UniqueIds } from '../../scene/paths.js';
import type { Recognised } from './recognise.js';
import { failureOf, type InputObject, type InputOptions, type SceneInput } from './scene_input.js';

export function readMeshFolder(
  found: Extract<Recognised, { kind: 'mesh-folder' }>,
  name: string,
  options: InputOptions,
): SceneInput {
  const metersPerUnit = options.metersPerUnit ?? 1;
  const ids = new UniqueIds();
  const input: SceneInput = {
    kind: 'mesh-folder',
    label: `a folder of ${found.meshes.length} meshes, assets only`,
    frame: `meshes as they stand, times ${metersPerUnit} metres per unit; glTF is Y-up, OBJ, STL and PLY ${options.upAxis ?? 'Z'}-up`,
    sceneId: options.sceneId ?? safeId(name),
    environmentType: options.environmentType ?? 'unknown',
    placed: false,
    metersPerUnit,
    perNode: false,
    objects: [],
    cameras: [],
    failures: [],
    warnings: found.skipped.map((folder) => ({
      code: 'input.folder_skipped',
      message: `sub-folder ${JSON.stringify(folder.name)} was left out: it ${folder.why}`,
    })),
  };
  for (const mesh of found.meshes) {
    const sourcePath = path.relative(found.root, mesh.file);
    const id = ids.take(mesh.name);
    try {
      input.objects.push(
        meshObject(id, mesh.name, resolveInside(found.root, sourcePath), sourcePath, metersPerUnit, options),
      );
    } catch (error) {
      input.failures.push(failureOf(id, error, sourcePath));
    }
  }
  return input;
}

function meshObject(
  id: string,
  name: string,
  file: string,
  sourcePath: string,
  metersPerUnit: number,
  options: InputOptions,
): InputObject {
  return {
    id,
    name,
    file,
    sourcePath,
    assetName: id,
    worldFromFile: scaling(metersPerUnit),
    upAxis: options.upAxis ?? 'Z',
    warnings: [],
  };
}
