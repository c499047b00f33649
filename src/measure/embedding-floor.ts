import { fitRidge, ridgeScores } from "../math/ridge.ts";
import type { Kernels } from "../reference/kernels.ts";
import { grandMean, type Place } from "./pair-products.ts";
import { opponent } from "./pairs.ts";
import type { Plan } from "./plan.ts";

/** Inner products of all items about their mean, [n, n]. */
export interface Gram {
  readonly values: Float64Array;
  readonly n: number;
}

/** Computes the products; what is not finite counts as the mean. */
export async function gramOf(place: Place, kernels: Kernels): Promise<Gram> {
  const { acts, width, n } = place, mean = grandMean(place), rows = new Float32Array(n * width);
  for (let k = 0; k < rows.length; k++) {
    const value = acts[k]! - mean[k % width]!;
    rows[k] = Number.isFinite(value) ? value : 0;
  }
  return { n, values: await kernels.gram({ data: rows, rows: n, width }, { of: "rows" }) };
}

/**
 * Out-of-fold scores of a contrast's test items from the embedding by ridge regression: [n], NaN where not tested.
 *
 * The difference of means can miss a feature of single words that is faint in the embedding; this finds it. A figure
 * that is no better than this is explained by which words stand in the text.
 */
export function ridgeContrast({ values, n }: Gram, plan: Plan): Float64Array {
  const { pairs } = plan.split, { learn, test } = plan.contrast, out = new Float64Array(n).fill(NaN);
  for (const round of plan.outer) {
    if (!round.test.length) continue;
    const train = Int32Array.from([
      ...round.train.map((p) => pairs[learn][p]!),
      ...round.train.map((p) => pairs.control[p]!),
    ]);
    const ridge = fitRidge(values, n, { train, targets: [train.map((_, i) => i < round.train.length ? 1 : 0)] });
    for (const side of [pairs[test], opponent(pairs, test)]) {
      for (const p of round.test) out[side[p]!] = ridgeScores(values, n, ridge, train, side[p]!)[0]!;
    }
  }
  return out;
}
