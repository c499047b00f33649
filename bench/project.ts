import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { checkRowsOf, seeded } from "../src/bench/data.ts";
import { planProject } from "../src/gpu/project.ts";
import { project } from "../src/reference/project.ts";
import { unitColumns } from "./unit.ts";

/** Rows [T, d] on k directions. */
export type ProjectShape = { readonly T: number; readonly d: number; readonly k: number };

/** Inputs in memory. */
export interface ProjectData {
  readonly acts: Float32Array | Uint16Array;
  readonly directions: Float32Array;
}

export const projectBench: KernelBench<ProjectShape, ProjectData> = {
  kernel: "project",
  cases: [
    { T: 64, d: 96, k: 4 },
    { T: 8_192, d: 768, k: 8 },
    { T: 8_192, d: 2_048, k: 1 },
    { T: 8_192, d: 2_048, k: 16 },
    { T: 8_192, d: 2_048, k: 64 },
    { T: 100_000, d: 2_048, k: 16 },
  ],
  dtypes: ["f32", "f16"],
  work: ({ T, d, k }, dtype) => ({
    bytes: (dtype === "f16" ? 2 : 4) * T * d + 4 * (k * d + T * k),
    flops: 2 * T * d * k,
  }),
  data: ({ T, d, k }, dtype) => ({
    acts: seeded(T * d, 1, dtype),
    directions: seeded(k * d, 2, "f32") as Float32Array,
  }),
  async plan(launch, arena, { T, d, k }, { acts, directions }): Promise<BenchPlan> {
    const rows = { data: acts, rows: T, width: d };
    const { job, cut, output } = await planProject(launch, arena, rows, [0, T], directions, k, {});
    return { jobs: [job], reads: [output], cut: cut.name };
  },
  check({ T, d, k }, { acts, directions }, [output]): Checked {
    // Unit directions: |sum| <= |row|; the bound of the contract is far below this for every cut.
    return checkRowsOf(new Float32Array(output!), T, k, (t) => {
      const row = { data: acts.subarray(t * d, (t + 1) * d), rows: 1, width: d };
      return { exact: project(row, directions, k), size: Math.sqrt(d), terms: d };
    });
  },
  call: (kernels, { T, d, k }, { acts, directions }) =>
    kernels.project({ data: acts, rows: T, width: d }, directions, k),
  program: ({ T, d, k }, { acts, directions }) => ({
    input: { dims: [T, d], data: acts as Float32Array },
    steps: [{ op: "matmul", by: unitColumns(directions, k, d) }],
  }),
};
