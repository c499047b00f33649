import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { PEAK_COPY_CUTS, planPeakCopy, type SweepMode } from "../src/gpu/peak_copy.ts";
import { peakCopy, sweepSource } from "../src/reference/peak_copy.ts";

/** A sweep over so many bytes; `mode` is `read` or `copy`. */
export type PeakCopyShape = { readonly bytes: number; readonly mode: SweepMode; readonly cut: string };

/** Inputs in memory. */
export interface PeakCopyData {
  readonly source: Uint32Array;
}

function cutOf({ cut }: PeakCopyShape) {
  return PEAK_COPY_CUTS.find(({ name }) => name === cut)!;
}

export const peakCopyBench: KernelBench<PeakCopyShape, PeakCopyData> = {
  kernel: "peak_copy",
  probe: true,
  cases: [
    { bytes: 2 ** 20, mode: "copy", cut: "stride" },
    ...PEAK_COPY_CUTS.flatMap(({ name }) =>
      (["read", "copy"] as const).map((mode) => ({ bytes: 2 ** 27, mode, cut: name }))
    ),
  ],
  dtypes: ["f32"],
  work: ({ bytes, mode }) => ({ bytes: mode === "copy" ? 2 * bytes : bytes, flops: 0 }),
  data: ({ bytes }) => ({ source: sweepSource(bytes / 4) }),
  plan(_, arena, shape, { source }): Promise<BenchPlan> {
    const bound = arena.upload("peak_copy source", source);
    const { job, checksums, copy } = planPeakCopy(arena, cutOf(shape), shape.mode, bound);
    return Promise.resolve({ jobs: [job], reads: copy ? [checksums, copy] : [checksums], cut: shape.cut });
  },
  check(shape, { source }, [sums, copy]): Checked {
    const pairs = [[peakCopy(source, cutOf(shape)), new Uint32Array(sums!)] as const];
    if (copy) pairs.push([source, new Uint32Array(copy)]);
    for (const [wanted, actual] of pairs) {
      const at = wanted.findIndex((x, i) => x !== actual[i]);
      if (at >= 0) return { ok: false, maxError: Infinity, what: `[${at}] is ${actual[at]}, expected ${wanted[at]}` };
    }
    return { ok: true, maxError: 0, what: "every value" };
  },
  call: (_, shape, { source }) => Promise.resolve(peakCopy(source, cutOf(shape))),
};
