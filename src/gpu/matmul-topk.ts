import { checkMatmul, checkTop } from "../reference/check.ts";
import type { MatmulOptions, Rows, Top } from "../reference/kernels.ts";
import { matmulTopk as matmulTopkInMemory } from "../reference/topk.ts";
import { execute, type Launch, withArena } from "./launch.ts";
import { bindColumns, rowStep } from "./matmul-chunks.ts";
import { planMatmul } from "./matmul.ts";
import { checkBuffer } from "./rows.ts";
import { emptyTop, planTopk } from "./topk.ts";

/**
 * The k largest of every row of `matmul(a, b, options)`, which stays on the GPU.
 *
 * @param a [rows, width].
 * @param b [n, width].
 * @param k From 0 to 1,024.
 * @returns values and indices [rows, min(k, n)].
 * @throws Fault `bad_shape` where an array does not fit or k is out of range, `device_lost`, `kernel`, `kernel_run`.
 */
export async function matmulTopk(
  launch: Launch,
  a: Rows<GPUBuffer>,
  b: Rows<GPUBuffer>,
  k: number,
  options: MatmulOptions = {},
): Promise<Top> {
  checkMatmul(a, b, options);
  checkTop({ rows: a.rows, width: b.rows, data: null }, k);
  checkBuffer(a);
  checkBuffer(b);
  launch.gpu.check("run kernel matmul");
  const { rows } = a, width = b.rows, kept = Math.min(k, width);
  const top = emptyTop(rows, kept);
  if (top.values.length === 0) return top;
  const none = new Float32Array(0);
  if (a.width === 0) return matmulTopkInMemory({ ...a, data: none }, { ...b, data: none }, k, options);
  await withArena(launch, async (arena) => {
    const columns = bindColumns(launch, arena, b, options);
    const step = rowStep(launch, a, columns);
    for (let from = 0; from < rows; from += step) {
      const count = Math.min(rows, from + step) - from;
      await withArena(launch, async (own) => {
        const { jobs, output, stride } = await planMatmul(launch, own, a, [from, from + count], columns);
        const acts = { binding: output, base: 0, load: "vec4", dtype: "f32" } as const;
        const winners = await planTopk(launch, own, { acts, rows: count, width, stride, k: kept });
        const [values, indices] = await execute(launch, own, [...jobs, ...winners.jobs], winners.outputs);
        top.values.set(new Float32Array(values!), from * kept);
        top.indices.set(new Uint32Array(indices!), from * kept);
      });
    }
  });
  return top;
}
