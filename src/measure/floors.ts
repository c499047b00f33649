import type { Concordance } from "../math/concordance.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { compareRound } from "./evidence.ts";
import type { Pace } from "./pace.ts";
import { type PairProducts, score } from "./pair-products.ts";
import type { Plan } from "./plan.ts";
import { TEXT_FLOORS, type TextFeatures, textFeatures, type TextFloor, textLearner } from "./text-features.ts";

/** Out-of-fold scores of one contrast's test items by text floor: [n], NaN where an item is not tested. */
export type TextFloorScores = Readonly<Record<TextFloor, Float64Array>>;

const cache = new WeakMap<Suite, Map<string, Promise<TextFloorScores[]>>>();

/** Learns source (or target) against control from text on a plan's own splits. */
export async function scorePlan(
  plan: Plan,
  features: TextFeatures,
  kinds: readonly TextFloor[],
  pace: Pace,
): Promise<TextFloorScores> {
  const { pairs } = plan.split, n = features.words.length;
  const out = Object.fromEntries(TEXT_FLOORS.map((kind) => [kind, new Float64Array(n).fill(NaN)]));
  const members = (side: Int32Array, list: Int32Array) =>
    Int32Array.from([...list].map((p) => side[p]!).concat([...list].map((p) => pairs.control[p]!)));
  for (const round of plan.outer) {
    if (!round.test.length) continue;
    const train = members(pairs[plan.contrast.learn], round.train),
      test = members(pairs[plan.contrast.test], round.test);
    const labels = train.map((_, i) => i < round.train.length ? 1 : 0);
    for (const kind of kinds) {
      await pace();
      textLearner(kind, features, train).scores(labels, test).forEach((value, i) => out[kind]![test[i]!] = value);
    }
  }
  return out as TextFloorScores;
}

/**
 * Text floors of all plans. They do not depend on the model, so they are kept per suite and `key` (seed, folds and the
 * items in use); a failed or interrupted computation is forgotten.
 */
export function textFloors(
  { suite, items, plans, key }: { suite: Suite; items: readonly Item[]; plans: readonly Plan[]; key: string },
  pace: Pace,
): Promise<TextFloorScores[]> {
  const known = cache.get(suite) ?? new Map<string, Promise<TextFloorScores[]>>();
  cache.set(suite, known);
  const full = [key, ...plans.map((plan) => plan.contrast.role), ...items.map((item) => item.id)].join("\n");
  const found = known.get(full);
  if (found) return found;
  const computed = (async () => {
    const features = textFeatures(items), scores: TextFloorScores[] = [];
    for (const plan of plans) scores.push(await scorePlan(plan, features, TEXT_FLOORS, pace));
    return scores;
  })();
  known.set(full, computed);
  computed.catch(() => known.delete(full));
  return computed;
}

/** Comparisons by floor: what text, and the token embedding before any layer, reach on the same split. */
export type FloorEvidence = Readonly<Record<TextFloor | "embedding", readonly Concordance[] | null>>;

/** Compares the test items of a plan on every floor. `embedding` is of the side that is learned from. */
export function gatherFloors(
  plan: Plan,
  text: TextFloorScores,
  embedding: PairProducts | null,
  cluster: Int32Array,
): FloorEvidence {
  const by = (scores: Float64Array) => plan.outer.map((round) => compareRound(plan, round, cluster, (j) => scores[j]!));
  return {
    length: by(text.length),
    function_words: by(text.function_words),
    bag_of_words: by(text.bag_of_words),
    embedding: embedding &&
      plan.outer.map((round) => compareRound(plan, round, cluster, (j, { train }) => score(embedding, j, train))),
  };
}
