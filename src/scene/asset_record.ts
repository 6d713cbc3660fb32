/**
 * What simready knows about one asset, written as `assets/obj_<id>/simready.json` and read by usd, the reports and
 * users. All lengths in metres, all vectors in the asset frame (Z-up).
 */
import type { ErrorRecord, Warning } from '../errors.js';
import type { Vec3 } from '../geometry/mesh.js';

export const ASSET_RECORD_SCHEMA = 'simwright.asset_record/1';

/** How geometry became mass: see `scene/mass_model/model.ts`. */
export type MassModelName = 'given' | 'solid' | 'shell' | 'container' | 'furniture' | 'assembly';

export interface MassAlternative {
  model: MassModelName;
  mass_kg: number;
  reason: string;
}

export interface MassModelRecord {
  name: MassModelName;
  /** Kind of thing that the words name, whose usual masses and sizes are known. */
  thing: string | null;
  /** Where the true mass should lie. */
  range_kg: [number, number];
  /** Where the mass lies: throughout the volume, or as plates on the surface; the inertia follows. */
  distribution: 'volume' | 'plates';
  /** Thickness of the walls, of a shell. */
  wall_m: number | null;
  /** Mass over that of a solid of the hull, of furniture and assemblies. */
  fill: number | null;
  /** Whether mass and size are those of such a thing; null where no thing is named. */
  plausible: boolean | null;
  /** What else was weighed, and not taken. */
  alternatives: MassAlternative[];
}

export interface MassRecord {
  mass_kg: number;
  volume_m3: number;
  density_kg_m3: number;
  center_of_mass_m: Vec3;
  /** About the centre of mass, asset axes; products are tensor entries (-integral of xy dm). */
  inertia_kg_m2: { xx: number; yy: number; zz: number; xy: number; xz: number; yz: number };
  /** Ascending. */
  principal_moments_kg_m2: Vec3;
  /** Rotation from principal to asset axes. */
  principal_axes_xyzw: [number, number, number, number];
  /** How volume and tensor were computed: `exact`, `shell`, `hull`, `box`... */
  method: string;
  /** 0..1. */
  confidence: number;
  /**
   * Where the mass comes from: `given`; `mesh_density`, measured volume x density; `typical_wall`, measured area x walls of
   * such things; `class_bulk`, measured size x what such things weigh; `box_approx`.
   */
  provenance: string;
  /** Plain words for people. */
  reason: string;
  /** Absent with `massModel: 'solid'` and where only the box was left. */
  model?: MassModelRecord;
}

export interface ProxyPiece {
  kind: 'box' | 'sphere' | 'capsule' | 'cylinder' | 'hull' | 'mesh';
  vertices: number;
  faces: number;
  volume_m3: number;
  concavity: number | null;
  /** Pose of a primitive in the asset frame. */
  center_m?: Vec3;
  rotation_xyzw?: [number, number, number, number];
  /** box: full size; sphere: radius; capsule and cylinder: radius and height (capsule: of the cylindrical part) along z. */
  size_m?: Vec3;
  radius_m?: number;
  height_m?: number;
}

export interface ProxyRecord {
  kind: ProxyPiece['kind'] | 'decomposition';
  pieces: ProxyPiece[];
  /** Largest distance of the visual surface from the proxy surface and back, metres, where measured. */
  error_m: number | null;
  /** proxy volume / mesh volume - 1 where the mesh has a volume. */
  volume_ratio: number | null;
  reason: string;
}

export interface SurfaceRecord {
  material: string;
  static_friction: number;
  dynamic_friction: number;
  restitution: number;
  density_kg_m3: number;
  /** `given`, `lexicon:<word>`, `default`. */
  provenance: string;
}

export interface AssetRecord {
  schema: typeof ASSET_RECORD_SCHEMA;
  id: string;
  status: 'done' | 'failed';
  error?: ErrorRecord;
  triangles: { read: number; visual: number; dropped: Record<string, number> };
  vertices: number;
  bounds: { min: Vec3; max: Vec3 };
  closedness: string;
  mass?: MassRecord;
  proxy?: ProxyRecord;
  surface?: SurfaceRecord;
  /** Relative to the scene folder. */
  outputs: { usd: string; preview?: string };
  warnings: Warning[];
}
