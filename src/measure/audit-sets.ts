import type { Suite } from "../suite/suite.ts";
import { constructSets, type FoldSet } from "./audit-figures.ts";
import type { Contrast, Split } from "./contrasts.ts";
import { compareRound } from "./evidence.ts";
import { scorePlan } from "./floors.ts";
import type { Pace } from "./pace.ts";
import type { Side } from "./pairs.ts";
import { planContrast } from "./plan.ts";
import type { Resamples } from "./resample.ts";
import type { TextFeatures, TextFloor } from "./text-features.ts";

/** What every figure of an audit is computed from. */
export interface Ground {
  readonly suite: Suite;
  readonly features: TextFeatures;
  readonly splits: readonly Split[];
  readonly resamples: Resamples;
  readonly pace: Pace;
}

/** One side of the pairs against its controls, from one text statistic: a set per repeat. */
export async function separationSets(
  { features, splits, resamples, pace }: Ground,
  kind: TextFloor,
  side: Side,
): Promise<FoldSet[]> {
  const contrast: Contrast = {
    role: side === "source" ? "source_seen" : "target",
    measure: "separation",
    name: side,
    learn: side,
    test: side,
    unseenWords: false,
  };
  const sets: FoldSet[] = [];
  for (const split of splits) {
    const plan = planContrast(contrast, split), scores = (await scorePlan(plan, features, [kind], pace))[kind];
    sets.push(plan.outer.map((round) => compareRound(plan, round, resamples.cluster, (j) => scores[j]!)));
  }
  return sets;
}

/** Constructs told apart by words: a set per repeat and construct. */
export async function leakSets(
  { suite, features, splits, resamples, pace }: Ground,
  learn: "source" | "control",
  test: "target" | "control",
  kind: TextFloor = "bag_of_words",
) {
  const constructs = suite.constructs.length, cluster = resamples.cluster, sets: FoldSet[] = [];
  for (const split of splits) {
    sets.push(...await constructSets(split, features, { kind, learn, test, constructs, cluster, pace }));
  }
  return sets;
}
