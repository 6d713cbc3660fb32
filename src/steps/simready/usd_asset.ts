/**
 * One asset as USD layers (see docs/usd.md):
 *
 *   sm_obj_<id>.usda            default prim: rigid body, mass, labels; children that payload the rest
 *   payloads/geometries.usda    /Geometry: the visual mesh, bound to the materials
 *   payloads/materials.usda     /Looks: UsdPreviewSurface networks, textures in ./textures/
 *   payloads/physics.usda       /Colliders: proxies and the physics material; or, for things that never move,
 *                               opinions that make the visual mesh its own collider
 *
 * `Geometry` and `Colliders` each come through one payload of their own, with everything they bind inside it, so that a
 * scene can mark them instanceable: the body stays on the object's own prim, outside every instance.
 */
import type { Warning } from '../../errors.js';
import { DEFAULT_MATERIAL, type Material } from '../../formats/model.js';
import type { Mesh } from '../../geometry/mesh.js';
import type { MassRecord, ProxyPiece, ProxyRecord, SurfaceRecord } from '../../scene/asset_record.js';
import {
  attribute,
  type Dictionary,
  type Layer,
  type Prim,
  type Property,
  uniqueNames,
  usdName,
  writeLayer,
} from '../../usd/layer.js';
import { materialPrim } from '../../usd/material.js';
import { meshPrim } from '../../usd/mesh.js';
import {
  bindPhysicsMaterial,
  collision,
  massApi,
  meshCollision,
  physicsMaterial,
  rigidBody,
} from '../../usd/physics.js';
import { semanticLabels } from '../../usd/semantics.js';

/** A piece of the proxy with the mesh of a hull. */
export interface ProxyShape {
  piece: ProxyPiece;
  /** For kind `hull`. */
  mesh?: Mesh;
}

export interface UsdAssetInput {
  id: string;
  /** What it is, most general word first; becomes the semantic class. */
  labels: readonly string[];
  /** In the asset frame; `groups[].material` indexes `materials`. */
  visual: Mesh;
  materials: readonly Material[];
  /** Per image of the source: file name inside `textures/`, or undefined when it could not be used. */
  textures: readonly (string | undefined)[];
  mass: MassRecord;
  surface: SurfaceRecord;
  proxy: ProxyRecord;
  /** Empty when the visual mesh is the collider. */
  shapes: readonly ProxyShape[];
}

export interface UsdAsset {
  /** Path of each layer relative to the `simready_usd` folder. */
  files: Map<string, Uint8Array>;
  warnings: Warning[];
}

/** Folder of an asset's USD files inside its asset folder, and the file that others reference. */
export const ASSET_USD_DIR = 'simready_usd';
export const assetUsdName = (id: string): string => `sm_obj_${id}.usda`;
/** Folder of textures, relative to `simready_usd`. */
export const TEXTURES_DIR = 'payloads/textures';
/** Default prim of an asset's USD file. */
export const assetPrimName = (id: string): string => usdName(`obj_${id}`);

const GEOMETRY = 'Geometry';
const COLLIDERS = 'Colliders';
const MESH = 'Mesh';
const PHYSICS_MATERIAL = 'PhysicsMaterial';

/** All layers of one asset. O(n); deterministic. */
export function usdAsset(input: UsdAssetInput): UsdAsset {
  const ownCollider = input.proxy.kind === 'mesh';
  const materials = materialsLayer(input);
  const geometry = geometryLayer(input, materials.paths);
  const layers: [string, Layer][] = [
    [assetUsdName(input.id), rootLayer(input, ownCollider)],
    ['payloads/geometries.usda', geometry.layer],
    ['payloads/materials.usda', materials.layer],
    ['payloads/physics.usda', ownCollider ? meshColliderLayer(input) : collidersLayer(input)],
  ];
  return {
    files: new Map(layers.map(([file, layer]) => [file, writeLayer(layer)])),
    warnings: [...materials.warnings, ...geometry.warnings],
  };
}

