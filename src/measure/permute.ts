import { norm } from "../math/dot.ts";
import { fixedPoint } from "../math/fixed-point.ts";
import { drawFlips } from "../math/flips.ts";
import type { Kernels } from "../reference/kernels.ts";
import type { PermuteFold } from "../reference/permute.ts";
import type { Pace } from "./pace.ts";
import { type PairProducts, score } from "./pair-products.ts";
import { opponent, testable } from "./pairs.ts";
import type { Plan } from "./plan.ts";

/** Products of every layer: with the differences that are learned from, and with those that are tested. */
export interface Products {
  readonly learned: readonly PairProducts[];
  readonly tested: readonly PairProducts[];
}

/**
 * Null distribution of a contrast's largest AUROC over layers, and its mean.
 *
 * Separation: the labels of a pair are exchangeable, so a flip turns its difference around in training and swaps its
 * labels in testing. Transfer from `learn` to `test`: the tested member and its opponent are exchangeable, so a flip
 * swaps them in testing and also where one of them serves in training: `learn - test` in place of `learn - control`,
 * or `opponent - control` in place of `learn - control`; both are the same as taking off `test - opponent`. Within a
 * fold an AUROC depends on ranks only: neither the length of the direction nor the training mean matters, and scores
 * stay linear in the flips. The kernels count in whole numbers: the same products give the same null on every backend.
 */
export async function permuteContrast(
  plan: Plan,
  products: Products,
  { seed, draws, pace, kernels }: {
    seed: number;
    draws: number;
    pace: Pace;
    kernels: Pick<Kernels, "permute">;
  },
): Promise<{ readonly values: Float64Array; readonly mean: number }> {
  const { learn, test } = plan.contrast, { pairs } = plan.split;
  const rounds = plan.outer.filter((round) => round.test.length), other = opponent(pairs, test);
  const serves = (p: number) =>
    testable(pairs, test, p) && (other[p] === pairs.control[p] || pairs[test][p] === pairs[learn][p]);
  const folds: PermuteFold[] = [];
  for (const round of rounds) {
    await pace();
    const train = learn === test ? round.train : round.train.filter(serves);
    const items = [...round.test].map((p) => pairs[test][p]!).concat([...round.test].map((p) => other[p]!));
    const factor = learn === test ? -2 : -1;
    const layers = products.learned.map((learned, layer) => {
      const moved = products.tested[layer]!, effect = new Float64Array(train.length * items.length);
      train.forEach((p, i) =>
        items.forEach((j, k) => effect[i * items.length + k] = factor * moved.values[j * moved.pairs + p]!)
      );
      return fixedPoint({ base: Float64Array.from(items, (j) => score(learned, j, round.train)), effect });
    });
    folds.push({ train, test: round.test, layers });
  }
  const layers = products.learned.length;
  const { largest } = await kernels.permute({ pairs: pairs.ids.length, layers, draws, seed, folds, pause: pace });
  const comparisons = rounds.reduce((sum, round) => sum + round.test.length ** 2, 0);
  const values = Float64Array.from(largest, (count) => 0.5 + count / (2 * comparisons));
  return { values, mean: values.reduce((sum, v) => sum + v, 0) / draws };
}

/**
 * Null distribution of what transfer and its reverse share: the mean product of a vignette's difference with the
 * keyword items' differences of other folds, in standard deviations of the null, the largest over layers.
 *
 * `t = sum_p e_p a_p / sqrt(sum_p a_p^2)`, `a_p = sum over q of other folds of (target_p - control_p) . (source_q -
 * control_q)`; under chance every `e_p` is +1 or -1 alike. Used for the reverse figure: where vignettes carry nothing, a
 * direction learned from them is noise, along which keyword items may happen to lie far apart; exchanging the labels of
 * the tested keyword items would call that a finding.
 */
export async function permuteCrossProducts(
  { split: { pairs, foldOfPair } }: Plan,
  products: readonly PairProducts[],
  { seed, draws, pace }: { seed: number; draws: number; pace: Pace },
): Promise<{ values: Float64Array; observed: Float64Array }> {
  const list = Int32Array.from(pairs.ids.keys()).filter((p) => testable(pairs, "target", p));
  const flips = drawFlips(pairs.ids.length, { draws, seed }), values = new Float64Array(draws).fill(-Infinity);
  const observed = new Float64Array(products.length);
  for (const [layer, { values: of, pairs: width }] of products.entries()) {
    await pace();
    const a = Float64Array.from(list, (p) => {
      const t = pairs.target[p]! * width, c = pairs.against[p]! * width;
      let sum = 0;
      for (let q = 0; q < width; q++) if (foldOfPair[q] !== foldOfPair[p]) sum += of[t + q]! - of[c + q]!;
      return sum;
    });
    const scale = 1 / (norm(a) || 1);
    observed[layer] = scale * a.reduce((sum, x) => sum + x, 0);
    for (let draw = 0; draw < draws; draw++) {
      if (draw % 256 === 0) await pace();
      let t = 0;
      for (let i = 0; i < list.length; i++) {
        const p = list[i]!, flip = (flips.bits[draw * flips.words + (p >> 5)]! >>> (p & 31)) & 1;
        t += flip ? -a[i]! : a[i]!;
      }
      values[draw] = Math.max(values[draw]!, scale * t);
    }
  }
  return { values, observed };
}
