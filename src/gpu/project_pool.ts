import { checkDirections, checkRows, checkSegments } from "../reference/check.ts";
import type { Pooling, ProjectOptions, Rows } from "../reference/kernels.ts";
import { pool as poolInMemory, type Segments } from "../reference/pool.ts";
import type { Arena, Binding } from "./arena.ts";
import { batches, type Blocks, blockTable, cutSegments, mergeBlocks } from "./blocks.ts";
import { bindDirections, MAX_K, TILE_K, tileFor, vec4Columns } from "./directions.ts";
import { execute, type Job, type Launch, spread, withArena } from "./launch.ts";
import { type BlockRange, planPool } from "./pool.ts";
import { PROJECT_CUTS, projectJob, type ProjectWork } from "./project.ts";
import { bindRows, type BoundRows, checkBuffer, dtypeOf, rowsPerDispatch } from "./rows.ts";
import { chooseCut } from "./tune.ts";
import { type Cut, DTYPES, LOADS, type Variant } from "./variant.ts";

/** How a pooled projection is cut: threads across the width, rows in registers. */
export interface ProjectPoolCut extends Cut {
  readonly lanes: number;
  readonly rows: number;
  /** How lanes are added; `none`: lanes own rows and hand directions around. */
  readonly reduce: "shared" | "subgroup" | "none";
}

/** Every cut that ships. */
export const PROJECT_POOL_CUTS: readonly ProjectPoolCut[] = [
  { name: "rows", for: "cpu", subgroups: 4, lanes: 8, rows: 4, reduce: "none" },
  { name: "rows 8", for: "cpu", subgroups: 4, lanes: 8, rows: 8, reduce: "none" },
  { name: "narrow", for: "cpu", lanes: 8, rows: 8, reduce: "shared" },
  { name: "narrow subgroup", for: "cpu", subgroups: 1, lanes: 8, rows: 8, reduce: "subgroup" },
  { name: "wide", for: "gpu", lanes: 32, rows: 4, reduce: "shared" },
  { name: "wide subgroup", for: "gpu", subgroups: 1, lanes: 32, rows: 4, reduce: "subgroup" },
];

/** The text for a cut, k directions, and rows stored and read this way; `single` where blocks have one row. */
export function projectPoolVariant(
  cut: ProjectPoolCut,
  k: number,
  single: boolean,
  { load, dtype }: Pick<BoundRows, "load" | "dtype">,
): Variant {
  const K = tileFor(k);
  // Blocks of one row would leave all lanes but one idle if lanes owned rows.
  const reduce = single && cut.reduce === "none" ? "shared" : cut.reduce;
  return {
    kernel: "project_pool",
    words: { load, dtype, dirs: reduce === "none" ? "subgroup" : "cache", reduce },
    sizes: {
      ROWS: single ? 1 : cut.rows,
      K,
      SLICES: 1,
      PER: Math.ceil(K / cut.lanes),
      QUADS: Math.ceil(K / 4),
      SHARED: Math.min(4, K),
    },
    constants: { LANES: cut.lanes },
  };
}

/** Every shipped text. */
export function projectPoolVariants(): Variant[] {
  return PROJECT_POOL_CUTS.flatMap((cut) =>
    TILE_K.flatMap((k) =>
      [false, true].flatMap((single) =>
        LOADS.flatMap((load) => DTYPES.map((dtype) => projectPoolVariant(cut, k, single, { load, dtype })))
      )
    )
  );
}

/** Directions and what is done with the projections. */
export interface ProjectPoolWork extends ProjectOptions {
  /** [k, width] */
  readonly directions: Float32Array;
  readonly k: number;
  readonly pooling: Pooling;
}

/** What a range of blocks takes: one dispatch, or two. */
export interface ProjectPoolPlan {
  readonly jobs: readonly Job[];
  /** Name of the cut. */
  readonly cut: string;
  /** [blocks, k] */
  readonly output: Binding;
}

/** Blocks shorter than this on average are not worth a pass of their own. */
const WORTH_POOLING = 4;

/**
 * Binds the rows of a range of blocks and chooses the cut for them.
 *
 * A mean of projections is the projection of the mean: blocks are summed about mu first (`kernels/pool.wgsl`), their sums
 * projected, at the cost of reading the rows, whatever k is. Cosines and maxima need every row's own value.
 */
export async function planProjectPool(
  launch: Launch,
  arena: Arena,
  acts: Rows<GPUBuffer>,
  blocks: Blocks,
  range: BlockRange,
  work: ProjectPoolWork,
): Promise<ProjectPoolPlan> {
  const [first, end, low, high] = range, linear = work.pooling === "mean" && !work.cosine;
  if (linear && high - low >= WORTH_POOLING * (end - first) && launch.cuts.project_pool === undefined) {
    return await planSums(launch, arena, acts, blocks, range, work);
  }
  return await planFused(launch, arena, acts, blocks, range, work);
}

