import { checkRowsOf, seeded } from "../src/bench/data.ts";
import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { cutSegments, mergeBlocks } from "../src/gpu/blocks.ts";
import { vec4Columns } from "../src/gpu/directions.ts";
import { planPool } from "../src/gpu/pool.ts";
import type { Pooling } from "../src/reference/kernels.ts";
import { pool, type Segments } from "../src/reference/pool.ts";

/** Rows [T, d] in items of `tokens` rows, the last one shorter where they do not divide. */
export type PoolShape = { readonly T: number; readonly d: number; readonly tokens: number; readonly pooling: Pooling };

type Acts = { readonly acts: Float32Array | Uint16Array };

/** Items of `tokens` rows each. */
export function evenSegments({ T, tokens }: Pick<PoolShape, "T" | "tokens">): Segments {
  const starts = Uint32Array.from({ length: Math.ceil(T / tokens) }, (_, s) => s * tokens);
  return { starts, lengths: starts.map((start) => Math.min(tokens, T - start)) };
}

/** Rows that must be read: all, or one per item. */
export function rowsRead({ T, tokens, pooling }: Omit<PoolShape, "d">): number {
  return pooling === "last" ? Math.ceil(T / tokens) : T;
}

/** The last row of each item. */
export function lastRows(shape: Pick<PoolShape, "T" | "tokens">): Int32Array {
  const { starts, lengths } = evenSegments(shape);
  return Int32Array.from(starts, (start, s) => start + lengths[s]! - 1);
}

export const POOLINGS = ["mean", "max", "last"] as const satisfies readonly Pooling[];

/** Vignettes of 64 tokens, as suites have them. */
const shapes = [[96, 96, 32], [8_192, 2_048, 64], [102_400, 2_048, 64]] as const;

/** Compares [items, d] with the twin's, which sums in f64; a maximum or a copy is exact. */
function checkPooled(shape: PoolShape, { acts }: Acts, result: Float32Array): Checked {
  const { d, pooling } = shape, { starts, lengths } = evenSegments(shape);
  return checkRowsOf(result, starts.length, d, (s) => {
    const rows = lengths[s]!, data = acts.subarray(starts[s]! * d, (starts[s]! + rows) * d);
    const one = { starts: Uint32Array.of(0), lengths: Uint32Array.of(rows) };
    return { exact: pool({ data, rows, width: d }, one, pooling), size: pooling === "mean" ? 1 : 0, terms: rows };
  });
}

export const poolBench: KernelBench<PoolShape, Acts> = {
  kernel: "pool",
  cases: shapes.flatMap(([T, d, tokens], i) =>
    POOLINGS.slice(0, i === 0 ? 1 : 3).map((pooling) => ({ T, d, tokens, pooling }))
  ),
  dtypes: ["f32", "f16"],
  work(shape, dtype) {
    const read = rowsRead(shape) * shape.d, items = Math.ceil(shape.T / shape.tokens);
    return {
      bytes: (dtype === "f16" ? 2 : 4) * read + 4 * items * shape.d,
      flops: shape.pooling === "last" ? 0 : read,
    };
  },
  data: ({ T, d }, dtype) => ({ acts: seeded(T * d, 1, dtype) }),
  async plan(launch, arena, shape, { acts }): Promise<BenchPlan> {
    const { T, d, pooling } = shape, blocks = cutSegments(evenSegments(shape), pooling);
    const rows = { data: acts, rows: T, width: d };
    const { job, cut, output } = await planPool(launch, arena, rows, blocks, [0, blocks.start.length, 0, T], pooling);
    return { jobs: [job], reads: [output], cut: cut.name };
  },
  check(shape, data, [output]) {
    const { d, pooling } = shape, segments = evenSegments(shape), blocks = cutSegments(segments, pooling);
    const partials = new Float32Array(output!), stride = 4 * vec4Columns(d);
    const partialOf = (block: number) => partials.subarray(block * stride, block * stride + d);
    return checkPooled(shape, data, mergeBlocks(blocks, partialOf, d, segments, pooling));
  },
  checkResult: (shape, data, result) => checkPooled(shape, data, result as Float32Array),
  call: (kernels, shape, { acts }) =>
    kernels.pool({ data: acts, rows: shape.T, width: shape.d }, evenSegments(shape), shape.pooling),
  program(shape, { acts }) {
    const { T, d, tokens, pooling } = shape, data = acts as Float32Array;
    if (pooling === "last") return { input: { dims: [T, d], data }, steps: [{ op: "gather", rows: lastRows(shape) }] };
    if (T % tokens !== 0) return "items of different lengths are no tensor";
    return { input: { dims: [T / tokens, tokens, d], data }, steps: [{ op: pooling, axis: 1 }] };
  },
};
