/** Where the objects of the sample stand. World: Y up, metres, floor at y = 0, the camera looks towards -Z. */
import type { Blueprint } from './blueprint.js';
import { CABINET_HEIGHT, cabinet, SHELF_BOARDS, shelf, TABLE_HEIGHT, table } from './furniture.js';
import { mug } from './mug.js';
import { cushion, lamp, STOOL_HEIGHT, stool } from './small_furniture.js';
import { bottle, bowl, jar, plate, vase } from './tableware.js';
import { apple, bookA, bookB, cactus, cuttingBoard } from './things.js';

export interface Place {
  id: string;
  blueprint: Blueprint;
  /** What it stands on: an object id or `floor`, and the height of that surface. */
  support: string;
  height: number;
  x: number;
  z: number;
  /** Turn about the vertical, in turns. */
  yaw: number;
  /** Largest random change of x and z (metres) and of yaw (turns). */
  jitter: [metres: number, turns: number];
}

const TABLE: [number, number] = [0.02, -0.1];
const SHELF: [number, number] = [1.35, -1.42];
const CABINET: [number, number] = [-1.35, -1.34];
const STOOL: [number, number] = [1.02, 0.05];

const onTable = (id: string, blueprint: Blueprint, x: number, z: number, yaw: number): Place => ({
  id,
  blueprint,
  support: 'table',
  height: TABLE_HEIGHT,
  x: TABLE[0] + x,
  z: TABLE[1] + z,
  yaw,
  jitter: [0.008, 0.03],
});
const onShelf = (
  id: string,
  blueprint: Blueprint,
  board: number,
  x: number,
  z: number,
  jitter: [number, number],
): Place => ({
  id,
  blueprint,
  support: 'shelf',
  height: SHELF_BOARDS[board],
  x: SHELF[0] + x,
  z: SHELF[1] + z,
  yaw: 0,
  jitter,
});

/** The scene of 24 objects, supports before what they carry. */
export const PLACES: readonly Place[] = [
  { id: 'table', blueprint: table, support: 'floor', height: 0, x: TABLE[0], z: TABLE[1], yaw: 0, jitter: [0, 0] },
  { id: 'shelf', blueprint: shelf, support: 'floor', height: 0, x: SHELF[0], z: SHELF[1], yaw: 0, jitter: [0, 0] },
  {
    id: 'cabinet',
    blueprint: cabinet,
    support: 'floor',
    height: 0,
    x: CABINET[0],
    z: CABINET[1],
    yaw: 0,
    jitter: [0, 0],
  },
  {
    id: 'stool',
    blueprint: stool,
    support: 'floor',
    height: 0,
    x: STOOL[0],
    z: STOOL[1],
    yaw: 0.04,
    jitter: [0.03, 0.1],
  },
  onTable('mug_1', mug, -0.12, 0.2, 0.06),
  onTable('mug_2', mug, 0.33, -0.2, -0.3),
  onTable('mug_3', mug, -0.44, -0.2, 0.42),
  onTable('bowl_1', bowl, 0.04, -0.08, 0),
  onTable('bowl_2', bowl, 0.2, 0.14, 0.3),
  onTable('bottle', bottle, -0.16, -0.24, 0.5),
  onTable('plate', plate, -0.4, 0.13, 0),
  onTable('apple_1', apple, 0.02, 0.27, 0.1),
  onTable('apple_2', apple, 0.345, -0.02, 0.6),
  onTable('cutting_board', cuttingBoard, 0.53, -0.05, 0.27),
  {
    id: 'lamp',
    blueprint: lamp,
    support: 'cabinet',
    height: CABINET_HEIGHT,
    x: CABINET[0] - 0.24,
    z: CABINET[1],
    yaw: 0,
    jitter: [0.01, 0.1],
  },
  {
    id: 'cactus',
    blueprint: cactus,
    support: 'cabinet',
    height: CABINET_HEIGHT,
    x: CABINET[0] + 0.26,
    z: CABINET[1] + 0.02,
    yaw: 0,
    jitter: [0.02, 0.1],
  },
  {
    id: 'cushion',
    blueprint: cushion,
    support: 'stool',
    height: STOOL_HEIGHT,
    x: STOOL[0],
    z: STOOL[1],
    yaw: 0.07,
    jitter: [0, 0],
  },
  onShelf('book_1', bookA, 2, -0.28, 0.03, [0.002, 0.001]),
  onShelf('book_2', bookB, 2, -0.23, 0.03, [0.002, 0.001]),
  onShelf('book_3', bookA, 2, -0.18, 0.03, [0.002, 0.001]),
  onShelf('book_4', bookB, 2, -0.13, 0.03, [0.002, 0.001]),
  onShelf('vase', vase, 3, 0.16, 0.01, [0.02, 0.2]),
  onShelf('jar_a', jar('a'), 1, 0.12, 0.02, [0.01, 0.5]),
  onShelf('jar_b', jar('b'), 1, 0.27, 0.02, [0.01, 0.5]),
];

const PER_ROW = 14;
const GAP = 0.3;
const FIRST_ROW = 1.15;

/** The first `count` places; beyond the scene's own, jars of their own kind in rows on the floor. */
export function placesFor(count: number): Place[] {
  const places = PLACES.slice(0, count);
  for (let i = 0; i < count - PLACES.length; i++)
    places.push({
      id: `jar_${i + 1}`,
      blueprint: jar(`${i + 1}`),
      support: 'floor',
      height: 0,
      x: -1.8 + GAP * (i % PER_ROW),
      z: FIRST_ROW + GAP * Math.floor(i / PER_ROW),
      yaw: 0,
      jitter: [0.03, 0.5],
    });
  return places;
}

/** z of the floor's front edge. */
export const floorFront = (count: number): number =>
  Math.max(1.3, FIRST_ROW + GAP * Math.ceil((count - PLACES.length) / PER_ROW));
