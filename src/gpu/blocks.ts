import type { Pooling } from "../reference/kernels.ts";
import { fold, type Segments } from "../reference/pool.ts";

/** Rows of a block at most; a longer segment has several, folded in order. */
const BLOCK_ROWS = 64;

/** Pieces of segments: block b covers `length[b]` >= 1 rows from `start[b]` on and belongs to segment `segment[b]`. */
export interface Blocks {
  readonly segment: number[];
  readonly start: number[];
  readonly length: number[];
}

/** Cuts segments into blocks, in order; `last` needs one block of one row. Empty segments have none. */
export function cutSegments({ starts, lengths }: Segments, pooling: Pooling): Blocks {
  const blocks: Blocks = { segment: [], start: [], length: [] };
  starts.forEach((start, s) => {
    const end = start + lengths[s]!;
    const first = pooling === "last" && end > start ? end - 1 : start;
    for (let at = first; at < end; at += BLOCK_ROWS) {
      blocks.segment.push(s);
      blocks.start.push(at);
      blocks.length.push(Math.min(BLOCK_ROWS, end - at));
    }
  });
  return blocks;
}

/** Consecutive blocks whose rows span at most `rows` (or one block): [first block, end, first row, end row]. */
export function* batches(
  { start, length }: Blocks,
  rows: number,
  most: number,
): Generator<[number, number, number, number]> {
  let first = 0, low = Infinity, high = 0;
  for (let b = 0; b < start.length; b++) {
    const from = start[b]!, to = from + length[b]!;
    if (b > first && (b - first === most || Math.max(high, to) - Math.min(low, from) > rows)) {
      yield [first, b, low, high];
      [first, low, high] = [b, Infinity, 0];
    }
    [low, high] = [Math.min(low, from), Math.max(high, to)];
  }
  if (first < start.length) yield [first, start.length, low, high];
}

/** The kernels' block table: (row from `base` on, rows) of blocks `first` to `end` - 1. */
export function blockTable({ start, length }: Blocks, first: number, end: number, base: number): Uint32Array {
  const table = new Uint32Array(2 * (end - first));
  for (let b = first; b < end; b++) table.set([start[b]! - base, length[b]!], 2 * (b - first));
  return table;
}

/**
 * Folds partials into segments, in f64 and in order; a mean is divided by its length here.
 *
 * @param partialOf The partial result of block b, [width].
 * @returns [segments, width]; NaN for empty segments.
 */
export function mergeBlocks(
  { segment }: Blocks,
  partialOf: (block: number) => Float32Array,
  width: number,
  { lengths }: Segments,
  pooling: Pooling,
): Float32Array {
  const out = new Float32Array(lengths.length * width).fill(NaN);
  const held = new Float64Array(width);
  segment.forEach((s, b) => {
    if (segment[b - 1] === s) fold(held, partialOf(b), pooling);
    else held.set(partialOf(b));
    if (segment[b + 1] === s) return;
    if (pooling === "mean") { for (let i = 0; i < width; i++) held[i] = held[i]! / lengths[s]!; }
    out.set(held, s * width);
  });
  return out;
}
