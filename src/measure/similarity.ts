import { dot } from "../math/dot.ts";
import { shuffle } from "../math/random.ts";
import type { PairProducts } from "./pair-products.ts";
import { opponent, type Pairs, type Side, testable } from "./pairs.ts";

/** Inner products among the differences (member - control) of all pairs, summed by scene and construct. */
export interface BlockGram {
  /** [scenes, scenes, k, k]; scene s, construct i against scene t, construct j. */
  readonly values: Float64Array;
  /** [scenes, k]; pairs in each sum. */
  readonly counts: Float64Array;
  readonly scenes: number;
  readonly constructs: number;
}

/** Pairs whose difference can be taken on this side and that have a construct. */
export function geometryPairs(pairs: Pairs, side: Side): Int32Array {
  return Int32Array.from(pairs.ids.keys()).filter((p) => testable(pairs, side, p) && pairs.construct[p]! >= 0);
}

/** Sums products of differences into blocks; `product` is asked once for every two pairs. */
function blocks(
  { scene, scenes: { length: scenes }, construct }: Pairs,
  list: Int32Array,
  k: number,
  product: (a: number, b: number) => number,
): BlockGram {
  const values = new Float64Array(scenes * scenes * k * k), counts = new Float64Array(scenes * k);
  for (let a = 0; a < list.length; a++) {
    const p = list[a]!, cell = scene[p]! * k + construct[p]!;
    counts[cell] = counts[cell]! + 1;
    for (let b = 0; b < list.length; b++) {
      const q = list[b]!, at = ((scene[p]! * scenes + scene[q]!) * k + construct[p]!) * k + construct[q]!;
      values[at] = values[at]! + product(a, b);
    }
  }
  return { values, counts, scenes, constructs: k };
}

/** Blocks from products of items with differences. */
export function gramOfProducts({ values, pairs: n }: PairProducts, pairs: Pairs, side: Side, k: number): BlockGram {
  const list = geometryPairs(pairs, side), other = opponent(pairs, side);
  return blocks(pairs, list, k, (a, b) => {
    const q = list[b]!;
    return values[pairs[side][list[a]!]! * n + q]! - values[other[list[a]!]! * n + q]!;
  });
}

/** Blocks from one row of numbers per item. */
export function gramOfRows(rows: readonly Float64Array[], pairs: Pairs, side: Side, k: number): BlockGram {
  const list = geometryPairs(pairs, side), other = opponent(pairs, side);
  const differences = Array.from(list, (p) => {
    const c = rows[other[p]!]!;
    return rows[pairs[side][p]!]!.map((x, i) => x - c[i]!);
  });
  return blocks(pairs, list, k, (a, b) => dot(differences[a]!, differences[b]!));
}

/** Scenes in two halves, many times: [halves][scenes], 0 or 1. */
export function sceneHalves(scenes: number, { halves, seed }: { halves: number; seed: number }): Uint8Array[] {
  return Array.from({ length: halves }, (_, h) => {
    const half = new Uint8Array(scenes);
    shuffle(scenes, seed, h).forEach((scene, i) => half[scene] = i % 2);
    return half;
  });
}

/** Mean product of every construct's differences in one half with every construct's in another, centred: [k, k]. */
function centred(sums: Float64Array, a: Float64Array, b: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k), rows = new Float64Array(k), columns = new Float64Array(k);
  let all = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const value = a[i]! > 0 && b[j]! > 0 ? sums[i * k + j]! / (a[i]! * b[j]!) : 0;
      out[i * k + j] = value;
      rows[i] = rows[i]! + value / k, columns[j] = columns[j]! + value / k, all += value / k / k;
    }
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) out[i * k + j] = out[i * k + j]! - rows[i]! - columns[j]! + all;
  }
  return out;
}

/**
 * Split-half similarity of the constructs' mean differences, [k, k]: cosine between construct i in one half of the
 * scenes and construct j in the other, about the mean of all constructs, made symmetric. No item is on both sides, so
 * noise does not make a construct similar to itself. weights [scenes]: multiplicities of a resample.
 *
 * Source: cross-validated pattern similarity, Walther et al. 2016, https://doi.org/10.1016/j.neuroimage.2015.12.012.
 */
export function similarity(
  { values, counts, scenes, constructs: k }: BlockGram,
  half: Uint8Array,
  weights?: ArrayLike<number>,
): Float64Array {
  const size = k * k, aa = new Float64Array(size), ab = new Float64Array(size), bb = new Float64Array(size);
  const held = [new Float64Array(k), new Float64Array(k)];
  for (let s = 0; s < scenes; s++) {
    const w = weights ? weights[s]! : 1, own = held[half[s]!]!;
    if (w === 0) continue;
    for (let i = 0; i < k; i++) own[i] = own[i]! + w * counts[s * k + i]!;
    for (let t = 0; t < scenes; t++) {
      const both = w * (weights ? weights[t]! : 1);
      if (both === 0 || half[t]! < half[s]!) continue;
      const into = half[s] === 1 ? bb : half[t] === 1 ? ab : aa, at = (s * scenes + t) * size;
      for (let c = 0; c < size; c++) into[c] = into[c]! + both * values[at + c]!;
    }
  }
  const [na, nb] = held;
  const cross = centred(ab, na!, nb!, k), one = centred(aa, na!, na!, k), two = centred(bb, nb!, nb!, k);
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const norm = (x: number, y: number) =>
        Math.sqrt(Math.max(one[x * k + x]!, 0) * Math.max(two[y * k + y]!, 0)) || 1;
      out[i * k + j] = (cross[i * k + j]! / norm(i, j) + cross[j * k + i]! / norm(j, i)) / 2;
    }
  }
  return out;
}

/** Mean over several splits into halves. */
export function meanSimilarity(gram: BlockGram, halves: readonly Uint8Array[]): Float64Array {
  const out = new Float64Array(gram.constructs ** 2);
  for (const half of halves) similarity(gram, half).forEach((v, c) => out[c] = out[c]! + v / halves.length);
  return out;
}
