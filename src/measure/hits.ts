import { classify, type ClassProducts, classScores, type ScoreOf } from "./classify.ts";
import type { ScoreTable } from "./construct-text.ts";
import type { Split } from "./contrasts.ts";

/** Predicted constructs by pair: [P], -1 where the pair's target was not read. */
export type Predictions = Int32Array;

/** Item numbers to learn from and pairs to test, with some folds held out. */
function roundOf({ pairs, foldOfPair }: Split, fold: number, without: readonly number[]) {
  const all = [...foldOfPair.keys()], train = all.filter((p) => !without.includes(foldOfPair[p]!));
  const sources = train.map((p) => pairs.source[p]!).filter((j) => j >= 0);
  const controls = train.map((p) => pairs.control[p]!).filter((j) => j >= 0);
  const test = all.filter((p) => foldOfPair[p] === fold && pairs.target[p]! >= 0 && pairs.construct[p]! >= 0);
  return { sources, train: [...sources, ...controls], test };
}

/** Reads the targets of one fold, learned from all folds but `without`; writes to `out`. */
function readFold(
  split: Split,
  scoreOf: ScoreOf,
  constructs: number,
  held: { fold: number; without: number[] },
  out: Predictions,
) {
  const { train, test } = roundOf(split, held.fold, held.without);
  const read = classify(scoreOf, constructs, { train, test: test.map((p) => split.pairs.target[p]!) });
  test.forEach((p, i) => out[p] = read[i]!);
}

/** Out-of-fold predictions from one place; with `outer`, inside the training folds of that fold. */
export function predict(products: ClassProducts, split: Split, outer?: number): Predictions {
  const out = new Int32Array(split.foldOfPair.length).fill(-1);
  for (let fold = 0; fold < split.folds; fold++) {
    if (fold === outer) continue;
    const without = outer === undefined ? [fold] : [fold, outer];
    readFold(split, classScores(products, without), products.constructs, { fold, without }, out);
  }
  return out;
}

/** The same from a floor's table of out-of-fold scores: the construct with the highest one. */
export function predictFromTable(table: ScoreTable, { pairs }: Split, constructs: number): Predictions {
  return Int32Array.from(pairs.target, (j, p) => {
    if (j < 0 || pairs.construct[p]! < 0) return -1;
    let best = -1, highest = -Infinity;
    for (let k = 0; k < constructs; k++) {
      const value = table[j * constructs + k]!;
      if (value > highest) best = k, highest = value;
    }
    return best;
  });
}

/** Share of read pairs whose construct was read right, clusters weighted; NaN when none was read. */
export function accuracy(
  predicted: Predictions,
  truth: ArrayLike<number>,
  { cluster, weights, only }: { cluster?: Int32Array; weights?: ArrayLike<number>; only?: (p: number) => boolean } = {},
): number {
  let right = 0, read = 0;
  for (let p = 0; p < predicted.length; p++) {
    if (predicted[p]! < 0 || (only && !only(p))) continue;
    const w = weights && cluster ? weights[cluster[p]!]! : 1;
    read += w;
    if (predicted[p] === truth[p]) right += w;
  }
  return right / read;
}
