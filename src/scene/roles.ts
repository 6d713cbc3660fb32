/**
 * What each object is to the simulator: static or movable. Geometry decides what it can (what encloses the scene, carries
 * it, is taller or larger than anything that is moved, hangs from nothing); whole words of category and name decide the
 * rest; what nothing speaks against is movable. Every decision comes with its reason in words.
 *
 * All lengths in metres, world Z-up. The thresholds are sizes of houses and furniture: rooms are 2.4 m and higher, doors
 * 2 m, cupboards end below 2.6 m, sofas and beds stay under 4 m and 6 m^2.
 */
import type { Vec3 } from '../geometry/mesh.js';
import type { Box } from './frames.js';
import type { SimRole } from './manifest.js';
import { lookUp, wordsOf } from './materials.js';

export interface RoleInput {
  /** Exact world box. */
  bounds: Box;
  /** Area projected onto the ground, both sides together, m^2: tells a slab from a ring or a frame of the same box. */
  level: number;
  /** Sizes of the box in the asset's own axes, so that a turned shelf is as thin as a straight one. */
  size: Vec3;
  /** Which of `size` stands up in the world: 0, 1 or 2. */
  up: number;
  category?: string;
  name?: string;
  given?: SimRole;
  givenReason?: string;
}

export interface RoleDecision {
  role: SimRole;
  source: 'given' | 'inferred';
  reason: string;
  /** Nothing carries it and nothing holds it: it will fall. Bottom above the floor, metres. */
  unsupported?: number;
  /** More than 100 m of empty space lie between it and the rest of the scene. */
  far?: boolean;
}

export interface SceneRoles {
  decisions: RoleDecision[];
  /** World height of the floor, see `floorHeight`. */
  floor: number;
  /** Box around everything that is not far. */
  room: Box;
}

/** Words that name parts of a building, and things fixed to it. */
const FIXED_WORDS = new Map<string, string>(
  `wall floor ceiling column pillar door doorway window roof stair stairs staircase stairway room shell building ground
   terrain beam facade fireplace chimney radiator sink toilet bathtub urinal shower curtain curtains blind blinds
   chandelier conditioner airconditioner vent countertop faucet socket outlet elevator escalator railing banister bathroom kitchen
   securitycamera shopwindow`
    .split(/\s+/)
    .map((word) => [word, word]),
);
/** Words that name things that are moved; the last known word of a name decides ("floor lamp" is a lamp). */
const LOOSE_WORDS = new Map<string, string>(
  `book notebook magazine chair stool armchair sofa couch ottoman table desk bench shelf bookshelf bookcase cabinet cupboard
   wardrobe dresser nightstand mug cup bowl plate bottle glass jar box carton basket bin bucket tray pot pan kettle teapot
   tablet laptop computer monitor keyboard mouse phone television tv lamp clock horologe vase plant pillow cushion blanket
   rug mat towel toy cube ball bike bicycle bag backpack shoe hat knife fork spoon scissors drill hammer screwdriver holder
   stand stapler pen pencil fan printer toaster microwave fridge refrigerator crate pallet picture painting poster mirror
   magnet handle knob key bed crib ladder cart trolley guitar statue candle apple banana orange pineapple`
    .split(/\s+/)
    .map((word) => [word, word]),
);
/** Two words that mean more than the last of them. */
const FIXED_PAIRS = new Set([
  'security camera',
  'air conditioner',
  'light switch',
  'shop window',
  'ceiling light',
  'ceiling fan',
]);

const FAR_GAP = 100;
/** A gap below an object within which it counts as standing on what is beneath; noise of reconstructed poses. */
const CONTACT = 0.05;

const metres = (x: number) => `${x.toFixed(2)} m`;
const extent = (box: Box, axis: number) => box.max[axis] - box.min[axis];
const overlap = (a: Box, b: Box, axis: number) =>
  Math.min(a.max[axis], b.max[axis]) - Math.max(a.min[axis], b.min[axis]);
const middle = (box: Box, axis: number) => 0.5 * (box.min[axis] + box.max[axis]);

/** O(n^2) box tests in the worst case (support), n objects; deterministic; independent of the order of the objects. */
export function inferRoles(objects: readonly RoleInput[]): SceneRoles {
  const far = farObjects(objects.map((o) => o.bounds));
  const near = objects.filter((_, i) => !far[i]);
  const room = around((near.length > 0 ? near : objects).map((o) => o.bounds));
  const shapes = objects.map((object, i) => (far[i] ? undefined : buildingShape(object, near)));
  const floor = floorHeight(objects, shapes, far, room);
  // what encloses or overtops a room has a box that holds the room's air: it carries nothing by its box
  const supports = objects.filter((_, i) => !far[i] && !['shell', 'wall', 'ceiling'].includes(shapes[i]?.part ?? ''));
  const uprights = objects.filter((_, i) => shapes[i]?.part === 'wall' || shapes[i]?.part === 'column');
  const decisions = objects.map((object, i): RoleDecision => {
    if (object.given)
      return { role: object.given, source: 'given', reason: object.givenReason ?? 'given by the input' };
    if (far[i]) {
      const word = wordEvidence(object);
      const role: SimRole = word?.fixed ? 'static' : 'manipulable_object';
      const why = 'more than 100 m of empty space lie between it and the rest of the scene';
      return { role, source: 'inferred', reason: word ? `${word.reason}; ${why}` : why, far: true };
    }
    return { source: 'inferred', ...decide(object, shapes[i], floor, supports, uprights) };
  });
  return { decisions, floor, room };
}

