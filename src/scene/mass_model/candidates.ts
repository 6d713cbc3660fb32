/** The models that geometry and words allow, the preferred one first. */
import type { MassModelName } from '../asset_record.js';
import { SUBSTANCES, type SubstanceName } from '../materials.js';
import type { MassFacts } from './model.js';
import { middle, overlap, product, type Range, scaled, sum, union, within } from './range.js';
import { hasVolume, type Shape, shapeOf } from './shape.js';
import { DENSITIES, type Gauge, WALLS } from './substances.js';
import type { Build, Thing } from './things.js';

export interface Candidate {
  model: Exclude<MassModelName, 'given'>;
  mass: number;
  range: Range;
  distribution: 'volume' | 'plates';
  provenance: 'mesh_density' | 'typical_wall' | 'class_bulk';
  wall?: number;
  reason: string;
}

export interface CandidateInput {
  facts: MassFacts;
  thing: Thing | undefined;
  /** The material that a word names for certain. */
  named: SubstanceName | undefined;
  /** That, or what such things are mostly made of. */
  material: SubstanceName;
  content: { word: string; density: Range } | undefined;
  /** kg/m^3 of the surface record. */
  density: number;
}

/** What is never hollow and fills less than this of its hull shows a skin; it fills this much of it. */
const LEAST_WHOLE = 0.35;
const WHOLE_SHARE: Range = [0.6, 1];
/** Materials of covers: they say nothing of what is inside. */
const COVERS: ReadonlySet<SubstanceName> = new Set<SubstanceName>(['fabric', 'leather']);
/** A measured wall may be this many times outside of the walls of its material: scans and artists are not exact. */
const WALL_SLACK = 1.25;
/** Unknown things: the least share of a filled surface that is material, by what it is made of. Judgement. */
const LEAST_FILL: Partial<Record<SubstanceName, number>> = {
  stone: 0.8,
  concrete: 0.8,
  brick: 0.7,
  tile: 0.8,
  wood: 0.7,
  foam: 0.8,
  liquid: 0.8,
  food: 0.7,
  wax: 0.7,
  paper: 0.5,
  ceramic: 0.3,
  glass: 0.3,
};
const OTHER_FILL = 0.2;
/** Things longer than this are rarely massive; boards and air fill at least this much of them. */
const LARGE = 0.35;
const LARGE_FILL = 0.05;

/** At least one. */
export function candidates(input: CandidateInput): Candidate[] {
  const { thing, named, content } = input;
  const shape = shapeOf(input.facts);
  const plain = solidOf(input, shape, undefined);
  if (!thing) {
    if (content) {
      const build = { kind: 'container', gauge: 'packaging', areal: [0.25, 1.3], content: [0, 0], full: true } as const;
      return [...containers(input, shape, build), plain];
    }
    return unknownThing(input, shape);
  }
  const { build } = thing;
  switch (build.kind) {
    case 'solid': {
      if (thing.grown && named && named !== 'food' && shape.wall === undefined)
        return [shellOf(input, shape, 'houseware', undefined), plain];
      if (thing.whole && shape.wall !== undefined && input.facts.volume_m3 < LEAST_WHOLE * shape.hull)
        return [wholeOf(input, shape, build.density), plain];
      return [solidOf(input, shape, build.density)];
    }
    case 'shell':
      return [shellOf(input, shape, build.gauge, build.areal), plain];
    case 'container':
      return [...containers(input, shape, build), plain];
    case 'furniture':
      return withMembers(bulkOf(input, shape, build), plain, input, shape);
    case 'assembly':
      return [bulkOf(input, shape, build), plain];
  }
}

function solidOf(input: CandidateInput, shape: Shape, density: Range | undefined): Candidate {
  const { facts, material, named } = input;
  const of = DENSITIES[material] ?? DENSITIES.default;
  const inside = named && !COVERS.has(named) ? of : density;
  const span = density && inside ? (overlap(density, inside) ?? inside) : of;
  const usual = SUBSTANCES[material].density;
  const kgm3 = within(usual, span) ? usual : middle(span);
  const measured = hasVolume(facts);
  const volume = measured ? facts.volume_m3 : middle(shape.volume);
  return {
    model: 'solid',
    mass: volume * kgm3,
    range: product(shape.volume, span),
    distribution: 'volume',
    provenance: 'mesh_density',
    reason: `${measured ? 'its volume' : 'a share of its hull'} of ${round(volume)} m3 x ${round(kgm3)} kg/m3 (${material}, ${round(span[0])} to ${round(span[1])})`,
  };
}

