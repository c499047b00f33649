import type { ProjectOptions, Rows } from "../reference/kernels.ts";
import { product, rowsFrom } from "./wasm-product.ts";

/**
 * Projects every row onto every direction on WebAssembly.
 *
 * Mu is subtracted before anything is summed; |error| <= gamma_n sum |a_i - mu_i| |v_i| with n = width + 3 (the
 * product, and one rounding each for mu, the unit direction and the result). Cosine: the same over the norm, plus (width + 4) u.
 *
 * @param acts [rows, width] in memory.
 * @param units [k, width], of unit length or 0.
 * @returns [rows, k].
 */
export async function project(
  acts: Rows,
  units: Float32Array,
  k: number,
  { mu, cosine = false }: ProjectOptions,
): Promise<Float32Array> {
  const squares = cosine ? new Float32Array(acts.rows) : undefined;
  const values = await product(acts, { data: units, rows: k, width: acts.width }, { mu, squares });
  squares?.forEach((square, t) => {
    const norm = Math.sqrt(square > TINY && square < HUGE ? square : squareOf(rowsFrom(acts, t, 1), mu));
    for (let c = t * k; c < (t + 1) * k; c++) values[c] = norm === 0 ? 0 : values[c]! / norm;
  });
  return values;
}

/** Outside these a square in f32 may have lost a column to underflow, or overflowed. */
const TINY = 1e-30, HUGE = 1e38;

/** Squared length of a row in f64. */
function squareOf(row: Float32Array, mu?: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (row[i]! - (mu ? mu[i]! : 0)) ** 2;
  return sum;
}
