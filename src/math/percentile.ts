/**
 * The value below which the share `q` of `values` lies, interpolated (type 7 of Hyndman and Fan 1996,
 * https://doi.org/10.2307/2684934). NaN is left out; `undefined` when nothing is left.
 */
export function percentile(values: ArrayLike<number>, q: number): number | undefined {
  return sortedPercentile(Float64Array.from(values).filter((v) => !Number.isNaN(v)).sort(), q);
}

/** The same for values that are already in ascending order and free of NaN. */
export function sortedPercentile(sorted: ArrayLike<number>, q: number): number | undefined {
  const place = (sorted.length - 1) * q, below = Math.floor(place);
  const a = sorted[below], b = sorted[Math.min(below + 1, sorted.length - 1)];
  return a === undefined || b === undefined ? undefined : a + (b - a) * (place - below);
}
