/** Puts together the manifest: assets, objects with roles, cameras, failures, warnings. Pure. */
import type { Warning } from '../../errors.js';
import type { Vec3 } from '../../geometry/mesh.js';
import { type Box, IDENTITY, polar, quaternionFromMatrix } from '../../scene/frames.js';
import {
  type GivenPhysics,
  MANIFEST_SCHEMA,
  type ManifestAsset,
  type ManifestObject,
  type SceneManifest,
} from '../../scene/manifest.js';
import { inferRoles, type RoleDecision, touchesFloor } from '../../scene/roles.js';
import { type AssetPlan, type PlacedPart, unitWarning } from './assets.js';
import type { InputFailure, SceneInput } from './scene_input.js';

/** An asset that has been written. */
export interface DoneAsset {
  plan: AssetPlan;
  /** sha256 of asset.glb. */
  digest: string;
  /** Asset frame. */
  bounds: Box;
}

export interface Built {
  manifest: SceneManifest;
  /** Box around everything near; absent when nothing is placed. */
  room?: Box;
  /** World height of the floor. */
  floor: number;
}

export function buildManifest(
  input: SceneInput,
  assets: readonly DoneAsset[],
  failures: readonly InputFailure[],
  run: { inputName: string; generatedAt: string },
): Built {
  const warnings: Warning[] = [...input.warnings];
  const records = assets.map((asset) => assetRecord(asset, input));
  const noAxis = assets.filter(({ plan }) => plan.first.survey.upAxis === null).map(({ plan }) => plan.upAxis);
  if (noAxis.length > 0)
    warnings.push({
      code: 'frame.assumed_up_axis',
      message:
        `OBJ, STL and PLY files do not say which axis is up: ${noAxis[0]} was taken as the asset's up` +
        (input.placed ? ' (poses are not affected)' : '; state the up axis if they lie on their side'),
      count: noAxis.length,
    });
  const built: Built = {
    floor: 0,
    manifest: {
      schema: MANIFEST_SCHEMA,
      version: '1.0.0',
      scene_id: input.sceneId,
      scene: {
        coordinate_frame: 'z_up',
        meters_per_unit: 1,
        environment_type: input.environmentType,
        physics_defaults: { gravity: { x: 0, y: 0, z: -9.81 }, solver: 'TGS', time_steps_per_second: 60 },
      },
      input: { kind: input.kind, path: run.inputName, frame: input.frame, generated_at: run.generatedAt },
      placed: input.placed,
      assets: records,
      objects: [],
      cameras: input.cameras,
      failures: failures.map(({ id, error }) => ({
        id,
        code: error.code,
        message: error.message,
        ...(error.file !== undefined && { file: error.file }),
      })),
      warnings,
    },
  };
  if (input.placed) placeObjects(built, input, assets);
  return built;
}

function assetRecord({ plan, digest, bounds }: DoneAsset, input: SceneInput): ManifestAsset {
  const { object, survey, part } = plan.first;
  const warnings = [...survey.warnings];
  const units = unitWarning(bounds, input.metersPerUnit);
  if (units) warnings.push(units);
  const given = commonGiven(plan.users);
  const stretch = beyondUnits(plan.stretch, input.metersPerUnit);
  // users of one asset agree on what their words mean, see planAssets
  const category = plan.users.find((user) => user.object.category)?.object.category;
  return {
    id: plan.id,
    path: `assets/obj_${plan.id}/asset.glb`,
    digest,
    source: {
      path: object.sourcePath,
      ...(part.mesh !== null && { mesh: part.name || String(part.mesh) }),
      digest: survey.digest,
      format: survey.format,
    },
    ...(plan.bake && {
      baked: { meters_per_unit: input.metersPerUnit, up_axis: plan.upAxis, ...(stretch && { stretch }) },
    }),
    triangles: part.triangles,
    bounds: copy(bounds),
    ...(category !== undefined && { category }),
    ...(object.materialHint !== undefined && { material_hint: object.materialHint }),
    ...(given && { given }),
    warnings,
  };
}

/** What was baked beside the units, when it is more than rounding. */
function beyondUnits(stretch: number[], metersPerUnit: number): number[] | undefined {
  const rest = stretch.map((x, i) => (i % 4 === 3 || i >= 12 ? x : x / metersPerUnit));
  return rest.every((x, i) => Math.abs(x - IDENTITY[i]) < 1e-9) ? undefined : rest;
}

/** What all objects of an asset agree on; differing masses stay with their objects. */
function commonGiven(users: readonly PlacedPart[]): GivenPhysics | undefined {
  const [first, ...rest] = users.map((user) => user.object.given);
  if (!first) return undefined;
  const common: GivenPhysics = {};
  for (const key of ['mass_kg', 'friction', 'restitution'] as const)
    if (first[key] !== undefined && rest.every((other) => other?.[key] === first[key])) common[key] = first[key];
  return Object.keys(common).length > 0 ? common : undefined;
}

