/**
 * PhysxSchema, only attributes of the published schema. Readers without PhysX keep them as plain opinions and ignore
 * them; nothing that another engine needs is said only here.
 */
import { attribute } from './layer.js';
import type { AppliedSchema } from './semantics.js';

export interface PhysxSceneSettings {
  /** `physxScene:timeStepsPerSecond`. */
  timeStepsPerSecond: number;
  /** `physxScene:solverType`. */
  solverType: 'TGS' | 'PGS';
}

/** PhysxSceneAPI on the PhysicsScene. */
export function physxScene(settings: PhysxSceneSettings): AppliedSchema {
  return {
    apiSchemas: ['PhysxSceneAPI'],
    properties: [
      attribute('token', 'physxScene:solverType', settings.solverType, { uniform: true }),
      attribute('uint', 'physxScene:timeStepsPerSecond', settings.timeStepsPerSecond),
    ],
  };
}

/** PhysxRigidBodyAPI: solver iterations of one body, 1..255 and 0..255. */
export function physxRigidBody(positionIterations: number, velocityIterations: number): AppliedSchema {
  return {
    apiSchemas: ['PhysxRigidBodyAPI'],
    properties: [
      attribute('int', 'physxRigidBody:solverPositionIterationCount', positionIterations),
      attribute('int', 'physxRigidBody:solverVelocityIterationCount', velocityIterations),
    ],
  };
}
