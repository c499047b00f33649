import type { PermutedLabels } from "../math/permute-labels.ts";
import type { ClassProducts, Member, ScoreOf } from "./classify.ts";
import type { ConstructRound, ConstructRounds } from "./construct-plan.ts";
import type { Split } from "./contrasts.ts";
import type { Pace } from "./pace.ts";
import type { Pairs } from "./pairs.ts";
import type { Null } from "./statistic.ts";

/** Ranks from 1, ties at their mean; scores that are missing (a construct without training items) are all alike. */
function midranks(given: Float64Array): Float64Array {
  const scores = given.map((score) => Number.isNaN(score) ? 0 : score);
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!), out = new Float64Array(scores.length);
  for (let i = 0; i < order.length;) {
    let end = i + 1;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end++;
    for (let q = i; q < end; q++) out[order[q]!] = (i + end + 1) / 2;
    i = end;
  }
  return out;
}

/** Comparisons of each construct's tested pairs with the others, over folds: [constructs]. */
function comparisonsOf({ outer }: ConstructRounds, construct: Int32Array, constructs: number) {
  const made = new Float64Array(constructs), least = new Float64Array(constructs);
  for (const { test } of outer) {
    for (let k = 0; k < constructs; k++) {
      const own = test.filter((p) => construct[p] === k).length;
      made[k] = made[k]! + own * (test.length - own);
      least[k] = least[k]! + own * (own + 1) / 2;
    }
  }
  return { made, least, used: [...made].filter((n) => n > 0).length };
}

/**
 * Null of a macro AUROC when the constructs of the tested items are exchanged within scenes, the largest over layers.
 * Learning is from other items, so their labels stay: `scores[layer](fold)` scores items learned without that fold.
 */
export async function exchangeTested(
  { pairs, test, constructs }: { pairs: Pairs; test: Member; constructs: number },
  rounds: ConstructRounds,
  scores: readonly ((fold: number) => ScoreOf)[],
  { labels, n, draws }: PermutedLabels,
  pace: Pace,
): Promise<Null> {
  const { made, least, used } = comparisonsOf(rounds, pairs.construct, constructs);
  const values = new Float64Array(draws).fill(-Infinity), sums = new Float64Array(constructs);
  for (const layer of scores) {
    await pace();
    const ranks = new Float64Array(n * constructs);
    for (const { fold, test: list } of rounds.outer) {
      const scoreOf = layer(fold);
      for (let k = 0; k < constructs; k++) {
        midranks(Float64Array.from(list, (p) => scoreOf(pairs[test][p]!, k))).forEach((rank, i) =>
          ranks[list[i]! * constructs + k] = rank
        );
      }
    }
    for (let draw = 0; draw < draws; draw++) {
      if (draw % 256 === 0) await pace();
      sums.fill(0);
      for (const p of rounds.tested) {
        const k = labels[draw * n + p]!;
        sums[k] = sums[k]! + ranks[p * constructs + k]!;
      }
      let total = 0;
      for (let k = 0; k < constructs; k++) if (made[k]! > 0) total += (sums[k]! - least[k]!) / made[k]!;
      values[draw] = Math.max(values[draw]!, total / used);
    }
  }
  return { values, mean: values.reduce((sum, v) => sum + v, 0) / draws };
}

/**
 * Null when what is learned from is also what is tested: constructs are exchanged within scenes before learning, over
 * the whole pipeline. `grams[layer]` [P, P] holds inner products of the pairs' members about their mean.
 *
 * Within scenes an exchange leaves the number of items per fold and construct as it was, so a score is
 * `S_k (1 / n_k + 1 / (N - n_k)) - S / (N - n_k)` with `S_k` the sum of products with the items now called k.
 */
export async function exchangeAll(
  { pairs: { construct }, constructs }: { pairs: Pairs; constructs: number },
  rounds: ConstructRounds,
  grams: readonly Float64Array[],
  { labels, n, draws }: PermutedLabels,
  pace: Pace,
): Promise<Null> {
  const { made, used } = comparisonsOf(rounds, construct, constructs), values = new Float64Array(draws).fill(-Infinity);
  const folds = rounds.outer.map((round) => exchangedFold(round, construct, constructs));
  const scores = new Float64Array(n * constructs), won = new Float64Array(constructs), now = new Int8Array(n);
  for (const gram of grams) {
    const held = heldOut(gram, n, rounds);
    for (let draw = 0; draw < draws; draw++) {
      if (draw % 16 === 0) await pace();
      for (let p = 0; p < n; p++) now[p] = labels[draw * n + p]!;
      const lists = byLabel(now, constructs);
      won.fill(0);
      for (const fold of folds) {
        scoreFold(fold, { lists, held, n, constructs }, scores);
        countFold(fold.test, now, scores, won);
      }
      let total = 0;
      for (let k = 0; k < constructs; k++) if (made[k]! > 0) total += won[k]! / made[k]!;
      values[draw] = Math.max(values[draw]!, total / used);
    }
  }
  return { values, mean: values.reduce((sum, v) => sum + v, 0) / draws };
}

