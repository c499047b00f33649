import { calibrateTicks, type ClockKind, timePasses } from "../gpu/clock.ts";
import type { Gpu } from "../gpu/device.ts";
import { execute, type Launch, type Pass, prepare, withArena } from "../gpu/launch.ts";
import { largestBinding, PEAK_COPY_CUTS, planPeakCopy, SWEEP_MODES, type SweepMode } from "../gpu/peak_copy.ts";
import { PEAK_FMA_CUTS, planPeakFma } from "../gpu/peak_fma.ts";
import { runnableCuts } from "../gpu/tune.ts";
import { Fault } from "../record/fault.ts";
import type { Dtype } from "../reference/kernels.ts";
import { peakCopy, sweepSource } from "../reference/peak_copy.ts";
import { fmaOperations, peakFma } from "../reference/peak_fma.ts";

/** The best of several texts that do nothing but what the roof is of. */
export interface Peak {
  /** GB/s (10^9 bytes, a copy's reads and writes both counted) or GFLOP/s (a multiply-add is two). */
  readonly value: number;
  /** Which text reached it. */
  readonly cut: string;
}

/** What an adapter itself can do, measured here and now: every share of a roof is of one of these. */
export interface Roof {
  readonly read_gb_s: Peak;
  readonly copy_gb_s: Peak;
  /** The best of scalar and vec4 chains. */
  readonly fma_gflop_s: Peak;
  readonly fma_vec4_gflop_s: Peak;
  /** In f16; `null` where the adapter has no `shader-f16`. */
  readonly fma_f16_gflop_s: Peak | null;
  /** Bytes swept: more than a cache holds, unless the adapter binds less. */
  readonly bytes: number;
  readonly clock: ClockKind;
  /** Nanoseconds per tick of the timestamps; `null` where the wall was the clock. */
  readonly ns_per_tick: number | null;
}

/** Options of a roof, for tests. */
export interface RoofOptions {
  /** Bytes of the sweep. Default: 256 MiB, 128 MiB on software adapters, or what the device binds. */
  readonly bytes?: number;
  /** How long a timed pass takes at least. Default: 10 by timestamps, 200 by the wall. */
  readonly milliseconds?: number;
  /** Timed passes per text; the fastest counts. Default: 5. */
  readonly passes?: number;
  /** From an earlier `calibrateTicks`. Default: calibrated here, for a second. */
  readonly nsPerTick?: number | null;
}

/**
 * Measures the adapter's roofs by `kernels/peak_copy.wgsl` and `kernels/peak_fma.wgsl`. Takes some seconds.
 *
 * Every text is checked against its twin before it is timed. The fastest pass counts, not the median: a roof is what can
 * be reached, and what else the machine does only slows it down.
 *
 * @throws Fault `roof` where a text's result is wrong: then no figure can be believed.
 */
export async function measureRoof(gpu: Gpu, launch: Launch, options: RoofOptions = {}): Promise<Roof> {
  const { bytes: wanted = gpu.adapter.software ? 2 ** 27 : 2 ** 28 } = options;
  const bytes = Math.min(wanted, Math.floor(largestBinding(launch) / 16) * 16);
  const nsPerTick = options.nsPerTick === undefined ? await calibrate(launch) : options.nsPerTick;
  const best = bestOf(gpu, nsPerTick, options);
  const fma = await fmaPeaks(launch, "f32", best),
    half = gpu.header.f16 === null ? null : await fmaPeaks(launch, "f16", best);
  return {
    ...await sweepPeaks(launch, bytes, best),
    fma_gflop_s: highest(fma),
    fma_vec4_gflop_s: highest(fma.filter(({ cut }) => cut.startsWith("vec4"))),
    fma_f16_gflop_s: half && highest(half),
    bytes,
    clock: nsPerTick === null ? "wall" : "timestamp",
    ns_per_tick: nsPerTick,
  };
}

/** Seconds of the fastest pass over these passes. */
type Best = (passes: readonly Pass[]) => Promise<number>;

