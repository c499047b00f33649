import { deriveSeed } from "../math/random.ts";
import { AUDIT_SCHEMA, type AuditFigure, type AuditRecord } from "../record/audit.ts";
import type { Suite } from "../suite/suite.ts";
import { cellCounts, forbiddenWords, incompletePairs, nearDuplicates } from "./audit-counts.ts";
import { auditFigure, constructSets, type FoldSet, numberSet } from "./audit-figures.ts";
import { leakingWords, tellingWords } from "./audit-words.ts";
import type { Contrast, Split } from "./contrasts.ts";
import { compareRound } from "./evidence.ts";
import { scorePlan } from "./floors.ts";
import { assignFolds } from "./folds.ts";
import { createPace, type Pace } from "./pace.ts";
import { gatherPairs, type Pairs, type Side } from "./pairs.ts";
import { planContrast } from "./plan.ts";
import { prepareResamples, type Resamples } from "./resample.ts";
import { type TextFeatures, textFeatures, type TextFloor } from "./text-features.ts";

/** Options of `audit`. */
export interface AuditOptions {
  readonly seed?: number;
  /** Cross-validations, each with its own folds. Default 5. */
  readonly repeats?: number;
  /** Folds by scene. Default 5. */
  readonly folds?: number;
  /** Cluster resamples for the intervals. Default 1,000. */
  readonly bootstraps?: number;
  readonly signal?: AbortSignal;
}

/** What every figure of an audit is computed from. */
interface Ground {
  readonly suite: Suite;
  readonly features: TextFeatures;
  readonly splits: readonly Split[];
  readonly resamples: Resamples;
  readonly pace: Pace;
}

/** Scenes into folds, once per repeat. */
function splitsOf(pairs: Pairs, { seed, repeats, folds }: { seed: number; repeats: number; folds: number }): Split[] {
  const sizes = new Float64Array(pairs.scenes.length);
  for (const scene of pairs.scene) sizes[scene] = sizes[scene]! + 1;
  return Array.from({ length: repeats }, (_, r) => {
    const { count, ofGroup } = assignFolds(sizes, { count: folds, seed: deriveSeed(seed, `audit ${r}`) });
    return { pairs, folds: count, foldOfPair: pairs.scene.map((scene) => ofGroup[scene]!) };
  });
}

/** One side of the pairs against its controls, from one text statistic: a set per repeat. */
async function separationSets(
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
async function leakSets(
  { suite, features, splits, resamples, pace }: Ground,
  learn: "source" | "control",
  test: "target" | "control",
) {
  const constructs = suite.constructs.length, cluster = resamples.cluster, sets: FoldSet[] = [];
  for (const split of splits) {
    sets.push(...await constructSets(split, features, { learn, test, constructs, cluster, pace }));
  }
  return sets;
}

async function figuresOf(ground: Ground): Promise<Record<string, AuditFigure>> {
  const { features, splits, resamples } = ground, figures: Record<string, AuditFigure> = {};
  const add = async (name: string, sets: readonly FoldSet[], folded = false) => {
    figures[name] = await auditFigure(name, sets, { ...ground, folded });
  };
  const lengths = (k: number) => [numberSet(features.length.map((pair) => pair[k]!), splits[0]!, resamples.cluster)];
  await add("function_words", await separationSets(ground, "function_words", "target"));
  await add("function_words_keyword", await separationSets(ground, "function_words", "source"));
  await add("length", lengths(0), true);
  await add("length_characters", lengths(1), true);
  await add("bag_of_words_transfer", await leakSets(ground, "source", "target"));
  await add("neutral_leak", await leakSets(ground, "control", "control"));
  await add("bag_of_words", await separationSets(ground, "bag_of_words", "target"));
  return figures;
}

/**
 * Audits a suite's texts without any model: what style, length and words alone give away, and what is not in order.
 *
 * Figures are AUROCs, higher = text gives more away; lengths are folded, `max(a, 1 - a)`. Doubtful items are left out of
 * the figures. `pass` = every figure with a bar is at or below it and every count is zero; a suite of one construct has
 * no `bag_of_words_transfer` and no `neutral_leak`.
 */
export async function audit(
  suite: Suite,
  { seed = 0, repeats = 5, folds = 5, bootstraps = 1000, signal }: AuditOptions = {},
): Promise<AuditRecord> {
  const { items } = suite, pairs = gatherPairs(suite, items), features = textFeatures(items);
  const resamples = prepareResamples(pairs, { draws: bootstraps, seed });
  const ground = {
    suite,
    features,
    splits: splitsOf(pairs, { seed, repeats, folds }),
    resamples,
    pace: createPace(signal),
  };
  const figures = await figuresOf(ground);
  if (suite.constructs.length < 2) {
    delete figures.bag_of_words_transfer;
    delete figures.neutral_leak;
  }
  const final = items.filter((item) => item.status === "final"), { cells, unbalanced } = cellCounts(suite, items);
  const forbidden = forbiddenWords(suite, items),
    duplicates = nearDuplicates(final),
    incomplete = incompletePairs(suite, items);
  const counts = {
    forbidden_words: forbidden.length,
    near_duplicates: duplicates.length,
    incomplete_pairs: new Set(incomplete.map(({ item }) => item)).size,
    unbalanced_cells: unbalanced,
  };
  const texts = { suite, items, pairs, features };
  const weights = [
    ...tellingWords(texts, "function_words"),
    ...tellingWords(texts, "bag_of_words"),
    ...leakingWords(texts),
  ];
  return {
    schema: AUDIT_SCHEMA,
    suite: suite.name,
    version: suite.version,
    hash: suite.hash,
    figures,
    counts,
    cells,
    pass: Object.values(figures).every(({ pass }) => pass !== false) &&
      Object.values(counts).every((count) => count === 0),
    offenders: [...forbidden, ...incomplete, ...duplicates, ...weights],
  };
}
