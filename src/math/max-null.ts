import { drawFlips, flipGroups, packFlips } from "./flips.ts";
import { addTables, type FlipTables, flipTables, type NullScores } from "./four-russians.ts";
import { wonMinusLost } from "./won-minus-lost.ts";

/** One fold of a permutation problem. */
export interface NullFold {
  /** [m]; numbers of the pairs whose flip moves this fold's direction. */
  readonly train: Int32Array;
  /** [t]; numbers of the pairs that are tested here; a flipped pair swaps its two labels. */
  readonly test: Int32Array;
}

/** What `maxNull` permutes; `scores` is called once per fold and layer. */
export interface NullProblem {
  readonly pairs: number;
  readonly layers: number;
  readonly folds: readonly NullFold[];
  readonly scores: (fold: number, layer: number) => NullScores;
}

/** Null distribution of the largest AUROC over layers. */
export interface MaxNull {
  /** [draws] */
  readonly values: Float64Array;
  readonly mean: number;
}

/** Flips of one fold, packed, for draws `from` up to `to`. */
interface Draws {
  readonly train: Uint8Array;
  readonly test: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Adds one fold's won-minus-lost counts at one layer to `won` [draws]. */
function countDraws(tables: FlipTables, { train, test, from, to }: Draws, won: Float64Array): void {
  const width = tables.start.length, t = width / 2, groups = tables.table.length / 256 / width;
  const testGroups = flipGroups(t), s = new Int32Array(width);
  for (let draw = from; draw < to; draw++) {
    addTables(tables, train, draw * groups, s);
    for (let i = 0; i < t; i++) {
      if (!((test[draw * testGroups + (i >> 3)]! >>> (i & 7)) & 1)) continue;
      const kept = s[i]!;
      s[i] = s[t + i]!;
      s[t + i] = kept;
    }
    won[draw] = won[draw]! + wonMinusLost(s, t);
  }
}

/**
 * Null distribution of the maximum over layers of the fold-stratified AUROC, when labels are swapped within pairs over
 * the whole pipeline (training and test).
 *
 * Scores are linear in the flips, `s_j = base_j + sum_p flip_p effect_pj`, so a draw costs one table look-up per eight
 * pairs and a count of comparisons within each fold. Flips: see `drawFlips`. `pause` is awaited between blocks.
 * Source: maximum statistic, Nichols and Holmes 2002, https://doi.org/10.1002/hbm.1058.
 */
export async function maxNull(
  { pairs, layers, folds, scores }: NullProblem,
  { seed, draws = 10_000, block = 256, pause = () => {} }: {
    seed: number;
    draws?: number;
    block?: number;
    pause?: () => void | Promise<void>;
  },
): Promise<MaxNull> {
  const flips = drawFlips(pairs, { draws, seed });
  const won = Array.from({ length: layers }, () => new Float64Array(draws));
  let comparisons = 0;
  for (const [f, fold] of folds.entries()) {
    const train = packFlips(fold.train, flips), test = packFlips(fold.test, flips);
    comparisons += fold.test.length ** 2;
    for (let layer = 0; layer < layers; layer++) {
      await pause();
      const tables = flipTables(scores(f, layer));
      for (let from = 0; from < draws; from += block) {
        countDraws(tables, { train, test, from, to: Math.min(from + block, draws) }, won[layer]!);
        await pause();
      }
    }
  }
  const values = new Float64Array(draws).fill(-Infinity);
  for (const count of won) count.forEach((w, b) => values[b] = Math.max(values[b]!, 0.5 + w / (2 * comparisons)));
  return { values, mean: values.reduce((sum, v) => sum + v, 0) / draws };
}
