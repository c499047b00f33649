import type { Kernels, Pooling } from "../src/reference/kernels.ts";
import { evenSegments, type PoolShape } from "./pool.ts";

/** One shape of the bench: `rows` in items of `tokens` rows, on k directions. */
export interface ProjectPoolShape extends PoolShape {
  readonly k: number;
}

/** Vignettes of 64 tokens, as suites have them; the first is quick enough for a test. */
export const cases: readonly ProjectPoolShape[] = (["mean", "max", "last"] as const satisfies Pooling[]).flatMap(
  (pooling) => [
    { rows: 96, width: 96, k: 4, tokens: 32, pooling },
    { rows: 8_192, width: 2_048, k: 16, tokens: 64, pooling },
    { rows: 100_000, width: 2_048, k: 16, tokens: 64, pooling },
  ],
);

/** Runs the kernel once on the given rows, or on ones. */
export async function run<B>(
  kernels: Kernels<B>,
  shape: ProjectPoolShape,
  data?: Float32Array | B,
): Promise<Float32Array> {
  const { rows, width, k, pooling } = shape;
  const acts = { data: data ?? new Float32Array(rows * width).fill(1), rows, width };
  return await kernels.projectPool(acts, new Float32Array(k * width).fill(1), k, evenSegments(shape), pooling);
}
