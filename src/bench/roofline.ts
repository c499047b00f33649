import type { BenchRow, Roof, Times } from "../record/bench.ts";

/** Where a time lies under the roof. */
export type Placed = Pick<BenchRow, "gflop_s" | "gb_s" | "intensity" | "roof_fraction" | "bound">;

export const NOWHERE: Placed = { gflop_s: null, gb_s: null, intensity: null, roof_fraction: null, bound: null };

/**
 * Rates, and the fraction of the roof: least time that the adapter allows, over the time that was taken.
 *
 * Least time = max(bytes / bandwidth, operations / arithmetic rate); bandwidth is the higher one of reading and copying.
 * Source: Williams, Waterman and Patterson 2009, https://doi.org/10.1145/1498765.1498785.
 *
 * @param options.integer The operations are whole numbers: only bandwidth is a roof for them, and no fraction is given.
 */
export function placeUnderRoof(
  { bytes, flops }: { readonly bytes: number; readonly flops: number },
  { median: ms }: Pick<Times, "median">,
  { copy_gb_s, read_gb_s, fma_gflop_s }: Roof,
  { integer = false }: { integer?: boolean } = {},
): Placed {
  const rates = {
    gflop_s: flops > 0 ? flops / ms / 1e6 : null,
    gb_s: bytes / ms / 1e6,
    intensity: bytes > 0 ? flops / bytes : null,
  };
  const bandwidth = Math.max(copy_gb_s ?? 0, read_gb_s ?? 0);
  if (integer || bandwidth === 0 || fma_gflop_s === null) return { ...rates, roof_fraction: null, bound: null };
  const moving = bytes / bandwidth / 1e6, counting = flops / fma_gflop_s / 1e6;
  return {
    ...rates,
    roof_fraction: Math.max(moving, counting) / ms,
    bound: moving >= counting ? "bandwidth" : "arithmetic",
  };
}
