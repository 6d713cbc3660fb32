/** What a mesh shows of a body: how much it encloses, its walls, and whether it is filled. */
import type { MassFacts } from './model.js';
import { type Range, scaled } from './range.js';

/** How far the measured volume may be off, by method. */
const VOLUME_ERROR = {
  exact: 0.02,
  exact_after_repair: 0.05,
  joined: 0.05,
  holes_closed: 0.05,
  columns: 0.15,
  shell: 0.3, // where its walls were measured; nothing is known of its volume otherwise
};

/** Whether `volume_m3` means anything. */
export const hasVolume = ({ method, volume_m3, wall_m }: MassFacts): boolean =>
  (method !== 'shell' || wall_m !== undefined) && volume_m3 > 0;

/** Walls are thin when they are below this share of the cube root of the hull, and below 4 cm. */
const THIN_SHARE = 0.14;
const THIN_CUBE = THIN_SHARE * THIN_SHARE * THIN_SHARE;
const THIN = 0.04;
/** Where the inside of a mesh is not known, a shape fills this much of its hull. */
const HULL_SHARE: Range = [0.25, 1];
export interface Shape {
  hull: number;
  volume: Range;
  /** Area of walls, one side. */
  wallArea: Range;
  /** Mean wall of a closed thin wall. */
  wall: number | undefined;
  /** Closed, and most of its hull. */
  filled: boolean;
}

export function shapeOf(facts: MassFacts): Shape {
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
  const thin = wall < THIN && wall * wall * wall < THIN_CUBE * hull;
  return {
    hull,
    volume: [facts.volume_m3 * (1 - error), facts.volume_m3 * (1 + error)],
    // both sides of a thin wall; of a filled hollow the outside with its lid, which may not exist
    wallArea: thin ? [0.47 * facts.area_m2, 0.5 * facts.area_m2] : [0.85 * facts.area_m2, facts.area_m2],
    wall: thin ? wall : undefined,
    filled: !thin && facts.volume_m3 > 0.5 * hull,
  };
}
