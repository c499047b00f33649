import { deriveSeed, shuffle } from "../math/random.ts";
import type { Split } from "./contrasts.ts";
import type { Pairs } from "./pairs.ts";

/** Folds of a cross-validation that keep groups (scenes) together. */
export interface Folds {
  readonly count: number;
  /** [groups]; fold of each group. */
  readonly ofGroup: Int32Array;
}

/**
 * Spreads groups over `count` folds at random, larger groups first, each into the smallest fold so far.
 *
 * sizes [groups] is the number of pairs in each group. Fewer groups than folds: one fold per group.
 */
export function assignFolds(sizes: ArrayLike<number>, { count, seed }: { count: number; seed: number }): Folds {
  const folds = Math.min(count, sizes.length), load = new Float64Array(folds), ofGroup = new Int32Array(sizes.length);
  const order = [...shuffle(sizes.length, seed)].sort((a, b) => sizes[b]! - sizes[a]!);
  for (const group of order) {
    const fold = load.indexOf(Math.min(...load));
    ofGroup[group] = fold;
    load[fold] = load[fold]! + sizes[group]!;
  }
  return { count: folds, ofGroup };
}

/** Scenes (or domains) into folds, seeded by purpose, balanced by their number of pairs. */
export function splitPairs(
  pairs: Pairs,
  { folds, seed, purpose = "folds", by = "scene" }: {
    folds: number;
    seed: number;
    purpose?: string;
    by?: "scene" | "domain";
  },
): Split {
  const group = pairs[by], sizes = new Float64Array(pairs[`${by}s`].length);
  for (const g of group) sizes[g] = sizes[g]! + 1;
  const { count, ofGroup } = assignFolds(sizes, { count: folds, seed: deriveSeed(seed, purpose) });
  return { pairs, folds: count, foldOfPair: group.map((g) => ofGroup[g]!) };
}
