/** Has the scene a floor of its own, and a ceiling? Decided from geometry, never from names. */
import path from 'node:path';
import type { Pool } from '../../pool/pool.js';
import { type Box, growBox, transformBox } from '../../scene/frames.js';
import { type ManifestAsset, type ManifestObject, MOVABLE_ROLES } from '../../scene/manifest.js';
import type { SceneReport } from '../../scene/scene_report.js';

export type GroundDecision = SceneReport['ground'];
/** Light from outside does not pass this: it lies over at least half of the movable objects. */
export type CeilingDecision = NonNullable<SceneReport['ceiling']>;

export interface Surroundings {
  /** Box around everything that is not far off. */
  box: Box;
  ground: GroundDecision;
  ceiling: CeilingDecision | null;
}

/** A surface counts as floor within this height above the lowest point of the scene, or a tenth of its height. */
const FLOOR_BAND = 0.3;
/** Rays that look for a ceiling start this high above the lowest point, above most furniture. */
const STANDING = 1.5;
/** What lies further than this from the middle of the scene, in any axis, is lost and decides nothing. */
const FAR = 100;
/** Metres under the scene where the rays that look for a floor start. */
const BELOW = 1;

export const isMovable = (object: ManifestObject): boolean => MOVABLE_ROLES.has(object.sim_role);

/** World box of an object: exact where the manifest has it, else the box around the moved box of its asset. */
export function worldBox(object: ManifestObject, asset: ManifestAsset): Box {
  return object.bounds ?? transformBox(object.matrix_column_vector, asset.bounds);
}

/** Box around the objects near the medians of all box centres. */
export function crowdBox(boxes: readonly Box[]): Box {
  const middle = (box: Box, axis: number) => (box.min[axis] + box.max[axis]) / 2;
  const medians = [0, 1, 2].map((axis) => median(boxes.map((box) => middle(box, axis))));
  const crowd: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  const near = boxes.filter((box) => medians.every((at, axis) => Math.abs(middle(box, axis) - at) <= FAR));
  for (const box of near.length > 0 ? near : boxes) for (const corner of [box.min, box.max]) growBox(crowd, corner);
  return crowd;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

/**
 * Vertical rays through the middle of every movable object against the static ones: from below the scene for a floor
 * (where at least half of them meet a surface near the bottom it has one; else a ground plane goes under the lowest
 * point), from standing height for a ceiling. One task per static asset. O((triangles + rays) log triangles).
 */
export async function findSurroundings(
  sceneDir: string,
  objects: readonly ManifestObject[],
  assets: ReadonlyMap<string, ManifestAsset>,
  pool: Pool,
  signal?: AbortSignal,
): Promise<Surroundings> {
  const boxes = new Map(objects.map((o) => [o.id, worldBox(o, assets.get(o.asset_id) as ManifestAsset)]));
  const box = crowdBox([...boxes.values()]);
  const movable = objects.filter(isMovable);
  if (movable.length === 0) {
    const reason = 'nothing in the scene moves, so nothing needs a ground';
    const ground = { authored: false, height_m: box.min[2], above_floor: 0, movable: 0, nothing_below: [], reason };
    return { box, ground, ceiling: null };
  }
  const points = new Float64Array(movable.length * 2);
  movable.forEach((object, i) => {
    const { min, max } = boxes.get(object.id) as Box;
    points.set([(min[0] + max[0]) / 2, (min[1] + max[1]) / 2], i * 2);
  });
  const height = box.max[2] - box.min[2];
  const band = Math.max(FLOOR_BAND, height / 10);
  const starts = [box.min[2] - BELOW, box.min[2] + STANDING];
  const reaches = [BELOW + band, Math.max(height, 1)];

  const fixed = new Map<string, ManifestObject[]>();
  for (const object of objects)
    if (!isMovable(object)) fixed.set(object.asset_id, [...(fixed.get(object.asset_id) ?? []), object]);
  const task = { module: new URL('./surroundings_task.js', import.meta.url).href, name: 'surfacesAbove' };
  const hits = await Promise.all(
    [...fixed].map(([id, placed]) => {
      const file = path.join(sceneDir, (assets.get(id) as ManifestAsset).path);
      const matrices = placed.map((object) => object.matrix_column_vector);
      return pool.run<Float64Array[]>(task, [file, matrices, points, starts, reaches], { signal });
    }),
  );
  const nearest = (which: number) =>
    movable.map((_, i) => hits.reduce((t, hit) => Math.min(t, hit[which][i]), Infinity));
  return {
    box,
    ground: groundFrom(nearest(0), movable, box.min[2]),
    ceiling: ceilingFrom(nearest(1), starts[1]),
  };
}

function groundFrom(distances: number[], movable: readonly ManifestObject[], bottom: number): GroundDecision {
  const nothing_below = movable.filter((_, i) => distances[i] === Infinity).map((object) => object.id);
  const above_floor = movable.length - nothing_below.length;
  const own = above_floor * 2 >= movable.length;
  const share = `${above_floor} of ${movable.length} movable objects stand above a static surface near the bottom`;
  return {
    authored: !own,
    height_m: bottom,
    above_floor,
    movable: movable.length,
    nothing_below,
    reason: own
      ? `the scene has its own floor: ${share}`
      : `${share}: no floor; a ground plane lies under the lowest point of the scene`,
  };
}

function ceilingFrom(distances: number[], start: number): CeilingDecision | null {
  const found = distances.filter((t) => t < Infinity);
  if (found.length * 2 < distances.length) return null;
  return { height_m: start + median(found), below: found.length };
}
