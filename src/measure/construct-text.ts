import { fitRidge, ridgeScores } from "../math/ridge.ts";
import type { Item, Suite } from "../suite/suite.ts";
import type { Member } from "./classify.ts";
import type { ConstructRounds } from "./construct-plan.ts";
import type { Pairs } from "./pairs.ts";
import type { Gram } from "./embedding-floor.ts";
import { remember } from "./memory.ts";
import type { Pace } from "./pace.ts";
import { TEXT_FLOORS, type TextFeatures, textFeatures, type TextFloor, textLearner } from "./text-features.ts";

/** Out-of-fold scores of items on each construct, [n * constructs]; NaN where an item is not tested. */
export type ScoreTable = Float64Array;

/** What a table of scores is computed from. */
export interface TableGround {
  readonly pairs: Pairs;
  readonly rounds: ConstructRounds;
  readonly learn: Member;
  /** Items to score in each fold, beside nothing else: [folds]. */
  readonly scored: readonly Int32Array[];
  readonly constructs: number;
  readonly n: number;
}

/** Fills a table fold by fold: `fit` learns one fold and returns the scores of its items on every construct. */
async function fillTable(
  { pairs, rounds, learn, scored, constructs, n }: TableGround,
  pace: Pace,
  fit: (train: Int32Array, labels: readonly Uint8Array[], items: Int32Array) => readonly Float64Array[],
): Promise<ScoreTable> {
  const out = new Float64Array(n * constructs).fill(NaN);
  for (const { fold, train } of rounds.outer) {
    await pace();
    if (!train.length || !scored[fold]!.length) continue;
    const labels = Array.from(
      { length: constructs },
      (_, k) => Uint8Array.from(train, (p) => pairs.construct[p] === k ? 1 : 0),
    );
    const columns = fit(train.map((p) => pairs[learn][p]!), labels, scored[fold]!);
    columns.forEach((column, k) => scored[fold]!.forEach((j, i) => out[j * constructs + k] = column[i]!));
  }
  return out;
}

function textTable(ground: TableGround, kind: TextFloor, features: TextFeatures, pace: Pace): Promise<ScoreTable> {
  return fillTable(ground, pace, (train, labels, items) => {
    const learner = textLearner(kind, features, train);
    return labels.map((of) =>
      of.includes(1) && of.includes(0) ? learner.scores(of, items) : new Float64Array(items.length).fill(NaN)
    );
  });
}

/** One table per text floor; they do not depend on the model. */
export function textTables(
  { suite, items, ground, key }: { suite: Suite; items: readonly Item[]; ground: TableGround; key: string },
  pace: Pace,
): Promise<Readonly<Record<TextFloor, ScoreTable>>> {
  const full = ["constructs", key, ...items.map((item) => item.id)].join("\n");
  return remember(suite, full, async () => {
    const features = textFeatures(items), out: Partial<Record<TextFloor, ScoreTable>> = {};
    for (const kind of TEXT_FLOORS) out[kind] = await textTable(ground, kind, features, pace);
    return out as Record<TextFloor, ScoreTable>;
  });
}

/** The same from the embedding, by ridge regression on all constructs at once. */
export function ridgeTable(ground: TableGround, { values, n }: Gram, pace: Pace): Promise<ScoreTable> {
  return fillTable(ground, pace, (train, labels, items) => {
    const ridge = fitRidge(values, n, { train, targets: labels });
    const rows = Array.from(items, (j) => ridgeScores(values, n, ridge, train, j));
    return labels.map((_, k) => Float64Array.from(rows, (row) => row[k]!));
  });
}
