import { checkTop } from "../reference/check.ts";
import type { Rows, Top } from "../reference/kernels.ts";
import type { Arena, Binding } from "./arena.ts";
import { vec4Columns } from "./directions.ts";
import { execute, type Job, type Launch, spread, withArena } from "./launch.ts";
import { bindRows, type BoundRows, checkBuffer, dtypeOf, rowsPerDispatch } from "./rows.ts";
import { chooseCut } from "./tune.ts";
import { type Cut, DTYPES, LOADS, type Variant } from "./variant.ts";

/** How a row is searched: threads of its workgroup. */
export interface TopkCut extends Cut {
  readonly threads: number;
}

/** What fits into the workgroup memory that every adapter has: for some 600 winners; above, rows are searched whole. */
const SIZES = { GROUPS: 1024, CANDIDATES: 1024, Q: 4 };

/** Every cut that ships. */
export const TOPK_CUTS: readonly TopkCut[] = [
  { name: "row 8", for: "cpu", threads: 8 },
  { name: "row 256", for: "gpu", threads: 256 },
  { name: "row 64", for: "gpu", threads: 64 },
];

/** The text for a cut and rows stored and read this way. */
export function topkVariant(cut: TopkCut, { load, dtype }: Pick<BoundRows, "load" | "dtype">): Variant {
  return { kernel: "topk", words: { load, dtype }, sizes: SIZES, constants: { THREADS: cut.threads } };
}

/** Every shipped text. */
export function topkVariants(): Variant[] {
  return TOPK_CUTS.flatMap((cut) => LOADS.flatMap((load) => DTYPES.map((dtype) => topkVariant(cut, { load, dtype }))));
}

/** Rows on the GPU whose largest are wanted. */
export interface TopkWork {
  readonly acts: BoundRows;
  readonly rows: number;
  readonly width: number;
  /** Elements from one row to the next. */
  readonly stride: number;
  /** 1 to min(width, 1,024). */
  readonly k: number;
}

/** A search that is bound: `outputs` are values and indices [rows, k]. */
export interface TopkPlan {
  readonly jobs: readonly Job[];
  readonly cut: TopkCut;
  readonly outputs: readonly [Binding, Binding];
}

/** The job of a search with a cut. */
function topkJob({ gpu }: Launch, cut: TopkCut, work: TopkWork, outputs: TopkPlan["outputs"]): Job {
  const { acts, rows, width, stride, k } = work, columns = vec4Columns(width);
  const [y, z] = spread(gpu, rows);
  const { span, groups } = groupsFor(cut, columns, k);
  return {
    variant: topkVariant(cut, acts),
    shape: [rows, width, columns, acts.base, stride, k, span, groups, y],
    bindings: [acts.binding, ...outputs],
    workgroups: [1, y, z],
  };
}

/**
 * Vec4 columns in a group, and groups in a row: about sqrt(elements * winners) groups, so that finding the best of each
 * and reading the winning ones again cost alike. None where a row has hardly more columns than winners.
 */
function groupsFor({ threads }: TopkCut, columns: number, k: number): { span: number; groups: number } {
  if (columns < 2 * k) return { span: 1, groups: 0 };
  const wanted = Math.min(SIZES.GROUPS, columns, Math.max(2 * k, Math.sqrt(4 * columns * k)));
  const rounded = Math.min(SIZES.GROUPS, Math.ceil(wanted / threads) * threads);
  const span = Math.ceil(columns / rounded);
  return { span, groups: Math.ceil(columns / (threads * span)) * threads };
}

/** Binds the outputs and chooses the cut. */
export async function planTopk(launch: Launch, arena: Arena, work: TopkWork): Promise<TopkPlan> {
  const { acts, rows, width, k } = work;
  const outputs = [arena.output("topk values", rows * k * 4), arena.output("topk indices", rows * k * 4)] as const;
  const cut = await chooseCut(launch, {
    kernel: "topk",
    class: `${k > 512 ? "many" : "few"} ${acts.dtype} ${acts.load}`,
    cuts: TOPK_CUTS,
    work: rows * width,
    jobs: (tried) => [topkJob(launch, tried, work, outputs)],
  });
  return { jobs: [topkJob(launch, cut, work, outputs)], cut, outputs };
}

/** No rows, or no winners asked for. */
export function emptyTop(rows: number, k: number): Top {
  return { values: new Float32Array(rows * k), indices: new Uint32Array(rows * k) };
}

/**
 * The k largest of every row with `kernels/topk.wgsl`.
 *
 * @param acts [rows, width].
 * @param k From 0 to 1,024.
 * @returns values and indices [rows, min(k, width)].
 * @throws Fault `bad_shape` where an array does not fit or k is out of range, `device_lost`, `kernel`, `kernel_run`.
 */
export async function topk(launch: Launch, acts: Rows<GPUBuffer>, k: number): Promise<Top> {
  checkTop(acts, k);
  checkBuffer(acts);
  launch.gpu.check("run kernel topk");
  const { rows, width } = acts, kept = Math.min(k, width);
  const top = emptyTop(rows, kept);
  if (top.values.length === 0) return top;
  const step = rowsPerDispatch(launch, width, kept, dtypeOf(acts));
  for (let from = 0; from < rows; from += step) {
    const count = Math.min(rows, from + step) - from;
    await withArena(launch, async (arena) => {
      const bound = bindRows(launch, arena, acts, from, from + count);
      const { jobs, outputs } = await planTopk(launch, arena, {
        acts: bound,
        rows: count,
        width,
        stride: width,
        k: kept,
      });
      const [values, indices] = await execute(launch, arena, jobs, outputs);
      top.values.set(new Float32Array(values!), from * kept);
      top.indices.set(new Uint32Array(indices!), from * kept);
    });
  }
  return top;
}
