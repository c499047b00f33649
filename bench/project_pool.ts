import { checkRowsOf, seeded } from "../src/bench/data.ts";
import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { cutSegments, mergeBlocks } from "../src/gpu/blocks.ts";
import { planProjectPool } from "../src/gpu/project_pool.ts";
import { projectPool } from "../src/reference/project_pool.ts";
import { evenSegments, lastRows, POOLINGS, type PoolShape, rowsRead } from "./pool.ts";
import type { ProjectData } from "./project.ts";
import { unitColumns } from "./unit.ts";

/** Rows [T, d] in items of `tokens` rows, on k directions. */
export type ProjectPoolShape =
  & Pick<PoolShape, "T" | "d">
  & { readonly k: number }
  & Pick<PoolShape, "tokens" | "pooling">;

/** Vignettes of 64 tokens, as suites have them. */
const shapes = [[96, 96, 4, 32], [8_192, 2_048, 16, 64], [102_400, 2_048, 16, 64]] as const;

/** Compares [items, k] with the twin's: unit directions, so no sum exceeds the length of a row. */
function checkPooled(shape: ProjectPoolShape, { acts, directions }: ProjectData, result: Float32Array): Checked {
  const { d, k, tokens, pooling } = shape, { starts, lengths } = evenSegments(shape);
  return checkRowsOf(result, starts.length, k, (s) => {
    const rows = lengths[s]!, data = acts.subarray(starts[s]! * d, (starts[s]! + rows) * d);
    const one = { starts: Uint32Array.of(0), lengths: Uint32Array.of(rows) };
    const exact = projectPool({ data, rows, width: d }, directions, k, one, pooling);
    return { exact, size: Math.sqrt(d), terms: d + tokens };
  });
}

export const projectPoolBench: KernelBench<ProjectPoolShape, ProjectData> = {
  kernel: "project_pool",
  cases: shapes.flatMap(([T, d, k, tokens], i) =>
    POOLINGS.slice(0, i === 0 ? 1 : 3).map((pooling) => ({ T, d, k, tokens, pooling }))
  ),
  dtypes: ["f32", "f16"],
  work(shape, dtype) {
    const { d, k, T, tokens } = shape, read = rowsRead(shape) * d;
    const bytes = (dtype === "f16" ? 2 : 4) * read + 4 * (k * d + Math.ceil(T / tokens) * k);
    return { bytes, flops: 2 * read * k };
  },
  data: ({ T, d, k }, dtype) => ({
    acts: seeded(T * d, 1, dtype),
    directions: seeded(k * d, 2, "f32") as Float32Array,
  }),
  async plan(launch, arena, shape, { acts, directions }): Promise<BenchPlan> {
    const { T, d, k, pooling } = shape, blocks = cutSegments(evenSegments(shape), pooling);
    const rows = { data: acts, rows: T, width: d }, range = [0, blocks.start.length, 0, T] as const;
    const { jobs, cut, output } = await planProjectPool(launch, arena, rows, blocks, range, { directions, k, pooling });
    return { jobs, reads: [output], cut };
  },
  check(shape, data, [output]) {
    const { k, pooling } = shape, segments = evenSegments(shape), blocks = cutSegments(segments, pooling);
    const partials = new Float32Array(output!),
      partialOf = (block: number) => partials.subarray(block * k, (block + 1) * k);
    return checkPooled(shape, data, mergeBlocks(blocks, partialOf, k, segments, pooling));
  },
  checkResult: (shape, data, result) => checkPooled(shape, data, result as Float32Array),
  call: (kernels, shape, { acts, directions }) => {
    const rows = { data: acts, rows: shape.T, width: shape.d };
    return kernels.projectPool(rows, directions, shape.k, evenSegments(shape), shape.pooling);
  },
  program(shape, { acts, directions }) {
    const { T, d, k, tokens, pooling } = shape;
    const input = { dims: [T, d], data: acts as Float32Array },
      product = { op: "matmul", by: unitColumns(directions, k, d) } as const;
    if (pooling === "last") return { input, steps: [{ op: "gather", rows: lastRows(shape) }, product] };
    if (T % tokens !== 0) return "items of different lengths are no tensor";
    return { input, steps: [product, { op: "reshape", dims: [T / tokens, tokens, k] }, { op: pooling, axis: 1 }] };
  },
};