/** What a fold's scores are made of: `S_k gain_k - S loss_k`. */
interface ExchangedFold {
  readonly test: Int32Array;
  readonly gain: Float64Array;
  readonly loss: Float64Array;
}

function exchangedFold({ train, test }: ConstructRound, construct: Int32Array, constructs: number): ExchangedFold {
  const counts = new Float64Array(constructs);
  for (const p of train) counts[construct[p]!] = counts[construct[p]!]! + 1;
  const rest = counts.map((c) => train.length - c);
  return { test, gain: counts.map((c, k) => c > 0 ? 1 / c + 1 / rest[k]! : 0), loss: rest.map((r) => 1 / r) };
}

/** The products of each tested pair with what its fold learns from, zero elsewhere: [n, n]. */
function heldOut(gram: Float64Array, n: number, { outer }: ConstructRounds): Float32Array {
  const out = new Float32Array(n * n);
  for (const { train, test } of outer) for (const j of test) for (const p of train) out[j * n + p] = gram[j * n + p]!;
  return out;
}

/** Pairs by their label now. */
function byLabel(now: Int8Array, constructs: number): Int32Array[] {
  const lists: number[][] = Array.from({ length: constructs }, () => []);
  for (let p = 0; p < now.length; p++) if (now[p]! >= 0) lists[now[p]!]!.push(p);
  return lists.map((list) => Int32Array.from(list));
}

/** Scores a fold's tested pairs on every construct, into `scores` [n, constructs]. */
function scoreFold(
  { test, gain, loss }: ExchangedFold,
  { lists, held, n, constructs }: { lists: readonly Int32Array[]; held: Float32Array; n: number; constructs: number },
  scores: Float64Array,
): void {
  for (let i = 0; i < test.length; i++) {
    const j = test[i]!, row = j * n, at = j * constructs;
    let all = 0;
    for (let k = 0; k < constructs; k++) {
      const list = lists[k]!;
      let sum = 0;
      for (let t = 0; t < list.length; t++) sum += held[row + list[t]!]!;
      scores[at + k] = sum;
      all += sum;
    }
    for (let k = 0; k < constructs; k++) scores[at + k] = scores[at + k]! * gain[k]! - all * loss[k]!;
  }
}

/** Adds each construct's won comparisons within a fold to `won`. */
function countFold(test: Int32Array, now: Int8Array, scores: Float64Array, won: Float64Array): void {
  const constructs = won.length;
  for (let i = 0; i < test.length; i++) {
    const k = now[test[i]!]!, mine = scores[test[i]! * constructs + k]!;
    let above = 0;
    for (let j = 0; j < test.length; j++) {
      const p = test[j]!;
      if (now[p] === k) continue;
      const other = scores[p * constructs + k]!;
      if (mine > other) above++;
      else if (mine === other) above += 0.5;
    }
    won[k] = won[k]! + above;
  }
}

/**
 * Null of what a transfer among constructs and its reverse share, when the vignettes' constructs are exchanged within
 * scenes: `t = sum_p A[p, construct of p]`, `A[p, k]` = product of vignette p with the mean keyword item of construct k
 * in other folds; in standard deviations of the null, the largest over layers. See `permuteCrossProducts` for why.
 */
export async function exchangeCrossProducts(
  { pairs, foldOfPair, folds }: Split,
  products: readonly ClassProducts[],
  { labels, n, draws }: PermutedLabels,
  pace: Pace,
): Promise<{ values: Float64Array; observed: Float64Array }> {
  const list = Int32Array.from(pairs.ids.keys()).filter((p) => pairs.target[p]! >= 0 && pairs.construct[p]! >= 0);
  const values = new Float64Array(draws).fill(-Infinity), observed = new Float64Array(products.length);
  for (const [layer, { values: of, counts, constructs }] of products.entries()) {
    await pace();
    const a = new Float64Array(n * constructs), row = folds * constructs;
    for (const p of list) {
      for (let k = 0; k < constructs; k++) {
        let sum = 0, count = 0;
        for (let f = 0; f < folds; f++) {
          if (f === foldOfPair[p]) continue;
          sum += of[pairs.target[p]! * row + f * constructs + k]!;
          count += counts[f * constructs + k]!;
        }
        a[p * constructs + k] = count > 0 ? sum / count : 0;
      }
    }
    const drawn = new Float64Array(draws);
    for (let draw = 0; draw < draws; draw++) {
      if (draw % 256 === 0) await pace();
      let t = 0;
      for (const p of list) t += a[p * constructs + labels[draw * n + p]!]!;
      drawn[draw] = t;
    }
    const mean = drawn.reduce((sum, t) => sum + t, 0) / draws;
    const sd = Math.sqrt(drawn.reduce((sum, t) => sum + (t - mean) ** 2, 0) / draws) || 1;
    const t = list.reduce((sum, p) => sum + a[p * constructs + pairs.construct[p]!]!, 0);
    observed[layer] = (t - mean) / sd;
    drawn.forEach((value, draw) => values[draw] = Math.max(values[draw]!, (value - mean) / sd));
  }
  return { values, observed };
}
