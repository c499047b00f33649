import type { Concordance } from "../math/concordance.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { type Gram, ridgeContrast } from "./embedding-floor.ts";
import { compareRound } from "./evidence.ts";
import { remember } from "./memory.ts";
import type { Pace } from "./pace.ts";
import { type PairProducts, score } from "./pair-products.ts";
import { opponent } from "./pairs.ts";
import type { Plan } from "./plan.ts";
import { TEXT_FLOORS, type TextFeatures, textFeatures, type TextFloor, textLearner } from "./text-features.ts";

/** Out-of-fold scores of one contrast's test items by text floor: [n], NaN where an item is not tested. */
export type TextFloorScores = Readonly<Record<TextFloor, Float64Array>>;

/** Learns source (or target) against control from text on a plan's own splits. */
export async function scorePlan(
  plan: Plan,
  features: TextFeatures,
  kinds: readonly TextFloor[],
  pace: Pace,
): Promise<TextFloorScores> {
  const { pairs } = plan.split, n = features.words.length;
  const out = Object.fromEntries(TEXT_FLOORS.map((kind) => [kind, new Float64Array(n).fill(NaN)]));
  const { learn, test: tested } = plan.contrast;
  const members = (list: Int32Array, side: Int32Array, other: Int32Array) =>
    Int32Array.from([...list].map((p) => side[p]!).concat([...list].map((p) => other[p]!)));
  for (const round of plan.outer) {
    if (!round.test.length) continue;
    const train = members(round.train, pairs[learn], pairs.control),
      test = members(round.test, pairs[tested], opponent(pairs, tested));
    const labels = train.map((_, i) => i < round.train.length ? 1 : 0);
    for (const kind of kinds) {
      await pace();
      textLearner(kind, features, train).scores(labels, test).forEach((value, i) => out[kind]![test[i]!] = value);
    }
  }
  return out as TextFloorScores;
}

/** Text floors of all plans. They do not depend on the model, so they are kept per suite and `key` (see `Ground`). */
export function textFloors(
  { suite, items, plans, key }: { suite: Suite; items: readonly Item[]; plans: readonly Plan[]; key: string },
  pace: Pace,
): Promise<TextFloorScores[]> {
  const full = [key, ...plans.map((plan) => plan.contrast.role), ...items.map((item) => item.id)].join("\n");
  return remember(suite, full, async () => {
    const features = textFeatures(items), scores: TextFloorScores[] = [];
    for (const plan of plans) scores.push(await scorePlan(plan, features, TEXT_FLOORS, pace));
    return scores;
  });
}

/** Comparisons by floor: what text, and the token embedding before any layer, reach on the same split. */
export type FloorEvidence = Readonly<
  Record<TextFloor | "embedding" | "embedding_ridge", readonly Concordance[] | null>
>;

/** What the embedding offers a contrast; `null` where there is no embedding. */
export interface EmbeddingFloor {
  /** Products of the side that is learned from. */
  readonly products: PairProducts;
  readonly gram: Gram;
}

/** Compares the test items of a plan on every floor. */
export function gatherFloors(
  plan: Plan,
  text: TextFloorScores,
  embedding: EmbeddingFloor | null,
  cluster: Int32Array,
): FloorEvidence {
  const by = (scores: Float64Array) => plan.outer.map((round) => compareRound(plan, round, cluster, (j) => scores[j]!));
  return {
    length: by(text.length),
    surface: by(text.surface),
    function_words: by(text.function_words),
    bag_of_words: by(text.bag_of_words),
    embedding: embedding &&
      plan.outer.map((round) =>
        compareRound(plan, round, cluster, (j, { train }) => score(embedding.products, j, train))
      ),
    embedding_ridge: embedding && by(ridgeContrast(embedding.gram, plan)),
  };
}
