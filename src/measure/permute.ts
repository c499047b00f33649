import { type MaxNull, maxNull } from "../math/max-null.ts";
import type { Pace } from "./pace.ts";
import { type PairProducts, score } from "./pair-products.ts";
import { complete } from "./pairs.ts";
import type { Plan } from "./plan.ts";

/** Products of every layer, by the side that a direction is learned from. */
export interface Products {
  readonly source: readonly PairProducts[];
  readonly target: readonly PairProducts[];
}

/**
 * Null distribution of a contrast's largest AUROC over layers.
 *
 * Separation: the labels of a pair are exchangeable, so a flip turns its difference around in training and swaps its
 * labels in testing. Transfer from `learn` to `test`: the tested member and the control are exchangeable, so a flip
 * swaps them in testing and also where the control serves in training: `learn - test` in place of `learn - control`,
 * which is the same as taking off `test - control`. Within a fold an AUROC depends on ranks only: neither the length of
 * the direction nor the training mean matters, and scores stay linear in the flips.
 */
export function permuteContrast(
  plan: Plan,
  products: Products,
  { seed, draws, pace }: { seed: number; draws: number; pace: Pace },
): Promise<MaxNull> {
  const { contrast: { learn, test }, split: { pairs } } = plan;
  const rounds = plan.outer.filter((round) => round.test.length);
  const flippable = rounds.map((round) =>
    learn === test ? round.train : round.train.filter((p) => complete(pairs, test, p))
  );
  const factor = learn === test ? -2 : -1;
  return maxNull({
    pairs: pairs.ids.length,
    layers: products.source.length,
    folds: rounds.map((round, f) => ({ train: flippable[f]!, test: round.test })),
    scores: (f, layer) => {
      const round = rounds[f]!, moved = products[test][layer]!, learned = products[learn][layer]!;
      const items = [...round.test].map((p) => pairs[test][p]!).concat([...round.test].map((p) => pairs.control[p]!));
      const effect = new Float64Array(flippable[f]!.length * items.length);
      flippable[f]!.forEach((p, i) =>
        items.forEach((j, k) => effect[i * items.length + k] = factor * moved.values[j * moved.pairs + p]!)
      );
      return { base: Float64Array.from(items, (j) => score(learned, j, round.train)), effect };
    },
  }, { seed, draws, pause: pace });
}
