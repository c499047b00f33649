import { auroc } from "../../src/math/auroc.ts";
import { fixedPoint } from "../../src/math/fixed-point.ts";
import { bits, normal } from "../../src/math/random.ts";
import type { PermuteProblem } from "../../src/reference/permute.ts";

/** Is pair `p` flipped in a draw? */
export function flipped(seed: number, draw: number, p: number): boolean {
  return ((bits(seed, draw, Math.floor(p / 32)) >>> (p % 32)) & 1) === 1;
}

/** What readings to make up. */
export interface Made {
  readonly pairs?: number;
  readonly layers?: number;
  readonly folds?: number;
  readonly width?: number;
  /** Moves all positives. */
  readonly shift?: number;
  /** Whole numbers, so that scores tie. */
  readonly tied?: boolean;
  readonly made?: number;
}

/** Pairs with random differences, scored as `permuteContrast` does, and the long way round: learn and test again. */
export function fromReadings(
  { pairs = 21, layers = 3, folds = 3, width = 4, shift = 0, tied = false, made = 1 }: Made = {},
  { seed = 1, draws = 60 }: { readonly seed?: number; readonly draws?: number } = {},
) {
  const value = (layer: number, item: number, i: number) => {
    const x = Math.fround(normal(made + layer, item, i));
    return (tied ? Math.round(x) : x) + (item < pairs && i === 0 ? shift : 0);
  };
  const acts = Array.from(
    { length: layers * 2 * pairs },
    (_, k) => Float64Array.from({ length: width }, (_, i) => value(Math.floor(k / 2 / pairs), k % (2 * pairs), i)),
  );
  const at = (layer: number, item: number) => acts[layer * 2 * pairs + item]!;
  const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const difference = (layer: number, p: number) => at(layer, p).map((x, i) => x - at(layer, pairs + p)[i]!);
  const all = Int32Array.from({ length: pairs }, (_, p) => p);
  const split = Array.from({ length: folds }, (_, f) => ({
    train: all.filter((p) => p % folds !== f),
    test: all.filter((p) => p % folds === f),
  }));
  const scoresOf = (train: Int32Array, test: Int32Array, layer: number) => {
    const items = [...test, ...test.map((p) => pairs + p)];
    const product = (j: number, p: number) => inner(at(layer, j), difference(layer, p));
    return fixedPoint({
      base: Float64Array.from(items, (j) => train.reduce((sum, p) => sum + product(j, p), 0)),
      effect: Float64Array.from([...train].flatMap((p) => items.map((j) => -2 * product(j, p)))),
    });
  };
  const problem: PermuteProblem = {
    pairs,
    layers,
    draws,
    seed,
    folds: split.map(({ train, test }) => ({
      train,
      test,
      layers: Array.from({ length: layers }, (_, layer) => scoresOf(train, test, layer)),
    })),
  };
  /** Flip, learn, score and compare again: the AUROC of every layer. */
  const slow = (flip: (p: number) => boolean) =>
    Array.from({ length: layers }, (_, layer) => {
      const s: number[] = [], labels: number[] = [], strata: number[] = [];
      split.forEach(({ train, test }, f) => {
        const v = new Float64Array(width);
        for (const p of train) difference(layer, p).forEach((x, i) => v[i] = v[i]! + (flip(p) ? -x : x));
        for (const p of test) {
          s.push(inner(at(layer, p), v), inner(at(layer, pairs + p), v));
          labels.push(flip(p) ? 0 : 1, flip(p) ? 1 : 0);
          strata.push(f, f);
        }
      });
      return auroc(s, labels, { strata }).value!;
    });
  return { problem, slow };
}

/** Counts as AUROCs. */
export function aurocs({ folds }: PermuteProblem, largest: Int32Array): Float64Array {
  const comparisons = folds.reduce((sum, { test }) => sum + test.length ** 2, 0);
  return Float64Array.from(largest, (count) => 0.5 + count / (2 * comparisons));
}