function rootLayer(input: UsdAssetInput, ownCollider: boolean): Layer {
  const name = assetPrimName(input.id);
  const geometry = { asset: './payloads/geometries.usda', prim: `/${GEOMETRY}` };
  const physics = (prim: string) => ({ asset: './payloads/physics.usda', prim: `/${prim}` });
  // a body may not collide as bare triangles: what never moves is written as no body
  const schemas = [rigidBody(!ownCollider), massApi(input.mass), semanticLabels('class', input.labels)];
  const root: Prim = {
    specifier: 'def',
    type: 'Xform',
    name,
    apiSchemas: schemas.flatMap((schema) => schema.apiSchemas),
    customData: { simwright: { dictionary: provenance(input) } },
    kind: 'component',
    properties: schemas.flatMap((schema) => schema.properties),
    children: [
      {
        specifier: 'def',
        type: 'Xform',
        name: GEOMETRY,
        payloads: ownCollider ? [physics(GEOMETRY), geometry] : [geometry],
      },
      ...(ownCollider
        ? []
        : [{ specifier: 'def', type: 'Scope', name: COLLIDERS, payloads: [physics(COLLIDERS)] } as const]),
    ],
  };
  return { defaultPrim: name, prims: [root] };
}

/** Where the numbers come from, for whoever opens the file. */
function provenance({ id, mass, proxy, surface }: UsdAssetInput): Dictionary {
  return {
    asset_id: { type: 'string', value: id },
    mass_confidence: { type: 'double', value: mass.confidence },
    mass_method: { type: 'string', value: mass.method },
    mass_provenance: { type: 'string', value: mass.provenance },
    mass_reason: { type: 'string', value: mass.reason },
    proxy_kind: { type: 'string', value: proxy.kind },
    proxy_reason: { type: 'string', value: proxy.reason },
    ...(proxy.error_m === null ? {} : { proxy_error_m: { type: 'double' as const, value: proxy.error_m } }),
    surface_material: { type: 'string', value: surface.material },
    surface_provenance: { type: 'string', value: surface.provenance },
  };
}

function materialsLayer(input: UsdAssetInput): { layer: Layer; paths: Map<number, string>; warnings: Warning[] } {
  const used = [...new Set((input.visual.groups ?? [{ material: -1 }]).map((group) => group.material))].sort(
    (a, b) => a - b,
  );
  const materials = used.map((index) => input.materials[index] ?? DEFAULT_MATERIAL);
  const names = uniqueNames(materials.map((material) => material.name || 'material'));
  const prims = materials.map((material, i) =>
    materialPrim(names[i], material, {
      parent: '/Looks',
      texturePath: (image) => {
        const file = input.textures[image];
        return file === undefined ? undefined : `./textures/${file}`;
      },
      hasUvs: input.visual.uvs !== undefined,
      hasColors: input.visual.colors !== undefined,
    }),
  );
  return {
    layer: {
      defaultPrim: 'Looks',
      prims: [{ specifier: 'def', type: 'Scope', name: 'Looks', children: prims.map(({ prim }) => prim) }],
    },
    paths: new Map(used.map((index, i) => [index, `/${GEOMETRY}/Looks/${names[i]}`])),
    warnings: prims.flatMap(({ warnings }) => warnings),
  };
}

function geometryLayer(input: UsdAssetInput, paths: Map<number, string>): { layer: Layer; warnings: Warning[] } {
  const groups = input.visual.groups ?? [{ start: 0, count: 0, material: -1 }];
  const materialOf = (index: number) => input.materials[index] ?? DEFAULT_MATERIAL;
  const names = uniqueNames(groups.map((group) => `faces_${materialOf(group.material).name || 'material'}`));
  const [r, g, b] = materialOf(groups[0].material).baseColor;
  const { prim, warnings } = meshPrim(input.visual, {
    name: MESH,
    doubleSided: groups.some((group) => materialOf(group.material).doubleSided),
    bindings: groups.map((group, i) => ({ name: names[i], path: paths.get(group.material) as string })),
    displayColor: groups.length === 1 ? [r, g, b] : undefined,
  });
  const looks: Prim = {
    specifier: 'def',
    type: 'Scope',
    name: 'Looks',
    references: [{ asset: './materials.usda', prim: '/Looks' }],
  };
  return {
    layer: {
      defaultPrim: GEOMETRY,
      prims: [{ specifier: 'def', type: 'Xform', name: GEOMETRY, children: [prim, looks] }],
    },
    warnings,
  };
}