/** A body that is never hollow, of which the mesh shows a skin: most of the hull. */
function wholeOf(input: CandidateInput, shape: Shape, density: Range | undefined): Candidate {
  const volume_m3 = middle(WHOLE_SHARE) * shape.hull;
  const full = { ...shape, volume: scaled(WHOLE_SHARE, shape.hull) };
  const one = solidOf({ ...input, facts: { ...input.facts, volume_m3 } }, full, density);
  return {
    ...one,
    provenance: 'class_bulk',
    reason: `its mesh is a skin of ${mm(shape.wall ?? 0)} mm, but it is never hollow: ${one.reason}`,
  };
}

/** `areal`: kg/m^2 where no material is named; else, and where undefined, walls of the material x its density. */
function shellOf(input: CandidateInput, shape: Shape, gauge: Gauge, areal: Range | undefined): Candidate {
  const { facts, named, material } = input;
  const kgm3 = SUBSTANCES[material].density;
  const walls = WALLS[gauge][material] ?? WALLS.houseware[material];
  const known = named !== undefined || areal === undefined ? walls : undefined;
  const perArea: Range = known ? product(known, DENSITIES[material]) : (areal ?? [1, 10]);
  const typical = product(shape.wallArea, perArea);
  const measured = facts.volume_m3 * kgm3;
  const of = known ? `${material} walls of ${mm(known[0])} to ${mm(known[1])} mm` : 'walls of such things';
  if (shape.wall !== undefined && material !== 'default') {
    const slack = ([low, high]: Range): Range => [low / WALL_SLACK, high * WALL_SLACK];
    const fits = known ? within(shape.wall, slack(known)) : within(measured, slack(typical));
    if (fits)
      return {
        model: 'shell',
        mass: measured,
        range: union(typical, [measured, measured]),
        distribution: 'volume',
        provenance: 'mesh_density',
        wall: shape.wall,
        reason: `measured walls of ${mm(shape.wall)} mm on average x ${kgm3} kg/m3 (${material}); ${of} give ${kg(typical)}`,
      };
  }
  const why =
    shape.wall !== undefined
      ? `its walls of ${mm(shape.wall)} mm on average are not those of ${known ? material : 'such things'}`
      : shape.filled
        ? 'a hollow whose mesh is filled'
        : 'its walls are not shown';
  const mass = middle(typical);
  return {
    model: 'shell',
    mass,
    range: typical,
    distribution: shape.wall === undefined ? 'plates' : 'volume',
    provenance: 'typical_wall',
    wall: mass / (middle(shape.wallArea) * kgm3),
    reason: `${why}: ${round(middle(shape.wallArea))} m2 of ${of}, ${round(perArea[0])} to ${round(perArea[1])} kg/m2`,
  };
}

function containers(input: CandidateInput, shape: Shape, build: Extract<Build, { kind: 'container' }>): Candidate[] {
  const { named, content, facts } = input;
  const walls = named && WALLS[build.gauge][named];
  const perArea = walls ? product(walls, DENSITIES[named]) : build.areal;
  const empty = product(shape.wallArea, perArea);
  const inside: Range = shape.filled ? [0.93 * facts.volume_m3, facts.volume_m3] : scaled([0.8, 1], shape.hull);
  const density = content?.density ?? build.content;
  const held = product(inside, density);
  const full = sum(empty, held);
  const span = `${round(perArea[0])} to ${round(perArea[1])} kg/m2 of wall`;
  const holds = `${round(middle(inside))} m3 of ${content?.word ?? 'something'} of ${round(density[0])} to ${round(density[1])} kg/m3`;
  const filledOne: Candidate = {
    model: 'container',
    mass: middle(empty) + middle(held),
    range: full,
    distribution: 'volume',
    provenance: 'class_bulk',
    reason: `${span} and ${holds}`,
  };
  const emptyOne: Candidate = {
    model: 'shell',
    mass: middle(empty),
    range: empty,
    distribution: 'plates',
    provenance: 'typical_wall',
    reason: `empty: ${span}`,
  };
  if (content) return [filledOne, emptyOne];
  if (build.full) {
    const reason = `${filledOne.reason}; ${kg(empty)} when empty`;
    return [{ ...filledOne, range: union(empty, full), reason }, emptyOne];
  }
  return [
    { ...emptyOne, range: union(empty, full), reason: `${emptyOne.reason}; up to ${kg(full)} when full` },
    filledOne,
  ];
}

