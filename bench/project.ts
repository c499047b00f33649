import type { Kernels } from "../src/reference/kernels.ts";

/** One shape of the bench: rows [rows, width] on k directions. */
export interface ProjectShape {
  readonly rows: number;
  readonly width: number;
  readonly k: number;
}

/** Small models, a large one, and k from one direction to a set of emotions; the first is quick enough for a test. */
export const cases: readonly ProjectShape[] = [
  { rows: 64, width: 96, k: 4 },
  { rows: 8_192, width: 768, k: 8 },
  { rows: 8_192, width: 2_048, k: 1 },
  { rows: 8_192, width: 2_048, k: 16 },
  { rows: 8_192, width: 2_048, k: 64 },
  { rows: 100_000, width: 2_048, k: 16 },
];

/** Bytes that must be read and written, and multiply-adds, of a shape: what a roof is compared with. */
export function workOf({ rows, width, k }: ProjectShape): { bytes: number; macs: number } {
  return { bytes: 4 * (rows * width + k * width + rows * k), macs: rows * width * k };
}

/** Runs the kernel once on the given rows, or on ones. */
export async function run<B>(kernels: Kernels<B>, shape: ProjectShape, data?: Float32Array | B): Promise<Float32Array> {
  const acts = {
    data: data ?? new Float32Array(shape.rows * shape.width).fill(1),
    rows: shape.rows,
    width: shape.width,
  };
  return await kernels.project(acts, new Float32Array(shape.k * shape.width).fill(1), shape.k);
}
