import type { SweepOrder } from "../reference/peak_copy.ts";
import type { Arena, Binding } from "./arena.ts";
import type { Job, Launch } from "./launch.ts";
import type { Cut, Variant } from "./variant.ts";

/** Read only, or read and write. */
export type SweepMode = "read" | "copy";
export const SWEEP_MODES: readonly SweepMode[] = ["read", "copy"];

/** How the sweep is handed out, and how many loads are under way at a time. */
export interface PeakCopyCut extends Cut, SweepOrder {
  readonly unroll: number;
}

/** Every cut that ships. An adapter's roof is the best of them; the narrow ones are what CPU-like adapters do best. */
export const PEAK_COPY_CUTS: readonly PeakCopyCut[] = [
  { name: "stride", for: "any", order: "stride", threads: 256, workgroups: 2048, unroll: 4 },
  { name: "block", for: "any", order: "block", threads: 256, workgroups: 2048, unroll: 4 },
  { name: "block of 8", for: "cpu", order: "block", threads: 8, workgroups: 4096, unroll: 8 },
  { name: "block of 4", for: "cpu", order: "block", threads: 4, workgroups: 4096, unroll: 4 },
];

/** The text for a cut and a mode. */
export function peakCopyVariant({ order, unroll, threads }: PeakCopyCut, mode: SweepMode): Variant {
  return { kernel: "peak_copy", words: { mode, order }, sizes: { UNROLL: unroll }, constants: { THREADS: threads } };
}

/** Every shipped text. */
export function peakCopyVariants(): Variant[] {
  return PEAK_COPY_CUTS.flatMap((cut) => SWEEP_MODES.map((mode) => peakCopyVariant(cut, mode)));
}

/** The most that one buffer and one binding may hold on this device. */
export function largestBinding({ gpu: { device: { limits } } }: Pick<Launch, "gpu">): number {
  return Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
}

/**
 * The job of one sweep over a source that is on the GPU: `sweepSource`, whole vec4s.
 *
 * @returns The job, and where its results will be: checksums [workgroups * threads] u32, and the copy.
 */
export function planPeakCopy(
  arena: Arena,
  cut: PeakCopyCut,
  mode: SweepMode,
  source: Binding,
): { job: Job; checksums: Binding; copy: Binding | null } {
  const { workgroups, threads } = cut;
  const checksums = arena.output("peak_copy checksums", 4 * workgroups * threads);
  const copy = mode === "copy" ? arena.output("peak_copy copy", source.size) : null;
  const job = {
    variant: peakCopyVariant(cut, mode),
    shape: [source.size / 16, workgroups],
    bindings: [source, checksums, ...(copy ? [copy] : [])],
    workgroups: [workgroups, 1, 1] as const,
  };
  return { job, checksums, copy };
}