function bulkOf(
  input: CandidateInput,
  shape: Shape,
  build: Extract<Build, { kind: 'furniture' | 'assembly' }>,
): Candidate {
  const { facts, named } = input;
  const byVolume = build.kind === 'assembly' && build.of === 'volume' && hasVolume(facts);
  const base = byVolume ? shape.volume : ([shape.hull, shape.hull] as const);
  // heavy or light materials move furniture out of the span of the usual ones
  const factor: Range =
    build.kind !== 'furniture' || !named
      ? [1, 1]
      : DENSITIES[named][0] > 1800
        ? [1, 2]
        : DENSITIES[named][1] < 200
          ? [0.3, 0.6]
          : [1, 1];
  const bulk = product(build.bulk, factor);
  const range = product(base, bulk);
  return {
    model: build.kind,
    mass: middle(range),
    range,
    distribution: build.kind === 'furniture' && shape.filled ? 'plates' : 'volume',
    provenance: 'class_bulk',
    reason: `${byVolume ? 'volume' : 'hull'} of ${round(middle(base))} m3 x ${round(bulk[0])} to ${round(bulk[1])} kg/m3 of ${build.kind === 'furniture' ? 'boards and air' : 'parts and air'}`,
  };
}

/** Furniture whose boards and legs the mesh shows: their volume x density, where that is furniture's weight. */
function withMembers(bulk: Candidate, members: Candidate, { facts }: CandidateInput, shape: Shape): Candidate[] {
  const shown = hasVolume(facts) && !shape.filled && within(members.mass, bulk.range);
  if (!shown) return [bulk, members];
  const reason = `its boards as modelled: ${members.reason}; ${bulk.reason} give ${kg(bulk.range)}`;
  return [{ ...bulk, mass: members.mass, distribution: 'volume', provenance: 'mesh_density', reason }, { ...bulk }];
}

/** No word says what it is: the material alone, and how much of a filled surface may be air. */
function unknownThing(input: CandidateInput, shape: Shape): Candidate[] {
  const { material, facts } = input;
  const plain = solidOf(input, shape, undefined);
  if (shape.wall !== undefined)
    return [
      {
        ...plain,
        model: 'shell',
        wall: shape.wall,
        reason: `walls of ${mm(shape.wall)} mm on average: ${plain.reason}`,
      },
    ];
  const least = LEAST_FILL[material] ?? OTHER_FILL;
  const massive = least >= 0.5 && material !== 'wood' && material !== 'paper';
  if (Math.max(...facts.size_m) > LARGE && shape.filled && !massive) {
    const range: Range = [plain.range[0] * LARGE_FILL, plain.range[1]];
    return [
      {
        ...plain,
        model: 'furniture',
        mass: middle(range),
        range,
        distribution: 'plates',
        reason: `large and filled, so likely boards and air: ${LARGE_FILL * 100} to 100 % of ${plain.reason}`,
      },
      plain,
    ];
  }
  const range: Range = [plain.range[0] * least, plain.range[1]];
  return [
    {
      ...plain,
      mass: plain.mass * Math.sqrt(least),
      range,
      reason: `${round(100 * least)} to 100 % of ${plain.reason}`,
    },
  ];
}

const round = (x: number): string => Number(x.toPrecision(3)).toString();
const mm = (metres: number): string => Number((1000 * metres).toPrecision(2)).toString();
const kg = (range: Range): string => `${round(range[0])} to ${round(range[1])} kg`;
