import type { Gpu } from "../gpu/device.ts";
import type { Launch } from "../gpu/launch.ts";
import type { BenchRow, Roof, Who } from "../record/bench.ts";
import { Interrupted } from "../record/fault.ts";
import type { Dtype, Kernels } from "../reference/kernels.ts";
import type { Clock } from "./clock.ts";
import type { KernelBench, Shape } from "./kernel-bench.ts";
import type { Peer } from "./peer.ts";
import { NOWHERE } from "./roofline.ts";
import type { Policy } from "./timing.ts";

/** One thing to measure, with its inputs in memory. */
export interface Case {
  readonly bench: KernelBench;
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly data: unknown;
}

/** The opened adapter, with what measuring on it needs. */
export interface OnGpu {
  readonly gpu: Gpu;
  readonly launch: Launch;
  /** The public calls, with a count of memory of their own. */
  readonly kernels: () => Kernels;
  readonly clock: Clock;
  readonly roof: Roof;
  readonly peers: readonly Peer[];
}

/** What all rows of a run share. */
export interface Setting {
  readonly policy: Policy;
  readonly signal: AbortSignal;
}

/** A row without figures, to be filled. */
export function blankRow({ bench, shape, dtype }: Omit<Case, "data">, who: Who): BenchRow {
  return {
    kernel: bench.kernel,
    variant: "",
    shape: { ...shape },
    dtype,
    who,
    ms: null,
    clock: null,
    wall_ms: null,
    ...NOWHERE,
    ratio: null,
    best_peer: null,
    end_to_end_ms: null,
    upload_ms: null,
    compile_ms: null,
    read_back_ms: null,
    gpu_bytes: null,
    checked: false,
    status: "skipped",
    max_error: null,
    what: null,
    reason: null,
  };
}

/** A row that did not run, and why. */
export function skipped(row: BenchRow, reason: string): BenchRow {
  return { ...row, status: "skipped", reason };
}

/** A row whose output was not checked or was wrong: nothing of what was measured is kept. */
export function refused(row: BenchRow, reason: string): BenchRow {
  const { kernel, variant, shape, dtype, who } = row;
  const bench = { kernel } as KernelBench;
  return { ...blankRow({ bench, shape, dtype }, who), variant, status: "refused", reason };
}

/** What an error said, on one line. */
export function saying(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim().slice(0, 300);
}

/** @throws Interrupted once the signal has fired */
export function stopIfAsked({ signal }: Setting): void {
  if (signal.aborted) throw new Interrupted();
}
