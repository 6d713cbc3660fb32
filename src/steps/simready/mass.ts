/** Mass and inertia of an asset, with where they come from. */
import { asSimwrightError, SimwrightError, type Warning } from '../../errors.js';
import { massProperties } from '../../geometry/mass.js';
import type { Mesh } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import type { MassRecord, SurfaceRecord } from '../../scene/asset_record.js';
import type { GivenPhysics } from '../../scene/manifest.js';
import { type Bounds, boxMass } from './box.js';

/** How far the density can be trusted: words of the input, words of a name, no words at all. */
const DENSITY_CONFIDENCE = { given: 0.9, lexicon: 0.6, default: 0.3 };

/** Smallest mass (kg) and moment (kg m^2) that float32, in which USD keeps them, holds with all its digits. */
const LEAST = 1.2e-38;

/**
 * Given mass wins; else measured geometry x density of the material; the box around it where the geometry has nothing to
 * measure. `confidence` is that of the shape times that of the density; a given mass leaves that of the shape.
 */
export function massFor(
  mesh: Mesh,
  bounds: Bounds,
  surface: SurfaceRecord,
  given: GivenPhysics | undefined,
  warnings: Warning[],
  cancel: CancelWords,
): MassRecord {
  const density = surface.density_kg_m3;
  const source = `${density} kg/m3 of ${surface.material} (${surface.provenance})`;
  const weight = given?.mass_kg === undefined ? source : `${given.mass_kg} kg as given`;
  try {
    const {
      signals: _signals,
      area_m2: _area,
      ...found
    } = massProperties(mesh, given?.mass_kg === undefined ? { density } : { mass: given.mass_kg }, cancel);
    if (!(found.mass_kg > LEAST && found.principal_moments_kg_m2[0] > LEAST))
      throw new SimwrightError('MESH_DEGENERATE', `a mass of ${found.mass_kg} kg is too small to write`);
    const trust = given?.mass_kg === undefined ? densityConfidence(surface) : 1;
    return { ...found, confidence: found.confidence * trust, reason: `${found.reason}; ${weight}` };
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    warnings.push({ code: 'mass.box_fallback', message: `the box around it stands for its mass: ${error.message}` });
    return boxMass(
      bounds,
      density,
      given?.mass_kg,
      `nothing to measure (${error.message}); the box around it; ${weight}`,
    );
  }
}

function densityConfidence({ provenance }: SurfaceRecord): number {
  const kind = provenance.split(':')[0];
  return DENSITY_CONFIDENCE[kind as keyof typeof DENSITY_CONFIDENCE] ?? DENSITY_CONFIDENCE.default;
}
