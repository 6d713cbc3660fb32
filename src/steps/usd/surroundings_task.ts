/** Run in a worker: which vertical rays meet the surface of an asset that stands somewhere in the scene. */
import { flatten } from '../../formats/flatten.js';
import { readModel } from '../../formats/index.js';
import type { CancelWords } from '../../geometry/native.js';
import { raycast } from '../../geometry/raycast.js';
import { ASSET_FROM_GLB, invertRigid, transformPoint } from '../../scene/frames.js';

/**
 * Per start height and ray: the distance upwards from (x, y, start) to the first surface of the asset placed by any of
 * the matrices, Infinity where there is none within the reach of that start. `points` holds x and y of each ray.
 */
export async function surfacesAbove(
  file: string,
  matrices: number[][],
  points: Float64Array,
  starts: number[],
  reaches: number[],
  cancel: CancelWords,
): Promise<Float64Array[]> {
  const mesh = flatten(await readModel(file), ASSET_FROM_GLB);
  const count = points.length / 2;
  return starts.map((start, s) => {
    const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    for (const matrix of matrices) {
      const toAsset = invertRigid(matrix);
      const origins = new Float64Array(count * 3);
      const directions = new Float64Array(count * 3);
      for (let i = 0; i < count; i++) {
        origins.set(transformPoint(toAsset, [points[i * 2], points[i * 2 + 1], start]), i * 3);
        directions.set([toAsset[2], toAsset[6], toAsset[10]], i * 3);
      }
      const hits = raycast(mesh, { origins, directions, tmax: reaches[s] }, cancel);
      for (let i = 0; i < count; i++) if (hits.t[i] < nearest[i]) nearest[i] = hits.t[i];
    }
    return nearest;
  });
}
