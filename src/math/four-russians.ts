import type { LinearScores } from "./fixed-point.ts";
import { flipGroups } from "./flips.ts";

/** Look-up tables: sums over all 256 flip patterns of each group of eight training pairs. */
export interface FlipTables {
  /** [2t] */
  readonly start: Int32Array;
  /** [groups, 256, 2t] */
  readonly table: Int32Array;
}

/**
 * Builds the tables of one fold at one layer, whose reachable sums are below 2^30 in size (see `fixedPoint`).
 *
 * Source: the method of four Russians, Arlazarov, Dinic, Kronrod and Faradzev 1970.
 */
export function flipTables({ base, effect }: LinearScores<Int32Array>): FlipTables {
  const width = base.length, m = effect.length / width, groups = flipGroups(m);
  const table = new Int32Array(groups * 256 * width);
  for (let g = 0; g * 8 < m; g++) {
    for (let code = 1; code < 256; code++) {
      const to = (g * 256 + code) * width, from = (g * 256 + (code & (code - 1))) * width;
      const pair = g * 8 + 31 - Math.clz32(code & -code);
      for (let j = 0; j < width; j++) table[to + j] = table[from + j]! + (pair < m ? effect[pair * width + j]! : 0);
    }
  }
  return { start: base, table };
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
