import { checkRows, checkSegments } from "../reference/check.ts";
import type { Pooling, Rows } from "../reference/kernels.ts";
import { pool as poolInMemory, type Segments } from "../reference/pool.ts";
import type { Arena, Binding } from "./arena.ts";
import { batches, type Blocks, blockTable, cutSegments, mergeBlocks } from "./blocks.ts";
import { vec4Columns } from "./directions.ts";
import { execute, type Job, type Launch, spread, withArena } from "./launch.ts";
import { bindRows, type BoundRows, checkBuffer, dtypeOf, rowsPerDispatch } from "./rows.ts";
import { chooseCut } from "./tune.ts";
import { type Cut, DTYPES, LOADS, type Variant } from "./variant.ts";

/** How pooling is cut: threads, vec4 columns of each, and rows whose loads are under way at once. */
export interface PoolCut extends Cut {
  readonly threads: number;
  readonly columns: number;
  readonly unroll: number;
}

/** Every cut that ships. */
export const POOL_CUTS: readonly PoolCut[] = [
  { name: "8 x 8", for: "cpu", threads: 8, columns: 8, unroll: 2 },
  { name: "8 x 16", for: "cpu", threads: 8, columns: 16, unroll: 1 },
  { name: "64", for: "gpu", threads: 64, columns: 1, unroll: 8 },
  { name: "256", for: "gpu", threads: 256, columns: 1, unroll: 8 },
  { name: "256, 4 rows", for: "gpu", threads: 256, columns: 1, unroll: 4 },
];

/** What is done with the rows: `centred` sums take a mean off first. */
export const POOL_OPS = ["sum", "max", "centred"] as const;

/** The text for a cut and rows stored and read this way. */
export function poolVariant(
  cut: PoolCut,
  op: typeof POOL_OPS[number],
  { load, dtype }: Pick<BoundRows, "load" | "dtype">,
): Variant {
  const words = { load, dtype, op: op === "max" ? "max" : "sum", centre: op === "centred" ? "mu" : "none" };
  return {
    kernel: "pool",
    words,
    sizes: { UNROLL: cut.unroll, COLUMNS: cut.columns },
    constants: { THREADS: cut.threads },
  };
}

/** Every shipped text. */
export function poolVariants(): Variant[] {
  return POOL_CUTS.flatMap((cut) =>
    POOL_OPS.flatMap((op) => LOADS.flatMap((load) => DTYPES.map((dtype) => poolVariant(cut, op, { load, dtype }))))
  );
}

/** One dispatch: blocks `first` to `end` - 1, whose rows lie in `low` to `high` - 1. */
export type BlockRange = readonly [first: number, end: number, low: number, high: number];

/** Binds the rows of a range of blocks and chooses the cut for them; `output` is [blocks, columns of 4]; `mu` as bound. */
export async function planPool(
  launch: Launch,
  arena: Arena,
  acts: Rows<GPUBuffer>,
  blocks: Blocks,
  [first, end, low, high]: BlockRange,
  pooling: Pooling,
  mu?: Binding,
): Promise<{ job: Job; cut: PoolCut; output: Binding }> {
  const { width } = acts, columns = vec4Columns(width), count = end - first;
  const bound = bindRows(launch, arena, acts, low, high);
  const table = arena.upload("blocks", blockTable(blocks, first, end, low));
  const output = arena.output("pool output", count * columns * 16);
  const [y, z] = spread(launch.gpu, count);
  const op = pooling === "max" ? "max" : mu ? "centred" : "sum";
  const jobOf = (cut: PoolCut): Job => ({
    variant: poolVariant(cut, op, bound),
    shape: [high - low, width, columns, bound.base, y, count],
    bindings: mu ? [bound.binding, table, mu, output] : [bound.binding, table, output],
    workgroups: [Math.ceil(columns / (cut.threads * cut.columns)), y, z],
  });
  const cut = await chooseCut(launch, {
    kernel: "pool",
    class: `${op} ${bound.dtype} ${bound.load}`,
    cuts: POOL_CUTS,
    work: (high - low) * width,
    jobs: (tried) => [jobOf(tried)],
  });
  return { job: jobOf(cut), cut, output };
}

/**
 * Pools the rows of each segment, column by column, with `kernels/pool.wgsl`.
 *
 * `last` of rows in memory is a copy and stays on the CPU.
 *
 * @param acts [rows, width].
 * @returns [segments, width]; NaN for empty segments.
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function pool(
  launch: Launch,
  acts: Rows<GPUBuffer>,
  segments: Segments,
  pooling: Pooling,
): Promise<Float32Array> {
  checkRows(acts);
  checkBuffer(acts);
  checkSegments(segments, acts.rows);
  const { width } = acts;
  launch.gpu.check("run kernel pool");
  if (width === 0 || (pooling === "last" && (acts.data instanceof Float32Array || acts.data instanceof Uint16Array))) {
    return poolInMemory(width === 0 ? { ...acts, data: new Float32Array(0) } : acts, segments, pooling);
  }
  const blocks = cutSegments(segments, pooling), columns = vec4Columns(width);
  const most = rowsPerDispatch(launch, 4 * columns, 1, dtypeOf(acts));
  const outputs = rowsPerDispatch(launch, 4 * columns);
  const partials: Float32Array[] = [];
  for (const range of batches(blocks, most, outputs)) {
    const values = await withArena(launch, async (arena) => {
      const { job, output } = await planPool(launch, arena, acts, blocks, range, pooling);
      return new Float32Array((await execute(launch, arena, [job], [output]))[0]!);
    });
    for (let b = 0; b < range[1] - range[0]; b++) {
      partials.push(values.subarray(b * columns * 4, b * columns * 4 + width));
    }
  }
  return mergeBlocks(blocks, (b) => partials[b]!, width, segments, pooling);
}
