import { flipGroups } from "./flips.ts";

/** Scores of one fold at one layer as a linear function of the flips. */
export interface NullScores {
  /** [2t]; scores without any flip: first the positives of all test pairs, then their negatives. */
  readonly base: Float64Array;
  /** [m, 2t]; what flipping training pair i adds to each score. */
  readonly effect: Float64Array;
}

/** Look-up tables in fixed point: sums over all 256 flip patterns of each group of eight training pairs. */
export interface FlipTables {
  /** [2t] */
  readonly start: Int32Array;
  /** [groups, 256, 2t] */
  readonly table: Int32Array;
}

/** Largest absolute score that any flips can give. */
function boundOf({ base, effect }: NullScores): number {
  const sums = base.map(Math.abs), width = base.length;
  for (let k = 0; k < effect.length; k++) sums[k % width] = sums[k % width]! + Math.abs(effect[k]!);
  return sums.reduce((a, b) => Math.max(a, b), 1e-300);
}

/**
 * Builds the tables; sums stay below 2^29, so they are exact, in any order and on any device, and their differences fit
 * a signed 32-bit integer. The scale is a power of two: sums that are equal in the readings stay equal here.
 *
 * Source: the method of four Russians, Arlazarov, Dinic, Kronrod and Faradzev 1970.
 */
export function flipTables(scores: NullScores): FlipTables {
  const width = scores.base.length, m = scores.effect.length / width, groups = flipGroups(m);
  const scale = 2 ** Math.floor(29 - Math.log2(boundOf(scores))), table = new Int32Array(groups * 256 * width);
  const effect = Int32Array.from(scores.effect, (value) => Math.round(value * scale));
  for (let g = 0; g * 8 < m; g++) {
    for (let code = 1; code < 256; code++) {
      const to = (g * 256 + code) * width, from = (g * 256 + (code & (code - 1))) * width;
      const pair = g * 8 + 31 - Math.clz32(code & -code);
      for (let j = 0; j < width; j++) table[to + j] = table[from + j]! + (pair < m ? effect[pair * width + j]! : 0);
    }
  }
  return { start: Int32Array.from(scores.base, (value) => Math.round(value * scale)), table };
}

/** Writes one draw's scores to `s` [2t]; `codes` holds the draw's flips from `at` on. Four groups a pass. */
export function addTables({ start, table }: FlipTables, codes: Uint8Array, at: number, s: Int32Array): void {
  const width = s.length, stride = 256 * width, passes = table.length / stride / 4;
  s.set(start);
  for (let pass = 0, g = at, shift = 0; pass < passes; pass++, g += 4, shift += 4 * stride) {
    const a = shift + codes[g]! * width, b = shift + stride + codes[g + 1]! * width;
    const c = shift + 2 * stride + codes[g + 2]! * width, d = shift + 3 * stride + codes[g + 3]! * width;
    for (let j = 0; j < width; j++) {
      const low = (table[a + j]! + table[b + j]!) | 0, high = (table[c + j]! + table[d + j]!) | 0;
      s[j] = (s[j]! + ((low + high) | 0)) | 0;
    }
  }
}
