import { type Interval, percentileInterval } from "../math/bootstrap.ts";
import type { Excess, Floors } from "../record/figure.ts";

/** The highest floor, by value; of equals the first in the order of the record. */
export function highestFloor(floors: Floors): { over: Excess["over"]; value: number } {
  let best: { over: Excess["over"]; value: number } = { over: "chance", value: floors.chance };
  for (const [over, value] of Object.entries(floors) as [Excess["over"], number | null][]) {
    if (value !== null && value > best.value) best = { over, value };
  }
  return best;
}

/**
 * Figure minus its highest floor, with the interval of that difference.
 *
 * `values` [draws] are the resampled figures, `highest` [draws] the highest floor of the same resamples. The maximum of
 * several noisy floors lies above each of them, so the excess leans downward: it never flatters the model.
 */
export function excessOf(
  value: number,
  floors: Floors,
  values: Float64Array,
  highest: Float64Array,
): { excess: Excess | null; interval: Interval | undefined } {
  const floor = highestFloor(floors), interval = percentileInterval(values);
  const difference = percentileInterval(values.map((v, b) => v - highest[b]!));
  if (!difference) return { excess: null, interval };
  const { low, high, high90 } = difference;
  return { excess: { over: floor.over, value: value - floor.value, low, high, high_90: high90 }, interval };
}
