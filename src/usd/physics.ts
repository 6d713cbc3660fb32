/** UsdPhysics: scene, rigid bodies, masses, colliders and physics materials, as fragments of prims. */
import { SimwrightError } from '../errors.js';
import type { Vec3 } from '../geometry/mesh.js';
import type { MassRecord, SurfaceRecord } from '../scene/asset_record.js';
import { attribute, type Prim, type Property, type Relationship } from './layer.js';
import type { AppliedSchema } from './semantics.js';

/** `approximation` tokens of PhysicsMeshCollisionAPI. */
export type Approximation =
  | 'none'
  | 'convexHull'
  | 'convexDecomposition'
  | 'boundingSphere'
  | 'boundingCube'
  | 'meshSimplification';

/** A rigid body, or with `enabled` false a prim whose colliders stand still. */
export function rigidBody(enabled = true): AppliedSchema {
  return { apiSchemas: ['PhysicsRigidBodyAPI'], properties: [rigidBodyEnabled(enabled)] };
}

/** The switch alone, for a layer that overrides a body that another layer defines. */
export const rigidBodyEnabled = (enabled: boolean): Property => attribute('bool', 'physics:rigidBodyEnabled', enabled);

/** Mass and inertia, all four attributes always: an engine has nothing left to guess. */
export function massApi(mass: MassRecord): AppliedSchema {
  return { apiSchemas: ['PhysicsMassAPI'], properties: massAttributes(mass) };
}

/**
 * PhysicsMassAPI's attributes: kg, m, kg m^2, and the rotation from principal axes to the prim's axes, w first.
 * @throws ARGUMENT when the values are not those of a body (a moment or mass that is not positive)
 */
export function massAttributes(
  mass: Pick<MassRecord, 'mass_kg' | 'center_of_mass_m' | 'principal_moments_kg_m2' | 'principal_axes_xyzw'>,
): Property[] {
  const [x, y, z, w] = mass.principal_axes_xyzw;
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  const moments = storedMoments(mass.principal_moments_kg_m2);
  if (!(Math.fround(mass.mass_kg) > 0) || !(moments[0] > 0) || !(Math.abs(length - 1) < 1e-6))
    throw new SimwrightError(
      'ARGUMENT',
      `expected a positive mass, positive moments and a unit quaternion, received ${mass.mass_kg} kg, [${mass.principal_moments_kg_m2}] kg m^2, [${mass.principal_axes_xyzw}]`,
    );
  return [
    attribute('point3f', 'physics:centerOfMass', mass.center_of_mass_m),
    attribute('float3', 'physics:diagonalInertia', moments),
    attribute('float', 'physics:mass', mass.mass_kg),
    attribute('quatf', 'physics:principalAxes', [w / length, x / length, y / length, z / length]),
  ];
}

/**
 * Principal moments as float32 that still are those of a body: I1 + I2 >= I3 can be lost by rounding when the body is
 * flat, so the largest is then lowered to the nearest float32 below the sum (a relative change under 2e-7).
 */
export function storedMoments(moments: Vec3): Vec3 {
  const stored = moments.map(Math.fround).sort((a, b) => a - b) as Vec3;
  const inOrder = moments.map(Math.fround) as Vec3;
  const excess = stored[2] - (stored[0] + stored[1]);
  if (!(excess > 0) || excess > stored[2] * 3e-7) return inOrder;
  return inOrder.map((moment) => (moment === stored[2] ? floorToFloat32(stored[0] + stored[1]) : moment)) as Vec3;
}

function floorToFloat32(value: number): number {
  const near = Math.fround(value);
  if (near <= value) return near;
  const bits = new Uint32Array(new Float32Array([near]).buffer);
  bits[0]--;
  return new Float32Array(bits.buffer)[0];
}

/** Marks a geometry prim as a collider. */
export function collision(): AppliedSchema {
  return { apiSchemas: ['PhysicsCollisionAPI'], properties: [attribute('bool', 'physics:collisionEnabled', true)] };
}

/** A mesh collider; `none` (the triangles themselves) is for things that stand still. */
export function meshCollision(approximation: Approximation): AppliedSchema {
  const plain = collision();
  return {
    apiSchemas: [...plain.apiSchemas, 'PhysicsMeshCollisionAPI'],
    properties: [...plain.properties, attribute('token', 'physics:approximation', approximation, { uniform: true })],
  };
}

/** A material that only physics reads. */
export function physicsMaterial(name: string, surface: SurfaceRecord): Prim {
  return {
    specifier: 'def',
    type: 'Material',
    name,
    apiSchemas: ['PhysicsMaterialAPI'],
    properties: [
      attribute('float', 'physics:dynamicFriction', surface.dynamic_friction),
      attribute('float', 'physics:restitution', surface.restitution),
      attribute('float', 'physics:staticFriction', surface.static_friction),
    ],
  };
}

/** Binds a physics material; the prim needs MaterialBindingAPI. `wins`: over bindings of the prims below. */
export const bindPhysicsMaterial = (path: string, wins = false): Relationship => ({
  kind: 'relationship',
  name: 'material:binding:physics',
  targets: [path],
  ...(wins && { bindMaterialAs: 'strongerThanDescendants' as const }),
});

/** The simulation's scene: gravity in m/s^2, split into direction and magnitude as USD wants it. */
export function physicsScene(name: string, gravity: Vec3, more: AppliedSchema): Prim {
  const magnitude = Math.sqrt(gravity[0] ** 2 + gravity[1] ** 2 + gravity[2] ** 2);
  const direction = magnitude > 0 ? gravity.map((g) => g / magnitude) : [0, 0, -1];
  return {
    specifier: 'def',
    type: 'PhysicsScene',
    name,
    apiSchemas: more.apiSchemas,
    properties: [
      attribute('vector3f', 'physics:gravityDirection', direction),
      attribute('float', 'physics:gravityMagnitude', magnitude),
      ...more.properties,
    ],
  };
}
