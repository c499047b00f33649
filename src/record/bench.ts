import { z } from "zod";
import { Adapter } from "./run.ts";

export const BENCH_SCHEMA = "alienist/bench/1";

/** Who did the work: our kernels on the adapter, other packages on it, torch on the same card, or the machine's CPU. */
export const WHO = [
  "alienist",
  "onnxruntime-web",
  "tfjs",
  "jax-js",
  "torch",
  "onnxruntime-wasm",
  "onnxruntime-wasm-threads",
  "twin",
] as const;
export const Who = z.enum(WHO);
export type Who = z.infer<typeof Who>;

/** Who runs on the same adapter, so that times can be compared run by run. */
export const GPU_PEERS: readonly Who[] = ["onnxruntime-web", "tfjs", "jax-js"];

/** Times of `n` repetitions in milliseconds for one execution. */
export const Times = z.strictObject({ median: z.number(), q1: z.number(), q3: z.number(), n: z.int() });
export type Times = z.infer<typeof Times>;

/** One kernel, shape and storage type, done by one of them. Where `ms` is `null`, `reason` says why. */
export const BenchRow = z.looseObject({
  kernel: z.string(),
  /** The cut that was chosen; empty for others than alienist. */
  variant: z.string(),
  shape: z.record(z.string(), z.union([z.number(), z.string()])),
  dtype: z.enum(["f32", "f16"]),
  who: Who,
  /** The kernel alone, by `clock`; whoever cannot be timed so: as `wall_ms`. */
  ms: Times.nullable(),
  /** `timestamp`: the adapter's own clock around passes of repeated dispatches. `wall`: batches, or calls. */
  clock: z.enum(["timestamp", "wall"]).nullable(),
  /** One run among many that were queued, by the wall: how peers are timed, and ours beside them. */
  wall_ms: Times.nullable(),
  gflop_s: z.number().nullable(),
  gb_s: z.number().nullable(),
  /** Operations per byte that must be moved. */
  intensity: z.number().nullable(),
  /** Least time that the measured roof allows, over `ms`; above 1: the data stayed in a cache, or the roof was disturbed. */
  roof_fraction: z.number().nullable(),
  bound: z.enum(["bandwidth", "arithmetic"]).nullable(),
  /**
   * This row's time over alienist's in the same run: `wall_ms` over `wall_ms` on the adapter, and for what runs on the
   * CPU its call over ours, both from memory to memory. `null` in alienist's own rows.
   */
  ratio: z.number().nullable(),
  /** In alienist's rows: the fastest other package on the same adapter, and its ratio. */
  best_peer: z.strictObject({ who: Who, ratio: z.number() }).nullable(),
  /** The public call, from memory to memory. */
  end_to_end_ms: Times.nullable(),
  /** Inputs to the adapter, until they are there. */
  upload_ms: z.number().nullable(),
  /** Compiling and the first run, less a later run. */
  compile_ms: z.number().nullable(),
  /** The result's bytes back in memory. */
  read_back_ms: z.number().nullable(),
  /** Largest number of bytes of GPU buffers at once, all packages together. */
  gpu_bytes: z.int().nullable(),
  /** Whether the output was compared with the reference and agreed; no figure is given otherwise. */
  checked: z.boolean(),
  /** `refused`: it ran, and its output was wrong or could not be checked. `skipped`: it did not run. */
  status: z.enum(["measured", "refused", "skipped"]),
  /** Largest |actual - exact| over the values that were checked, and how many these were. */
  max_error: z.number().nullable(),
  what: z.string().nullable(),
  reason: z.string().nullable(),
});
export type BenchRow = z.infer<typeof BenchRow>;

/** What the adapter itself reaches in this run; `null` where it was not measured. */
export const Roof = z.looseObject({
  copy_gb_s: z.number().nullable(),
  read_gb_s: z.number().nullable(),
  fma_gflop_s: z.number().nullable(),
});
export type Roof = z.infer<typeof Roof>;

/** `alienist bench --json`. */
export const BenchRecord = z.looseObject({
  schema: z.literal(BENCH_SCHEMA),
  created: z.iso.datetime(),
  /** `null`: only what needs no adapter was measured. */
  adapter: Adapter.nullable(),
  machine: z.strictObject({ cores: z.int(), memory_bytes: z.int() }),
  roof: Roof,
  clock: z.strictObject({
    kind: z.enum(["timestamp", "wall"]),
    /** Applied to the adapter's ticks; found by comparing them with the wall over a second. */
    ns_per_tick: z.number().nullable(),
    note: z.string(),
  }),
  settings: z.strictObject({
    reps: z.int(),
    warm_up_ms: z.number(),
    pass_ms: z.number(),
    batch_ms: z.number(),
    autotune: z.boolean(),
    peers: z.boolean(),
    /** Whether other packages had alienist's device, or one of their own on the same adapter. */
    peer_device: z.enum(["shared", "own"]).nullable(),
    max_gpu_bytes: z.int().nullable(),
    /** What Dawn was started with (ALIENIST_DAWN). */
    toggles: z.array(z.string()),
  }),
  versions: z.record(z.string(), z.string()),
  rows: z.array(BenchRow),
  warnings: z.array(z.string()),
});
export type BenchRecord = z.infer<typeof BenchRecord>;

export const COMPARISON_SCHEMA = "alienist/bench-comparison/1";

/** `alienist bench compare A.json B.json --json`: rows with the same kernel, shape, storage and who, side by side. */
export const BenchComparison = z.looseObject({
  schema: z.literal(COMPARISON_SCHEMA),
  records: z.array(z.looseObject({
    name: z.string(),
    label: z.string(),
    created: z.iso.datetime(),
    /** A software adapter's figures stand beside a GPU's, and are never averaged with them. */
    software: z.boolean(),
    adapter: Adapter.nullable(),
    roof: Roof,
  })),
  rows: z.array(z.looseObject({
    kernel: z.string(),
    shape: BenchRow.shape.shape,
    dtype: BenchRow.shape.dtype,
    who: Who,
    /** One per record; `null` where it has no such row. `speed_up`: the first record's time over this one's. */
    cells: z.array(
      BenchRow.pick({
        ms: true,
        clock: true,
        gflop_s: true,
        gb_s: true,
        roof_fraction: true,
        bound: true,
        ratio: true,
        best_peer: true,
        status: true,
        reason: true,
      }).extend({ speed_up: z.number().nullable() }).nullable(),
    ),
  })),
});
export type BenchComparison = z.infer<typeof BenchComparison>;

/** `project T=8192 d=2048 k=16 f32`: rows with the same key did the same work. */
export function benchKey({ kernel, shape, dtype }: Pick<BenchRow, "kernel" | "shape" | "dtype">): string {
  return [kernel, ...Object.keys(shape).sort().map((key) => `${key}=${shape[key]}`), dtype].join(" ");
}
