import { bits } from "./random.ts";

/** Which pairs each permutation swaps: pair `p` of draw `b` is bit p % 32 of word `b * words + floor(p / 32)`. */
export interface Flips {
  readonly bits: Uint32Array;
  readonly words: number;
  readonly draws: number;
}

/** Draws the flips of all pairs from the counter generator, so that a GPU can draw the same ones. */
export function drawFlips(pairs: number, { draws, seed }: { draws: number; seed: number }): Flips {
  const words = Math.ceil(pairs / 32), out = new Uint32Array(draws * words);
  for (let draw = 0; draw < draws; draw++) {
    for (let word = 0; word < words; word++) out[draw * words + word] = bits(seed, draw, word);
  }
  return { bits: out, words, draws };
}

/** Number of bytes that hold the flips of `pairs` pairs: whole groups of eight, in fours. */
export function flipGroups(pairs: number): number {
  return Math.ceil(pairs / 32) * 4;
}

/** The flips of the listed pairs in the list's order, eight to a byte -> [draws, flipGroups(list)]. */
export function packFlips(list: Int32Array, { bits: flips, words, draws }: Flips): Uint8Array {
  const groups = flipGroups(list.length), codes = new Uint8Array(draws * groups);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < list.length; i++) {
      const bit = (flips[draw * words + (list[i]! >> 5)]! >>> (list[i]! & 31)) & 1;
      codes[draw * groups + (i >> 3)]! |= bit << (i & 7);
    }
  }
  return codes;
}
