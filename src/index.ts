/** The public API: re-exports only. */
export { ERROR_CODES, type ErrorCode, type ErrorRecord, SimwrightError, type Warning } from './errors.js';
export { flatten } from './formats/flatten.js';
export { readModel } from './formats/index.js';
export type { Model, ReadLimits } from './formats/model.js';
export type { Cleaned, CleanRecord } from './geometry/clean.js';
export type {
  DistanceOptions,
  MeshDistance,
  OneSidedDistance,
  PointDistanceOptions,
  PointDistances,
} from './geometry/distance.js';
export type {
  Fit,
  FitOptions,
  FittedBox,
  FittedCapsule,
  FittedCylinder,
  FittedSphere,
  PrimitiveKind,
} from './geometry/fit.js';
export type { Hull, Points } from './geometry/hull.js';
export type { Closedness, Inspection } from './geometry/inspect.js';
export type { LimitedHull, LimitHullOptions } from './geometry/limit_hull.js';
export type { InertiaTensor, MassMethod, MassOptions, MassProperties } from './geometry/mass.js';
export type { MaterialGroup, Mesh, Vec3 } from './geometry/mesh.js';
export { NO_TRIANGLE, type RayHits, type Rays } from './geometry/raycast.js';
export type {
  Camera,
  Picture,
  RenderLayer,
  RenderMaterial,
  RenderOptions,
  RenderScene,
  RenderTexture,
  RenderView,
} from './geometry/render.js';
export type { RevealCluster, Revealed, RevealOptions, RevealReason, RevealRecord } from './geometry/reveal.js';
export type { Simplified, SimplifyOptions } from './geometry/simplify.js';
export type { Solid, SolidifyOptions, SolidSign } from './geometry/solidify.js';
/** The same verbs, synchronous, on the calling thread. */
export * as sync from './geometry/verbs.js';
export { Pool, type PoolOptions, type RunOptions } from './pool/pool.js';
export { shareMesh } from './pool/transfer.js';
export {
  clean,
  closePool,
  distance,
  fit,
  hull,
  inspect,
  limitHull,
  massProperties,
  occluded,
  pointDistance,
  raycast,
  render,
  reveal,
  simplify,
  solidify,
} from './pool/verbs.js';
export {
  type BodyMass,
  fromMjcfInertial,
  fromUrdfInertial,
  fromUsdMass,
  type MjcfInertial,
  toMjcfInertial,
  toUrdfInertial,
  toUsdMass,
  type UrdfInertial,
  type UsdMass,
} from './scene/inertia_formats.js';
export { checkInertia, chooseMass, type MassChoice, type MassFacts, type MassWords } from './scene/mass_model/index.js';
export { surfaceFor } from './scene/materials.js';
export { assetMjcf, type MjcfPiece } from './scene/mjcf.js';
