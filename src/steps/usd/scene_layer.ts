/**
 * `usd/scene.usda`: composition only. Every object references its asset; what the scene adds is where it stands, whether
 * it moves, what it is called, and the masses that its own input gave.
 */
import type { AssetRecord, MassRecord, SurfaceRecord } from '../../scene/asset_record.js';
import type { ManifestObject, SceneManifest } from '../../scene/manifest.js';
import { surfaceOf } from '../../scene/materials.js';
import { cameraPrim } from '../../usd/camera.js';
import { attribute, type Layer, type Prim, relationship, uniqueNames } from '../../usd/layer.js';
import { ceilingLight, domeLight, keyLight } from '../../usd/light.js';
import {
  bindPhysicsMaterial,
  collision,
  massAttributes,
  physicsMaterial,
  physicsScene,
  rigidBodyEnabled,
} from '../../usd/physics.js';
import { physxRigidBody, physxScene } from '../../usd/physx.js';
import { semanticLabels } from '../../usd/semantics.js';
import { transformOps } from '../../usd/transform.js';
import { isMovable, type Surroundings } from './surroundings.js';

export interface SceneSettings {
  timeStepsPerSecond: number;
  positionIterations: number;
  velocityIterations: number;
}

/** An object that goes into the scene, with its asset's record. */
export interface PlacedObject {
  object: ManifestObject;
  record: AssetRecord;
  /** Mass of this object, which may differ from its asset's. */
  mass: MassRecord;
  /** Its own friction and restitution, where the input gave others than its asset has. */
  surface?: SurfaceRecord;
}

export interface SceneLayer {
  layer: Layer;
  /** Prim path of each object, in order. */
  paths: string[];
}

/** Half the width of the authored ground's visible square, at least. */
const GROUND_HALF = 10;

export function sceneLayer(
  manifest: SceneManifest,
  placed: readonly PlacedObject[],
  { box, ground, ceiling }: Surroundings,
  settings: SceneSettings,
): SceneLayer {
  const { gravity, solver } = manifest.scene.physics_defaults;
  const span = Math.max(-box.min[0], -box.min[1], box.max[0], box.max[1]);
  const names = uniqueNames(placed.map(({ object }) => object.id));
  const cameraNames = uniqueNames(manifest.cameras.map((camera) => camera.id));
  const physx = physxScene({ timeStepsPerSecond: settings.timeStepsPerSecond, solverType: solver });
  const children: Prim[] = [
    physicsScene('PhysicsScene', [gravity.x, gravity.y, gravity.z], physx),
    {
      specifier: 'def',
      type: 'Scope',
      name: 'Lights',
      children: [
        domeLight('DomeLight'),
        ceiling ? ceilingLight('KeyLight', box, ceiling.height_m) : keyLight('KeyLight'),
      ],
    },
    ...(ground.authored ? [groundPrim(ground.height_m, Math.max(GROUND_HALF, 2 * span))] : []),
    {
      specifier: 'def',
      type: 'Xform',
      name: 'Objects',
      kind: 'group',
      children: placed.map((entry, i) => objectPrim(names[i], entry, settings)),
    },
  ];
  const surfaces = placed.flatMap(({ surface }, i) => (surface ? [physicsMaterial(names[i], surface)] : []));
  if (surfaces.length > 0)
    children.push({ specifier: 'def', type: 'Scope', name: 'PhysicsMaterials', children: surfaces });
  if (manifest.cameras.length > 0)
    children.push({
      specifier: 'def',
      type: 'Scope',
      name: 'Cameras',
      children: manifest.cameras.map((camera, i) => cameraPrim(cameraNames[i], camera)),
    });
  return {
    layer: {
      defaultPrim: 'World',
      prims: [{ specifier: 'def', type: 'Xform', name: 'World', kind: 'assembly', children }],
    },
    paths: names.map((name) => `/World/Objects/${name}`),
  };
}

