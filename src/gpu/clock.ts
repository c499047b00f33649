import { USAGE } from "./arena.ts";
import type { Gpu } from "./device.ts";
import { encode, type Pass } from "./launch.ts";

/** What time was measured by. */
export type ClockKind = "timestamp" | "wall";

const queries = new WeakMap<GPUDevice, { set: GPUQuerySet; resolve: GPUBuffer; read: GPUBuffer }>();

/** `timestamp` where the device has the feature. */
export function clockKind({ device }: Gpu): ClockKind {
  return device.features.has("timestamp-query") ? "timestamp" : "wall";
}

/**
 * Runs passes `times` over in one compute pass and says how long that took, in milliseconds.
 *
 * By timestamp queries: the device's ticks, times `nsPerTick` (1 by the standard; Deno hands out raw ticks, see
 * `calibrateTicks`). By the wall otherwise: submit until done, which in Deno has a floor of about 11 ms.
 */
export async function timePasses(
  gpu: Gpu,
  passes: readonly Pass[],
  { times, nsPerTick = 1, clock = clockKind(gpu) }: { times: number; nsPerTick?: number; clock?: ClockKind },
): Promise<number> {
  const { device } = gpu;
  const encoder = device.createCommandEncoder({ label: "time" });
  if (clock === "wall") {
    encode(encoder, passes, { times });
    const commands = encoder.finish();
    const start = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  }
  const { set, resolve, read } = queriesOf(device);
  encode(encoder, passes, {
    times,
    timestampWrites: { querySet: set, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
  });
  encoder.resolveQuerySet(set, 0, 2, resolve, 0);
  encoder.copyBufferToBuffer(resolve, 0, read, 0, 16);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(1 /* GPUMapMode.READ */);
  const [start, end] = new BigUint64Array(read.getMappedRange().slice(0));
  read.unmap();
  return Number(end! - start!) * nsPerTick / 1e6;
}

function queriesOf(device: GPUDevice) {
  const known = queries.get(device);
  if (known) return known;
  const made = {
    set: device.createQuerySet({ label: "clock", type: "timestamp", count: 2 }),
    resolve: device.createBuffer({ label: "clock", size: 16, usage: USAGE.QUERY_RESOLVE | USAGE.COPY_SRC }),
    read: device.createBuffer({ label: "clock", size: 16, usage: USAGE.MAP_READ | USAGE.COPY_DST }),
  };
  queries.set(device, made);
  return made;
}

/**
 * Nanoseconds per tick: runs passes for `seconds` at least and compares the ticks with the wall.
 *
 * @returns 1 where ticks are nanoseconds within 3 %, else the measured value; `null` where ticks cannot be trusted
 *   (they stood still, or ran backwards).
 */
export async function calibrateTicks(gpu: Gpu, passes: readonly Pass[], seconds = 1): Promise<number | null> {
  if (clockKind(gpu) !== "timestamp") return null;
  let times = 1;
  for (;;) {
    const start = performance.now();
    const ticks = 1e6 * await timePasses(gpu, passes, { times });
    const wall = performance.now() - start;
    if (wall < 1000 * seconds) {
      times = Math.max(times + 1, Math.ceil(times * Math.min(8, 1200 * seconds / Math.max(wall, 1))));
      continue;
    }
    if (!(ticks > 0)) return null;
    const ns = wall * 1e6 / ticks;
    return Math.abs(ns - 1) < 0.03 ? 1 : ns;
  }
}