/**
 * Top of the highest floor slab. Without one, a shell may hide its floor's thickness: then the lowest thing in it, when
 * that is within 30 cm of the shell's lowest point, else the lowest point of the scene.
 */
function floorHeight(
  objects: readonly RoleInput[],
  shapes: readonly (Shape | undefined)[],
  far: readonly boolean[],
  room: Box,
): number {
  const heights = (part: string, side: 'min' | 'max') =>
    objects.filter((_, i) => shapes[i]?.part === part).map((o) => o.bounds[side][2]);
  const slabs = heights('floor', 'max');
  if (slabs.length > 0) return Math.max(...slabs);
  const shells = heights('shell', 'min');
  const lowest = objects.reduce((z, o, i) => (far[i] || shapes[i] ? z : Math.min(z, o.bounds.min[2])), Infinity);
  return shells.length > 0 && lowest >= room.min[2] && lowest <= Math.min(...shells) + 0.3 ? lowest : room.min[2];
}

type Shape = { part: 'shell' | 'floor' | 'ceiling' | 'wall' | 'column' | 'large'; reason: string };

/** Height, then the longer and the shorter horizontal size. */
function sizes(object: RoleInput): { h: number; a: number; b: number } {
  const level = [0, 1, 2].filter((axis) => axis !== object.up).map((axis) => object.size[axis]);
  return { h: object.size[object.up], a: Math.max(...level), b: Math.min(...level) };
}

/** Parts of a building, from size and place alone. `near` is every object that is not far away. */
function buildingShape(object: RoleInput, near: readonly RoleInput[]): Shape | undefined {
  const { h, a, b } = sizes(object);
  const box = object.bounds;
  /** Share of the other objects for which something holds; 0 where fewer than two others could tell. O(n). */
  const share = (holds: (o: RoleInput) => boolean) => {
    const others = near.length - 1;
    return others < 2 ? 0 : near.reduce((n, o) => n + (o !== object && holds(o) ? 1 : 0), 0) / others;
  };
  const above = (o: RoleInput) =>
    [0, 1].every((k) => middle(o.bounds, k) >= box.min[k] && middle(o.bounds, k) <= box.max[k]);
  const percent = (x: number) => `${Math.floor(100 * x)} %`;

  const inside = (o: RoleInput) => above(o) && middle(o.bounds, 2) >= box.min[2] && middle(o.bounds, 2) <= box.max[2];
  const enclosed = h >= 2 && a >= 2.5 && b >= 2 ? share(inside) : 0;
  if (enclosed >= 0.5)
    return {
      part: 'shell',
      reason: `encloses ${percent(enclosed)} of the other objects, ${metres(a)} x ${metres(b)}, ${metres(h)} high`,
    };

  const over = a * b >= 4 && h <= 0.2 * b && object.level >= 0.5 * a * b ? share(above) : 0;
  if (over >= 0.5) {
    const higher = share((o) => middle(o.bounds, 2) >= middle(box, 2));
    const [part, word] = higher >= 0.5 ? (['floor', 'below'] as const) : (['ceiling', 'above'] as const);
    return {
      part,
      reason: `flat and wide (${metres(a)} x ${metres(b)}, ${metres(h)} thick), lies ${word} ${percent(over)} of the other objects`,
    };
  }
  if (h >= 2 && a >= 1 && b <= 0.25 && b <= 0.1 * Math.max(a, h))
    return {
      part: 'wall',
      reason: `an upright sheet ${metres(a)} wide, ${metres(h)} high and ${metres(b)} thick, like a wall`,
    };
  if (h >= 2.5 && h >= 4 * a && b >= 0.25 * a)
    return { part: 'column', reason: `${metres(h)} high on a base of ${metres(a)} x ${metres(b)}, like a column` };
  if (h >= 2.8) return { part: 'wall', reason: `${metres(h)} high: reaches the height of a room` };
  if (Math.max(a, h) >= 4)
    return { part: 'large', reason: `${metres(Math.max(a, h))} long: larger than furniture that is moved` };
  if (a * b >= 6)
    return { part: 'large', reason: `stands on ${(a * b).toFixed(1)} m^2: larger than furniture that is moved` };
  return undefined;
}

