import type { Kernels, MatmulOptions, Rows, Top } from "../reference/kernels.ts";
import { product, rowsFrom } from "./wasm-product.ts";

/** Values of one block of rows of `matmulTopk`: bounds what is held besides the result. */
const BLOCK = 2 ** 24;

/**
 * C = A B^T with epilogue on WebAssembly; bias and gate are applied to the f32 product. Shapes must have been
 * checked.
 *
 * @param a [rows, width] in memory.
 * @param b [rows, width] in memory.
 * @returns [a.rows, b.rows].
 */
export async function matmul(a: Rows, b: Rows, options: MatmulOptions): Promise<Float32Array> {
  return finish(await product(a, b), b.rows, options);
}

/** The k largest of every row of `matmul`, by blocks of rows through the twin's `topk` -> [rows, min(k, b.rows)]. */
export async function matmulTopk<B>(
  a: Rows,
  b: Rows,
  k: number,
  options: MatmulOptions,
  { topk }: Pick<Kernels<B>, "topk">,
): Promise<Top> {
  const kept = Math.min(k, b.rows);
  const values = new Float32Array(a.rows * kept), indices = new Uint32Array(a.rows * kept);
  const step = Math.max(1, Math.floor(BLOCK / Math.max(1, b.rows)));
  for (let from = 0; from < a.rows; from += step) {
    const rows = Math.min(step, a.rows - from);
    const block = { data: rowsFrom(a, from, rows), rows, width: a.width };
    const top = await topk({ data: await matmul(block, b, options), rows, width: b.rows }, k);
    values.set(top.values, from * kept);
    indices.set(top.indices, from * kept);
  }
  return { values, indices };
}

/** The epilogue, in place, decided on the f32 value as in the twin: NaN passes the gate. */
function finish(c: Float32Array, n: number, { epilogue = "none", bias, threshold }: MatmulOptions): Float32Array {
  if (epilogue === "none" && !bias) return c;
  const gates = epilogue === "jumprelu" ? threshold : undefined;
  for (let at = 0; at < c.length; at += n) {
    for (let j = 0; j < n; j++) {
      const x = Math.fround(c[at + j]! + (bias ? bias[j]! : 0));
      c[at + j] = epilogue !== "none" && x <= (gates ? gates[j]! : 0) ? 0 : x;
    }
  }
  return c;
}
