import { Fault } from "../record/fault.ts";
import { timePasses } from "./clock.ts";
import type { Arena } from "./arena.ts";
import type { Gpu } from "./device.ts";
import { type Job, type Launch, type Pass, prepare, withArena } from "./launch.ts";
import type { Cut, KernelName } from "./variant.ts";

/** Where tuning is remembered between runs: a file, IndexedDB, or nothing. */
export interface TuningStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, cut: string): Promise<void>;
}

/** Picks cuts, and measures them where the work is worth it. */
export interface Tuner {
  /** Measure at all? Otherwise the first cut made for the kind of adapter. */
  readonly enabled: boolean;
  readonly store: TuningStore;
  /** What was picked in this process, by key. */
  readonly picked: Map<string, Promise<string>>;
}

/** What there is to choose from. */
export interface Choice<C extends Cut> {
  readonly kernel: KernelName;
  /** Shapes of one class are served best by the same cut: `k16 f32 vec4`. */
  readonly class: string;
  /** At most six for each kind of adapter. */
  readonly cuts: readonly C[];
  /** Multiply-adds of the job, or bytes where it does no arithmetic. */
  readonly work: number;
  /** The job with a cut, for measuring; its buffers belong to the arena. */
  readonly jobs: (cut: C, arena: Arena) => readonly Job[];
}

/** Below this a measurement costs more than the wrong cut: about 40 ms on two CPU cores. */
const WORTH_TUNING = 2 ** 28;

/** A store that forgets with the process. */
export function memoryStore(): TuningStore {
  const kept = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, cut) => Promise.resolve(void kept.set(key, cut)),
  };
}

/** The cuts that this device can run, whatever they were made for. */
export function runnableCuts<C extends Cut>({ header, device }: Gpu, cuts: readonly C[]): C[] {
  const most = device.limits.maxComputeWorkgroupStorageSize;
  const info: { readonly subgroupMinSize?: number } | undefined = device.adapterInfo;
  const lanes = header.subgroups === null ? 0 : info?.subgroupMinSize || 4;
  return cuts.filter(({ subgroups = 0, storage = 0 }) => subgroups <= lanes && storage <= most);
}

/** Those made for its kind of adapter, in their order. */
function usableCuts<C extends Cut>(gpu: Gpu, cuts: readonly C[]): C[] {
  const kind = gpu.adapter.software ? "cpu" : "gpu";
  return runnableCuts(gpu, cuts).filter((cut) => cut.for === kind || cut.for === "any");
}

/** Picks the cut: the one that was asked for, the one remembered, the fastest measured, or the first for the adapter. */
export async function chooseCut<C extends Cut>(launch: Launch, choice: Choice<C>): Promise<C> {
  const { gpu, cuts: asked, tuner } = launch;
  const name = asked[choice.kernel];
  if (name !== undefined) {
    const found = choice.cuts.find((cut) => cut.name === name);
    if (!found) throw new RangeError(`"${name}" is no cut of ${choice.kernel}: ${choice.cuts.map((c) => c.name)}`);
    return found;
  }
  const usable = usableCuts(gpu, choice.cuts);
  if (!tuner.enabled || usable.length < 2) return usable[0]!;
  const { adapter } = gpu;
  const key = [adapter.name, adapter.driver, adapter.runtime, choice.kernel, choice.class].join("|");
  const known = tuner.picked.get(key);
  if (known) return byName(usable, await known);
  const stored = await tuner.store.get(key);
  if (stored === undefined && choice.work < WORTH_TUNING) return usable[0]!;
  const picking = stored !== undefined ? Promise.resolve(stored) : measure(launch, choice, usable, key);
  tuner.picked.set(key, picking);
  picking.catch(() => tuner.picked.delete(key));
  return byName(usable, await picking);
}

/** A remembered name may be of a cut that exists no longer. */
function byName<C extends Cut>(cuts: readonly C[], name: string): C {
  return cuts.find((cut) => cut.name === name) ?? cuts[0]!;
}

/** Passes of a cut take this long at least: clocks of 65 microseconds tell them apart. In milliseconds. */
const PASS_MS = 10;

/** Rounds over all cuts: another program's work then falls on each of them. */
const ROUNDS = 5;

/** A cut so many times slower than the best of the first round is not tried again. */
const HOPELESS = 2;

/** Times the cuts in turn and remembers the fastest; the first where there is no memory for a trial. */
async function measure<C extends Cut>(
  launch: Launch,
  choice: Choice<C>,
  usable: readonly C[],
  key: string,
): Promise<string> {
  try {
    const best = await withArena(launch, (arena) => fastest(launch, choice, usable, arena));
    await launch.tuner.store.set(key, best);
    return best;
  } catch (error) {
    if (error instanceof Fault && error.code === "gpu_memory") return usable[0]!.name;
    throw error;
  }
}

async function fastest<C extends Cut>(
  launch: Launch,
  choice: Choice<C>,
  usable: readonly C[],
  arena: Arena,
): Promise<string> {
  const { gpu } = launch;
  let tried: { name: string; passes: Pass[]; times: number; ms: number }[] = [];
  for (const cut of usable) {
    const passes = await prepare(launch, arena, choice.jobs(cut, arena));
    // The first pass pays for what a driver compiles late.
    await timePasses(gpu, passes, { times: 1 });
    const ms = await timePasses(gpu, passes, { times: 1 });
    tried.push({ name: cut.name, passes, times: Math.min(64, Math.ceil(PASS_MS / Math.max(ms, 0.1))), ms });
  }
  for (let round = 0; round < ROUNDS && tried.length > 1; round++) {
    const least = Math.min(...tried.map(({ ms }) => ms));
    tried = tried.filter(({ ms }) => ms <= HOPELESS * least);
    for (const one of tried) one.ms = Math.min(one.ms, await timePasses(gpu, one.passes, one) / one.times);
  }
  return tried.reduce((best, one) => one.ms < best.ms ? one : best).name;
}