function objectPrim(name: string, { object, record, mass, surface }: PlacedObject, settings: SceneSettings): Prim {
  const moves = isMovable(object);
  const labels = semanticLabels('class', [object.category ?? object.asset_id]);
  const physx = moves ? physxRigidBody(settings.positionIterations, settings.velocityIterations) : undefined;
  const parts = record.proxy?.kind === 'mesh' ? ['Geometry'] : ['Geometry', 'Colliders'];
  return {
    specifier: 'def',
    type: 'Xform',
    name,
    apiSchemas: [...(surface ? ['MaterialBindingAPI'] : []), ...(physx?.apiSchemas ?? []), ...labels.apiSchemas],
    customData: { simwright: { dictionary: { object_id: { type: 'string', value: object.id } } } },
    displayName: object.name,
    kind: 'component',
    references: [{ asset: `../${record.outputs.usd}` }],
    properties: [
      rigidBodyEnabled(moves),
      ...(mass === record.mass ? [] : massAttributes(mass)),
      // inside an instance nothing can be changed: a binding from above that wins
      ...(surface ? [bindPhysicsMaterial(`/World/PhysicsMaterials/${name}`, true)] : []),
      ...(physx?.properties ?? []),
      ...labels.properties,
      ...transformOps(object.matrix_column_vector),
    ],
    // all instances of an asset share one prototype of its geometry and one of its colliders
    children: parts.map((part) => ({ specifier: 'over', name: part, instanceable: true })),
  };
}

/** An infinite plane to stand on, and a square of it to see. */
function groundPrim(height: number, half: number): Prim {
  const material = '/World/Ground/PhysicsMaterial';
  const schema = collision();
  return {
    specifier: 'def',
    type: 'Xform',
    name: 'Ground',
    apiSchemas: ['SemanticsLabelsAPI:class'],
    properties: [
      ...semanticLabels('class', ['floor']).properties,
      ...transformOps([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, height, 0, 0, 0, 1]),
    ],
    children: [
      {
        specifier: 'def',
        type: 'Plane',
        name: 'Collider',
        apiSchemas: ['MaterialBindingAPI', ...schema.apiSchemas],
        properties: [
          attribute('token', 'axis', 'Z', { uniform: true }),
          attribute('float3[]', 'extent', [-half, -half, 0, half, half, 0]),
          attribute('double', 'length', 2 * half),
          attribute('token', 'purpose', 'guide', { uniform: true }),
          attribute('double', 'width', 2 * half),
          ...schema.properties,
          bindPhysicsMaterial(material),
        ],
      },
      {
        specifier: 'def',
        type: 'Mesh',
        name: 'Visual',
        apiSchemas: ['MaterialBindingAPI'],
        properties: [
          attribute('bool', 'doubleSided', false, { uniform: true }),
          attribute('float3[]', 'extent', [-half, -half, 0, half, half, 0]),
          attribute('int[]', 'faceVertexCounts', [4]),
          attribute('int[]', 'faceVertexIndices', [0, 1, 2, 3]),
          attribute('normal3f[]', 'normals', [0, 0, 1], { interpolation: 'uniform' }),
          attribute('point3f[]', 'points', [-half, -half, 0, half, -half, 0, half, half, 0, -half, half, 0]),
          attribute('color3f[]', 'primvars:displayColor', [0.4, 0.4, 0.4], { interpolation: 'constant' }),
          attribute('token', 'subdivisionScheme', 'none', { uniform: true }),
          relationship('material:binding', '/World/Ground/Looks/Ground'),
        ],
      },
      {
        specifier: 'def',
        type: 'Scope',
        name: 'Looks',
        children: [groundMaterial('/World/Ground/Looks/Ground')],
      },
      physicsMaterial('PhysicsMaterial', surfaceOf('concrete', 'ground')),
    ],
  };
}

function groundMaterial(path: string): Prim {
  return {
    specifier: 'def',
    type: 'Material',
    name: 'Ground',
    properties: [attribute('token', 'outputs:surface', undefined, { connect: `${path}/Surface.outputs:surface` })],
    children: [
      {
        specifier: 'def',
        type: 'Shader',
        name: 'Surface',
        properties: [
          attribute('token', 'info:id', 'UsdPreviewSurface', { uniform: true }),
          attribute('color3f', 'inputs:diffuseColor', [0.4, 0.4, 0.4]),
          attribute('float', 'inputs:roughness', 0.9),
          attribute('token', 'outputs:surface'),
        ],
      },
    ],
  };
}
