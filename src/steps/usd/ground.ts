/** Does the scene have a floor of its own? Decided from geometry, never from names. */
import path from 'node:path';
import type { Pool } from '../../pool/pool.js';
import { type Box, growBox, transformBox } from '../../scene/frames.js';
import { type ManifestAsset, type ManifestObject, MOVABLE_ROLES } from '../../scene/manifest.js';

export interface GroundDecision {
  /** A ground plane is authored at this height. */
  authored: boolean;
  height_m: number;
  /** Movable objects below which a static surface near the bottom of the scene lies, of all movable objects. */
  above_floor: number;
  movable: number;
  /** Ids of movable objects with nothing below. */
  nothing_below: string[];
  reason: string;
}

/** A surface counts as floor within this height above the lowest point of the scene, or a tenth of its height. */
const FLOOR_BAND = 0.3;

export const isMovable = (object: ManifestObject): boolean => MOVABLE_ROLES.has(object.sim_role);

/** World box of an object: exact where the manifest has it, else the box around the moved box of its asset. */
export function worldBox(object: ManifestObject, asset: ManifestAsset): Box {
  return object.bounds ?? transformBox(object.matrix_column_vector, asset.bounds);
}

/** What lies further than this from the middle of the scene, in any axis, is lost and decides nothing. */
const FAR = 100;

/** Box around the objects near the medians of all box centres. */
export function crowdBox(boxes: readonly Box[]): Box {
  const middle = (box: Box, axis: number) => (box.min[axis] + box.max[axis]) / 2;
  const medians = [0, 1, 2].map((axis) => {
    const sorted = boxes.map((box) => middle(box, axis)).sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
  });
  const crowd: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  const near = boxes.filter((box) => medians.every((median, axis) => Math.abs(middle(box, axis) - median) <= FAR));
  for (const box of near.length > 0 ? near : boxes) for (const corner of [box.min, box.max]) growBox(crowd, corner);
  return crowd;
}

/**
 * Rays go up from below the scene through the middle of every movable object: where at least half of them meet a static
 * surface near the bottom of the scene, that is its floor; else a ground plane goes under the lowest point. One task per
 * static asset. O((triangles + rays) log triangles).
 */
export async function decideGround(
  sceneDir: string,
  objects: readonly ManifestObject[],
  assets: ReadonlyMap<string, ManifestAsset>,
  pool: Pool,
  signal?: AbortSignal,
): Promise<GroundDecision> {
  const boxes = new Map(objects.map((o) => [o.id, worldBox(o, assets.get(o.asset_id) as ManifestAsset)]));
  const crowd = crowdBox([...boxes.values()]);
  const bottom = crowd.min[2];
  const movable = objects.filter(isMovable);
  const fixed = objects.filter((object) => !isMovable(object));
  const decision = { height_m: bottom, movable: movable.length, above_floor: 0, nothing_below: [] as string[] };
  if (movable.length === 0)
    return { ...decision, authored: false, reason: 'nothing in the scene moves, so nothing needs a ground' };

  const points = new Float64Array(movable.length * 2);
  movable.forEach((object, i) => {
    const box = boxes.get(object.id) as Box;
    points.set([(box.min[0] + box.max[0]) / 2, (box.min[1] + box.max[1]) / 2], i * 2);
  });
  const band = Math.max(FLOOR_BAND, (crowd.max[2] - bottom) / 10);
  const below = 1; // metres under the scene where the rays start
  const task = { module: new URL('./floor_task.js', import.meta.url).href, name: 'firstSurfaceAbove' };
  const reached = (box: Box) => box.min[2] <= bottom + band;
  const candidates = new Map<string, ManifestObject[]>();
  for (const object of fixed)
    if (reached(boxes.get(object.id) as Box))
      candidates.set(object.asset_id, [...(candidates.get(object.asset_id) ?? []), object]);
  const hits = await Promise.all(
    [...candidates].map(([id, placed]) => {
      const file = path.join(sceneDir, (assets.get(id) as ManifestAsset).path);
      const matrices = placed.map((object) => object.matrix_column_vector);
      return pool.run<Float64Array>(task, [file, matrices, points, bottom - below, below + band], { signal });
    }),
  );
  decision.nothing_below = movable.filter((_, i) => !hits.some((t) => t[i] <= below + band)).map((object) => object.id);
  decision.above_floor = movable.length - decision.nothing_below.length;
  const own = decision.above_floor * 2 >= movable.length;
  const share = `${decision.above_floor} of ${movable.length} movable objects stand above a static surface near the bottom`;
  return {
    ...decision,
    authored: !own,
    reason: own
      ? `the scene has its own floor: ${share}`
      : `${share}: no floor; a ground plane lies under the lowest point of the scene`,
  };
}
