import type { LinearScores } from "../math/fixed-point.ts";
import { drawFlips, flipGroups, packFlips } from "../math/flips.ts";
import { addTables, type FlipTables, flipTables } from "../math/four-russians.ts";
import { wonMinusLost } from "../math/won-minus-lost.ts";
import { Fault } from "../record/fault.ts";

/** What one fold learns from and tests, and its scores at every layer. */
export interface PermuteFold {
  /** [m] numbers of the pairs whose flip moves this fold's direction. */
  readonly train: Int32Array;
  /** [t] numbers of the pairs that are tested here; a flipped pair swaps its two labels. */
  readonly test: Int32Array;
  /** [layers]; base [2t] and effect [m, 2t] in fixed point; every reachable sum is below 2^30 in size. */
  readonly layers: readonly LinearScores<Int32Array>[];
}

/** A label-permutation problem: which pairs move what, and the generator's key. */
export interface PermuteProblem {
  readonly pairs: number;
  /** At least 1. */
  readonly layers: number;
  readonly draws: number;
  /** Key of the counter generator; the flip of pair p in draw b is bit p % 32 of `bits(seed, b, floor(p / 32))`. */
  readonly seed: number;
  readonly folds: readonly PermuteFold[];
  /** Awaited between blocks of work, so that a page or an interrupt is heard. */
  readonly pause?: () => void | Promise<void>;
}

/** Comparisons won minus lost, summed over folds: AUROC = 1/2 + count / (2 sum t^2). */
export interface Permuted {
  /** [draws]; the largest over layers. */
  readonly largest: Int32Array;
}

/** Flips of one fold, packed, for draws `from` up to `to`. */
interface Draws {
  readonly train: Uint8Array;
  readonly test: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Draws between two pauses. */
const BLOCK = 256;

/** Adds one fold's won-minus-lost counts at one layer to `won` [draws]. */
function countDraws(tables: FlipTables, { train, test, from, to }: Draws, won: Int32Array): void {
  const width = tables.start.length, t = width / 2, groups = tables.table.length / 256 / width;
  const testGroups = flipGroups(t), s = new Int32Array(width);
  for (let draw = from; draw < to; draw++) {
    addTables(tables, train, draw * groups, s);
    for (let i = 0; i < t; i++) {
      if (!((test[draw * testGroups + (i >> 3)]! >>> (i & 7)) & 1)) continue;
      const kept = s[i]!;
      s[i] = s[t + i]!;
      s[t + i] = kept;
    }
    won[draw] = won[draw]! + wonMinusLost(s, t);
  }
}

/**
 * Null distribution of the maximum over layers of the fold-stratified AUROC, when labels are swapped within pairs over
 * the whole pipeline (training and test).
 *
 * Scores are linear in the flips, `s_j = base_j + sum_p flip_p effect_pj`, so a draw costs one table look-up per eight
 * pairs and a count of comparisons within each fold. Whole numbers throughout: every backend gives the same ones.
 * Source: maximum statistic, Nichols and Holmes 2002, https://doi.org/10.1002/hbm.1058.
 *
 * @throws Fault `bad_shape` where arrays do not fit.
 */
export async function permute(problem: PermuteProblem): Promise<Permuted> {
  checkPermute(problem);
  const { pairs, layers, draws, seed, folds, pause = () => {} } = problem;
  const flips = drawFlips(pairs, { draws, seed });
  const won = Array.from({ length: layers }, () => new Int32Array(draws));
  for (const fold of folds) {
    if (fold.test.length === 0) continue;
    const train = packFlips(fold.train, flips), test = packFlips(fold.test, flips);
    for (const [layer, scores] of fold.layers.entries()) {
      await pause();
      const tables = flipTables(scores);
      for (let from = 0; from < draws; from += BLOCK) {
        countDraws(tables, { train, test, from, to: Math.min(from + BLOCK, draws) }, won[layer]!);
        await pause();
      }
    }
  }
  const largest = won[0]!;
  for (const counts of won) counts.forEach((count, b) => largest[b] = Math.max(largest[b]!, count));
  return { largest };
}

/** What both backends refuse, in the same words. Throws Fault `bad_shape`. */
export function checkPermute({ pairs, layers, draws, folds }: PermuteProblem): void {
  for (const [name, value, least] of [["pairs", pairs, 0], ["layers", layers, 1], ["draws", draws, 0]] as const) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw shapeFault(`${name} must be a whole number >= ${least}: it is ${value}`);
    }
  }
  folds.forEach(({ train, test, layers: scores }, f) => {
    if (scores.length !== layers) throw shapeFault(`fold ${f} needs ${layers} layers: there are ${scores.length}`);
    const outside = [...train, ...test].find((p) => p < 0 || p >= pairs);
    if (outside !== undefined) throw shapeFault(`fold ${f} must list pairs below ${pairs}: it lists ${outside}`);
    const width = 2 * test.length, size = train.length * width;
    for (const { base, effect } of scores) {
      if (base.length === width && effect.length === size) continue;
      const found = `there are ${base.length} and ${effect.length}`;
      throw shapeFault(`fold ${f} needs ${width} scores and ${train.length} x ${width} = ${size} effects: ${found}`);
    }
  });
}

function shapeFault(found: string): Fault {
  return new Fault("bad_shape", `Cannot permute labels: ${found}.`, "Pass arrays that fit the shapes.");
}
