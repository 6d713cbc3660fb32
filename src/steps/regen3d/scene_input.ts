/**
 * What every input adapter gives: the same list of placed meshes, whatever the folder looked like. Paths are resolved and
 * inside the input, ids are safe and unique, poses are checked; meshes have not been opened yet.
 */
import type { ErrorRecord, Warning } from '../../errors.js';
import { asSimwrightError } from '../../errors.js';
import type { Box, Matrix4 } from '../../scene/frames.js';
import type { GivenPhysics, ManifestCamera, SceneManifest, SimRole } from '../../scene/manifest.js';

export interface InputObject {
  id: string;
  name: string;
  /** Absolute real path of the mesh file. */
  file: string;
  /** The same for people, relative to the input. */
  sourcePath: string;
  /** What the asset should be called if the mesh is new. */
  assetName: string;
  /** world-from-file: coordinates as they stand in the file to the Z-up world in metres. Units are in it, once. */
  worldFromFile: Matrix4;
  /** Up axis of the asset where the format says none: which file axis becomes the asset's Z. */
  upAxis: 'Y' | 'Z';
  category?: string;
  description?: string;
  materialHint?: string;
  /** Given by the input; else inferred. */
  role?: SimRole;
  roleReason?: string;
  given?: GivenPhysics;
  /** World box that the input states, metres, Z-up: compared, never used. */
  statedBounds?: Box;
  /** Compared, never used. */
  statedFloorContact?: boolean;
  warnings: Warning[];
}

/** One input that could not be used. */
export interface InputFailure {
  id: string;
  error: ErrorRecord;
}

export interface SceneInput {
  kind: SceneManifest['input']['kind'];
  /** Which input was recognised, in words. */
  label: string;
  /** The one change of frame and units, in words. */
  frame: string;
  sceneId: string;
  environmentType: string;
  /** As the input says. */
  generatedAt?: string;
  /** False: meshes without poses. */
  placed: boolean;
  /** Metres per unit of the input, for the record; already part of every `worldFromFile`. */
  metersPerUnit: number;
  /** Every mesh node of the one file is an object (`objects` then holds the file itself, once). */
  perNode: boolean;
  objects: InputObject[];
  cameras: ManifestCamera[];
  failures: InputFailure[];
  warnings: Warning[];
}

/** What the caller says about the input; each replaces what the input says. */
export interface InputOptions {
  sceneId?: string;
  environmentType?: string;
  metersPerUnit?: number;
  upAxis?: 'Y' | 'Z';
}

/** A failure record of anything thrown, or of an error record that a worker returned. */
export function failureOf(id: string, thrown: unknown, file?: string): InputFailure {
  const context = { stage: 'regen3d', object: id, ...(file && { file }) };
  if (!(thrown instanceof Error) && typeof thrown === 'object' && thrown !== null && 'code' in thrown)
    return { id, error: { ...context, ...(thrown as ErrorRecord) } };
  return { id, error: asSimwrightError(thrown, context).toJSON() };
}
