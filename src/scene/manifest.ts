/**
 * The canonical manifest that regen3d writes and every later step reads: `assets/scene_manifest.json`.
 *
 * Frames: the world is Z-up, right-handed, in metres. The asset frame is Z-up too. `asset.glb` is glTF (Y-up, metres);
 * asset-from-glb is always the one stated change of axes (x, y, z) -> (x, -z, y), and scale, shear, mirroring and units
 * are already baked into the file. So world = matrix_column_vector * asset_from_glb * node matrix * vertex.
 */
import type { Warning } from '../errors.js';
import type { Vec3 } from '../geometry/mesh.js';

export const MANIFEST_SCHEMA = 'simwright.scene_manifest/1';

/** What an object is to the simulator. Only `manipulable_object` (movable) gets a rigid body. */
export type SimRole =
  | 'static'
  | 'interactive'
  | 'manipulable_object'
  | 'deformable_object'
  | 'articulated_furniture'
  | 'articulated_appliance'
  | 'clutter'
  | 'background'
  | 'scene_shell'
  | 'unknown';

/** Roles that become rigid bodies; the others are static colliders. */
export const MOVABLE_ROLES: ReadonlySet<SimRole> = new Set([
  'interactive',
  'manipulable_object',
  'deformable_object',
  'articulated_furniture',
  'articulated_appliance',
  'clutter',
]);

/** Masses and inertias as the input gives them; `inertia` about the centre of mass in asset axes, kg m^2. */
export interface GivenPhysics {
  mass_kg?: number;
  friction?: number;
  restitution?: number;
  inertia_kg_m2?: { xx: number; yy: number; zz: number; xy: number; xz: number; yz: number };
  /** As published with the source scene, of placeholder quality: a note for people, it overrides nothing. */
  published_inertial?: {
    mass_kg: number;
    inertia_kg_m2: { xx: number; yy: number; zz: number; xy: number; xz: number; yz: number };
  };
}

export interface ManifestAsset {
  /** Unique; also the folder name: `assets/obj_<id>/`. Matches ^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$. */
  id: string;
  /** `assets/obj_<id>/asset.glb`, relative to the scene folder. */
  path: string;
  /** sha256 of asset.glb. */
  digest: string;
  /** Where it came from, for people: path relative to the input, and mesh name inside it. */
  source: { path: string; mesh?: string; digest: string; format: string };
  /** What was baked into asset.glb, if anything: uniform unit scale, up axis, stretch. Absent when copied verbatim. */
  baked?: { meters_per_unit: number; up_axis: 'Y' | 'Z'; stretch?: number[] };
  triangles: number;
  /** In the asset frame (Z-up, metres). */
  bounds: { min: Vec3; max: Vec3 };
  category?: string;
  material_hint?: string;
  given?: GivenPhysics;
  warnings: Warning[];
}

export interface ManifestObject {
  id: string;
  name: string;
  asset_id: string;
  category?: string;
  description?: string;
  sim_role: SimRole;
  /** `given` by the input, or inferred, with the evidence in words. */
  role_source: 'given' | 'inferred';
  role_reason: string;
  /** world-from-asset: rigid (to the rounding of the input), 4x4 row-major, column-vector convention. */
  matrix_column_vector: number[];
  /** The same pose as the origin system writes it (w,x,y,z there; the rounding of a rotation). */
  transform: {
    position: { x: number; y: number; z: number };
    rotation_quaternion: { w: number; x: number; y: number; z: number };
    scale: { x: 1; y: 1; z: 1 };
  };
  /** Exact box around the placed mesh, world frame, metres. */
  bounds?: { min: Vec3; max: Vec3 };
  is_floor_contact?: boolean;
  given?: GivenPhysics;
  warnings: Warning[];
}

export interface ManifestCamera {
  id: string;
  /** world-from-camera, 4x4 row-major column-vector; the camera looks along -Z with +Y up (USD and OpenGL). */
  matrix_column_vector: number[];
  width: number;
  height: number;
  /** Pixels. */
  fx: number;
  fy: number;
  cx: number;
  cy: number;
}

export interface SceneManifest {
  schema: typeof MANIFEST_SCHEMA;
  version: '1.0.0';
  scene_id: string;
  scene: {
    coordinate_frame: 'z_up';
    meters_per_unit: 1;
    environment_type: string;
    physics_defaults: { gravity: { x: number; y: number; z: number }; solver: 'TGS'; time_steps_per_second: number };
  };
  /** Which input was recognised, and the one change of frame applied to it. */
  input: {
    kind: 'regen3d' | '3d-re-gen' | 'gltf-scene' | 'scene-file' | 'mesh-folder';
    path: string;
    frame: string;
    generated_at: string;
  };
  /** False for a folder of meshes: there are assets, but nothing is placed. */
  placed: boolean;
  assets: ManifestAsset[];
  objects: ManifestObject[];
  cameras: ManifestCamera[];
  /** Inputs that could not be used; each cost one object. */
  failures: { id: string; code: string; message: string; file?: string }[];
  warnings: Warning[];
}
