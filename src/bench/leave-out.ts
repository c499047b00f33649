import type { Gpu } from "../gpu/device.ts";
import type { BenchRow } from "../record/bench.ts";
import { blankRow, skipped } from "./context.ts";
import type { Selected } from "./select.ts";

/** Software adapters: cases beyond this take minutes and tell nothing more. Bytes or operations. */
const LARGE = { bytes: 2 ** 29, flops: 2 ** 34 };

/** On a software adapter, cases that would take minutes are left out, unless they were asked for by shape. */
export function leaveOut(cases: readonly Selected[], gpu: Gpu | null): { cases: Selected[]; left: BenchRow[] } {
  const large = ({ bench, shape, dtype }: Selected) => {
    const { bytes, flops } = bench.work(shape, dtype);
    return bench.cases.includes(shape) && (bytes > LARGE.bytes || flops > LARGE.flops);
  };
  const out = gpu === null || gpu.adapter.software ? cases.filter(large) : [];
  const why = "large for a machine without a GPU: ask for it with --shapes";
  return {
    cases: cases.filter((one) => !out.includes(one)),
    left: out.map((one) => skipped(blankRow(one, "alienist"), why)),
  };
}
