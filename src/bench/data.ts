import { narrow, widen } from "../reference/half.ts";
import type { Dtype } from "../reference/kernels.ts";
import type { Checked } from "./kernel-bench.ts";

/** Seeded values between -1 and 1, quickly made: a bench fills gigabytes. f16 as bits. */
export function seeded(n: number, seed: number, dtype: Dtype): Float32Array | Uint16Array {
  const out = new Float32Array(n);
  let state = (Math.imul(seed, 2654435761) >>> 0) || 1;
  for (let i = 0; i < n; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out[i] = (state >>> 0) / 2 ** 31 - 1;
  }
  return dtype === "f16" ? narrow(out) : out;
}

/** Values as numbers, whatever their storage. */
export function valuesOf(data: Float32Array | Uint16Array): Float32Array {
  return data instanceof Uint16Array ? widen(data) : data;
}

/** One row worked out in f64: its values, the typical size of a sum, and the number of its terms. */
export interface ExactRow {
  readonly exact: ArrayLike<number>;
  readonly size: number;
  readonly terms: number;
}

/** At most this many rows of a large result are compared. */
const ROWS_CHECKED = 64;

/**
 * Compares a result [rows, width] with exact rows: every row of a small one, else rows evenly spread, the first and the
 * last among them. An error counts as wrong above `8 u sqrt(terms) size`, u = 2^-24: far above what rounding gives, far
 * below what a missing term does; the tests hold the kernels' own bounds.
 */
export function checkRowsOf(
  actual: Float32Array,
  rows: number,
  width: number,
  exactRow: (row: number) => ExactRow,
): Checked {
  const count = Math.min(rows, ROWS_CHECKED);
  let maxError = 0;
  if (actual.length !== rows * width) return wrong(Infinity, `${actual.length} values, expected ${rows * width}`);
  for (let n = 0; n < count; n++) {
    const t = count === 1 ? 0 : Math.round(n * (rows - 1) / (count - 1));
    const { exact, size, terms } = exactRow(t);
    for (let j = 0; j < width; j++) {
      const error = Math.abs(actual[t * width + j]! - exact[j]!);
      if (!(error <= 8 * 2 ** -24 * Math.sqrt(terms) * size)) {
        return wrong(error, `[${t}, ${j}] is ${actual[t * width + j]}, expected ${exact[j]}`);
      }
      maxError = Math.max(maxError, error);
    }
  }
  return { ok: true, maxError, what: count === rows ? "every value" : `${count} of ${rows} rows` };
}

function wrong(maxError: number, what: string): Checked {
  return { ok: false, maxError, what };
}