const copy = (box: Box): Box => ({ min: [...box.min], max: [...box.max] });

/** Objects in input order, with roles by what the whole scene looks like. */
function placeObjects(built: Built, input: SceneInput, assets: readonly DoneAsset[]): void {
  const { manifest } = built;
  const placed = assets
    .flatMap(({ plan, bounds }) =>
      plan.users.map((user, i) => ({ user, pose: plan.poses[i], assetId: plan.id, bounds })),
    )
    .sort((a, b) => a.user.order - b.user.order);
  const scene = inferRoles(
    placed.map(({ user, pose, bounds }) => ({
      bounds: user.bounds,
      level: user.level,
      size: [0, 1, 2].map((axis) => bounds.max[axis] - bounds.min[axis]) as Vec3,
      up: uprightAxis(pose),
      category: user.object.category,
      name: user.object.name,
      given: user.object.role,
      givenReason: user.object.roleReason,
    })),
  );
  built.room = scene.room;
  built.floor = scene.floor;
  manifest.objects = placed.map(({ user, pose, assetId }, i) =>
    objectRecord(user, pose, assetId, scene.decisions[i], scene.floor, input),
  );
  const count = (code: string, message: string) => {
    const n = manifest.objects.filter((object) => object.warnings.some((w) => w.code === code)).length;
    if (n > 0) manifest.warnings.push({ code, message, count: n });
  };
  count('pose.far', 'objects lie far outside the scene');
  count('pose.unsupported', 'movable objects stand on nothing and will fall');
  count('bounds.disagree', 'objects are not where the bounds of the input say');
}

/** Which axis of the asset is nearest to the vertical of the world. */
function uprightAxis(pose: readonly number[]): number {
  const row = [8, 9, 10].map((i) => Math.abs(pose[i]));
  return row.indexOf(Math.max(...row));
}

function objectRecord(
  user: PlacedPart,
  pose: number[],
  assetId: string,
  decision: RoleDecision,
  floor: number,
  input: SceneInput,
): ManifestObject {
  const { object, bounds } = user;
  const [x, y, z, w] = quaternionFromMatrix(polar(pose).rigid);
  const onFloor = !decision.far && touchesFloor(bounds, floor);
  const warnings = [...object.warnings];
  if (decision.far) warnings.push({ code: 'pose.far', message: decision.reason });
  if (decision.unsupported !== undefined)
    warnings.push({
      code: 'pose.unsupported',
      message: `nothing is beneath it, ${decision.unsupported.toFixed(3)} m above the floor: it will fall`,
    });
  if (object.statedFloorContact !== undefined && object.statedFloorContact !== onFloor)
    warnings.push({
      code: 'floor_contact.disagrees',
      message: `the input says is_floor_contact ${object.statedFloorContact}, its lowest point is ${(bounds.min[2] - floor).toFixed(3)} m above the floor`,
    });
  const off = object.statedBounds && disagreement(bounds, object.statedBounds);
  if (off !== undefined)
    warnings.push({
      code: 'bounds.disagree',
      message: `the bounds of the input are ${off.toFixed(3)} m off the placed mesh (units ${input.metersPerUnit} m); the mesh was taken`,
    });
  return {
    id: object.id,
    name: object.name,
    asset_id: assetId,
    ...(object.category !== undefined && { category: object.category }),
    ...(object.description !== undefined && { description: object.description }),
    sim_role: decision.role,
    role_source: decision.source,
    role_reason: decision.reason,
    matrix_column_vector: pose,
    transform: {
      position: { x: pose[3], y: pose[7], z: pose[11] },
      rotation_quaternion: { w, x, y, z },
      scale: { x: 1, y: 1, z: 1 },
    },
    bounds: copy(bounds),
    is_floor_contact: onFloor,
    ...(object.given && { given: object.given }),
    warnings,
  };
}

/** Largest distance between the sides of two boxes when it is beyond 2 cm and 5 % of the diagonal. */
function disagreement(found: Box, stated: Box): number | undefined {
  let off = 0;
  let diagonal = 0;
  for (let axis = 0; axis < 3; axis++) {
    off = Math.max(off, Math.abs(found.min[axis] - stated.min[axis]), Math.abs(found.max[axis] - stated.max[axis]));
    diagonal += (found.max[axis] - found.min[axis]) ** 2;
  }
  return off > 0.02 && off > 0.05 * Math.sqrt(diagonal) ? off : undefined;
}
