import { checkDirections, checkRows } from "../reference/check.ts";
import type { ProjectOptions, Rows } from "../reference/kernels.ts";
import { bindDirections, MAX_K, vec4Columns } from "./directions.ts";
import { type Launch, run, spread } from "./launch.ts";
import { bindRows, checkBuffer, rowsPerDispatch } from "./rows.ts";
import { type Tuning, variantFor } from "./variant.ts";

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
  launch: Launch & { readonly tuning: Tuning },
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
    const step = rowsPerDispatch(launch, width, count);
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      const values = await dispatch(launch, acts, from, to, part, count, options);
      for (let t = from; t < to; t++) out.set(values.subarray((t - from) * count, (t - from + 1) * count), t * k + k0);
    }
  }
  return out;
}

/** Rows `from` to `to` - 1 on `k` directions -> [to - from, k]. */
async function dispatch(
  launch: Launch & { readonly tuning: Tuning },
  acts: Rows<GPUBuffer>,
  from: number,
  to: number,
  directions: Float32Array,
  k: number,
  { mu, cosine = false }: ProjectOptions,
): Promise<Float32Array> {
  const { gpu, tuning } = launch;
  const bound = bindRows(gpu, acts, from, to);
  const variant = variantFor("project", bound.load, tuning, { k });
  const with_ = bindDirections(gpu, directions, k, acts.width, variant, mu);
  const rows = to - from;
  const blocks = Math.ceil(rows / variant.tile.rows);
  const [y, z] = spread(gpu, blocks);
  try {
    return await run(launch, {
      variant,
      shape: [rows, acts.width, vec4Columns(acts.width), k, bound.base, cosine ? 1 : 0, y, blocks],
      inputs: [bound.binding, with_.mu, with_.directions],
      outputBytes: rows * k * 4,
      workgroups: [Math.ceil(k / variant.tile.k), y, z],
    });
  } finally {
    bound.release();
    with_.release();
  }
}
