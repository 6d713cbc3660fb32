/**
 * From measured geometry and words to a mass, with the range in which the true one should lie, and the other models that
 * were weighed. Meshes show surfaces: a scanned pitcher is a filled solid, a chair of boxes is boards and air, a can has
 * something in it. So the kind of thing decides how geometry becomes mass, and the material how heavy that is.
 *
 * - `solid`: volume x density.
 * - `shell`: a hollow: measured walls (2 x volume / area of a closed thin wall) where they are plausible for the material,
 *   else wall area x what walls of such things weigh.
 * - `container`: walls and what they hold.
 * - `furniture`: kg per m^3 of the hull: boards, legs and air.
 * - `assembly`: kg per m^3 of parts in a case.
 *
 * A pure function of numbers and words; + - * / sqrt only, so the same on every machine.
 */
import type { Warning } from '../../errors.js';
import type { MassMethod } from '../../geometry/mass.js';
import type { Vec3 } from '../../geometry/mesh.js';
import type { MassAlternative, MassModelName, SurfaceRecord } from '../asset_record.js';
import { namedMaterial, type SubstanceName } from '../materials.js';
import { type Candidate, candidates } from './candidates.js';
import { contentOf } from './contents.js';
import { middle, overlap, type Range, within } from './range.js';
import { thingOf } from './thing_of.js';

/** What was measured of an asset; metres. */
export interface MassFacts {
  /** What the surface encloses; of no meaning where `method` is `shell` without measured walls. */
  volume_m3: number;
  /** Of all triangles, both sides of a double wall. */
  area_m2: number;
  /** 0 where there is no hull. */
  hull_volume_m3: number;
  /** Of the box around it. */
  size_m: Vec3;
  method: MassMethod;
  /** Of the shape, 0..1. */
  confidence: number;
  /** Median wall by rays, where measured; else 2 x volume / area of a closed surface stands for it. */
  wall_m?: number;
}

export interface MassWords {
  category?: string;
  name?: string;
  material_hint?: string;
}

export interface MassChoice {
  model: MassModelName;
  /** Kind of thing the words name, or null. */
  thing: string | null;
  mass_kg: number;
  range_kg: Range;
  /** Where the mass lies: throughout the volume, or on the surface. */
  distribution: 'volume' | 'plates';
  /** Of the walls, for shells. */
  wall_m: number | null;
  /** Mass over that of a solid of the hull, for furniture and assemblies. */
  fill: number | null;
  provenance: 'given' | 'mesh_density' | 'typical_wall' | 'class_bulk';
  /** 0..1. */
  confidence: number;
  /** False where mass or size are not those of such a thing; null where no thing is named. */
  plausible: boolean | null;
  alternatives: MassAlternative[];
  reason: string;
  flags: Warning[];
}

/** A given mass may be this many times outside of the range before it is flagged. */
const GIVEN_SLACK = 2;
/** Sizes of things may be this many times outside of their usual span. */
const SIZE_SLACK = 1.3;

/**
 * Never fails and never clamps: what does not fit is flagged.
 * @example chooseMass(facts, { name: 'pitcher' }, surfaceFor({ name: 'pitcher' })).model // 'shell'
 */
export function chooseMass(
  facts: MassFacts,
  words: MassWords,
  surface: SurfaceRecord,
  given?: { mass_kg?: number },
): MassChoice {
  const found = thingOf(words);
  const thing = found?.thing;
  const named = namedMaterial(words);
  const material = (named ?? thing?.material ?? surface.material) as SubstanceName;
  const content = contentOf([words.category ?? '', words.name ?? ''], found?.word);
  const [best, ...others] = candidates({ facts, thing, named, material, content, density: surface.density_kg_m3 });

  const flags: Warning[] = [];
  const hollowCopy = thing?.grown === true && named !== undefined && named !== 'food';
  const usual: Range | undefined = thing && (hollowCopy ? [thing.mass[0] / 10, thing.mass[1]] : thing.mass);
  const narrowed = usual && overlap(best.range, usual);
  const range = narrowed ?? best.range;
  const estimate = within(best.mass, range) ? best.mass : middle(range);
  if (thing && usual && !narrowed)
    flags.push({
      code: 'mass.implausible',
      message: `${text(best.range)} kg by its geometry, while a ${thing.name} has ${text(usual)} kg: check scale and words`,
    });
  const longest = Math.max(...facts.size_m);
  if (thing && !within(longest, [thing.size[0] / SIZE_SLACK, thing.size[1] * SIZE_SLACK]))
    flags.push({
      code: 'mass.size_implausible',
      message: `${longest.toPrecision(3)} m long, while a ${thing.name} has ${text(thing.size)} m: check scale and words`,
    });

  const mass = given?.mass_kg ?? estimate;
  if (given?.mass_kg !== undefined && !within(mass, [range[0] / GIVEN_SLACK, range[1] * GIVEN_SLACK]))
    flags.push({
      code: 'mass.given_implausible',
      message: `${mass} kg as given, while ${text(range)} kg is plausible (${best.reason}); kept as given`,
    });
  const source = named ? 0.9 : thing ? 0.6 : 0.3;
  const trust = Math.min(source, Math.sqrt(range[0] / range[1]));
  const isGiven = given?.mass_kg !== undefined;
  return {
    model: isGiven ? 'given' : best.model,
    thing: thing?.name ?? null,
    mass_kg: mass,
    range_kg: range,
    distribution: best.distribution,
    wall_m: best.wall ?? null,
    fill:
      (best.model === 'furniture' || best.model === 'assembly') && facts.hull_volume_m3 > 0
        ? mass / (surface.density_kg_m3 * facts.hull_volume_m3)
        : null,
    provenance: isGiven ? 'given' : best.provenance,
    confidence: facts.confidence * (isGiven ? 1 : trust),
    plausible: thing ? flags.length === 0 : null,
    alternatives: (isGiven ? [best, ...others] : others).map(({ model, mass: mass_kg, reason }) => ({
      model,
      mass_kg,
      reason,
    })),
    reason: reasonOf(
      best,
      thing?.name,
      usual,
      range[0] !== best.range[0] || range[1] !== best.range[1],
      given?.mass_kg,
    ),
    flags,
  };
}

function reasonOf(
  best: Candidate,
  thing: string | undefined,
  usual: Range | undefined,
  narrowed: boolean,
  given: number | undefined,
): string {
  if (given !== undefined) return `${given} kg as given; by its geometry: ${best.reason}`;
  const span = narrowed && usual ? `; within the ${text(usual)} kg of a ${thing}` : '';
  return `${best.model}: ${best.reason}${span}`;
}

const text = (range: Range): string => range.map((x) => x.toPrecision(2).replace(/e\+?(-?)0?/, 'e$1')).join(' to ');
