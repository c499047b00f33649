import { withArena } from "../gpu/launch.ts";
import type { BenchRow } from "../record/bench.ts";
import { timeCall } from "./call.ts";
import { blankRow, type Case, type OnGpu, refused, saying, type Setting, skipped, stopIfAsked } from "./context.ts";
import { checkResult, largestInput } from "./kernel-bench.ts";
import { openOurs, type Ours } from "./ours.ts";
import { type Peer, resultOf } from "./peer.ts";
import type { Program } from "./program.ts";
import { placeUnderRoof } from "./roofline.ts";
import { timesOf } from "./times.ts";
import { batchTimer, repsFor } from "./timing.ts";

/** Our times, over all rounds. */
interface Samples {
  readonly pass: number[];
  readonly batch: number[];
}

/** Measures one case on the adapter: our kernel, and the packages beside it. */
export async function measureOnGpu(setting: Setting, on: OnGpu, one: Case): Promise<BenchRow[]> {
  const { launch, gpu: { device: { limits } } } = on, blank = blankRow(one, "alienist");
  if (one.bench.nativeHalf && one.dtype === "f16" && on.gpu.header.f16 === null) {
    return [skipped(blank, "the adapter has no shader-f16")];
  }
  let row: BenchRow = one.bench.probe ? blank : await measureCall(setting, on, one, blank);
  if (row.status === "refused") return [row];
  const largest = largestInput(one.data), most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (largest > most) {
    const why = `its largest array has ${mib(largest)}, one binding holds ${
      mib(most)
    }: only the public call, which cuts it up`;
    return [{ ...row, reason: why }];
  }
  const others: BenchRow[] = [];
  try {
    row = await withArena(launch, async (arena) => {
      const ours = await openOurs(setting, on, arena, one);
      row = { ...row, variant: ours.cut };
      const samples: Samples = { pass: [], batch: [] };
      // Other packages are compared in f32: they do not keep sums of f16 in f32.
      if (one.dtype === "f32" && !one.bench.probe) others.push(...await measurePeers(setting, on, one, ours, samples));
      if (samples.batch.length === 0) await alone(setting, ours, samples);
      const { ok, maxError, what } = await ours.check();
      if (!ok) return refused(row, `its output is wrong: ${what}`);
      const wall_ms = timesOf(samples.batch), ms = on.clock.kind === "wall" ? wall_ms : timesOf(samples.pass);
      const placed = placeUnderRoof(one.bench.work(one.shape, one.dtype), ms, on.roof, one.bench);
      const checked = { checked: true, status: "measured", max_error: maxError, what } as const;
      return { ...row, ...checked, ms, wall_ms, clock: on.clock.kind, ...placed, ...ours.parts };
    });
  } catch (error) {
    stopIfAsked(setting);
    const memory = (error as { code?: string }).code === "gpu_memory";
    return [memory ? skipped(row, saying(error)) : refused(row, saying(error)), ...others.map(withoutRatio)];
  }
  return row.status === "refused" ? [row, ...others.map(withoutRatio)] : [withBest(row, others), ...others];
}

/** The public call first: it tunes, and its memory is counted alone. */
async function measureCall(setting: Setting, on: OnGpu, one: Case, blank: BenchRow): Promise<BenchRow> {
  const kernels = on.kernels();
  try {
    const { times, checked: { ok, what, maxError } } = await timeCall(setting, kernels, one);
    if (!ok) return refused(blank, `the public call's result is wrong: ${what}`);
    const measured = { checked: true, status: "measured", max_error: maxError, what } as const;
    return { ...blank, ...measured, end_to_end_ms: times, gpu_bytes: kernels.peakMemory?.() ?? null };
  } catch (error) {
    stopIfAsked(setting);
    return refused(blank, saying(error));
  } finally {
    kernels.dispose();
  }
}

async function alone(setting: Setting, { pass, batch }: Ours, samples: Samples): Promise<void> {
  const reps = repsFor(await pass(), setting.policy);
  for (let n = 0; n < reps; n++) {
    stopIfAsked(setting);
    samples.pass.push(await pass());
    samples.batch.push(await batch.time());
  }
}

async function measurePeers(setting: Setting, on: OnGpu, one: Case, ours: Ours, samples: Samples): Promise<BenchRow[]> {
  const program = one.bench.program?.(one.shape, one.data) ?? "it has no counterpart there";
  const rows: BenchRow[] = [];
  for (const peer of on.peers) {
    const blank = blankRow(one, peer.who);
    if (typeof program === "string") rows.push(skipped(blank, program));
    else rows.push(await measurePeer(setting, on, { ...one, peer, program }, ours, samples, blank));
  }
  return rows;
}

/** Ours, theirs, ours, theirs ... and ours: what the machine does meanwhile meets both. */
async function measurePeer(
  setting: Setting,
  on: OnGpu,
  { peer, program, ...one }: Case & { peer: Peer; program: Program },
  ours: Ours,
  samples: Samples,
  blank: BenchRow,
): Promise<BenchRow> {
  let job;
  try {
    job = await peer.prepare(program);
    const theirs = await batchTimer(job, setting.policy), reps = repsFor(theirs.ms, setting.policy);
    const times: number[] = [], beside: number[] = [await ours.batch.time()];
    for (let n = 0; n < reps; n++) {
      stopIfAsked(setting);
      times.push(await theirs.time());
      beside.push(await ours.batch.time());
      samples.pass.push(await ours.pass());
    }
    const { ok, what, maxError } = checkResult(one.bench, one.shape, one.data, resultOf(await job.outputs()));
    if (!ok) return refused(blank, `its output is wrong: ${what}`);
    samples.batch.push(...beside);
    const ms = timesOf(times), placed = placeUnderRoof(one.bench.work(one.shape, one.dtype), ms, on.roof, one.bench);
    const checked = { checked: true, status: "measured", max_error: maxError, what } as const;
    return {
      ...blank,
      ...checked,
      ms,
      wall_ms: ms,
      clock: "wall",
      ...placed,
      ratio: ms.median / timesOf(beside).median,
    };
  } catch (error) {
    stopIfAsked(setting);
    return skipped(blank, `left out: ${saying(error)}`);
  } finally {
    await job?.dispose();
  }
}

function withBest(row: BenchRow, others: readonly BenchRow[]): BenchRow {
  const [best] = others.filter(({ ratio }) => ratio !== null).sort((a, b) => a.ratio! - b.ratio!);
  return best ? { ...row, best_peer: { who: best.who, ratio: best.ratio! } } : row;
}

/** Nothing is compared with a figure that was refused. */
const withoutRatio = (row: BenchRow): BenchRow => ({ ...row, ratio: null });

const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
