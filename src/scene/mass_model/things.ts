/** Kinds of things: how each is built, how heavy and how large it plausibly is. The tables are in `things_*.ts`. */
import type { SubstanceName } from '../materials.js';
import type { Range } from './range.js';
import type { Gauge } from './substances.js';

/** How geometry becomes mass. */
export type Build =
  /** One substance throughout: volume x density; `density` where the words for the thing say more than its substance. */
  | { kind: 'solid'; density?: Range }
  /** An open or empty hollow: wall area x kg/m^2; `areal` where no material is named. */
  | { kind: 'shell'; gauge: Gauge; areal: Range }
  /** A closed package: walls and what it holds, kg/m^3 of the inside; `full`: it usually is. */
  | { kind: 'container'; gauge: Gauge; areal: Range; content: Range; full: boolean }
  /** Boards, legs and air: kg per m^3 of the convex hull. */
  | { kind: 'furniture'; bulk: Range }
  /** Parts and air in a case: kg per m^3 of the measured volume (hull where there is none), or always of the hull. */
  | { kind: 'assembly'; bulk: Range; of: 'volume' | 'hull' };

export interface Thing {
  name: string;
  /** Whole words; two words separated by a space are a phrase and beat single words. */
  words: string[];
  build: Build;
  /** Plausible mass, kg. */
  mass: Range;
  /** Plausible longest side, m. */
  size: Range;
  /** Never hollow: a mesh that shows a skin of it has a second wall by accident. */
  whole?: boolean;
  /** Grown: of any other named material it is a hollow copy. */
  grown?: boolean;
  /** Substance where the material table's word for the thing says another or none. */
  material?: SubstanceName;
}

const list = (text: string): string[] => text.split(',').map((word) => word.trim().replace(/\s+/g, ' '));

/** Mass in kg and longest side in metres. */
export function thing(words: string, build: Build, mass: Range, size: Range, material?: SubstanceName): Thing {
  const all = list(words);
  return { name: all[0], words: all, build, mass, size, ...(material && { material }) };
}

/** What is never hollow. */
export const whole = (one: Thing): Thing => ({ ...one, whole: true });

export const solid = (density?: Range): Build => ({ kind: 'solid', ...(density && { density }) });
export const shell = (gauge: Gauge, areal: Range): Build => ({ kind: 'shell', gauge, areal });
export const container = (gauge: Gauge, areal: Range, content: Range, full: boolean): Build => ({
  kind: 'container',
  gauge,
  areal,
  content,
  full,
});
export const furniture = (bulk: Range): Build => ({ kind: 'furniture', bulk });
/** Small things: parts in a case that the mesh shows. */
export const device = (bulk: Range): Build => ({ kind: 'assembly', bulk, of: 'volume' });
/** Large or gappy things: what their hull encloses, however much of the inside the mesh shows. */
export const appliance = (bulk: Range): Build => ({ kind: 'assembly', bulk, of: 'hull' });
