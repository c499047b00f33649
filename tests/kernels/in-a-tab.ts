import { BENCHES } from "../../bench/all.ts";
import { openGpu } from "../../src/gpu/device.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { execute, withArena } from "../../src/gpu/launch.ts";
import { launchOf } from "../../src/gpu/webgpu.ts";

// What the page runs: bundled for the browser by tests/kernels/browser.test.ts.

/** What one kernel's first case gave in this page. */
export interface InATab {
  readonly kernel: string;
  readonly dtype: string;
  readonly ok: boolean;
  readonly what: string;
  readonly adapter: string;
}

/** Runs every kernel's smallest bench case, poisoned, against its reference; with `broken`, `pool` leaves out a row and is run beside `gram` only. */
export async function runAll({ broken = false } = {}): Promise<InATab[]> {
  const gpu = await openGpu(navigator.gpu, { runtime: "chromium" });
  if (!gpu) throw new Error("the page has no adapter");
  const sources = broken ? { ...SOURCES, pool: SOURCES.pool.replace("t < length;", "t + 1u < length;") } : SOURCES;
  const launch = launchOf(gpu, { poison: true, sources });
  const found: InATab[] = [];
  for (const bench of BENCHES.filter(({ kernel }) => !broken || kernel === "pool" || kernel === "gram")) {
    const shape = bench.cases[0]!;
    for (const dtype of bench.dtypes) {
      // Arithmetic in f16 needs the feature; rows of f16 do not.
      if (bench.kernel === "peak_fma" && dtype === "f16" && gpu.header.f16 === null) continue;
      const data = bench.data(shape, dtype);
      const { ok, what } = await withArena(launch, async (arena) => {
        const { jobs, reads } = await bench.plan(launch, arena, shape, data);
        return bench.check(shape, data, await execute(launch, arena, jobs, reads));
      });
      found.push({ kernel: bench.kernel, dtype, ok, what, adapter: gpu.adapter.name });
    }
  }
  return found;
}