function bestOf(gpu: Gpu, nsPerTick: number | null, { milliseconds, passes: count = 5 }: RoofOptions): Best {
  const clock = nsPerTick === null ? { clock: "wall" as const } : { clock: "timestamp" as const, nsPerTick };
  const least = milliseconds ?? (nsPerTick === null ? 200 : 10);
  return async (passes) => {
    let times = 1, best = Infinity;
    for (let n = 0; n < count;) {
      const ms = await timePasses(gpu, passes, { times, ...clock });
      if (ms < least) {
        // Also where a quantised clock stood still: twice at least, ten times at most.
        times = Math.ceil(times * Math.max(2, Math.min(10, 1.2 * least / ms)));
        continue;
      }
      best = Math.min(best, ms / times);
      n++;
    }
    return best / 1000;
  };
}

/** Nanoseconds per tick, by chains that run for a second. */
async function calibrate(launch: Launch): Promise<number | null> {
  return await withArena(launch, async (arena) => {
    const { job } = planPeakFma(launch, arena, PEAK_FMA_CUTS[0]!, { threads: THREADS, steps: STEPS, dtype: "f32" });
    return await calibrateTicks(launch.gpu, await prepare(launch, arena, [job]));
  });
}

/** Chains of a software adapter's dispatch; a GPU gets as many as it needs for half a millisecond and more. */
const THREADS = 2 ** 14;
const GPU_THREADS = 2 ** 20;

/** As many as f16 counts exactly. */
const STEPS = 1024;

async function fmaPeaks(launch: Launch, dtype: Dtype, best: Best): Promise<Peak[]> {
  const threads = launch.gpu.adapter.software ? THREADS : GPU_THREADS, peaks: Peak[] = [];
  for (const cut of runnableCuts(launch.gpu, PEAK_FMA_CUTS)) {
    await withArena(launch, async (arena) => {
      const { job, output, chains } = planPeakFma(launch, arena, cut, { threads, steps: STEPS, dtype });
      const [ends] = await execute(launch, arena, [job], [output]);
      expectSame(`peak_fma ${cut.name} ${dtype}`, new Float32Array(ends!), peakFma(chains));
      const seconds = await best(await prepare(launch, arena, [job]));
      peaks.push({ value: fmaOperations(chains) / seconds / 1e9, cut: cut.name });
    });
  }
  return peaks;
}

async function sweepPeaks(launch: Launch, bytes: number, best: Best): Promise<Pick<Roof, "read_gb_s" | "copy_gb_s">> {
  const source = sweepSource(bytes / 4), peaks: Record<SweepMode, Peak[]> = { read: [], copy: [] };
  const { software } = launch.gpu.adapter;
  await withArena(launch, async (kept) => {
    const bound = kept.upload("peak_copy source", source);
    for (const cut of runnableCuts(launch.gpu, PEAK_COPY_CUTS).filter(({ for: kind }) => software || kind !== "cpu")) {
      const wanted = peakCopy(source, cut);
      for (const mode of SWEEP_MODES) {
        await withArena(launch, async (arena) => {
          const { job, checksums, copy } = planPeakCopy(arena, cut, mode, bound);
          // Of the copy its end, where a tail would be missing: the whole would take longer to read than the sweep itself.
          const size = Math.min(END, bytes), end = copy && { ...copy, offset: copy.offset + bytes - size, size };
          const [sums, tail] = await execute(launch, arena, [job], end ? [checksums, end] : [checksums]);
          expectSame(`peak_copy ${cut.name} ${mode}`, new Uint32Array(sums!), wanted);
          if (tail) expectSame(`peak_copy ${cut.name} copy`, new Uint32Array(tail), source.subarray(-size / 4));
          const seconds = await best(await prepare(launch, arena, [job]));
          peaks[mode].push({ value: (copy ? 2 : 1) * bytes / seconds / 1e9, cut: cut.name });
        });
      }
    }
  });
  return { read_gb_s: highest(peaks.read), copy_gb_s: highest(peaks.copy) };
}

/** Bytes of a copy's end that are compared. */
const END = 2 ** 20;

function highest(peaks: readonly Peak[]): Peak {
  return peaks.reduce((best, peak) => peak.value > best.value ? peak : best);
}

function expectSame(name: string, actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  for (let i = 0; i < wanted.length; i++) {
    if (actual[i] === wanted[i]) continue;
    throw new Fault(
      "roof",
      `Cannot measure the roof: ${name} gave ${actual[i]} at [${i}], expected ${wanted[i]}.`,
      "Update the graphics driver; a machine that computes this wrong has no roof.",
    );
  }
}
