import type { GramOptions, Rows } from "../reference/kernels.ts";
import { product, rowsFrom } from "./wasm-product.ts";

/** Columns of X in one f32 sum; the panels are added in f64. */
const DEPTH = 1024;
/** Rows of the result in one product, so that only blocks on and above the diagonal are computed. */
const BLOCK = 2048;

/**
 * Inner products of rows, X X^T, or of columns, X^T X, on WebAssembly.
 *
 * |error| <= (1 + u) gamma_n sum |x_i| |y_i| with n = 1,024 + 3: f32 within panels, which are added in f64. Centred
 * values are rounded to f32 once, after the mean, which is f64, was taken off.
 *
 * @param acts [rows, width] in memory.
 * @returns [m, m], symmetric to the bit.
 */
export async function gram(acts: Rows, { of, centre = false }: GramOptions): Promise<Float64Array> {
  const { rows, width } = acts;
  const mean = centre ? columnMeans(acts) : new Float64Array(width);
  const [m, length] = of === "rows" ? [rows, width] : [width, rows];
  const panel = of === "rows" ? rowPanel : columnPanel;
  const out = new Float64Array(m * m);
  for (let from = 0; from < length; from += DEPTH) {
    const depth = Math.min(DEPTH, length - from);
    for (let i = 0; i < m; i += BLOCK) {
      const left = panel(acts, mean, i, Math.min(m, i + BLOCK), from, depth);
      for (let j = i; j < m; j += BLOCK) {
        const right = j === i ? left : panel(acts, mean, j, Math.min(m, j + BLOCK), from, depth);
        add(out, m, i, j, right.rows, await product(left, right));
      }
    }
  }
  for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) out[i * m + j] = out[j * m + i]!;
  return out;
}

/** Rows `i0` to `i1` - 1 of X, columns `from` on -> [i1 - i0, depth]. */
function rowPanel(acts: Rows, mean: Float64Array, i0: number, i1: number, from: number, depth: number): Rows {
  const data = new Float32Array((i1 - i0) * depth);
  for (let i = i0; i < i1; i++) {
    const row = rowsFrom(acts, i, 1), at = (i - i0) * depth;
    for (let c = 0; c < depth; c++) data[at + c] = row[from + c]! - mean[from + c]!;
  }
  return { data, rows: i1 - i0, width: depth };
}

/** Columns `i0` to `i1` - 1 of X, rows `from` on, as rows -> [i1 - i0, depth]. */
function columnPanel(acts: Rows, mean: Float64Array, i0: number, i1: number, from: number, depth: number): Rows {
  const data = new Float32Array((i1 - i0) * depth);
  for (let t = 0; t < depth; t++) {
    const row = rowsFrom(acts, from + t, 1);
    for (let i = i0; i < i1; i++) data[(i - i0) * depth + t] = row[i]! - mean[i]!;
  }
  return { data, rows: i1 - i0, width: depth };
}

/** Adds a block [rows, columns] at row i, column j of the result. */
function add(out: Float64Array, m: number, i: number, j: number, columns: number, block: Float32Array): void {
  for (let c = 0, at = i * m + j; c < block.length; at += m) {
    for (let x = at; x < at + columns; x++, c++) out[x] = out[x]! + block[c]!;
  }
}

function columnMeans(acts: Rows): Float64Array {
  const mean = new Float64Array(acts.width);
  for (let t = 0; t < acts.rows; t++) rowsFrom(acts, t, 1).forEach((x, i) => mean[i] = mean[i]! + x);
  return mean.map((sum) => sum / acts.rows);
}