/** The visual mesh as its own collider. */
function meshColliderLayer(input: UsdAssetInput): Layer {
  const { apiSchemas, properties } = meshCollision('none');
  return {
    defaultPrim: GEOMETRY,
    prims: [
      {
        specifier: 'def',
        type: 'Xform',
        name: GEOMETRY,
        children: [
          {
            specifier: 'over',
            name: MESH,
            apiSchemas: ['MaterialBindingAPI', ...apiSchemas],
            properties: [...properties, bindPhysicsMaterial(`/${GEOMETRY}/${PHYSICS_MATERIAL}`)],
          },
          physicsMaterial(PHYSICS_MATERIAL, input.surface),
        ],
      },
    ],
  };
}

function collidersLayer(input: UsdAssetInput): Layer {
  const path = `/${COLLIDERS}/${PHYSICS_MATERIAL}`;
  return {
    defaultPrim: COLLIDERS,
    prims: [
      {
        specifier: 'def',
        type: 'Scope',
        name: COLLIDERS,
        children: [
          ...input.shapes.map((shape, i) => colliderPrim(`${shape.piece.kind}_${i}`, shape, path)),
          physicsMaterial(PHYSICS_MATERIAL, input.surface),
        ],
      },
    ],
  };
}

/** One convex piece. Only boxes carry scale, because a Cube has no other way to be a box. */
export function colliderPrim(name: string, { piece, mesh }: ProxyShape, materialPath: string): Prim {
  if (piece.kind === 'hull' || piece.kind === 'mesh') {
    const schema = meshCollision(piece.kind === 'hull' ? 'convexHull' : 'none');
    const { prim } = meshPrim(mesh as Mesh, { name, purpose: 'guide', schemas: [schema] });
    return {
      ...prim,
      apiSchemas: ['MaterialBindingAPI', ...(prim.apiSchemas ?? [])],
      properties: [...(prim.properties ?? []), bindPhysicsMaterial(materialPath)],
    };
  }
  const { type, shape, extent, scale } = primitive(piece);
  const [x, y, z, w] = piece.rotation_xyzw ?? [0, 0, 0, 1];
  const ops: [string, Property][] = [
    ['xformOp:translate', attribute('double3', 'xformOp:translate', piece.center_m ?? [0, 0, 0])],
  ];
  if (w !== 1) ops.push(['xformOp:orient', attribute('quatd', 'xformOp:orient', [w, x, y, z])]);
  if (scale) ops.push(['xformOp:scale', attribute('double3', 'xformOp:scale', scale)]);
  const schema = collision();
  return {
    specifier: 'def',
    type,
    name,
    apiSchemas: ['MaterialBindingAPI', ...schema.apiSchemas],
    properties: [
      ...shape,
      attribute('float3[]', 'extent', extent),
      attribute('token', 'purpose', 'guide', { uniform: true }),
      ...schema.properties,
      ...ops.map(([, property]) => property),
      attribute(
        'token[]',
        'xformOpOrder',
        ops.map(([op]) => op),
        { uniform: true },
      ),
      bindPhysicsMaterial(materialPath),
    ],
  };
}

function primitive(piece: ProxyPiece): { type: string; shape: Property[]; extent: number[]; scale?: number[] } {
  const symmetric = (half: number[]) => [...half.map((h) => -h), ...half];
  const radius = piece.radius_m ?? 0;
  const height = piece.height_m ?? 0;
  const axis = attribute('token', 'axis', 'Z', { uniform: true });
  switch (piece.kind) {
    case 'sphere':
      return {
        type: 'Sphere',
        shape: [attribute('double', 'radius', radius)],
        extent: symmetric([radius, radius, radius]),
      };
    case 'capsule':
    case 'cylinder':
      return {
        type: piece.kind === 'capsule' ? 'Capsule' : 'Cylinder',
        shape: [axis, attribute('double', 'height', height), attribute('double', 'radius', radius)],
        extent: symmetric([radius, radius, height / 2 + (piece.kind === 'capsule' ? radius : 0)]),
      };
    default:
      return {
        type: 'Cube',
        shape: [attribute('double', 'size', 1)],
        extent: symmetric([0.5, 0.5, 0.5]),
        scale: piece.size_m ?? [0, 0, 0],
      };
  }
}
