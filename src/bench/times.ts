import { sortedPercentile } from "../math/percentile.ts";

/** Median and quartiles of repetitions, in their unit; NaN where there are none. */
export function timesOf(values: readonly number[]): { median: number; q1: number; q3: number; n: number } {
  const sorted = Float64Array.from(values).sort();
  const at = (q: number) => sortedPercentile(sorted, q) ?? NaN;
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), n: values.length };
}
