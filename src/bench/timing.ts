/** The fastest of several runs: on a shared machine the minimum is the figure that repeats. */

export interface TimingOptions {
  /** At least this many runs. */
  runs: number;
  /** Go on until this much time is spent, in milliseconds. */
  spend: number;
}

export const FULL_TIMING: TimingOptions = { runs: 5, spend: 1000 };
export const QUICK_TIMING: TimingOptions = { runs: 1, spend: 10 };

/** One run to warm up, then the fastest of the rest, in milliseconds. */
export function fastest(run: () => unknown, options: TimingOptions): number {
  run();
  let best = Number.POSITIVE_INFINITY;
  const started = performance.now();
  for (let i = 0; i < options.runs || performance.now() - started < options.spend; i++) {
    const from = performance.now();
    run();
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

export async function fastestAsync(run: () => Promise<unknown>, options: TimingOptions): Promise<number> {
  await run();
  let best = Number.POSITIVE_INFINITY;
  const started = performance.now();
  for (let i = 0; i < options.runs || performance.now() - started < options.spend; i++) {
    const from = performance.now();
    await run();
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

/** Slope of log(time) over log(size), by least squares. Needs two sizes; NaN otherwise. */
export function exponent(points: { size: number; ms: number }[]): number {
  const xs = points.map((point) => Math.log(point.size));
  const ys = points.map((point) => Math.log(point.ms));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mx = mean(xs);
  const my = mean(ys);
  const above = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i] - my), 0);
  const below = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  return above / below;
}
