import { type Arena, POISON } from "../gpu/arena.ts";
import { encode, execute, type Launch, type Pass, prepare, withArena } from "../gpu/launch.ts";
import type { BenchRow, Times } from "../record/bench.ts";
import { passTimer } from "./clock.ts";
import type { Case, OnGpu, Setting } from "./context.ts";
import type { BenchPlan, Checked } from "./kernel-bench.ts";
import { timesOf } from "./times.ts";
import { batchTimer, type Timer, type WarmTimer } from "./timing.ts";

/** Our kernel, bound, warm and ready to be timed. */
export interface Ours {
  readonly cut: string;
  /** One execution by the adapter's clock. */
  readonly pass: Timer;
  /** One run among many, each sent by itself as other packages do, by the wall. */
  readonly batch: WarmTimer;
  readonly parts: Pick<BenchRow, "upload_ms" | "compile_ms" | "read_back_ms">;
  /** Poisons the outputs, runs once more and compares. */
  check(): Promise<Checked>;
}

let fresh = 0;

/** Binds a case in the arena. @throws Fault where a kernel does not compile or run */
export async function openOurs({ policy }: Setting, on: OnGpu, arena: Arena, one: Case): Promise<Ours> {
  const { bench, shape, data } = one, { gpu, launch, clock } = on, { queue } = gpu.device;
  // Choosing a cut may measure: not while the upload is timed.
  if (launch.tuner.enabled) await withArena(launch, (tried) => bench.plan(launch, tried, shape, data));
  const start = performance.now();
  const plan = await bench.plan(launch, arena, shape, data);
  await queue.onSubmittedWorkDone();
  const upload_ms = performance.now() - start;
  const compile_ms = await compileTime(launch, arena, plan);
  await execute(launch, arena, plan.jobs, plan.reads);
  const passes = await prepare(launch, arena, plan.jobs);
  return {
    cut: plan.cut,
    pass: await passTimer(gpu, passes, clock, policy),
    batch: await batchTimer(
      { run: () => send(launch, passes), sync: () => queue.onSubmittedWorkDone().then(() => {}) },
      policy,
      { lazy: false }, // a queue runs what it was sent
    ),
    parts: { upload_ms, compile_ms, read_back_ms: (await readBack(launch, arena, plan)).median },
    async check() {
      for (const { buffer, offset, size } of plan.reads) {
        queue.writeBuffer(buffer, offset, new Uint32Array(Math.floor(size / 4)).fill(POISON));
      }
      return bench.check(shape, data, await execute(launch, arena, plan.jobs, plan.reads));
    },
  };
}

function send({ gpu: { device } }: Launch, passes: readonly Pass[]): void {
  const encoder = device.createCommandEncoder({ label: "bench" });
  encode(encoder, passes);
  device.queue.submit([encoder.finish()]);
}

/** Compiles texts that no cache of ours has seen, runs them once, and takes a later run off; a driver may have caches of its own. */
async function compileTime(launch: Launch, arena: Arena, { jobs }: BenchPlan): Promise<number> {
  const names = new Set(jobs.map(({ variant }) => variant.kernel)), mark = `\n// ${++fresh}\n`;
  const texts = [...names].map((name) => [name, launch.sources[name] + mark]);
  const unseen = { ...launch, sources: { ...launch.sources, ...Object.fromEntries(texts) } };
  const { queue } = launch.gpu.device;
  const start = performance.now();
  const passes = await prepare(unseen, arena, jobs);
  send(launch, passes);
  await queue.onSubmittedWorkDone();
  const compiled = performance.now();
  send(launch, passes);
  await queue.onSubmittedWorkDone();
  return Math.max(0, 2 * compiled - start - performance.now());
}

async function readBack(launch: Launch, arena: Arena, { reads }: BenchPlan): Promise<Times> {
  const times: number[] = [];
  for (let n = 0; n < 3; n++) {
    const start = performance.now();
    await execute(launch, arena, [], reads);
    times.push(performance.now() - start);
  }
  return timesOf(times);
}
