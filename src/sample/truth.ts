/** What is true of the sample, however it was reconstructed: `sample_truth.json`, for tests and for the curious. */
import type { Defect } from './defects.js';

export const SAMPLE_TRUTH_SCHEMA = 'simwright.sample_truth/1';

/** What is true of one asset, however it was reconstructed. */
export interface TruthAsset {
  asset: string;
  label: string;
  material: string;
  density_kg_m3: number;
  /** What the outer surface encloses; null for sheets. */
  volume_m3: number | null;
  /** `formula` from the dimensions, else `clean_mesh` before any defect. */
  volume_source: 'formula' | 'clean_mesh' | 'none';
  /** Relative: how far the clean mesh may be from the truth (flat sides, overlapping parts counted twice). */
  volume_tolerance: number;
  /** The clean mesh by the divergence theorem, overlapping parts counted twice. */
  clean_mesh_volume_m3: number;
  /** Volume of actual material: smaller where the thing is hollow. */
  material_volume_m3: number | null;
  hollow: boolean;
  mass_kg: number | null;
  /** As written, with all defects. */
  triangles: number;
  defects: Defect[];
}

export interface TruthObject {
  id: string;
  asset: string;
  movable: boolean;
  support: string;
  /** Distance of the lowest vertex from the support's nominal height: negative sinks in. */
  gap_m: number;
  tilt_degrees: number;
}

export interface SampleTruth {
  schema: typeof SAMPLE_TRUTH_SCHEMA;
  seed: number;
  frame: 'y_up';
  assets: TruthAsset[];
  objects: TruthObject[];
  /** Assets that several objects use; their mesh files are the same bytes. */
  shared: Record<string, string[]>;
}
