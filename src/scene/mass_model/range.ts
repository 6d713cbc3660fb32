/** Intervals of positive numbers: what is known of a mass, a density, a wall. */
export type Range = readonly [low: number, high: number];

export const scaled = ([low, high]: Range, by: number): Range => [low * by, high * by];
export const product = (a: Range, b: Range): Range => [a[0] * b[0], a[1] * b[1]];
export const sum = (a: Range, b: Range): Range => [a[0] + b[0], a[1] + b[1]];
/** Geometric middle: as many times above the low end as below the high end. */
export const middle = ([low, high]: Range): number => Math.sqrt(low * high);
export const within = (x: number, [low, high]: Range): boolean => x >= low && x <= high;
/** What both allow; undefined where they exclude each other. */
export function overlap(a: Range, b: Range): Range | undefined {
  const both: Range = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  return both[0] <= both[1] ? both : undefined;
}
export const union = (a: Range, b: Range): Range => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
