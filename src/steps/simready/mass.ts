/** Mass and inertia of an asset, with where they come from. */
import { asSimwrightError, SimwrightError, type Warning } from '../../errors.js';
import { hull } from '../../geometry/hull.js';
import { type MassProperties, massProperties } from '../../geometry/mass.js';
import type { Mesh, Vec3 } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import type { MassRecord, SurfaceRecord } from '../../scene/asset_record.js';
import type { GivenPhysics } from '../../scene/manifest.js';
import { checkInertia, chooseMass, type MassChoice, type MassWords } from '../../scene/mass_model/index.js';
import { type Bounds, boxMass } from './box.js';

/** How far the density can be trusted: words of the input, words of a name, no words at all. */
const DENSITY_CONFIDENCE = { given: 0.9, lexicon: 0.6, default: 0.3 };

/** Smallest mass (kg) and moment (kg m^2) that float32, in which USD keeps them, holds with all its digits. */
const LEAST = 1.2e-38;

/**
 * Given mass wins; else the mass model (see `scene/mass_model`) decides how geometry becomes mass, or without `words` the
 * measured volume x density of the material; the box around it where the geometry has nothing to measure. A given inertia
 * is kept where it is one of a body of this mass and size.
 *
 * `confidence` is that of the shape times that of the density or model; a given mass leaves that of the shape.
 */
export function massFor(
  mesh: Mesh,
  bounds: Bounds,
  surface: SurfaceRecord,
  given: GivenPhysics | undefined,
  warnings: Warning[],
  cancel: CancelWords,
  words?: MassWords,
): MassRecord {
  const density = surface.density_kg_m3;
  const source = `${density} kg/m3 of ${surface.material} (${surface.provenance})`;
  const weight = given?.mass_kg === undefined ? source : `${given.mass_kg} kg as given`;
  const size = bounds.max.map((max, axis) => max - bounds.min[axis]) as Vec3;
  let record: MassRecord;
  try {
    const measured = massProperties(mesh, { density }, cancel);
    if (words) {
      const { thickness_measured, thickness_m } = measured.signals;
      const facts = {
        ...measured,
        hull_volume_m3: hullVolume(mesh, cancel),
        size_m: size,
        // plates on both of two facing sheets have half of the wall each
        ...(thickness_measured && thickness_m !== null && { wall_m: 2 * thickness_m }),
      };
      const choice = chooseMass(facts, words, surface, given);
      warnings.push(...choice.flags);
      record = ofChoice(mesh, measured, choice, cancel);
    } else {
      const trust = given?.mass_kg === undefined ? densityConfidence(surface) : 1;
      const reason = `${measured.reason}; ${weight}`;
      const found = ofMass(measured, given?.mass_kg ?? measured.mass_kg);
      const provenance = given?.mass_kg === undefined ? 'mesh_density' : 'given';
      record = { ...found, provenance, confidence: measured.confidence * trust, reason };
    }
    if (!(record.mass_kg > LEAST && record.principal_moments_kg_m2[0] > LEAST))
      throw new SimwrightError('MESH_DEGENERATE', `a mass of ${record.mass_kg} kg is too small to write`);
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    warnings.push({ code: 'mass.box_fallback', message: `the box around it stands for its mass: ${error.message}` });
    const reason = `nothing to measure (${error.message}); the box around it; ${weight}`;
    record = boxMass(bounds, density, given?.mass_kg, reason);
  }
  return given?.inertia_kg_m2 ? withInertia(record, given.inertia_kg_m2, size, warnings) : record;
}

/** The chosen mass, spread through the volume or over the surface. */
function ofChoice(mesh: Mesh, measured: MassProperties, choice: MassChoice, cancel: CancelWords): MassRecord {
  const solid = ofMass(measured, choice.mass_kg);
  const skin = choice.distribution === 'plates' && measured.method !== 'shell';
  // volume and method stay those of the measurement; centre of mass and moments become those of plates
  const { center_of_mass_m, inertia_kg_m2, principal_moments_kg_m2, principal_axes_xyzw } = skin
    ? massProperties(mesh, { mass: choice.mass_kg, plates: true }, cancel)
    : solid;
  const { model, thing, range_kg, distribution, wall_m, fill, plausible, alternatives } = choice;
  return {
    ...solid,
    center_of_mass_m,
    inertia_kg_m2,
    principal_moments_kg_m2,
    principal_axes_xyzw,
    confidence: choice.confidence,
    provenance: choice.provenance,
    reason: `${choice.reason}; ${measured.reason}${skin ? '; inertia of its skin' : ''}`,
    model: { name: model, thing, range_kg: [...range_kg], distribution, wall_m, fill, plausible, alternatives },
  };
}

/** The same body with another mass, and no more than a record says. */
function ofMass(measured: MassProperties, mass: number): ReturnType<typeof plain> {
  const factor = mass / measured.mass_kg;
  const { xx, yy, zz, xy, xz, yz } = measured.inertia_kg_m2;
  const [a, b, c] = measured.principal_moments_kg_m2;
  return {
    ...plain(measured),
    mass_kg: mass,
    density_kg_m3: factor === 1 ? measured.density_kg_m3 : mass / measured.volume_m3,
    inertia_kg_m2: {
      xx: xx * factor,
      yy: yy * factor,
      zz: zz * factor,
      xy: xy * factor,
      xz: xz * factor,
      yz: yz * factor,
    },
    principal_moments_kg_m2: [a * factor, b * factor, c * factor],
  };
}

function plain({ signals: _signals, area_m2: _area, ...rest }: MassProperties) {
  return rest;
}

/** 0 where the points lie in a plane. */
function hullVolume(mesh: Mesh, cancel: CancelWords): number {
  try {
    return hull(mesh, {}, cancel).volume_m3;
  } catch (thrown) {
    const error = asSimwrightError(thrown);
    if (error.code !== 'MESH_DEGENERATE') throw error;
    return 0;
  }
}

function withInertia(
  record: MassRecord,
  given: NonNullable<GivenPhysics['inertia_kg_m2']>,
  size: Vec3,
  warnings: Warning[],
): MassRecord {
  const found = checkInertia(given, record.mass_kg, size);
  if (!found.ok) {
    const message = `the given inertia is not used: ${found.reason}; computed from the shape instead`;
    warnings.push({ code: 'mass.given_inertia_impossible', message });
    return { ...record, reason: `${record.reason}; ${message}` };
  }
  const [w, x, y, z] = found.axes;
  return {
    ...record,
    inertia_kg_m2: given,
    principal_moments_kg_m2: found.moments,
    principal_axes_xyzw: [x, y, z, w],
    reason: `${record.reason}; inertia as given`,
  };
}

function densityConfidence({ provenance }: SurfaceRecord): number {
  const kind = provenance.split(':')[0];
  return DENSITY_CONFIDENCE[kind as keyof typeof DENSITY_CONFIDENCE] ?? DENSITY_CONFIDENCE.default;
}
