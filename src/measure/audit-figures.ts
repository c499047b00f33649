import { percentileInterval } from "../math/bootstrap.ts";
import { aurocOf, type Concordance, concordance } from "../math/concordance.ts";
import type { AuditFigure } from "../record/audit.ts";
import type { Resamples } from "./resample.ts";
import { type TextFeatures, type TextFloor, textLearner } from "./text-features.ts";
import type { Split } from "./contrasts.ts";
import { learnable } from "./pairs.ts";
import type { Pace } from "./pace.ts";

/** Comparisons of one repeat (and construct) of a cross-validation, by fold. */
export type FoldSet = readonly Concordance[];

/** Highest values that the shipped suites may have (protocol, section 6); a figure without one has no bar. */
export const BARS: Readonly<Record<string, number>> = {
  function_words: 0.65,
  function_words_keyword: 0.65,
  surface: 0.65,
  length: 0.6,
  length_characters: 0.6,
  bag_of_words_transfer: 0.6,
  neutral_leak: 0.6,
};

/** Mean AUROC over sets (repeats, constructs); sets without comparisons are left out. */
function meanAuroc(sets: readonly FoldSet[], weights?: ArrayLike<number>): number {
  const values = sets.map((set) => aurocOf(set, weights)).filter((value) => !Number.isNaN(value));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A figure of the audit: mean over sets with a 95 % interval by cluster; `folded` = `max(a, 1 - a)`. */
export async function auditFigure(
  name: string,
  sets: readonly FoldSet[],
  { resamples, pace, folded = false }: { resamples: Resamples; pace: Pace; folded?: boolean },
): Promise<AuditFigure> {
  const fold = (value: number) => folded ? Math.max(value, 1 - value) : value;
  const value = fold(meanAuroc(sets)), bar = BARS[name] ?? null, values = new Float64Array(resamples.draws);
  if (Number.isNaN(value)) {
    const unscored = "It needs complete pairs from at least 2 scenes.";
    return { value: null, low: null, high: null, bar, pass: bar === null ? null : false, unscored };
  }
  for (let draw = 0; draw < resamples.draws; draw++) {
    if (draw % 16 === 0) await pace();
    values[draw] = fold(meanAuroc(sets, resamples.weights(draw)));
  }
  const interval = percentileInterval(values);
  return {
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    bar,
    pass: bar === null ? null : value <= bar,
    unscored: null,
  };
}

/** Target against control by a plain number per item (length): no learning, one stratum. */
export function numberSet(values: ArrayLike<number>, { pairs }: Split, cluster: Int32Array): FoldSet {
  const list = [...pairs.ids.keys()].filter((p) => learnable(pairs, "target", p));
  const items = [...list.map((p) => pairs.target[p]!), ...list.map((p) => pairs.control[p]!)];
  const labels = items.map((_, i) => i < list.length ? 1 : 0);
  return [concordance(items.map((j) => values[j]!), labels, [...list, ...list].map((p) => cluster[p]!))];
}

/**
 * Constructs told apart by a text statistic (default: a bag of words), one against the rest: learned from one side of the pairs, tested on one.
 *
 * Returns one set per construct. Learned from `source` and tested on `target`: transfer; both `control`: the leak.
 */
export async function constructSets(
  split: Split,
  features: TextFeatures,
  { kind = "bag_of_words", learn, test, constructs, cluster, pace }: {
    kind?: TextFloor;
    learn: "source" | "target" | "control";
    test: "source" | "target" | "control";
    constructs: number;
    cluster: Int32Array;
    pace: Pace;
  },
): Promise<FoldSet[]> {
  const { pairs, foldOfPair, folds } = split, sets: Concordance[][] = Array.from({ length: constructs }, () => []);
  const on = (side: Int32Array, keep: (fold: number) => boolean) =>
    [...pairs.ids.keys()].filter((p) => side[p]! >= 0 && keep(foldOfPair[p]!));
  for (let fold = 0; fold < folds; fold++) {
    const train = on(pairs[learn], (f) => f !== fold), tested = on(pairs[test], (f) => f === fold);
    if (!train.length || !tested.length) continue;
    const learner = textLearner(kind, features, Int32Array.from(train, (p) => pairs[learn][p]!));
    const items = Int32Array.from(tested, (p) => pairs[test][p]!);
    for (let k = 0; k < constructs; k++) {
      await pace();
      const labels = train.map((p) => pairs.construct[p] === k ? 1 : 0);
      if (!labels.includes(1) || !labels.includes(0)) continue;
      const truth = tested.map((p) => pairs.construct[p] === k ? 1 : 0);
      sets[k]!.push(concordance(learner.scores(labels, items), truth, tested.map((p) => cluster[p]!)));
    }
  }
  return sets;
}
