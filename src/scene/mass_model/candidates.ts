/** The models that geometry and words allow, the preferred one first. */
import type { MassModelName } from '../asset_record.js';
import { SUBSTANCES, type SubstanceName } from '../materials.js';
import type { MassFacts } from './model.js';
import { middle, overlap, product, type Range, scaled, sum, union, within } from './range.js';
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

/** How far the measured volume may be off, by method. */
const VOLUME_ERROR = {
  exact: 0.02,
  exact_after_repair: 0.05,
  joined: 0.05,
  holes_closed: 0.05,
  columns: 0.15,
  shell: 0.3, // where its walls were measured; nothing is known of its volume otherwise
};

const hasVolume = ({ method, volume_m3, wall_m }: MassFacts): boolean =>
  (method !== 'shell' || wall_m !== undefined) && volume_m3 > 0;

/** Walls are thin when they are below this share of the cube root of the hull, and below 4 cm. */
const THIN_SHARE = 0.14;
const THIN = 0.04;
/** Where the inside of a mesh is not known, a shape fills this much of its hull. */
const HULL_SHARE: Range = [0.25, 1];
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

interface Shape {
  hull: number;
  volume: Range;
  /** Area of walls, one side. */
  wallArea: Range;
  /** Mean wall of a closed thin wall. */
  wall: number | undefined;
  /** Closed, and most of its hull. */
  filled: boolean;
}

function shapeOf(facts: MassFacts): Shape {
  const box = facts.size_m.reduce((v, side) => v * Math.max(side, 1e-3), 1);
  const hull = facts.hull_volume_m3 > 0 ? facts.hull_volume_m3 : box;
  const error = VOLUME_ERROR[facts.method];
  if (!hasVolume(facts))
    return {
      hull,
      volume: scaled(HULL_SHARE, hull),
      wallArea: [0.5 * facts.area_m2, facts.area_m2],
      wall: undefined,
      filled: false,
    };
  const wall = facts.wall_m ?? (2 * facts.volume_m3) / facts.area_m2;
  const thin = wall < THIN && wall * wall * wall < THIN_SHARE ** 3 * hull;
  return {
    hull,
    volume: [facts.volume_m3 * (1 - error), facts.volume_m3 * (1 + error)],
    // both sides of a thin wall; of a filled hollow the outside with its lid, which may not exist
    wallArea: thin ? [0.47 * facts.area_m2, 0.5 * facts.area_m2] : [0.85 * facts.area_m2, facts.area_m2],
    wall: thin ? wall : undefined,
    filled: !thin && facts.volume_m3 > 0.5 * hull,
  };
}

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
  const span = density ? ((named && (overlap(density, of) ?? of)) ?? density) : of;
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
  if (content || build.full) return [filledOne, emptyOne];
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
