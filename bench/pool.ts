import type { Kernels, Pooling } from "../src/reference/kernels.ts";
import type { Segments } from "../src/reference/pool.ts";

/** One shape of the bench: `rows` in items of `tokens` rows. */
export interface PoolShape {
  readonly rows: number;
  readonly width: number;
  readonly tokens: number;
  readonly pooling: Pooling;
}

/** Vignettes of 64 tokens, as suites have them; the first is quick enough for a test. */
export const cases: readonly PoolShape[] = (["mean", "max", "last"] as const).flatMap((pooling) => [
  { rows: 96, width: 96, tokens: 32, pooling },
  { rows: 8_192, width: 2_048, tokens: 64, pooling },
  { rows: 100_000, width: 2_048, tokens: 64, pooling },
]);

/** Items of `tokens` rows each, the last one shorter where they do not divide. */
export function evenSegments({ rows, tokens }: Pick<PoolShape, "rows" | "tokens">): Segments {
  const starts = Uint32Array.from({ length: Math.ceil(rows / tokens) }, (_, s) => s * tokens);
  return { starts, lengths: starts.map((start) => Math.min(tokens, rows - start)) };
}

/** Runs the kernel once on the given rows, or on ones. */
export async function run<B>(kernels: Kernels<B>, shape: PoolShape, data?: Float32Array | B): Promise<Float32Array> {
  const acts = {
    data: data ?? new Float32Array(shape.rows * shape.width).fill(1),
    rows: shape.rows,
    width: shape.width,
  };
  return await kernels.pool(acts, evenSegments(shape), shape.pooling);
}
