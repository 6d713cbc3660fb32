/** The meshes that the geometry suites run on: generated series, and the development objects when they are there. */

import { flatten } from '../formats/flatten.js';
import { readModel } from '../formats/index.js';
import { clean } from '../geometry/verbs.js';
import { devName, someDevFiles } from './dev_meshes.js';
import { generated } from './shapes.js';
import type { NamedMesh, SuiteContext } from './suite.js';

/** Welded, float32: what both sides are given. Quick runs take some of the development objects. */
export async function caseMeshes(context: SuiteContext): Promise<NamedMesh[]> {
  const meshes = generated(context.quick);
  if (!context.data) return meshes;
  for (const file of someDevFiles(context.data, context.quick)) {
    const { mesh } = clean(flatten(await readModel(file)), {});
    const { indices } = mesh;
    meshes.push({ name: devName(file), series: null, mesh: { positions: Float32Array.from(mesh.positions), indices } });
  }
  return meshes;
}
