import type { Rows } from "../reference/kernels.ts";
import type { Segments } from "../reference/pool.ts";
import { rowsFrom } from "./wasm-product.ts";

/**
 * Means of the rows of each segment, mu taken off: summed in f64, rounded once, so that a large offset costs no digits.
 *
 * @param acts [rows, width] in memory.
 * @param mu [width].
 * @returns [segments, width]; NaN for empty segments.
 */
export function meanRows(acts: Rows, { starts, lengths }: Segments, mu?: Float32Array): Float32Array {
  const { width } = acts, out = new Float32Array(starts.length * width), sum = new Float64Array(width);
  starts.forEach((start, s) => {
    const length = lengths[s]!, rows = rowsFrom(acts, start, length);
    addRows(rows, sum.fill(0));
    for (let i = 0; i < width; i++) out[s * width + i] = sum[i]! / length - (mu ? mu[i]! : 0);
  });
  return out;
}

/** Adds rows to `sum` [width]; four at a time, so that each sum is read and written once for them. */
function addRows(rows: Float32Array, sum: Float64Array): void {
  const width = sum.length, whole = rows.length - rows.length % (4 * width);
  let at = 0;
  for (; at < whole; at += 4 * width) {
    for (let i = 0, x = at; i < width; i++, x++) {
      sum[i] = sum[i]! + rows[x]! + rows[x + width]! + rows[x + 2 * width]! + rows[x + 3 * width]!;
    }
  }
  for (; at < rows.length; at += width) {
    for (let i = 0; i < width; i++) sum[i] = sum[i]! + rows[at + i]!;
  }
}
