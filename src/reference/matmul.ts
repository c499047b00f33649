import { checkMatmul } from "./check.ts";
import type { MatmulOptions, Rows } from "./kernels.ts";
import { inMemory } from "./pool.ts";

/**
 * C = A B^T with an epilogue: the CPU twin of `kernels/matmul.wgsl`.
 *
 * Sums are f64, the result is f32 and the gate is decided on it: 0 where x <= threshold (`relu`: 0), else x. NaN and
 * infinity propagate as in IEEE 754, NaN through a gate too.
 *
 * @param a [rows, width] in memory.
 * @param b [n, width] in memory.
 * @returns [rows, n].
 * @throws Fault `bad_shape` where an array does not fit.
 */
export function matmul(a: Rows, b: Rows, options: MatmulOptions = {}): Float32Array {
  checkMatmul(a, b, options);
  const multiplyRow = rowMultiplier(a, b, options);
  const out = new Float32Array(a.rows * b.rows);
  for (let t = 0; t < a.rows; t++) out.set(multiplyRow(t), t * b.rows);
  return out;
}

/** A function that gives row t of C: [n], valid until its next call. Shapes must have been checked. */
export function rowMultiplier(
  a: Rows,
  b: Rows,
  { epilogue = "none", bias, threshold }: MatmulOptions,
): (t: number) => Float32Array {
  const { width } = a, left = inMemory(a), right = inMemory(b);
  const values = new Float32Array(b.rows);
  return (t) => {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let i = t * width, v = j * width, end = i + width; i < end; i++, v++) sum += left[i]! * right[v]!;
      values[j] = sum + (bias?.[j] ?? 0);
      const gate = epilogue === "jumprelu" ? threshold?.[j] ?? 0 : 0;
      if (epilogue !== "none" && values[j]! <= gate) values[j] = 0;
    }
    return values;
  };
}