/** Sums of the blocks about mu, then their projections. */
async function planSums(
  launch: Launch,
  arena: Arena,
  acts: Rows<GPUBuffer>,
  blocks: Blocks,
  range: BlockRange,
  { directions, k, mu }: ProjectPoolWork,
): Promise<ProjectPoolPlan> {
  const columns = vec4Columns(acts.width), width = 4 * columns, rows = range[1] - range[0];
  const bound = bindDirections(arena, directions, k, acts.width, mu);
  const sums = await planPool(launch, arena, acts, blocks, range, "mean", bound.mu);
  const output = arena.output("project_pool output", rows * k * 4);
  const zeros = arena.upload("no mu", new Float32Array(width));
  const projection: ProjectWork = {
    rows,
    width,
    k,
    cosine: false,
    acts: { binding: sums.output, base: 0, load: "vec4", dtype: "f32" },
    directions: { mu: zeros, directions: bound.directions },
    output,
  };
  const cut = await chooseCut(launch, {
    kernel: "project",
    class: `k${tileFor(k)} f32 vec4`,
    cuts: PROJECT_CUTS,
    work: rows * width * k,
    jobs: (tried) => [projectJob(launch, tried, projection)],
  });
  return { jobs: [sums.job, projectJob(launch, cut, projection)], cut: `sums ${sums.cut.name}, ${cut.name}`, output };
}

/** Every row projected and pooled in registers. */
async function planFused(
  launch: Launch,
  arena: Arena,
  acts: Rows<GPUBuffer>,
  blocks: Blocks,
  [first, end, low, high]: BlockRange,
  { directions, k, pooling, mu, cosine = false }: ProjectPoolWork,
): Promise<ProjectPoolPlan> {
  const { width } = acts, count = end - first, single = pooling === "last";
  const bound = bindRows(launch, arena, acts, low, high);
  const with_ = bindDirections(arena, directions, k, width, mu);
  const table = arena.upload("blocks", blockTable(blocks, first, end, low));
  const output = arena.output("project_pool output", count * k * 4);
  const [y, z] = spread(launch.gpu, count);
  const flags = [cosine ? 1 : 0, y, count, pooling === "max" ? 1 : 0];
  const jobOf = (cut: ProjectPoolCut): Job => ({
    variant: projectPoolVariant(cut, k, single, bound),
    shape: [high - low, width, vec4Columns(width), k, bound.base, ...flags],
    bindings: [bound.binding, with_.mu, with_.directions, table, output],
    workgroups: [Math.ceil(k / tileFor(k)), y, z],
  });
  const cut = await chooseCut(launch, {
    kernel: "project_pool",
    class: `k${tileFor(k)} ${bound.dtype} ${bound.load} b${single ? 1 : high - low > 32 * count ? 64 : 32}`,
    cuts: PROJECT_POOL_CUTS,
    work: (high - low) * width * k,
    jobs: (tried) => [jobOf(tried)],
  });
  return { jobs: [jobOf(cut)], cut: cut.name, output };
}

/**
 * Projects every row and pools per segment with `kernels/project_pool.wgsl`; the projections are never written.
 *
 * @param acts [rows, width].
 * @param directions [k, width], any length.
 * @returns [segments, k]; NaN for empty segments.
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function projectPool(
  launch: Launch,
  acts: Rows<GPUBuffer>,
  directions: Float32Array,
  k: number,
  segments: Segments,
  pooling: Pooling,
  options: ProjectOptions = {},
): Promise<Float32Array> {
  checkRows(acts);
  checkBuffer(acts);
  checkDirections(acts, directions, k, options);
  checkSegments(segments, acts.rows);
  launch.gpu.check("run kernel project_pool");
  if (pooling === "last") [acts, segments] = gatherLast(acts, segments);
  const blocks = cutSegments(segments, pooling), { width } = acts;
  const partials = new Float32Array(blocks.start.length * k);
  for (let k0 = 0; k0 < k && width > 0; k0 += MAX_K) {
    const count = Math.min(MAX_K, k - k0);
    const part = directions.subarray(k0 * width, (k0 + count) * width);
    const work = { ...options, directions: part, k: count, pooling };
    const most = rowsPerDispatch(launch, width, count, dtypeOf(acts));
    for (const range of batches(blocks, most, Math.min(most, rowsPerDispatch(launch, width, count)))) {
      const values = await withArena(launch, async (arena) => {
        const { jobs, output } = await planProjectPool(launch, arena, acts, blocks, range, work);
        return new Float32Array((await execute(launch, arena, jobs, [output]))[0]!);
      });
      for (let b = range[0]; b < range[1]; b++) {
        const at = (b - range[0]) * count;
        partials.set(values.subarray(at, at + count), b * k + k0);
      }
    }
  }
  return mergeBlocks(blocks, (b) => partials.subarray(b * k, (b + 1) * k), k, segments, pooling);
}

/** Of rows in memory, the last ones alone: only they are uploaded. */
function gatherLast(acts: Rows<GPUBuffer>, segments: Segments): [Rows<GPUBuffer>, Segments] {
  if (!(acts.data instanceof Float32Array || acts.data instanceof Uint16Array)) return [acts, segments];
  const lengths = segments.lengths.map((length) => Math.min(1, length));
  const data = poolInMemory(acts, segments, "last");
  return [{ data, rows: lengths.length, width: acts.width }, { starts: lengths.map((_, s) => s), lengths }];
}
