import type { BenchRow } from "../record/bench.ts";
import type { Kernels } from "../reference/kernels.ts";
import { timeCall } from "./call.ts";
import { blankRow, type Case, refused, saying, type Setting, skipped, stopIfAsked } from "./context.ts";
import { checkResult } from "./kernel-bench.ts";
import { type Peer, resultOf } from "./peer.ts";
import type { Program } from "./program.ts";
import { placeUnderRoof } from "./roofline.ts";
import { timesOf } from "./times.ts";
import { batchTimer, repsFor } from "./timing.ts";

/** The twin is left out where one call would take longer, in milliseconds. */
const TOO_LONG = 20_000;

/** No roof of the CPU is measured: rates only. */
const NO_ROOF = { copy_gb_s: null, read_gb_s: null, fma_gflop_s: null };

/** Measures one case without an adapter: the twins on one core, other packages on WebAssembly; from memory to memory. */
export async function measureOnCpu(
  setting: Setting,
  { twins, peers }: { readonly twins: Kernels; readonly peers: readonly Peer[] },
  one: Case,
): Promise<BenchRow[]> {
  if (one.bench.probe) return [];
  const rows: BenchRow[] = [], program = one.bench.program?.(one.shape, one.data) ?? "it has no counterpart there";
  for (const peer of one.dtype === "f32" ? peers : []) {
    const blank = blankRow(one, peer.who);
    rows.push(
      typeof program === "string" ? skipped(blank, program) : await onWasm(setting, { ...one, peer, program }, blank),
    );
  }
  rows.push(await onTwin(setting, twins, one));
  return rows;
}

/** What a checked row on the CPU says. */
function measured(blank: BenchRow, one: Case, times: readonly number[], what: string, max_error: number): BenchRow {
  const ms = timesOf(times), placed = placeUnderRoof(one.bench.work(one.shape, one.dtype), ms, NO_ROOF);
  const checked = { checked: true, status: "measured", max_error, what } as const;
  return { ...blank, ...checked, ms, wall_ms: ms, clock: "wall", ...placed, end_to_end_ms: ms };
}

async function onWasm(
  setting: Setting,
  { peer, program, ...one }: Case & { peer: Peer; program: Program },
  blank: BenchRow,
): Promise<BenchRow> {
  let job;
  try {
    job = await peer.prepare(program);
    // Each run gives its result in memory: nothing is left to be dropped.
    const timer = await batchTimer(job, setting.policy, { lazy: false }), reps = repsFor(timer.ms, setting.policy);
    const times: number[] = [];
    for (let n = 0; n < reps; n++) {
      stopIfAsked(setting);
      times.push(await timer.time());
    }
    const { ok, what, maxError } = checkResult(one.bench, one.shape, one.data, resultOf(await job.outputs()));
    return ok ? measured(blank, one, times, what, maxError) : refused(blank, `its output is wrong: ${what}`);
  } catch (error) {
    stopIfAsked(setting);
    return skipped(blank, `left out: ${saying(error)}`);
  } finally {
    await job?.dispose();
  }
}

async function onTwin(setting: Setting, twins: Kernels, one: Case): Promise<BenchRow> {
  const blank = blankRow(one, "twin");
  try {
    const seconds = await estimate(setting, twins, one) / 1000;
    if (seconds * 1000 > TOO_LONG) return skipped(blank, `one call would take about ${Math.round(seconds)} s`);
    const { times, checked: { ok, what, maxError } } = await timeCall(setting, twins, one);
    if (!ok) return refused(blank, `its result is wrong: ${what}`);
    return { ...measured(blank, one, [times.median], what, maxError), ms: times, wall_ms: times, end_to_end_ms: times };
  } catch (error) {
    stopIfAsked(setting);
    return refused(blank, saying(error));
  }
}

/** Milliseconds of one call, by the rate of the smallest case. */
async function estimate(setting: Setting, twins: Kernels, { bench, shape, dtype }: Case): Promise<number> {
  const small = bench.cases[0]!,
    size = (of: typeof shape) => {
      const { bytes, flops } = bench.work(of, dtype);
      return Math.max(bytes, flops);
    };
  const once = { ...setting, policy: { ...setting.policy, reps: 3, exact: true } };
  const { times } = await timeCall(once, twins, { bench, shape: small, dtype, data: bench.data(small, dtype) });
  return times.median * size(shape) / size(small);
}
