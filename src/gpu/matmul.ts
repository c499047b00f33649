import { checkMatmul } from "../reference/check.ts";
import type { MatmulOptions, Rows } from "../reference/kernels.ts";
import { matmul as matmulInMemory } from "../reference/matmul.ts";
import type { Arena, Binding } from "./arena.ts";
import { vec4Columns } from "./directions.ts";
import { execute, type Job, type Launch, spread, withArena } from "./launch.ts";
import { bindColumns, type BoundColumns, rowStep } from "./matmul-chunks.ts";
import { cutFor, MATMUL_CUTS, type MatmulCut, matmulVariant } from "./matmul-cuts.ts";
import { bindRows, type BoundRows, checkBuffer } from "./rows.ts";
import { chooseCut } from "./tune.ts";

/** Jobs that leave C [rows, stride] on the GPU: columns behind n are padding. */
export interface MatmulPlan {
  readonly jobs: readonly Job[];
  readonly cut: MatmulCut;
  readonly output: Binding;
  /** Values from one row of C to the next. */
  readonly stride: number;
}

/** Rows of A, bound, and where their products go. */
interface MatmulWork {
  readonly a: BoundRows;
  readonly rows: number;
  readonly width: number;
  readonly output: Binding;
}

/** Rows and columns at most that a cut is measured on: enough to fill a large GPU, or two CPU cores for a while. */
const TUNE_GPU = 4096, TUNE_CPU = 512;

/** The job of one block of columns with a cut, of `most` rows and columns at most. */
function matmulJob({ gpu }: Launch, cut: MatmulCut, work: MatmulWork, b: BoundColumns, most = Infinity): Job {
  const { a, width, output } = work, rows = Math.min(work.rows, most), n = Math.min(b.to - b.from, most);
  const blocks = Math.ceil(rows / cut.tile[0]);
  const [y, z] = spread(gpu, blocks);
  return {
    variant: matmulVariant(cut, a, b.bound),
    shape: [rows, width, vec4Columns(width), n, a.base, b.bound.base, b.stride, b.from, b.gate ? 1 : 0, y],
    bindings: [a.binding, b.bound.binding, b.gates, output],
    workgroups: [Math.ceil(n / cut.tile[1]), y, z],
  };
}

/**
 * Binds rows `from` to `to` - 1 of A and chooses the cut for them.
 *
 * @param columns B and its gates, bound by `bindColumns`.
 */
export async function planMatmul(
  launch: Launch,
  arena: Arena,
  a: Rows<GPUBuffer>,
  [from, to]: readonly [number, number],
  columns: readonly BoundColumns[],
): Promise<MatmulPlan> {
  const { width } = a, rows = to - from, { stride, bound } = columns[0]!;
  const acts = bindRows(launch, arena, a, from, to);
  const output = arena.output("matmul output", rows * stride * 4);
  const work = { a: acts, rows, width, output };
  const most = launch.gpu.adapter.software ? TUNE_CPU : TUNE_GPU;
  const chosen = await chooseCut(launch, {
    kernel: "matmul",
    class: `${rows <= 64 ? "few" : "many"} ${acts.dtype} ${bound.dtype} ${acts.load} ${bound.load}`,
    cuts: MATMUL_CUTS,
    work: rows * width * (columns[0]!.to - columns[0]!.from),
    jobs: (tried) => [matmulJob(launch, cutFor(tried, acts, bound), work, columns[0]!, most)],
  });
  const cut = cutFor(chosen, acts, bound);
  return { jobs: columns.map((b) => matmulJob(launch, cut, work, b)), cut, output, stride };
}

/** Rows of no width have no sums, and no buffer to bind. */
function biasAlone(a: Rows, b: Rows, options: MatmulOptions): Float32Array {
  const data = new Float32Array(0);
  return matmulInMemory({ ...a, data }, { ...b, data }, options);
}

/**
 * C = A B^T with `kernels/matmul.wgsl`.
 *
 * B is uploaded once, in blocks that fit a binding; rows of A go through in chunks, so that C fits one and a dispatch
 * stays short.
 *
 * @param a [rows, width].
 * @param b [n, width].
 * @returns [rows, n].
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function matmul(
  launch: Launch,
  a: Rows<GPUBuffer>,
  b: Rows<GPUBuffer>,
  options: MatmulOptions = {},
): Promise<Float32Array> {
  checkMatmul(a, b, options);
  checkBuffer(a);
  checkBuffer(b);
  launch.gpu.check("run kernel matmul");
  const { rows } = a, n = b.rows;
  const out = new Float32Array(rows * n);
  if (out.length === 0) return out;
  if (a.width === 0) return biasAlone(a, b, options);
  await withArena(launch, async (arena) => {
    const columns = bindColumns(launch, arena, b, options);
    const step = rowStep(launch, a, columns);
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      await withArena(launch, async (own) => {
        const { jobs, output, stride } = await planMatmul(launch, own, a, [from, to], columns);
        const values = new Float32Array((await execute(launch, own, jobs, [output]))[0]!);
        if (stride === n) out.set(values, from * n);
        else {for (let t = from; t < to; t++) {
            out.set(values.subarray((t - from) * stride, (t - from) * stride + n), t * n);
          }}
      });
    }
  });
  return out;
}
