import { drawFlips } from "../math/flips.ts";
import { type ClassProducts, classScores, type ScoreOf } from "./classify.ts";
import type { ConstructRound, ConstructRounds } from "./construct-plan.ts";
import type { ScoreTable } from "./construct-text.ts";
import type { Pace } from "./pace.ts";
import type { Pairs } from "./pairs.ts";
import type { Null, Resampled, Statistic } from "./statistic.ts";

/** [P]; 1 where the vignette stands above its reversed version, 0.5 for a tie, 0 below; NaN where not compared. */
export type Wins = Float64Array;

/** Differences below this share of the scores are rounding. */
const ROUNDING = 1e-4;

/** Does each vignette stand above its own reversed version (`pairs.against`) on its own construct's direction? */
export function winsOf(pairs: Pairs, rounds: readonly ConstructRound[], scoreOf: (round: ConstructRound) => ScoreOf) {
  const out = new Float64Array(pairs.ids.length).fill(NaN);
  for (const round of rounds) {
    const of = scoreOf(round);
    for (const p of round.test) {
      if (pairs.against[p]! < 0) continue;
      const k = pairs.construct[p]!, a = of(pairs.target[p]!, k), b = of(pairs.against[p]!, k);
      // Texts with the same words may read alike but for rounding, which differs from adapter to adapter: a tie.
      const tied = Math.abs(a - b) <= ROUNDING * (Math.abs(a) + Math.abs(b));
      out[p] = tied ? 0.5 : a > b ? 1 : 0;
    }
  }
  return out;
}

/** Share of vignettes above their reversed version, clusters weighted. */
function share(wins: Wins, cluster: Int32Array, weights?: ArrayLike<number>): number {
  let sum = 0, count = 0;
  for (let p = 0; p < wins.length; p++) {
    if (Number.isNaN(wins[p]!)) continue;
    const w = weights ? weights[cluster[p]!]! : 1;
    sum += w * wins[p]!;
    count += w;
  }
  return sum / count;
}

/** Floors from tables of out-of-fold scores. */
export function winFloor(
  pairs: Pairs,
  rounds: ConstructRounds,
  { table, constructs, cluster }: { table: ScoreTable; constructs: number; cluster: Int32Array },
): Resampled {
  const wins = winsOf(pairs, rounds.outer, () => (j, k) => table[j * constructs + k]!);
  return (weights) => share(wins, cluster, weights);
}

/** Signs exchanged within pairs, the largest share over layers. */
function nullOf(layers: readonly Wins[], { seed, draws }: { seed: number; draws: number }): Null {
  const flips = drawFlips(layers[0]!.length, { draws, seed }), values = new Float64Array(draws).fill(-Infinity);
  for (const wins of layers) {
    const used = [...wins.keys()].filter((p) => !Number.isNaN(wins[p]!));
    for (let draw = 0; draw < draws; draw++) {
      let sum = 0;
      for (const p of used) {
        const flip = (flips.bits[draw * flips.words + (p >> 5)]! >>> (p & 31)) & 1;
        sum += flip ? 1 - wins[p]! : wins[p]!;
      }
      values[draw] = Math.max(values[draw]!, sum / used.length);
    }
  }
  return { values, mean: values.reduce((a, b) => a + b, 0) / draws };
}

/**
 * Are vignettes told from their reversed versions, which hold the same words, on the direction of their own construct?
 * Learned from keyword items; compared within pairs (two-alternative forced choice, which is an AUROC per pair).
 */
export async function reversedStatistic(
  pairs: Pairs,
  rounds: ConstructRounds,
  products: readonly ClassProducts[],
  { cluster, seed, draws, pace }: { cluster: Int32Array; seed: number; draws: number; pace: Pace },
): Promise<Omit<Statistic, "floors"> & { readonly compared: number }> {
  const outer: Wins[] = [], inner: Wins[][] = rounds.inner.map(() => []);
  for (const layer of products) {
    await pace();
    const on = (list: readonly ConstructRound[]) => winsOf(pairs, list, (round) => classScores(layer, round.without));
    outer.push(on(rounds.outer));
    rounds.inner.forEach((list, f) => inner[f]!.push(on(list)));
  }
  const compared = outer[0]!.filter((win) => !Number.isNaN(win)).length;
  const foldOf = new Int32Array(pairs.ids.length).fill(-1);
  for (const { fold, test } of rounds.outer) for (const p of test) foldOf[p] = fold;
  const choose = (weights?: ArrayLike<number>) =>
    inner.map((rows) => {
      const values = rows.map((wins) => share(wins, cluster, weights)), best = Math.max(...values);
      return Math.max(0, values.findIndex((v) => v >= best - Math.sqrt(Math.max(0, best * (1 - best)) / compared)));
    });
  return {
    compared,
    layers: outer.length,
    chance: 0.5,
    at: (layer, weights) => share(outer[layer]!, cluster, weights),
    nested: (weights) => {
      const layers = choose(weights);
      const chosen = foldOf.map((f) => f < 0 ? 0 : layers[f]!);
      const wins = Float64Array.from(foldOf, (f, p) => f < 0 ? NaN : outer[chosen[p]!]![p]!);
      return { layers, value: share(wins, cluster, weights) };
    },
    null: nullOf(outer, { seed, draws }),
  };
}
