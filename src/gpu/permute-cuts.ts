import type { Cut, Variant } from "./variant.ts";

/** How sums are cut: draws in a thread's registers, and how rows of effects reach the threads. */
export interface PermuteCut extends Cut {
  readonly rows: "uniform" | "broadcast" | "table";
  /** A multiple of four. */
  readonly draws: number;
  /** Rows that are unrolled: for `broadcast` those of one load, for `table` the lanes. */
  readonly step: number;
  readonly threads: number;
}

/** Every cut that ships; of those for CPUs, the first that runs was fastest wherever it was measured. */
export const PERMUTE_CUTS: readonly PermuteCut[] = [
  { name: "table", for: "cpu", subgroups: 8, rows: "table", draws: 16, step: 8, threads: 8 },
  { name: "broadcast", for: "cpu", subgroups: 4, rows: "broadcast", draws: 16, step: 4, threads: 8 },
  { name: "narrow", for: "cpu", rows: "uniform", draws: 8, step: 4, threads: 64 },
  { name: "four", for: "gpu", rows: "uniform", draws: 4, step: 4, threads: 64 },
  { name: "eight", for: "gpu", rows: "uniform", draws: 8, step: 4, threads: 64 },
];

/** Tiles of positives that a thread compares at a time. */
export const GROUP = 5;
/** Threads of a workgroup that draws flips or counts. */
export const THREADS = 64;
/** Draws of a thread that draws flips. */
export const PER_THREAD = 4;

/** The text of one stage. */
export function permuteVariant(stage: "flips" | "count"): Variant;
export function permuteVariant(stage: "sums", cut: PermuteCut): Variant;
export function permuteVariant(stage: "flips" | "sums" | "count", cut?: PermuteCut): Variant {
  const { rows = "uniform", draws = 4 * PER_THREAD, step = 6, threads = THREADS } = cut ?? {};
  return {
    kernel: "permute",
    words: { stage, rows, reduce: rows === "uniform" ? "none" : "subgroup" },
    sizes: { QUADS: draws / 4, FOUR: 4, STEP: step, TILES: GROUP },
    constants: { THREADS: threads },
  };
}

/** Every shipped text. */
export function permuteVariants(): Variant[] {
  const sums = PERMUTE_CUTS.map((cut) => permuteVariant("sums", cut));
  return [permuteVariant("flips"), ...sums, permuteVariant("count")];
}