function decide(
  object: RoleInput,
  shape: Shape | undefined,
  floor: number,
  supports: readonly RoleInput[],
  uprights: readonly RoleInput[],
): { role: SimRole; reason: string; unsupported?: number } {
  if (shape) return { role: 'static', reason: shape.reason };
  const { h, a, b } = sizes(object);
  const bottom = object.bounds.min[2] - floor;
  const held = bottom <= CONTACT || supports.some((other) => other !== object && carries(other.bounds, object.bounds));
  if (!held && bottom >= 2)
    return { role: 'static', reason: `hangs ${metres(bottom)} above the floor on nothing: fixed to wall or ceiling` };
  const thin = Math.min(h, b) <= 0.15 && Math.min(h, b) <= 0.25 * Math.max(a, h) && h > b;
  if (!held && bottom >= 0.5 && thin)
    return {
      role: 'static',
      reason: `flat, upright and ${metres(bottom)} above the floor on nothing: hangs on a wall`,
    };
  if (!held && bottom >= 0.3 && uprights.some((other) => touches(other.bounds, object.bounds)))
    return {
      role: 'static',
      reason: `${metres(bottom)} above the floor on nothing, and touches a wall or a column: fixed to it`,
    };
  const word = wordEvidence(object);
  if (word?.fixed) return { role: 'static', reason: word.reason };
  const size = `${metres(a)} x ${metres(b)}, ${metres(h)} high`;
  const reason = word ? `${word.reason}; ${size}` : `of the size of things that are moved: ${size}`;
  return { role: 'manipulable_object', reason, ...(!held && { unsupported: bottom }) };
}

/** Does `below` reach under `object` at the height of its bottom? Boxes only: a shelf carries what stands inside it. */
function carries(below: Box, object: Box): boolean {
  const bottom = object.min[2];
  if (below.min[2] > bottom - 1e-3 || below.max[2] < bottom - CONTACT) return false;
  return overlap(below, object, 0) > 0 && overlap(below, object, 1) > 0;
}

const touches = (a: Box, b: Box) => [0, 1, 2].every((axis) => overlap(a, b, axis) >= -0.01);

/** What the last known word of category, else of the name, says. */
function wordEvidence(object: RoleInput): { fixed: boolean; reason: string } | undefined {
  for (const [what, text] of [
    ['category', object.category],
    ['name', object.name],
  ] as const) {
    const tokens = wordsOf(text ?? '').filter((word) => word.length > 1);
    for (let i = tokens.length - 1; i >= 0; i--) {
      const pair = i > 0 ? `${tokens[i - 1]} ${tokens[i]}` : '';
      if (FIXED_PAIRS.has(pair)) return { fixed: true, reason: `its ${what} says "${pair}": fixed to the building` };
      if (lookUp(LOOSE_WORDS, tokens[i])) return { fixed: false, reason: `its ${what} says "${tokens[i]}"` };
      if (lookUp(FIXED_WORDS, tokens[i]))
        return { fixed: true, reason: `its ${what} says "${tokens[i]}": part of the building or fixed to it` };
    }
  }
  return undefined;
}

function around(boxes: readonly Box[]): Box {
  const axes = [0, 1, 2];
  return {
    min: axes.map((k) => boxes.reduce((least, box) => Math.min(least, box.min[k]), Infinity)) as Vec3,
    max: axes.map((k) => boxes.reduce((most, box) => Math.max(most, box.max[k]), -Infinity)) as Vec3,
  };
}

/**
 * Which boxes lie beyond 100 m of empty space from the others: along each axis the boxes fall into runs with gaps of less
 * than that, and the run with the most boxes is the scene (of equals the one nearest the origin). O(n log n).
 */
function farObjects(boxes: readonly Box[]): boolean[] {
  const far = boxes.map(() => false);
  for (let axis = 0; axis < 3; axis++) {
    const order = boxes.map((_, i) => i).sort((i, j) => boxes[i].min[axis] - boxes[j].min[axis] || i - j);
    const runs: { members: number[]; end: number }[] = [];
    for (const i of order) {
      const run = runs.at(-1);
      if (run && boxes[i].min[axis] - run.end <= FAR_GAP) {
        run.members.push(i);
        run.end = Math.max(run.end, boxes[i].max[axis]);
      } else runs.push({ members: [i], end: boxes[i].max[axis] });
    }
    if (runs.length < 2) continue;
    const distance = (run: { members: number[] }) =>
      run.members.reduce((least, i) => Math.min(least, Math.abs(middle(boxes[i], axis))), Infinity);
    const main = runs.reduce((best, run) =>
      run.members.length > best.members.length ||
      (run.members.length === best.members.length && distance(run) < distance(best))
        ? run
        : best,
    );
    for (const run of runs) if (run !== main) for (const i of run.members) far[i] = true;
  }
  return far;
}

/** World height above the floor at which an object starts, zero within 2 cm: it touches the floor. */
export const touchesFloor = (bounds: Box, floor: number): boolean => Math.abs(bounds.min[2] - floor) <= 0.02;

/** Where an object stands in the room, in thirds: `left`, `center`, `right` along x and `front`, `middle`, `back` along y. */
export function approxLocation(bounds: Box, room: Box): string {
  const third = (axis: number) => {
    const width = extent(room, axis);
    const share = width > 0 ? (middle(bounds, axis) - room.min[axis]) / width : 0.5;
    return share < 1 / 3 ? 0 : share > 2 / 3 ? 2 : 1;
  };
  return `${['front', 'middle', 'back'][third(1)]} ${['left', 'center', 'right'][third(0)]}`;
}
