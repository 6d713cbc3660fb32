/**
 * From placed meshes to assets and instances: which objects share geometry, and what must be baked into it so that every
 * pose is rigid. Pure; the order of the objects decides the names.
 */
import type { Warning } from '../../errors.js';
import {
  type Box,
  GLB_FROM_ASSET,
  IDENTITY,
  invert,
  isRigid,
  type Matrix4,
  multiply,
  polar,
} from '../../scene/frames.js';
import { thingOf } from '../../scene/mass_model/thing_of.js';
import { surfaceFor } from '../../scene/materials.js';
import { UniqueIds } from '../../scene/paths.js';
import type { InputObject } from './scene_input.js';
import type { FileSurvey, Part } from './tasks.js';

/** An object whose mesh has been looked into. */
export interface PlacedPart {
  /** Place in the input. */
  order: number;
  object: InputObject;
  survey: FileSurvey;
  part: Part;
  /** world-from-part: the pose of the object, times the node's own matrix. */
  worldFromPart: Matrix4;
  /** Exact world box. */
  bounds: Box;
  /** Area projected onto the ground, both sides, m^2. */
  level: number;
}

export interface AssetPlan {
  id: string;
  /** The first object that uses it. */
  first: PlacedPart;
  users: PlacedPart[];
  /** glb-from-part; null: the file is taken as it is. */
  bake: Matrix4 | null;
  /** What `bake` holds beside the axes, in glTF axes; identity when the pose was rigid. */
  stretch: Matrix4;
  upAxis: 'Y' | 'Z';
  /** world-from-asset of each user, in the same order. */
  poses: Matrix4[];
}

/** Two stretches closer than this, relative to their size, are one: the asset then is off by a millionth of its size. */
const SAME_STRETCH = 1e-6;

/**
 * O(objects * different stretches of one mesh). Poses have been checked.
 * @param share whether equal meshes are one asset; in a folder of meshes every file is an asset of its own
 */
export function planAssets(placed: readonly PlacedPart[], share = true): AssetPlan[] {
  const ids = new UniqueIds();
  const byContent = new Map<string, AssetPlan[]>();
  const plans: AssetPlan[] = [];
  for (const user of placed) {
    const upAxis = user.survey.upAxis ?? user.object.upAxis;
    const axes = upAxis === 'Y' ? IDENTITY : GLB_FROM_ASSET;
    // (the inverse of a change of axes is exact)
    const worldFromGlb = multiply(user.worldFromPart, upAxis === 'Y' ? IDENTITY : invert(GLB_FROM_ASSET));
    const rigid = isRigid(worldFromGlb);
    const split = rigid ? { rigid: worldFromGlb, stretch: [...IDENTITY] } : polar(worldFromGlb);
    const pose = multiply(split.rigid, GLB_FROM_ASSET);
    // things of different kind or material weigh differently: they do not share an asset
    const key = JSON.stringify([user.part.digest, upAxis, kindOf(user.object), share ? null : user.order]);
    const candidates = byContent.get(key) ?? [];
    byContent.set(key, candidates);
    let plan = candidates.find((c) => sameStretch(c.stretch, split.stretch));
    if (!plan) {
      const bakesNothing = rigid && upAxis === 'Y';
      plan = {
        id: ids.take(user.object.assetName),
        first: user,
        users: [],
        bake: bakesNothing ? null : multiply(split.stretch, axes),
        stretch: split.stretch,
        upAxis,
        poses: [],
      };
      candidates.push(plan);
      plans.push(plan);
    }
    plan.users.push(user);
    plan.poses.push(pose);
  }
  return plans;
}

/** What the words of an object make of its mesh: objects of one asset weigh and slide alike. */
function kindOf({ category, assetName, materialHint }: InputObject): (string | null)[] {
  const words = { category, name: assetName };
  const { material } = surfaceFor({ ...words, material_hint: materialHint });
  return [materialHint ?? null, material, thingOf(words)?.thing.name ?? null];
}

function sameStretch(a: Matrix4, b: Matrix4): boolean {
  const size = Math.max(...a.map(Math.abs));
  return a.every((x, i) => Math.abs(x - b[i]) <= SAME_STRETCH * size);
}

/** Sizes in metres beyond which the unit of a mesh is in doubt. */
const LARGEST_PLAUSIBLE = 20;
const SMALLEST_PLAUSIBLE = 0.005;
const UNITS: [string, number][] = [
  ['metres', 1],
  ['centimetres', 0.01],
  ['millimetres', 0.001],
  ['inches', 0.0254],
];

/** A warning when the largest dimension is no size of a thing, naming the units that would make it one. */
export function unitWarning(bounds: Box, metersPerUnit: number): Warning | undefined {
  const largest = Math.max(...[0, 1, 2].map((axis) => bounds.max[axis] - bounds.min[axis]));
  if (largest <= LARGEST_PLAUSIBLE && largest >= SMALLEST_PLAUSIBLE) return undefined;
  const inFile = largest / metersPerUnit;
  const likely = UNITS.filter(([, m]) => m !== metersPerUnit && inFile * m <= 5 && inFile * m >= 0.02).map(
    ([unit, m]) => `${unit} (${Number((inFile * m).toPrecision(3))} m)`,
  );
  const found = `largest dimension ${Number(largest.toPrecision(4))} m`;
  return {
    code: 'units.implausible',
    message:
      likely.length > 0
        ? `${found}: the file is likely in ${likely.join(' or ')}; nothing was rescaled, state the metres per unit`
        : `${found} is outside ${SMALLEST_PLAUSIBLE}-${LARGEST_PLAUSIBLE} m; nothing was rescaled`,
  };
}
