import { calibrateTicks, type ClockKind, clockKind, timePasses } from "../gpu/clock.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Launch, type Pass, prepare, withArena } from "../gpu/launch.ts";
import { PEAK_FMA_CUTS, planPeakFma } from "../gpu/peak_fma.ts";
import type { BenchRecord } from "../record/bench.ts";
import type { Policy, Timer } from "./timing.ts";

/** What time is measured by, and what the adapter's ticks are worth. */
export interface Clock {
  readonly kind: ClockKind;
  readonly nsPerTick: number | null;
  readonly note: string;
}

/** Compares the adapter's ticks with the wall over a second, and says what time can be measured by. */
export async function openClock(
  launch: Launch,
  { runtime, toggles }: { runtime: string; toggles: readonly string[] },
): Promise<Clock> {
  const wall = (why: string): Clock => ({
    kind: "wall",
    nsPerTick: null,
    note: `${why}: passes are timed by the wall`,
  });
  if (clockKind(launch.gpu) === "wall") return wall("the adapter has no timestamp queries");
  const found = await withArena(launch, async (arena) => {
    // Dispatches so long that encoding a second of them takes no time beside it.
    const threads = launch.gpu.adapter.software ? 2 ** 14 : 2 ** 20;
    const { job } = planPeakFma(launch, arena, PEAK_FMA_CUTS[0]!, { threads, steps: 1024, dtype: "f32" });
    return await calibrateTicks(launch.gpu, await prepare(launch, arena, [job]));
  });
  if (found === null) return wall("the adapter's timestamps stand still or run backwards");
  const dawn = runtime.startsWith("node") && !toggles.some((toggle) => toggle.includes("timestamp_quantization"));
  const rounded = dawn ? "; Dawn rounds them to 65.5 us, below 1 % of a pass of 10 ms" : "";
  // The standard's unit; no adapter has ticks that are nearly one. A busy machine reads a few per cent more.
  const ns = Math.abs(found - 1) < 0.1 ? 1 : found;
  const unit = ns === 1 ? `nanoseconds (${found.toFixed(2)}` : `${ns.toPrecision(4)} ns each (measured`;
  return {
    kind: "timestamp",
    nsPerTick: ns,
    note: `timestamp queries; ticks are ${unit} by the wall over a second)${rounded}`,
  };
}

/** The clock as it is recorded. */
export function clockRecord({ kind, nsPerTick, note }: Clock): BenchRecord["clock"] {
  return { kind, ns_per_tick: nsPerTick, note };
}

/** Warms up, and finds how many executions make a pass that is long enough. */
export async function passTimer(gpu: Gpu, passes: readonly Pass[], clock: Clock, policy: Policy): Promise<Timer> {
  const least = clock.kind === "wall" ? policy.batchMs : policy.passMs;
  const time = (times: number) =>
    timePasses(gpu, passes, { times, nsPerTick: clock.nsPerTick ?? 1, clock: clock.kind });
  const began = performance.now();
  let ms = await time(1), times = 1;
  while (performance.now() - began < policy.warmUpMs) ms = await time(1);
  while (ms < least && times < 100_000) {
    times = Math.max(times + 1, Math.ceil(times * Math.min(8, 1.2 * least / Math.max(ms, 0.001))));
    ms = await time(times);
  }
  return async () => await time(times) / times;
}
