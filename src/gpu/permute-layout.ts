import type { PermuteProblem } from "../reference/permute.ts";

// How `kernels/permute.wgsl` wants its problem: by tiles of four test pairs, flips 24 to a word.

/** Test pairs of a tile. */
const TILE = 4;
/** Flips in a word. */
const WORD = 24;
/** Stands behind the end of a list of pairs. */
const NONE = 0xffffffff;
/** What scores behind a fold's end are in size: above every true one. */
const BEYOND = 2 ** 30;

/** One tile of a fold's test pairs. */
interface Tile {
  readonly fold: number;
  /** Its first test pair. */
  readonly at: number;
  /** Words of training flips. */
  readonly words: number;
  /** First vec4 of its effects within a layer. */
  readonly start: number;
}

/** A problem laid out, but for the effects. */
export interface PermuteLayout {
  readonly tiles: readonly Tile[];
  /** [tiles, 4]; `struct Tile` of the kernel. */
  readonly tileTable: Uint32Array;
  /** [folds, 2]; `struct Fold` of the kernel. */
  readonly foldTable: Uint32Array;
  /** [words, 24] */
  readonly lists: Uint32Array;
  /** vec4 of effects in one layer. */
  readonly perLayer: number;
  /** Comparisons with what stands behind the folds' ends, where `group` tiles of positives are compared at a time. */
  padding(group: number): number;
  /** Additions and comparisons for one draw of one layer. */
  readonly work: number;
}

/** A list of pairs in words of 24. */
function words(list: Int32Array): number[] {
  return Array.from({ length: Math.ceil(list.length / WORD) * WORD }, (_, i) => list[i] ?? NONE);
}

/** Lays a problem out; folds without test pairs are left out. */
export function layPermute({ folds }: PermuteProblem): PermuteLayout {
  const tiles: Tile[] = [], table: number[] = [], foldTable: number[] = [], lists: number[] = [];
  let start = 0, work = 0;
  for (const [fold, { train, test }] of folds.entries()) {
    if (test.length === 0) continue;
    const first = tiles.length, trainRow = lists.length / WORD, trainWords = Math.ceil(train.length / WORD);
    lists.push(...words(train), ...words(test));
    for (let at = 0; at < test.length; at += TILE) {
      const testRow = trainRow + trainWords + Math.floor(at / WORD);
      table.push(trainWords, trainRow, testRow * 32 + at % WORD, start);
      tiles.push({ fold, at, words: trainWords, start });
      start += 2 * (1 + WORD * trainWords);
    }
    foldTable.push(first, tiles.length);
    const padded = TILE * (tiles.length - first);
    work += 2 * padded * WORD * trainWords + padded ** 2;
  }
  const padding = (group: number) =>
    folds.reduce((sum, { test: { length: t } }) => {
      const count = Math.ceil(t / TILE);
      return sum + Math.ceil(count / group) * group * TILE * count * TILE - t * t;
    }, 0);
  return {
    tiles,
    tileTable: Uint32Array.from(table),
    foldTable: Uint32Array.from(foldTable),
    lists: Uint32Array.from(lists),
    perLayer: start,
    padding,
    work,
  };
}

/** Base and effects of layers `from` to `to` - 1: [to - from, perLayer] vec4. */
export function layEffects({ folds }: PermuteProblem, layout: PermuteLayout, from: number, to: number): Int32Array {
  const out = new Int32Array((to - from) * layout.perLayer * 4);
  for (let layer = from; layer < to; layer++) {
    for (const { fold, at, start } of layout.tiles) {
      const { test: { length: t }, train: { length: m }, layers } = folds[fold]!, { base, effect } = layers[layer]!;
      const row = ((layer - from) * layout.perLayer + start) * 4;
      for (let i = 0; i < TILE; i++) {
        const inside = at + i < t;
        out[row + i] = inside ? base[at + i]! : -BEYOND;
        out[row + TILE + i] = inside ? base[t + at + i]! : BEYOND;
      }
      const width = Math.min(TILE, t - at);
      for (let p = 0, to = row + 2 * TILE; p < m; p++, to += 2 * TILE) {
        const own = p * 2 * t + at;
        for (let i = 0; i < width; i++) {
          out[to + i] = effect[own + i]!;
          out[to + TILE + i] = effect[own + t + i]!;
        }
      }
    }
  }
  return out;
}
