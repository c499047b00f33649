import { test } from "uvu";
import * as assert from "uvu/assert";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { measureTransfer } from "../../src/measure/transfer.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import type { Kernels } from "../../src/reference/kernels.ts";
import type { PermuteProblem } from "../../src/reference/permute.ts";
import { closeAdapter, openAdapter } from "../kernels/adapter.ts";
import { plantedReadings, QUICK, syntheticSuite } from "./synthetic.ts";

const gpu = await openAdapter("permutation of a whole measure");

test("what the kernels are asked is whole, in reach of 32 bits, and of every fold and layer", async () => {
  const suite = syntheticSuite(), readings = plantedReadings(suite, { source: 1 }), asked: PermuteProblem[] = [];
  const permute: Kernels["permute"] = (problem) => (asked.push(problem), cpuKernels().permute(problem));
  await measureTransfer(suite, suite.items, readings, { ...QUICK, kernels: { ...cpuKernels(), permute } });
  assert.is(asked.length, 5);
  for (const { layers, draws, folds } of asked) {
    assert.equal([layers, draws, folds.length], [4, QUICK.permutations, 5]);
    for (const { base, effect } of folds.flatMap((fold) => fold.layers)) {
      const reach = Float64Array.from(base, Math.abs);
      effect.forEach((x, k) => reach[k % reach.length] = reach[k % reach.length]! + Math.abs(x));
      const most = reach.reduce((a, b) => Math.max(a, b));
      assert.ok(most > 2 ** 27 && most < 2 ** 30, `${most}`);
    }
  }
});

if (gpu) {
  // Products of readings and directions are floats, whose last bits differ between backends; what is identical is the
  // permutation of the same products. So the products come from the twins here, and the permutation from either side.
  test("a suite measured with labels permuted on the GPU has the same figures and p-values, all of them", async () => {
    const suite = syntheticSuite(), readings = plantedReadings(suite, { source: 0.6, target: 0.4 });
    let calls = 0;
    const permute: Kernels["permute"] = (problem) => (calls++, webgpuKernels(gpu, { poison: true }).permute(problem));
    const measure = (kernels: Kernels) => measureTransfer(suite, suite.items, readings, { ...QUICK, kernels });
    const here = await measure(cpuKernels()), there = await measure({ ...cpuKernels(), permute });
    assert.is(calls, 5, "every contrast of pairs was permuted there");
    assert.ok(here.figures.some(({ p }) => p !== null && p! > 0.01 && p! < 0.99), "p-values that could differ");
    assert.equal(there.figures, here.figures);
    assert.equal(there.verdict, here.verdict);
  });
}

closeAdapter(gpu);
test.run();
