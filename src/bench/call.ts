import type { Kernels } from "../reference/kernels.ts";
import { type Case, type Setting, stopIfAsked } from "./context.ts";
import { type Checked, checkResult } from "./kernel-bench.ts";
import { timesOf } from "./times.ts";
import { repsFor } from "./timing.ts";
import type { Times } from "../record/bench.ts";

/** Times the public call, from memory to memory, after one that is not counted, and checks its last result. */
export async function timeCall(
  setting: Setting,
  kernels: Kernels,
  { bench, shape, data }: Case,
): Promise<{ times: Times; checked: Checked }> {
  const once = async () => {
    stopIfAsked(setting);
    const start = performance.now();
    const result = await bench.call(kernels, shape, data);
    return { ms: performance.now() - start, result };
  };
  let { ms, result } = await once();
  const reps = repsFor(Math.max(ms, 1), setting.policy), times: number[] = [];
  for (let n = 0; n < reps; n++) {
    ({ ms, result } = await once());
    times.push(ms);
  }
  return { times: timesOf(times), checked: checkResult(bench, shape, data, result) };
}
