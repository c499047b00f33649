import { checkDirections, checkRows, checkSegments } from "../reference/check.ts";
import type { Pooling, ProjectOptions, Rows } from "../reference/kernels.ts";
import { pool as poolInMemory, type Segments } from "../reference/pool.ts";
import { batches, type Blocks, blockTable, cutSegments, mergeBlocks } from "./blocks.ts";
import { bindDirections, MAX_K, vec4Columns } from "./directions.ts";
import { type Launch, run, spread, upload } from "./launch.ts";
import { bindRows, checkBuffer, rowsPerDispatch } from "./rows.ts";
import { type Tuning, variantFor } from "./variant.ts";

type TunedLaunch = Launch & { readonly tuning: Tuning };

/**
 * Projects every row and pools per segment with `kernels/project_pool.wgsl`; the projections are never written.
 *
 * @param acts [rows, width].
 * @param directions [k, width], any length.
 * @returns [segments, k]; NaN for empty segments.
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function projectPool(
  launch: TunedLaunch,
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
  const blocks = cutSegments(segments, pooling);
  const partials = new Float32Array(blocks.start.length * k);
  if (acts.width > 0) {
    for (let k0 = 0; k0 < k; k0 += MAX_K) {
      const count = Math.min(MAX_K, k - k0);
      const part = directions.subarray(k0 * acts.width, (k0 + count) * acts.width);
      await projectBlocks(launch, acts, part, count, blocks, pooling, options, (b, values) => {
        partials.set(values, b * k + k0);
      });
    }
  }
  return mergeBlocks(blocks, (b) => partials.subarray(b * k, (b + 1) * k), k, segments, pooling);
}

/** Of rows in memory, the last ones alone: only they are uploaded. */
function gatherLast(acts: Rows<GPUBuffer>, segments: Segments): [Rows<GPUBuffer>, Segments] {
  if (!(acts.data instanceof Float32Array)) return [acts, segments];
  const lengths = segments.lengths.map((length) => Math.min(1, length));
  const data = poolInMemory(acts, segments, "last");
  return [{ data, rows: lengths.length, width: acts.width }, { starts: lengths.map((_, s) => s), lengths }];
}

async function projectBlocks(
  launch: TunedLaunch,
  acts: Rows<GPUBuffer>,
  directions: Float32Array,
  k: number,
  blocks: Blocks,
  pooling: Pooling,
  { mu, cosine = false }: ProjectOptions,
  keep: (block: number, values: Float32Array) => void,
): Promise<void> {
  const { gpu, tuning } = launch;
  const { width } = acts;
  const most = rowsPerDispatch(launch, width, k);
  for (const [first, end, low, high] of batches(blocks, most, most)) {
    const bound = bindRows(gpu, acts, low, high);
    const variant = variantFor("project_pool", bound.load, tuning, { k, single: pooling === "last" });
    const with_ = bindDirections(gpu, directions, k, width, variant, mu);
    const table = upload(gpu, "blocks", blockTable(blocks, first, end, low));
    const count = end - first;
    const [y, z] = spread(gpu, count);
    const flags = [cosine ? 1 : 0, y, count, pooling === "max" ? 1 : 0];
    try {
      const values = await run(launch, {
        variant,
        shape: [high - low, width, vec4Columns(width), k, bound.base, ...flags],
        inputs: [bound.binding, with_.mu, with_.directions, table],
        outputBytes: count * k * 4,
        workgroups: [Math.ceil(k / variant.tile.k), y, z],
      });
      for (let b = 0; b < count; b++) keep(first + b, values.subarray(b * k, (b + 1) * k));
    } finally {
      bound.release();
      with_.release();
      table.buffer.destroy();
    }
  }
}
