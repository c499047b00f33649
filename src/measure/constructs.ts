import { aurocOf, type Concordance, concordance } from "../math/concordance.ts";
import { hanleyMcNeil } from "../math/hanley-mcneil.ts";
import { type ClassProducts, classScores, type Member, type ScoreOf } from "./classify.ts";
import type { ConstructRound, ConstructRounds } from "./construct-plan.ts";
import type { ScoreTable } from "./construct-text.ts";
import type { Pace } from "./pace.ts";
import type { Pairs } from "./pairs.ts";
import type { Statistic } from "./statistic.ts";

/** Comparisons of each construct's items with all others: [constructs][folds]. */
export type OneVsRest = readonly (readonly Concordance[])[];

/** What comparisons among constructs are made on. */
export interface ConstructSide {
  readonly pairs: Pairs;
  readonly test: Member;
  readonly constructs: number;
  readonly cluster: Int32Array;
}

/** Compares one round's test items on every construct's score. */
function compareConstructs(
  { pairs, test, constructs, cluster }: ConstructSide,
  round: ConstructRound,
  scoreOf: ScoreOf,
): Concordance[] {
  const list = [...round.test], clusters = list.map((p) => cluster[p]!);
  return Array.from({ length: constructs }, (_, k) =>
    concordance(
      list.map((p) => scoreOf(pairs[test][p]!, k)),
      list.map((p) => pairs.construct[p] === k ? 1 : 0),
      clusters,
    ));
}

/** Mean over constructs of the AUROC of one against the rest; constructs without comparisons are left out. */
export function macroAuroc(sets: OneVsRest, weights?: ArrayLike<number>): number {
  let sum = 0, count = 0;
  for (const set of sets) {
    const value = aurocOf(set, weights);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

const transposed = (rounds: readonly Concordance[][], constructs: number): OneVsRest =>
  Array.from({ length: constructs }, (_, k) => rounds.map((row) => row[k]!));

/** A floor's comparisons, from its table of out-of-fold scores. */
export function compareTable(side: ConstructSide, rounds: ConstructRounds, table: ScoreTable): OneVsRest {
  const scoreOf: ScoreOf = (j, k) => table[j * side.constructs + k]!;
  return transposed(rounds.outer.map((round) => compareConstructs(side, round, scoreOf)), side.constructs);
}

/** Comparisons of every layer: [layers] outer, [folds][layers] inside the training folds. */
export interface ConstructEvidence {
  readonly outer: readonly OneVsRest[];
  readonly inner: readonly (readonly OneVsRest[])[];
  readonly size: number;
}

/** Compares at every layer. */
export async function gatherConstructs(
  side: ConstructSide,
  rounds: ConstructRounds,
  products: readonly ClassProducts[],
  pace: Pace,
): Promise<ConstructEvidence> {
  const { constructs } = side, outer: OneVsRest[] = [], inner: OneVsRest[][] = rounds.inner.map(() => []);
  for (const layer of products) {
    const on = (list: readonly ConstructRound[]) =>
      transposed(
        list.map((round) => compareConstructs(side, round, classScores(layer, round.without))),
        constructs,
      );
    await pace();
    outer.push(on(rounds.outer));
    for (const [f, list] of rounds.inner.entries()) {
      await pace();
      inner[f]!.push(on(list));
    }
  }
  return { outer, inner, size: rounds.tested.length };
}

/** The earliest layer within one standard error of the best macro AUROC. */
function earliest(values: readonly number[], size: number, constructs: number): number {
  const best = values.reduce((a, b) => b > a ? b : a, -Infinity), own = size / constructs;
  const enough = best - hanleyMcNeil((best * own + 0.5) / (own + 1), own, size - own) / Math.sqrt(constructs);
  return Math.max(0, values.findIndex((value) => value >= enough));
}

/** Constructs told apart, one against the rest, macro average. Without `floors` and null: those are added by the caller. */
export function constructStatistic(
  { outer, inner, size }: ConstructEvidence,
  constructs: number,
): Pick<Statistic, "layers" | "at" | "nested" | "chance"> {
  return {
    layers: outer.length,
    chance: 0.5,
    at: (layer, weights) => macroAuroc(outer[layer]!, weights),
    nested: (weights) => {
      const layers = inner.map((rows) => earliest(rows.map((row) => macroAuroc(row, weights)), size, constructs));
      const chosen = Array.from({ length: constructs }, (_, k) => layers.map((layer, f) => outer[layer]![k]![f]!));
      return { layers, value: macroAuroc(chosen, weights) };
    },
  };
}

/** AUROC of each construct against the rest at the layers that the folds chose. */
export function perConstruct({ outer }: ConstructEvidence, layers: readonly number[], names: readonly string[]) {
  return Object.fromEntries(names.map((name, k) => {
    const value = aurocOf(layers.map((layer, f) => outer[layer]![k]![f]!));
    return [name, Number.isNaN(value) ? null : value];
  }));
}
