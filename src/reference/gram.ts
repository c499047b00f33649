import { checkRows } from "./check.ts";
import type { GramOptions, Rows } from "./kernels.ts";
import { inMemory } from "./pool.ts";

/**
 * Inner products of the rows or the columns of X: the CPU twin of `kernels/gram.wgsl`, in f64.
 *
 * `rows`: X X^T. `columns`: X^T X. With `centre` the means of the columns are taken off first. NaN and infinity propagate
 * as in IEEE 754; with `centre`, a column that holds one is NaN altogether.
 *
 * @param acts [rows, width] in memory.
 * @returns [m, m], symmetric; m = rows, or width where the product is of columns.
 * @throws Fault `bad_shape` where an array does not fit.
 */
export function gram(acts: Rows, { of, centre = false }: GramOptions): Float64Array {
  checkRows(acts);
  const { rows, width } = acts, data = inMemory(acts), means = centre ? columnMeans(acts) : null;
  const x = Float64Array.from({ length: rows * width }, (_, k) => data[k]! - (means ? means[k % width]! : 0));
  return of === "rows" ? productsOf(x, rows, width) : productsOf(transposed(x, rows, width), width, rows);
}

/** Mean of every column in f64, [width]; NaN where it is not finite. 0 where there are no rows. */
export function columnMeans(acts: Rows): Float64Array {
  const { rows, width } = acts, data = inMemory(acts), means = new Float64Array(width);
  for (let t = 0, k = 0; t < rows; t++) {
    for (let i = 0; i < width; i++, k++) means[i] = means[i]! + data[k]!;
  }
  return rows === 0 ? means : means.map((sum) => Number.isFinite(sum) ? sum / rows : NaN);
}

/** Copies the upper triangle of G [m, m] below the diagonal. */
export function mirror(out: Float64Array, m: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = i + 1; j < m; j++) out[j * m + i] = out[i * m + j]!;
  }
}

function transposed(x: Float64Array, rows: number, width: number): Float64Array {
  const out = new Float64Array(rows * width);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < width; i++) out[i * rows + t] = x[t * width + i]!;
  }
  return out;
}

/** Products of the rows of x [m, n] with each other: four at a time, whose sums do not wait for each other. */
function productsOf(x: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j += 4) {
      const a = i * n, at = [0, 1, 2, 3].map((k) => Math.min(j + k, m - 1) * n) as [number, number, number, number];
      let [b, c, d, e] = at, s = 0, t = 0, u = 0, v = 0;
      for (let k = a; k < a + n; k++) {
        const value = x[k]!;
        s += value * x[b++]!;
        t += value * x[c++]!;
        u += value * x[d++]!;
        v += value * x[e++]!;
      }
      [s, t, u, v].forEach((sum, k) => {
        if (j + k < m) out[i * m + j + k] = sum;
      });
    }
  }
  mirror(out, m);
  return out;
}
