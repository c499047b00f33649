import { test } from "uvu";
import * as assert from "uvu/assert";

import { peakFmaBench, type PeakFmaShape } from "../../bench/peak_fma.ts";
import { closeAdapter, openAdapter } from "./adapter.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { execute, type Launch, withArena } from "../../src/gpu/launch.ts";
import { PEAK_FMA_CUTS, planPeakFma } from "../../src/gpu/peak_fma.ts";
import { launchOf } from "../../src/gpu/webgpu.ts";
import { fmaOperations, peakFma } from "../../src/reference/peak_fma.ts";
import type { Dtype } from "../../src/reference/kernels.ts";

const gpu = await openAdapter("peak_fma");
const dtypes: readonly Dtype[] = gpu?.header.f16 ? ["f32", "f16"] : ["f32"];
if (gpu && dtypes.length === 1) console.log("SKIP peak_fma in f16: the adapter has no shader-f16");

test("the twin counts: l + 8 c + steps, over chains and components", () => {
  const ends = peakFma({ threads: 10, chains: 2, components: 4, steps: 5 });
  assert.equal([...ends.subarray(0, 3)], [0, 1, 2].map((l) => 4 * (2 * (l + 5) + 8)));
  assert.is(ends[9], ends[1]);
  assert.is(fmaOperations({ threads: 10, chains: 2, components: 4, steps: 5 }), 800);
});

/** What a dispatch gave, and what it should have given. */
async function ran(launch: Launch, cut: typeof PEAK_FMA_CUTS[number], threads: number, steps: number, dtype: Dtype) {
  return await withArena(launch, async (arena) => {
    const { job, output, chains } = planPeakFma(launch, arena, cut, { threads, steps, dtype });
    return { actual: new Float32Array((await execute(launch, arena, [job], [output]))[0]!), wanted: peakFma(chains) };
  });
}

for (const cut of gpu ? PEAK_FMA_CUTS : []) {
  for (const dtype of dtypes) {
    test(`${cut.name} ${dtype}: every chain ends where the twin's does`, async () => {
      for (const threads of [1, 63, 64, 65, 4096]) {
        for (const steps of [1, 8, 1000, 1024]) {
          const { actual, wanted } = await ran(launchOf(gpu!, { poison: true }), cut, threads, steps, dtype);
          assert.equal(actual, wanted, `${threads} threads, ${steps} steps`);
        }
      }
    });
  }
}

if (gpu) {
  test("chains that take fewer steps, or of which one is missing, are caught", async () => {
    const breaks = [
      ["s < shape.steps", "s + 1u < shape.steps"],
      ["var sum = 0.0;", "var sum = 0.0; x_0 = x_1;"],
      ["fma(x_$c, factor, step)", "x_$c"],
    ] as const;
    for (const [from, to] of breaks) {
      assert.ok(SOURCES.peak_fma.includes(from), `"${from}" is in the kernel`);
      const sources = { ...SOURCES, peak_fma: SOURCES.peak_fma.replace(from, to) };
      const { actual, wanted } = await ran(launchOf(gpu, { sources }), PEAK_FMA_CUTS[0]!, 64, 64, "f32");
      assert.not.equal(actual, wanted, `unnoticed: ${to}`);
    }
  });

  test("the bench's plan gives what its check accepts, and a wrong value is refused", async () => {
    const launch = launchOf(gpu, { poison: true }), shape: PeakFmaShape = peakFmaBench.cases[0]!;
    for (const dtype of dtypes) {
      const data = peakFmaBench.data(shape, dtype);
      await withArena(launch, async (arena) => {
        const { jobs, reads } = await peakFmaBench.plan(launch, arena, shape, data);
        const outputs = await execute(launch, arena, jobs, reads);
        assert.is(peakFmaBench.check(shape, data, outputs).ok, true);
        new Float32Array(outputs[0]!)[7]! += 1;
        assert.is(peakFmaBench.check(shape, data, outputs).ok, false);
      });
    }
  });
}

closeAdapter(gpu);
test.run();
