import { type Contrast, type Split, testPairs, trainingPairs } from "./contrasts.ts";

/** What is learned from and tested on when some folds are held out: numbers of pairs. */
export interface Round {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** A contrast laid out over the folds. */
export interface Plan {
  readonly contrast: Contrast;
  readonly split: Split;
  /** [folds]; the outer cross-validation. */
  readonly outer: readonly Round[];
  /** [folds][folds - 1]; inside the training folds of each, for the choice of the layer. */
  readonly inner: readonly (readonly Round[])[];
  /** Pairs tested in any fold. */
  readonly tested: Int32Array;
  /** Why this contrast cannot be scored, or `null`. */
  readonly unscored: string | null;
}

const NOTHING: Int32Array = new Int32Array(0);

/** A round with nothing to learn from tests nothing. */
function round(contrast: Contrast, split: Split, fold: number, outer: number): Round {
  const train = trainingPairs(contrast, split, fold === outer ? [fold] : [fold, outer]);
  return train.length ? { train, test: testPairs(contrast, split, fold, outer) } : { train, test: NOTHING };
}

/**
 * The rounds inside one outer fold's training folds. Where so few keywords are left that none can be tested, words may
 * be known (scenes still may not): this chooses a layer, it scores nothing.
 */
function innerRounds(contrast: Contrast, split: Split, outer: number, others: readonly number[]): Round[] {
  const rounds = others.map((g) => round(contrast, split, g, outer));
  if (!contrast.unseenWords || rounds.some(({ test }) => test.length)) return rounds;
  return others.map((g) => round({ ...contrast, unseenWords: false }, split, g, outer));
}

/** Lays a contrast out; outer folds never share a scene (nor, for unseen words, a keyword) with what is learned from. */
export function planContrast(contrast: Contrast, split: Split): Plan {
  const folds = Array.from({ length: split.folds }, (_, f) => f);
  const outer = folds.map((f) => round(contrast, split, f, f));
  const inner = folds.map((f) => innerRounds(contrast, split, f, folds.filter((g) => g !== f)));
  const tested = Int32Array.from(outer.flatMap(({ test }) => [...test]));
  const scenes = new Set(Array.from(tested, (p) => split.pairs.scene[p])).size;
  const all = folds.flatMap((f) => [...testPairs(contrast, split, f)]);
  const found = new Set(all.map((p) => split.pairs.scene[p])).size;
  const unscored = found < 3
    ? `It needs complete pairs from at least 3 scenes; there are ${found}.`
    : scenes < 3
    ? "Every training pair shares its keyword with a test pair: it needs more different keywords."
    : null;
  return { contrast, split, outer, inner, tested, unscored };
}
