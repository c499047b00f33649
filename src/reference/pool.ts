import { Fault } from "../record/fault.ts";
import { checkRows, checkSegments } from "./check.ts";
import { widen } from "./half.ts";
import type { Pooling, Rows } from "./kernels.ts";

/** The token rows of each item: rows `starts[s]` to `starts[s] + lengths[s] - 1`. Segments may overlap or be empty. */
export interface Segments {
  /** First row of each segment, [segments]. */
  readonly starts: Uint32Array;
  /** Number of rows of each segment, [segments]. */
  readonly lengths: Uint32Array;
}

/**
 * Pools the rows of each segment, column by column: the CPU twin of `kernels/pool.wgsl`.
 *
 * `mean` is summed in f64; `max` is NaN where any row is NaN, and keeps the first of equal values; `last` copies.
 * An empty segment gives NaN.
 *
 * @param acts [rows, width] in memory.
 * @returns [segments, width].
 * @throws Fault `bad_shape` where an array does not fit or a segment leaves the rows.
 */
export function pool(acts: Rows, segments: Segments, pooling: Pooling): Float32Array {
  checkRows(acts);
  checkSegments(segments, acts.rows);
  const data = inMemory(acts);
  const rowOf = (t: number) => data.subarray(t * acts.width, (t + 1) * acts.width);
  return poolSegments(rowOf, acts.width, segments, pooling);
}

/** Pools `rowOf(t)` [width] over the segments -> [segments, width]. */
export function poolSegments(
  rowOf: (t: number) => ArrayLike<number>,
  width: number,
  { starts, lengths }: Segments,
  pooling: Pooling,
): Float32Array {
  const out = new Float32Array(starts.length * width).fill(NaN);
  const held = new Float64Array(width);
  starts.forEach((start, s) => {
    const length = lengths[s]!;
    if (length === 0) return;
    const first = pooling === "last" ? start + length - 1 : start;
    held.set(rowOf(first));
    for (let t = first + 1; t < start + length; t++) fold(held, rowOf(t), pooling);
    if (pooling === "mean") { for (let i = 0; i < width; i++) held[i] = held[i]! / length; }
    out.set(held, s * width);
  });
  return out;
}

/** Adds a row to what is held, or takes the larger; a NaN, once held, stays. */
export function fold(held: Float64Array, row: ArrayLike<number>, pooling: Pooling): void {
  for (let i = 0; i < held.length; i++) {
    const x = row[i]!;
    const h = held[i]!;
    if (pooling === "mean") held[i] = h + x;
    else if (!Number.isNaN(h) && (Number.isNaN(x) || x > h)) held[i] = x;
  }
}

/** The rows as an array; f16 widened, which is exact. @throws Fault `bad_shape` where they are on a GPU. */
export function inMemory(acts: Rows): Float32Array {
  if (acts.data instanceof Float32Array) return acts.data;
  if (acts.data instanceof Uint16Array) return widen(acts.data);
  throw new Fault(
    "bad_shape",
    "Cannot read acts on the CPU: they must be a Float32Array, and are something else, perhaps a GPU buffer.",
    "Copy the buffer into memory first, or use the webgpu kernels.",
  );
}
