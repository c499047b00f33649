import { checkRows, checkSegments } from "../reference/check.ts";
import type { Pooling, Rows } from "../reference/kernels.ts";
import { pool as poolInMemory, type Segments } from "../reference/pool.ts";
import { batches, blockTable, cutSegments, mergeBlocks } from "./blocks.ts";
import { vec4Columns } from "./directions.ts";
import { type Launch, run, spread, upload } from "./launch.ts";
import { bindRows, checkBuffer, rowsPerDispatch } from "./rows.ts";
import { POOL_THREADS, type Tuning, variantFor } from "./variant.ts";

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
  launch: Launch & { readonly tuning: Tuning },
  acts: Rows<GPUBuffer>,
  segments: Segments,
  pooling: Pooling,
): Promise<Float32Array> {
  checkRows(acts);
  checkBuffer(acts);
  checkSegments(segments, acts.rows);
  const { gpu } = launch;
  const { width } = acts;
  gpu.check("run kernel pool");
  if (width === 0 || (pooling === "last" && acts.data instanceof Float32Array)) {
    return poolInMemory(width === 0 ? { ...acts, data: new Float32Array(0) } : acts, segments, pooling);
  }
  const blocks = cutSegments(segments, pooling);
  const columns = vec4Columns(width);
  const most = rowsPerDispatch(launch, 4 * columns);
  const partials: Float32Array[] = [];
  for (const [first, end, low, high] of batches(blocks, most, most)) {
    const bound = bindRows(gpu, acts, low, high);
    const table = upload(gpu, "blocks", blockTable(blocks, first, end, low));
    const count = end - first;
    const [y, z] = spread(gpu, count);
    try {
      const values = await run(launch, {
        variant: variantFor("pool", bound.load, launch.tuning),
        shape: [high - low, width, columns, bound.base, y, count, pooling === "max" ? 1 : 0],
        inputs: [bound.binding, table],
        outputBytes: count * columns * 16,
        workgroups: [Math.ceil(columns / POOL_THREADS), y, z],
      });
      for (let b = 0; b < count; b++) partials.push(values.subarray(b * columns * 4, b * columns * 4 + width));
    } finally {
      bound.release();
      table.buffer.destroy();
    }
  }
  return mergeBlocks(blocks, (b) => partials[b]!, width, segments, pooling);
}
