import { norm } from "../math/dot.ts";
import type { Kernels } from "../reference/kernels.ts";
import type { Split } from "./contrasts.ts";
import { grandMean, type Place } from "./pair-products.ts";

/** Score of item `j` on the direction of construct `k`. */
export type ScoreOf = (j: number, k: number) => number;

/**
 * Reads each test item's construct: the direction on which it stands highest, in standard deviations of the training
 * items. Directions without training items never win.
 *
 * train, test: item numbers -> [test], number of the construct.
 */
export function classify(
  scoreOf: ScoreOf,
  constructs: number,
  { train, test }: { train: ArrayLike<number>; test: ArrayLike<number> },
): Int32Array {
  const mean = new Float64Array(constructs), sd = new Float64Array(constructs);
  for (let k = 0; k < constructs; k++) {
    const scores = Float64Array.from(train, (j) => scoreOf(j, k));
    mean[k] = scores.reduce((sum, s) => sum + s, 0) / scores.length;
    sd[k] = Math.sqrt(scores.reduce((sum, s) => sum + (s - mean[k]!) ** 2, 0) / scores.length);
  }
  return Int32Array.from(test, (j) => {
    let best = -1, highest = -Infinity;
    for (let k = 0; k < constructs; k++) {
      const z = (scoreOf(j, k) - mean[k]!) / sd[k]!;
      if (z > highest) best = k, highest = z;
    }
    return best;
  });
}

/** Where the members of a pair that are learned from or tested stand: a side, or the controls themselves. */
export type Member = "source" | "target" | "control";

/** Inner products of every item with the summed members of each fold and construct: [n, folds * constructs]. */
export interface ClassProducts {
  readonly values: Float64Array;
  /** [folds * constructs]; members in each sum. */
  readonly counts: Int32Array;
  readonly constructs: number;
}

/** Computes the products through the projection kernel, one call per place. */
export async function classProducts(
  place: Place,
  { pairs, foldOfPair, folds }: Split,
  { constructs, member, kernels }: { constructs: number; member: Member; kernels: Kernels },
): Promise<ClassProducts> {
  const { acts, width, n } = place, k = folds * constructs;
  const mean = grandMean(place), rows = new Float32Array(k * width), counts = new Int32Array(k);
  pairs[member].forEach((j, p) => {
    const cell = foldOfPair[p]! * constructs + pairs.construct[p]!;
    if (j < 0 || pairs.construct[p]! < 0) return;
    counts[cell] = counts[cell]! + 1;
    for (let i = 0; i < width; i++) rows[cell * width + i] = rows[cell * width + i]! + acts[j * width + i]! - mean[i]!;
  });
  const lengths = Float64Array.from({ length: k }, (_, cell) => norm(rows.subarray(cell * width, (cell + 1) * width)));
  lengths.forEach((length, cell) => length === 0 && (rows[cell * width] = 1));
  const projected = await kernels.project({ data: acts, rows: n, width }, rows, k, { mu: mean });
  return {
    values: Float64Array.from(projected, (value, c) => lengths[c % k] === 0 ? 0 : value * lengths[c % k]!),
    counts,
    constructs,
  };
}

/** Scores on `mean(members of construct) - mean(members of the others)`, learned from all folds but `without`. */
export function classScores({ values, counts, constructs }: ClassProducts, without: readonly number[]): ScoreOf {
  const cells = counts.length, folds = [...Array(cells / constructs).keys()].filter((f) => !without.includes(f));
  const own = new Float64Array(constructs), n = values.length / cells, table = new Float64Array(n * constructs);
  for (const f of folds) for (let k = 0; k < constructs; k++) own[k] = own[k]! + counts[f * constructs + k]!;
  const total = own.reduce((sum, c) => sum + c, 0);
  for (let j = 0; j < n; j++) {
    let all = 0;
    for (let k = 0; k < constructs; k++) {
      let mine = 0;
      for (const f of folds) mine += values[j * cells + f * constructs + k]!;
      table[j * constructs + k] = mine;
      all += mine;
    }
    for (let k = 0; k < constructs; k++) {
      const mine = table[j * constructs + k]!;
      table[j * constructs + k] = mine / own[k]! - (all - mine) / (total - own[k]!);
    }
  }
  return (j, k) => table[j * constructs + k]!;
}
