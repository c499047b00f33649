/** Kernels by stem: file, entry point, twin and launcher bear the same name. */
export const KERNELS = [
  "project",
  "project_pool",
  "pool",
  "matmul",
  "topk",
  "gram",
  "permute",
  "peak_copy",
  "peak_fma",
] as const;
export type KernelName = typeof KERNELS[number];

/** One shipped text of a kernel. */
export interface Variant {
  readonly kernel: KernelName;
  /** What the text chooses by: `load`, `dtype`, `reduce` ... `reduce=subgroup` and `dtype=f16` need the feature. */
  readonly words: Readonly<Record<string, string>>;
  /** Sizes that are written into the text. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Values of its `override` constants. */
  readonly constants: Readonly<Record<string, number>>;
}

/** `project vec4 f32 shared ROWS4 K16 LANES32`: for labels and errors. */
export function variantName({ kernel, words, sizes, constants }: Variant): string {
  const numbers = Object.entries({ ...sizes, ...constants }).map(([name, value]) => `${name}${value}`);
  return [kernel, ...Object.values(words), ...numbers].join(" ");
}

/**
 * A way to cut a kernel's work. Every cut gives the same values up to rounding; which is fastest depends on the adapter.
 * Integers and the order of sums within a cut never depend on the adapter.
 */
export interface Cut {
  /** What tuning remembers and tests ask for. */
  readonly name: string;
  /** Kind of adapter that it is made for: CPU-like ones have no lanes to feed and no fast workgroup memory. */
  readonly for: "cpu" | "gpu" | "any";
  /** Needs subgroup operations, with at least so many lanes; every subgroup has 4. */
  readonly subgroups?: number;
  /** Bytes of workgroup memory. Default: at most 16,384, which every adapter has. */
  readonly storage?: number;
}

/** Storage of rows as a text reads it; `packed` holds the bytes of f16 and needs no feature. */
export const DTYPES = ["f32", "f16", "packed"] as const;
export type StoredAs = typeof DTYPES[number];

/** How rows are read: `vec4` where width and first element are divisible by 4. */
export const LOADS = ["vec4", "scalar"] as const;
export type Load = typeof LOADS[number];
