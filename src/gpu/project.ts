import { checkDirections, checkRows } from "../reference/check.ts";
import type { ProjectOptions, Rows } from "../reference/kernels.ts";
import type { Arena, Binding } from "./arena.ts";
import { bindDirections, type BoundDirections, MAX_K, TILE_K, tileFor, vec4Columns } from "./directions.ts";
import { execute, type Job, type Launch, spread, withArena } from "./launch.ts";
import { bindRows, type BoundRows, checkBuffer, dtypeOf, rowsPerDispatch } from "./rows.ts";
import { chooseCut } from "./tune.ts";
import { type Cut, DTYPES, LOADS, type Variant } from "./variant.ts";

/** How a projection is cut: threads across the width, rows in registers, slices that share a tile of V. */
export interface ProjectCut extends Cut {
  readonly lanes: number;
  readonly rows: number;
  readonly slices: number;
  /** Where V comes from in the loop over the width; `subgroup`: lanes load it in turn and hand it around. */
  readonly dirs: "cache" | "shared" | "subgroup";
  /** How lanes are added; `none`: lanes own rows, and there is nothing to add. */
  readonly reduce: "shared" | "subgroup" | "none";
}

/** Every cut that ships. */
export const PROJECT_CUTS: readonly ProjectCut[] = [
  { name: "rows", for: "cpu", subgroups: 4, lanes: 8, rows: 8, slices: 1, dirs: "subgroup", reduce: "none" },
  { name: "narrow", for: "cpu", lanes: 8, rows: 8, slices: 1, dirs: "cache", reduce: "shared" },
  {
    name: "narrow subgroup",
    for: "cpu",
    subgroups: 1,
    lanes: 8,
    rows: 8,
    slices: 1,
    dirs: "cache",
    reduce: "subgroup",
  },
  { name: "wide", for: "gpu", lanes: 32, rows: 4, slices: 1, dirs: "cache", reduce: "shared" },
  {
    name: "wide subgroup",
    for: "gpu",
    subgroups: 1,
    lanes: 32,
    rows: 4,
    slices: 1,
    dirs: "cache",
    reduce: "subgroup",
  },
  { name: "slices", for: "gpu", storage: 17_408, lanes: 32, rows: 4, slices: 4, dirs: "shared", reduce: "shared" },
];

/** The text for a cut, k directions, and rows stored and read this way. */
export function projectVariant(
  cut: ProjectCut,
  k: number,
  { load, dtype }: Pick<BoundRows, "load" | "dtype">,
): Variant {
  const K = tileFor(k);
  return {
    kernel: "project",
    words: { load, dtype, dirs: cut.dirs, reduce: cut.reduce },
    sizes: { ROWS: cut.rows, K, SLICES: cut.slices, QUADS: Math.ceil(K / 4), SHARED: Math.min(4, K) },
    constants: { LANES: cut.lanes },
  };
}

/** Every shipped text. */
export function projectVariants(): Variant[] {
  return PROJECT_CUTS.flatMap((cut) =>
    TILE_K.flatMap((k) => LOADS.flatMap((load) => DTYPES.map((dtype) => projectVariant(cut, k, { load, dtype }))))
  );
}

/** One dispatch: bound rows on bound directions. */
export interface ProjectWork {
  readonly rows: number;
  readonly width: number;
  readonly k: number;
  readonly cosine: boolean;
  readonly acts: BoundRows;
  readonly directions: BoundDirections;
  /** [rows, k] */
  readonly output: Binding;
}

/** The job of a dispatch with a cut. */
export function projectJob({ gpu }: Launch, cut: ProjectCut, work: ProjectWork): Job {
  const { rows, width, k, cosine, acts, directions, output } = work;
  const blocks = Math.ceil(rows / (cut.rows * (cut.reduce === "none" ? cut.lanes : cut.slices)));
  const [y, z] = spread(gpu, blocks);
  return {
    variant: projectVariant(cut, k, acts),
    shape: [rows, width, vec4Columns(width), k, acts.base, cosine ? 1 : 0, y, blocks],
    bindings: [acts.binding, directions.mu, directions.directions, output],
    workgroups: [Math.ceil(k / tileFor(k)), y, z],
  };
}

/** Binds rows `from` to `to` - 1 and chooses the cut for them. */
export async function planProject(
  launch: Launch,
  arena: Arena,
  acts: Rows<GPUBuffer>,
  [from, to]: readonly [number, number],
  directions: Float32Array,
  k: number,
  { mu, cosine = false }: ProjectOptions,
): Promise<{ job: Job; cut: ProjectCut; output: Binding }> {
  const { width } = acts, rows = to - from;
  const bound = bindRows(launch, arena, acts, from, to);
  const output = arena.output("project output", rows * k * 4);
  const work = {
    rows,
    width,
    k,
    cosine,
    acts: bound,
    directions: bindDirections(arena, directions, k, width, mu),
    output,
  };
  const cut = await chooseCut(launch, {
    kernel: "project",
    class: `k${tileFor(k)} ${bound.dtype} ${bound.load}`,
    cuts: PROJECT_CUTS,
    work: rows * width * k,
    jobs: (tried) => [projectJob(launch, tried, work)],
  });
  return { job: projectJob(launch, cut, work), cut, output };
}

/**
 * Projects every row onto every direction with `kernels/project.wgsl`.
 *
 * More than 1,024 directions, or more rows than a binding holds, take several dispatches.
 *
 * @param acts [rows, width].
 * @param directions [k, width], any length.
 * @returns [rows, k].
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function project(
  launch: Launch,
  acts: Rows<GPUBuffer>,
  directions: Float32Array,
  k: number,
  options: ProjectOptions = {},
): Promise<Float32Array> {
  checkRows(acts);
  checkBuffer(acts);
  checkDirections(acts, directions, k, options);
  launch.gpu.check("run kernel project");
  const { rows, width } = acts;
  const out = new Float32Array(rows * k);
  if (width === 0) return out;
  for (let k0 = 0; k0 < k; k0 += MAX_K) {
    const count = Math.min(MAX_K, k - k0);
    const part = directions.subarray(k0 * width, (k0 + count) * width);
    const step = rowsPerDispatch(launch, width, count, dtypeOf(acts));
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      const values = await withArena(launch, async (arena) => {
        const { job, output } = await planProject(launch, arena, acts, [from, to], part, count, options);
        return new Float32Array((await execute(launch, arena, [job], [output]))[0]!);
      });
      for (let t = from; t < to; t++) out.set(values.subarray((t - from) * count, (t - from + 1) * count), t * k + k0);
    }
  }
  return out;
}
