/** Kernels by stem: file, entry point, twin and launcher bear the same name. */
export type KernelName = "project" | "project_pool" | "pool";

/** How the work is cut: threads across the width, rows and directions in registers. */
export interface Tile {
  readonly lanes: number;
  readonly rows: number;
  readonly k: number;
}

/** One shipped text of a kernel. */
export interface Variant {
  readonly kernel: KernelName;
  /** Storage type of the activations; sums are f32 always. */
  readonly dtype: "f32";
  /** `vec4` where width and offset are divisible by 4, else `scalar`. */
  readonly load: "vec4" | "scalar";
  readonly reduce: "shared" | "subgroup";
  readonly tile: Tile;
}

/** What an adapter prefers; every combination gives the same values up to rounding. */
export interface Tuning {
  /** `wide`: 32 lanes, for GPUs; `narrow`: 8 lanes and more rows in registers, for adapters that are CPUs. */
  readonly shape: "wide" | "narrow";
  /** How lanes are added: through workgroup memory, or by subgroups first. */
  readonly reduce: "shared" | "subgroup";
}

/** Directions per tile: the least that holds k, or 16 over and over. A is read once for k <= 16. */
export const TILE_K = [1, 4, 16] as const;

/** Threads of a `pool` workgroup, one vec4 column each. */
export const POOL_THREADS = 64;

/** The variant for a kernel, a number of directions, and the rows to keep in registers (1 for `last`). */
export function variantFor(
  kernel: KernelName,
  load: Variant["load"],
  { shape, reduce }: Tuning,
  { k = 1, single = false } = {},
): Variant {
  const dtype = "f32";
  if (kernel === "pool") {
    return { kernel, dtype, load, reduce: "shared", tile: { lanes: POOL_THREADS, rows: 1, k: 1 } };
  }
  const tileK = TILE_K.find((size) => size >= k) ?? 16;
  const lanes = shape === "wide" ? 32 : 8;
  const rows = single ? 1 : shape === "wide" ? 4 : 8;
  return { kernel, dtype, load, reduce, tile: { lanes, rows, k: tileK } };
}

/** `project f32 vec4 shared l32 r4 k16`: for labels and errors. */
export function variantName({ kernel, dtype, load, reduce, tile }: Variant): string {
  return `${kernel} ${dtype} ${load} ${reduce} l${tile.lanes} r${tile.rows} k${tile.k}`;
}

/** Every tuning that ships. */
export function listTunings(subgroups: boolean): Tuning[] {
  const reduces = subgroups ? ["shared", "subgroup"] as const : ["shared"] as const;
  return reduces.flatMap((reduce) => (["wide", "narrow"] as const).map((shape) => ({ shape, reduce })));
}

/** Every shipped variant, so that a test can compile them all; those with subgroups only where asked for. */
export function listVariants(subgroups = true): Variant[] {
  const found = new Map<string, Variant>();
  const add = (variant: Variant) => found.set(variantName(variant), variant);
  for (const load of ["vec4", "scalar"] as const) {
    for (const tuning of listTunings(subgroups)) {
      add(variantFor("pool", load, tuning));
      for (const k of TILE_K) {
        add(variantFor("project", load, tuning, { k }));
        add(variantFor("project_pool", load, tuning, { k }));
        add(variantFor("project_pool", load, tuning, { k, single: true }));
      }
    }
  }
  return [...found.values()];
}
