import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { PEAK_FMA_CUTS, planPeakFma } from "../src/gpu/peak_fma.ts";
import type { Dtype } from "../src/reference/kernels.ts";
import { fmaOperations, peakFma } from "../src/reference/peak_fma.ts";

/** Threads whose chains take that many steps; `cut` is scalar or vec4, and how many chains. */
export type PeakFmaShape = { readonly threads: number; readonly steps: number; readonly cut: string };

/** What the chains compute in. */
export interface PeakFmaData {
  readonly dtype: Dtype;
}

function cutOf({ cut }: PeakFmaShape) {
  return PEAK_FMA_CUTS.find(({ name }) => name === cut)!;
}

/** What the threads of a case do. */
function chainsOf(shape: PeakFmaShape) {
  const { form, chains } = cutOf(shape);
  return { threads: shape.threads, chains, components: form === "vec4" ? 4 : 1, steps: shape.steps };
}

export const peakFmaBench: KernelBench<PeakFmaShape, PeakFmaData> = {
  kernel: "peak_fma",
  probe: true,
  nativeHalf: true,
  cases: [
    { threads: 256, steps: 64, cut: "scalar 8" },
    ...PEAK_FMA_CUTS.map(({ name }) => ({ threads: 16_384, steps: 1_024, cut: name })),
  ],
  dtypes: ["f32", "f16"],
  work: (shape) => ({ bytes: 4 * shape.threads, flops: fmaOperations(chainsOf(shape)) }),
  data: (_, dtype) => ({ dtype }),
  plan(launch, arena, shape, { dtype }): Promise<BenchPlan> {
    const { job, output } = planPeakFma(launch, arena, cutOf(shape), { ...shape, dtype });
    return Promise.resolve({ jobs: [job], reads: [output], cut: shape.cut });
  },
  check(shape, _, [output]): Checked {
    const wanted = peakFma(chainsOf(shape)), ends = new Float32Array(output!);
    const at = wanted.findIndex((x, i) => x !== ends[i]);
    if (at < 0) return { ok: true, maxError: 0, what: "every value" };
    return {
      ok: false,
      maxError: Math.abs(ends[at]! - wanted[at]!),
      what: `[${at}] is ${ends[at]}, expected ${wanted[at]}`,
    };
  },
  // What the twin's name says: no public call runs chains on purpose.
  call: (_, shape) => Promise.resolve(peakFma(chainsOf(shape))),
};
