import { seeded } from "../src/bench/data.ts";
import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { bindRows } from "../src/gpu/rows.ts";
import { planTopk } from "../src/gpu/topk.ts";
import { topk } from "../src/reference/topk.ts";

/** The k largest of T rows of n values. */
export type TopkShape = { readonly T: number; readonly n: number; readonly k: number };

/** Inputs in memory. */
export interface TopkData {
  readonly acts: Float32Array | Uint16Array;
}

export const topkBench: KernelBench<TopkShape, TopkData> = {
  kernel: "topk",
  cases: [
    { T: 8, n: 2_050, k: 16 },
    { T: 64, n: 16_384, k: 32 },
    { T: 1_024, n: 16_384, k: 32 },
    { T: 256, n: 131_072, k: 64 },
    { T: 64, n: 16_384, k: 1_024 },
  ],
  dtypes: ["f32", "f16"],
  // It compares and does no arithmetic; every value must be looked at once.
  work: ({ T, n, k }, dtype) => ({ bytes: (dtype === "f16" ? 2 : 4) * T * n + 8 * T * k, flops: T * n }),
  data: ({ T, n }, dtype) => ({ acts: seeded(T * n, 1, dtype) }),
  async plan(launch, arena, { T, n, k }, { acts }): Promise<BenchPlan> {
    const bound = bindRows(launch, arena, { data: acts, rows: T, width: n }, 0, T);
    const { jobs, outputs, cut } = await planTopk(launch, arena, { acts: bound, rows: T, width: n, stride: n, k });
    return { jobs, reads: outputs, cut: cut.name };
  },
  // No tolerance: every winner is the twin's, in its place.
  check({ T, n, k }, { acts }, [values, indices]): Checked {
    const twin = topk({ data: acts, rows: T, width: n }, k);
    const [x, at] = [new Float32Array(values!), new Uint32Array(indices!)];
    const wrong = twin.indices.findIndex((index, i) => at[i] !== index || x[i] !== twin.values[i]);
    if (wrong < 0) return { ok: x.length === T * k, maxError: 0, what: "every value" };
    const what = `[${wrong}] is ${x[wrong]} at ${at[wrong]}, expected ${twin.values[wrong]} at ${twin.indices[wrong]}`;
    return { ok: false, maxError: Infinity, what };
  },
  call: (kernels, { T, n, k }, { acts }) => kernels.topk({ data: acts, rows: T, width: n }, k),
  program: ({ T, n, k }, { acts }) => ({
    input: { dims: [T, n], data: acts as Float32Array },
    steps: [{ op: "topk", k }],
  }),
};
