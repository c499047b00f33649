import { blankRow } from "../../src/bench/context.ts";
import type { KernelBench, Shape } from "../../src/bench/kernel-bench.ts";
import { BENCH_SCHEMA, BenchRecord, type BenchRow, type Who } from "../../src/record/bench.ts";

/** A row that was measured: `ms` and figures that follow from it. */
export function row(who: Who, ms: number | null, over: Partial<BenchRow> = {}): BenchRow {
  const shape: Shape = { T: 8192, d: 2048, k: 16 };
  const blank = blankRow({ bench: { kernel: "project" } as KernelBench, shape, dtype: "f32" }, who);
  if (ms === null) return { ...blank, reason: "its output is wrong: [0, 0] is 1", status: "refused", ...over };
  const times = { median: ms, q1: 0.9 * ms, q3: 1.2 * ms, n: 20 };
  return {
    ...blank,
    variant: who === "alienist" ? "wide" : "",
    ms: times,
    wall_ms: times,
    clock: who === "alienist" ? "timestamp" : "wall",
    gflop_s: 2 * 8192 * 2048 * 16 / ms / 1e6,
    gb_s: 67.8 / ms,
    intensity: 7.92,
    roof_fraction: 0.8 / ms,
    bound: "bandwidth",
    end_to_end_ms: { ...times, median: 3 * ms },
    checked: true,
    status: "measured",
    max_error: 1e-6,
    what: "64 of 8192 rows",
    ...over,
  };
}

/** A record of these rows on an adapter of this name. */
export function record(name: string, rows: BenchRow[], { software = false } = {}): BenchRecord {
  return BenchRecord.parse({
    schema: BENCH_SCHEMA,
    created: "2026-11-24T10:00:00.000Z",
    adapter: {
      name,
      vendor: "acme",
      architecture: "",
      driver: "1.2",
      software,
      runtime: "deno 2.9.6",
      features: ["shader-f16"],
    },
    machine: { cores: 2, memory_bytes: 2 ** 33 },
    roof: { copy_gb_s: 90, read_gb_s: 100, fma_gflop_s: 1000, bytes: 2 ** 28 },
    clock: { kind: "timestamp", ns_per_tick: 1, note: "timestamp queries; ticks are nanoseconds" },
    settings: {
      reps: 20,
      warm_up_ms: 200,
      pass_ms: 10,
      batch_ms: 100,
      autotune: true,
      peers: true,
      peer_device: "shared",
      max_gpu_bytes: null,
      toggles: [],
    },
    versions: { alienist: "0.2.0", deno: "2.9.6", tfjs: "4.22.0" },
    rows,
    warnings: [],
  });
}
