import { AUDIT_SCHEMA, type AuditFigure, type AuditRecord } from "../record/audit.ts";
import type { Suite } from "../suite/suite.ts";
import { countsOf } from "./audit-counts.ts";
import { auditFigure, type FoldSet, numberSet } from "./audit-figures.ts";
import { leakingWords, tellingWords } from "./audit-words.ts";
import { type Ground, leakSets, separationSets } from "./audit-sets.ts";
import { splitPairs } from "./folds.ts";
import { createPace } from "./pace.ts";
import { gatherPairs } from "./pairs.ts";
import { prepareResamples } from "./resample.ts";
import { textFeatures } from "./text-features.ts";

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

async function figuresOf(ground: Ground): Promise<Record<string, AuditFigure>> {
  const { features, splits, resamples } = ground, figures: Record<string, AuditFigure> = {};
  const add = async (name: string, sets: readonly FoldSet[], folded = false) => {
    figures[name] = await auditFigure(name, sets, { ...ground, folded });
  };
  const lengths = (k: number) => [numberSet(features.length.map((pair) => pair[k]!), splits[0]!, resamples.cluster)];
  await add("function_words", await separationSets(ground, "function_words", "target"));
  await add("function_words_keyword", await separationSets(ground, "function_words", "source"));
  await add("surface", await separationSets(ground, "surface", "target"));
  await add("length", lengths(0), true);
  await add("length_characters", lengths(1), true);
  await add("bag_of_words_transfer", await leakSets(ground, "source", "target"));
  await add("neutral_leak", await leakSets(ground, "control", "control"));
  await add("neutral_leak_surface", await leakSets(ground, "control", "control", "surface"));
  await add("neutral_leak_function_words", await leakSets(ground, "control", "control", "function_words"));
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
    splits: Array.from({ length: repeats }, (_, r) => splitPairs(pairs, { folds, seed, purpose: `audit ${r}` })),
    resamples,
    pace: createPace(signal),
  };
  const figures = await figuresOf(ground);
  if (suite.constructs.length < 2) {
    delete figures.bag_of_words_transfer;
    for (const name of Object.keys(figures)) if (name.startsWith("neutral_leak")) delete figures[name];
  }
  const { counts, cells, offenders } = countsOf(suite);
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
    offenders: [...offenders, ...weights],
  };
}
