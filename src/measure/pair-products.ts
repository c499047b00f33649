import { norm } from "../math/dot.ts";
import type { Kernels } from "../reference/kernels.ts";
import { opponent, type Pairs, type Side, testable } from "./pairs.ts";

/** Activations of the items at one place: row-major [n, width]. */
export interface Place {
  readonly acts: Float32Array;
  readonly width: number;
  readonly n: number;
}

/**
 * Inner products of every item with every pair's difference, [n, P]: `(x_j - mean) . (member_p - opponent_p)`, the opponent
 * being the control except where a probe tests against something else.
 *
 * A direction learned from any set of pairs is the mean of their differences, so every fold's, every inner fold's and
 * every permutation's score is a sum over one row of this matrix. Zeros for pairs without that member.
 */
export interface PairProducts {
  readonly values: Float64Array;
  readonly n: number;
  readonly pairs: number;
}

/** Mean of all rows: takes out the common offset, which would cost float32 its digits; no AUROC depends on it. */
export function grandMean({ acts, width, n }: Place): Float32Array {
  const mean = new Float64Array(width);
  for (let k = 0; k < n * width; k++) {
    const value = acts[k]!;
    if (Number.isFinite(value)) mean[k % width] = mean[k % width]! + value / n;
  }
  return Float32Array.from(mean);
}

/** Differences member - opponent, [P, width] and their lengths [P]; a zero difference has length 0 and an arbitrary row. */
function differences({ acts, width }: Place, pairs: Pairs, side: Side): { rows: Float32Array; lengths: Float64Array } {
  const other = opponent(pairs, side);
  const count = pairs.ids.length, rows = new Float32Array(count * width), lengths = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    const row = rows.subarray(p * width, (p + 1) * width);
    if (testable(pairs, side, p)) {
      const a = pairs[side][p]! * width, c = other[p]! * width;
      for (let i = 0; i < width; i++) row[i] = acts[a + i]! - acts[c + i]!;
    }
    lengths[p] = norm(row);
    if (lengths[p] === 0) row[0] = 1;
  }
  return { rows, lengths };
}

/** Computes the products through the projection kernel, one call. */
export async function pairProducts(place: Place, pairs: Pairs, side: Side, kernels: Kernels): Promise<PairProducts> {
  const { acts, width, n } = place, count = pairs.ids.length;
  const { rows, lengths } = differences(place, pairs, side);
  const projected = await kernels.project({ data: acts, rows: n, width }, rows, count, { mu: grandMean(place) });
  const values = Float64Array.from(projected, (value, k) => lengths[k % count] === 0 ? 0 : value * lengths[k % count]!);
  return { values, n, pairs: count };
}

/** Score of item `j` on the direction learned from the pairs in `train`, up to a positive factor and a constant. */
export function score({ values, pairs }: PairProducts, j: number, train: Int32Array): number {
  let sum = 0;
  for (const p of train) sum += values[j * pairs + p]!;
  return sum;
}
