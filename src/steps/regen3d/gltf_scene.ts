/** One glTF file as a scene: every node with a mesh is an object, nodes that share a mesh share an asset. */
import path from 'node:path';
import { ASSET_FROM_GLB, multiply, scaling } from '../../scene/frames.js';
import { safeId } from '../../scene/paths.js';
import type { Recognised } from './recognise.js';
import type { InputOptions, SceneInput } from './scene_input.js';

/** The one object stands for the file; its nodes become objects when the file has been opened. */
export function readGltfScene(found: Extract<Recognised, { kind: 'gltf-scene' }>, options: InputOptions): SceneInput {
  const metersPerUnit = options.metersPerUnit ?? 1;
  const name = path.basename(found.file).replace(/\.[^.]+$/, '');
  return {
    kind: 'gltf-scene',
    label: 'one glTF scene file, every mesh node an object',
    frame: `glTF (Y-up, times ${metersPerUnit} metres per unit) turned to Z-up: (x, y, z) -> (x, -z, y)`,
    sceneId: options.sceneId ?? safeId(name),
    environmentType: options.environmentType ?? 'unknown',
    placed: true,
    metersPerUnit,
    perNode: true,
    objects: [
      {
        id: safeId(name),
        name,
        file: found.file,
        sourcePath: path.basename(found.file),
        assetName: safeId(name),
        worldFromFile: multiply(scaling(metersPerUnit), ASSET_FROM_GLB),
        upAxis: 'Y',
        warnings: [],
      },
    ],
    cameras: [],
    failures: [],
    warnings: [],
  };
}
