import { aurocOf, type Concordance, concordance } from "../math/concordance.ts";
import { hanleyMcNeil } from "../math/hanley-mcneil.ts";
import type { Pace } from "./pace.ts";
import { type PairProducts, score } from "./pair-products.ts";
import { opponent } from "./pairs.ts";
import type { Plan, Round } from "./plan.ts";

/** Comparisons of one contrast, kept by fold and cluster, so that every resample is a small sum. */
export interface Evidence {
  /** [layers][folds] */
  readonly outer: readonly (readonly Concordance[])[];
  /** [folds][layers][inner folds] */
  readonly inner: readonly (readonly (readonly Concordance[])[])[];
  /** [folds]; items on each side of the inner tests. */
  readonly innerSize: readonly number[];
}

/** Compares the two members of a round's test pairs; `scoreOf` scores an item in that round. */
export function compareRound(
  plan: Plan,
  round: Round,
  cluster: Int32Array,
  scoreOf: (item: number, round: Round) => number,
): Concordance {
  const { pairs } = plan.split, { test: tested } = plan.contrast, test = [...round.test];
  const side = pairs[tested], other = opponent(pairs, tested);
  const items = [...test.map((p) => side[p]!), ...test.map((p) => other[p]!)];
  return concordance(
    items.map((item) => scoreOf(item, round)),
    items.map((_, i) => i < test.length ? 1 : 0),
    [...test, ...test].map((p) => cluster[p]!),
  );
}

/** Scores all rounds of a plan on every layer. `products` [layers] is of the side that is learned from. */
export async function gatherEvidence(
  plan: Plan,
  products: readonly PairProducts[],
  cluster: Int32Array,
  pace: Pace,
): Promise<Evidence> {
  const outer: Concordance[][] = [], inner: Concordance[][][] = plan.inner.map(() => []);
  for (const layer of products) {
    const on = (round: Round) => compareRound(plan, round, cluster, (item) => score(layer, item, round.train));
    outer.push(plan.outer.map(on));
    for (const [f, rounds] of plan.inner.entries()) {
      await pace();
      inner[f]!.push(rounds.map(on));
    }
  }
  const innerSize = plan.inner.map((rounds) => rounds.reduce((sum, { test }) => sum + test.length, 0));
  return { outer, inner, innerSize };
}

/**
 * The earliest layer within one standard error of the best: `AUROC >= max - SE(max)`.
 *
 * aurocs [layers] from the inner cross-validation, NaN where nothing was tested; `size` items on each side. The rule
 * keeps noise from picking among equals (Breiman et al. 1984, section 3.4.3). For its standard error a perfect AUROC
 * counts as half an item short of perfect; else one lucky layer would beat all that miss a single item.
 */
export function earliestGoodLayer(aurocs: readonly number[], size: number): number {
  const best = aurocs.reduce((a, b) => b > a ? b : a, -Infinity);
  const enough = best - hanleyMcNeil((best * size + 0.5) / (size + 1), size, size);
  return Math.max(0, aurocs.findIndex((value) => value >= enough));
}

/** The layer that each outer fold chooses on its training folds, under cluster weights (default: once each). */
export function chooseLayers({ inner, innerSize }: Evidence, weights?: ArrayLike<number>): number[] {
  return inner.map((layers, f) => earliestGoodLayer(layers.map((rounds) => aurocOf(rounds, weights)), innerSize[f]!));
}

/** The headline: each fold tested at the layer that its training folds chose. NaN without comparisons. */
export function nestedAuroc(evidence: Evidence, weights?: ArrayLike<number>): { value: number; layers: number[] } {
  const layers = chooseLayers(evidence, weights);
  return { value: aurocOf(layers.map((layer, f) => evidence.outer[layer]![f]!), weights), layers };
}

/** The most frequent of the chosen layers, the earliest of equals. */
export function modalLayer(layers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const layer of layers) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0];
}
