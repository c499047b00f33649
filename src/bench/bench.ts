import type { Gpu } from "../gpu/device.ts";
import { memoryStore, type TuningStore } from "../gpu/tune.ts";
import { launchOf, webgpuKernels } from "../gpu/webgpu.ts";
import { BENCH_SCHEMA, benchKey, type BenchRecord, type BenchRow, type Roof } from "../record/bench.ts";
import { VERSION } from "../record/version.ts";
import { cpuKernels } from "../reference/cpu.ts";
import { runtime } from "../runtime/current.ts";
import { type Clock, clockRecord, openClock } from "./clock.ts";
import { type Case, type OnGpu, type Setting, stopIfAsked } from "./context.ts";
import { leaveOut } from "./leave-out.ts";
import { measureOnCpu } from "./on-cpu.ts";
import { measureOnGpu } from "./on-gpu.ts";
import { openAdapter, openPeers } from "./open.ts";
import type { Peer, PeerEntry } from "./peer.ts";
import { withRatios } from "./ratios.ts";
import type { Selected } from "./select.ts";
import { POLICY, type Policy } from "./timing.ts";
import { versionOf } from "./version.ts";

/** What to measure, with what, and how. */
export interface BenchOptions {
  readonly cases: readonly Selected[];
  /** Other packages: those on the CPU always, those on the GPU as asked. */
  readonly peers: readonly PeerEntry[];
  /** Measures the adapter's own roofs. */
  readonly measureRoof: (gpu: Gpu, clock: Clock) => Promise<Roof>;
  /** `cpu`: only what needs no adapter. Default `webgpu`. */
  readonly device?: "webgpu" | "cpu";
  readonly policy?: Policy;
  readonly autotune?: boolean;
  readonly store?: TuningStore;
  readonly maxGpuBytes?: number | undefined;
  /** What Dawn was started with. */
  readonly toggles?: readonly string[];
  readonly signal?: AbortSignal;
  /** Hears of each row as it is done. */
  readonly onRow?: (row: BenchRow) => Promise<void> | void;
}

const NO_ROOF: Roof = { copy_gb_s: null, read_gb_s: null, fma_gflop_s: null };

/**
 * Measures kernels beside other packages, first on the CPU, then on the adapter, interleaved.
 *
 * @throws Fault `no_adapter` where there is none and `device` is `webgpu`; Interrupted when the signal fires.
 */
export async function bench(options: BenchOptions): Promise<BenchRecord> {
  const { policy = POLICY, signal = new AbortController().signal, device = "webgpu" } = options;
  const setting: Setting = { policy, signal }, rows: BenchRow[] = [], warnings: string[] = [];
  const versions: Record<string, string> = { alienist: VERSION, [runtime.name]: runtime.version.replace(/^\w+ /, "") };
  if (runtime.name === "node") versions.webgpu = await versionOf("webgpu");
  const gpu = device === "webgpu" ? await openAdapter() : null;
  const add = async (found: readonly BenchRow[]) => {
    for (const row of found) await options.onRow?.(row);
    rows.push(...found);
  };
  let clock: Clock = { kind: "wall", nsPerTick: null, note: "no adapter: calls are timed by the wall" }, roof = NO_ROOF;
  let peerDevice: BenchRecord["settings"]["peer_device"] = null;
  try {
    const { cases, left } = leaveOut(options.cases, gpu);
    await add(left);
    await measureAll(
      cases,
      setting,
      async (peers, one) => add(await measureOnCpu(setting, { twins: cpuKernels(), peers }, one)),
      {
        open: () => openPeers(options.peers.filter(({ where }) => where === "cpu"), null, versions, warnings),
      },
    );
    if (gpu) {
      const { autotune = true, store = memoryStore(), maxGpuBytes = Infinity, toggles = [] } = options;
      const kernelOptions = { autotune, store, maxMemory: maxGpuBytes };
      const launch = launchOf(gpu, kernelOptions);
      clock = await openClock(launchOf(gpu), { runtime: runtime.version, toggles });
      roof = await options.measureRoof(gpu, clock);
      const entries = options.peers.filter(({ where }) => where === "gpu"), shared = gpu.header.subgroups !== "";
      if (entries.length > 0) peerDevice = shared ? "shared" : "own";
      const theirs = entries.length === 0 || shared ? gpu : await openAdapter(false);
      const on = {
        gpu,
        launch,
        clock,
        roof,
        kernels: () => webgpuKernels(gpu, kernelOptions) as unknown as ReturnType<OnGpu["kernels"]>,
      };
      await measureAll(cases, setting, async (peers, one) => add(await measureOnGpu(setting, { ...on, peers }, one)), {
        open: () => openPeers(entries, theirs, versions, warnings),
      });
      if (theirs !== gpu) theirs.dispose();
    }
  } finally {
    gpu?.dispose();
  }
  return {
    schema: BENCH_SCHEMA,
    created: new Date().toISOString(),
    adapter: gpu?.adapter ?? null,
    machine: { cores: runtime.cores, memory_bytes: runtime.memory().total },
    roof,
    clock: clockRecord(clock),
    settings: {
      reps: policy.reps,
      warm_up_ms: policy.warmUpMs,
      pass_ms: policy.passMs,
      batch_ms: policy.batchMs,
      autotune: options.autotune ?? true,
      peers: options.peers.some(({ where }) => where === "gpu"),
      peer_device: peerDevice,
      max_gpu_bytes: options.maxGpuBytes ?? null,
      toggles: [...options.toggles ?? []],
    },
    versions,
    rows: inOrder(withRatios(rows), options.cases),
    warnings,
  };
}

/** Opens the packages once, and makes each case's inputs for as long as it is measured. */
async function measureAll(
  cases: readonly Selected[],
  setting: Setting,
  measure: (peers: readonly Peer[], one: Case) => Promise<void>,
  { open }: { open: () => Promise<Peer[]> },
): Promise<void> {
  const peers = await open();
  try {
    for (const one of cases) {
      stopIfAsked(setting);
      await measure(peers, { ...one, data: one.bench.data(one.shape, one.dtype) });
    }
  } finally {
    for (const peer of peers) await peer.dispose();
  }
}

function inOrder(rows: readonly BenchRow[], cases: readonly Selected[]): BenchRow[] {
  const places = new Map(
    cases.map(({ bench, shape, dtype }, i) => [benchKey({ kernel: bench.kernel, shape: { ...shape }, dtype }), i]),
  );
  return [...rows].sort((a, b) => (places.get(benchKey(a)) ?? 0) - (places.get(benchKey(b)) ?? 0));
}
