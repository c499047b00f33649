import { sortedPercentile } from "./percentile.ts";
import { uniform } from "./random.ts";

/**
 * How often each cluster is drawn in each resample: [draws, clusters], rows sum to `clusters`.
 *
 * Resampling whole clusters (scenes) keeps items that share a frame together; multiplicities stand for the copies.
 * Source: Davison and Hinkley 1997, section 3.8, https://doi.org/10.1017/CBO9780511802843.
 */
export function resampleClusters(clusters: number, { draws, seed }: { draws: number; seed: number }): Uint16Array {
  const weights = new Uint16Array(draws * clusters);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < clusters; i++) {
      const cell = draw * clusters + Math.floor(uniform(seed, draw, i) * clusters);
      weights[cell] = weights[cell]! + 1;
    }
  }
  return weights;
}

/** A percentile interval and the spread of the resampled values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 95th percentile: the upper end of the 90 % interval. */
  readonly high90: number;
  /** Standard deviation over resamples: the bootstrap's standard error. */
  readonly sd: number;
}

/**
 * Percentile interval at `level` of a statistic's resampled `values`; NaN (a resample without comparisons) is left out.
 *
 * `undefined` when fewer than two values are left.
 */
export function percentileInterval(values: ArrayLike<number>, { level = 0.95 } = {}): Interval | undefined {
  const sorted = Float64Array.from(values).filter((v) => !Number.isNaN(v)).sort();
  if (sorted.length < 2) return undefined;
  const mean = sorted.reduce((sum, v) => sum + v, 0) / sorted.length;
  const variance = sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (sorted.length - 1);
  const tail = (1 - level) / 2;
  return {
    low: sortedPercentile(sorted, tail)!,
    high: sortedPercentile(sorted, 1 - tail)!,
    high90: sortedPercentile(sorted, 0.95)!,
    sd: Math.sqrt(variance),
  };
}
