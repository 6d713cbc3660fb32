/** What a sample asset is made from: a clean solid, its true physics, and the defects that are planted afterwards. */
import type { Defect } from './defects.js';
import type { SampleMaterial } from './glb.js';
import type { Random } from './random.js';
import type { Shape } from './shape.js';

/** A clean solid, standing on y = 0 round the Y axis (furniture faces +Z). */
export interface Solid {
  shape: Shape;
  materials: SampleMaterial[];
  /**
   * Volume that the outer surface encloses, overlaps counted once, by formula from the dimensions; absent where there is
   * no formula (then the volume of the clean mesh is the truth).
   */
  closedForm?: { volume_m3: number; tolerance: number };
  /** Without a formula: share of the volume that overlapping parts count twice. Default 0.001 (the coordinate grid). */
  overlap?: number;
  /** False for sheets, which enclose nothing. Default true. */
  hasVolume?: boolean;
  /** Volume of actual material, where the thing is hollow and the surface does not show it. */
  materialVolume?: number;
  /** Defects that the construction itself has, such as parts that end inside other parts. */
  inherent?: Defect[];
}

export interface Blueprint {
  /** Name of the asset; instances share it. */
  key: string;
  label: string;
  /** Origin's word for the material (`material_type`). */
  materialType: string;
  density_kg_m3: number;
  /** Expected role: a rigid body, or part of the building. */
  movable: boolean;
  /** Amplitude of the surface noise, metres. */
  noise_m: number;
  build(random: Random): Solid;
  /** Plants defects on the quantised shape; none for a control. */
  plant?(shape: Shape, random: Random): Defect[];
  /** Stays in world coordinates instead of being centred. */
  inWorld?: boolean;
  /** Written without normals when false. Default true. */
  normals?: boolean;
}
