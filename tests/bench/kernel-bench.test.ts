import { test } from "uvu";
import * as assert from "uvu/assert";
import { BENCHES } from "../../bench/all.ts";
import { blankRow, type OnGpu, type Setting } from "../../src/bench/context.ts";
import { checkResult, type KernelBench } from "../../src/bench/kernel-bench.ts";
import { measureOnCpu } from "../../src/bench/on-cpu.ts";
import { measureOnGpu } from "../../src/bench/on-gpu.ts";
import type { Peer } from "../../src/bench/peer.ts";
import { execute, withArena } from "../../src/gpu/launch.ts";
import { launchOf, webgpuKernels, type WebgpuOptions } from "../../src/gpu/webgpu.ts";
import { BenchRow } from "../../src/record/bench.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import { closeAdapter, openAdapter } from "../kernels/adapter.ts";

const gpu = await openAdapter("kernel-bench");
const first = BENCHES.flatMap((bench) => bench.dtypes.map((dtype) => ({ bench, dtype, shape: bench.cases[0]! })));
const setting: Setting = {
  policy: { reps: 3, exact: true, warmUpMs: 1, passMs: 1, batchMs: 2 },
  signal: new AbortController().signal,
};

for (const { bench, dtype, shape } of first) {
  const name = `${bench.kernel} ${dtype}`, data = bench.data(shape, dtype);

  test(`${name}: the twin's result passes its bench's check, and a broken one does not`, async () => {
    const result = await bench.call(cpuKernels(), shape, data);
    const { ok, what } = checkResult(bench, shape, data, result);
    assert.ok(ok, what);
    const arrays = ArrayBuffer.isView(result) ? [result] : Object.values(result as object);
    // The last value of the first array; sizes are at least one.
    const values = arrays[0] as Float32Array;
    values[values.length - 1] = values[values.length - 1]! + 1;
    assert.not(checkResult(bench, shape, data, result).ok, "one wrong value");
  });

  if (!gpu) continue;
  if (bench.nativeHalf && dtype === "f16" && gpu.header.f16 === null) {
    console.log(`SKIP ${name}: the adapter has no shader-f16`);
    continue;
  }

  test(`${name}: the plan runs what the check wants, and a broken output does not pass`, async () => {
    const launch = launchOf(gpu, { poison: true, autotune: false });
    const outputs = await withArena(launch, async (arena) => {
      const { jobs, reads, cut } = await bench.plan(launch, arena, shape, data);
      assert.ok(cut.length > 0 && reads.length > 0);
      return await execute(launch, arena, jobs, reads);
    });
    const { ok, what } = bench.check(shape, data, outputs);
    assert.ok(ok, what);
    const broken = outputs.map((output) => new Uint8Array(output.byteLength).fill(0x7f).buffer);
    assert.not(bench.check(shape, data, broken).ok, "other bytes");
  });

  test(`${name}: bytes and operations are numbers above nothing`, () => {
    const { bytes, flops } = bench.work(shape, dtype);
    assert.ok(Number.isFinite(bytes) && Number.isFinite(flops) && bytes + flops > 0 && bytes >= 0 && flops >= 0);
  });
}

/** What measuring needs, with no calibration: the ticks of the tests' adapters are not what is tested. */
const onGpu = (options: WebgpuOptions, peers: readonly Peer[] = []): OnGpu => ({
  gpu: gpu!,
  launch: launchOf(gpu!, options),
  kernels: () => webgpuKernels(gpu!, options) as unknown as ReturnType<OnGpu["kernels"]>,
  clock: { kind: "wall", nsPerTick: null, note: "a test" },
  roof: { copy_gb_s: 1, read_gb_s: 1, fma_gflop_s: 1 },
  peers,
});

const project = first.find(({ bench, dtype }) => bench.kernel === "project" && dtype === "f32")!;
const one = { ...project, data: project.bench.data(project.shape, "f32") };

/** Another package that gives `outputs`, whatever it is asked. */
const peer = (outputs: Float32Array): Peer => ({
  who: "tfjs",
  version: "0",
  where: "gpu",
  prepare: () =>
    Promise.resolve({
      run() {
        for (const start = performance.now(); performance.now() - start < 1;);
      },
      sync: () => Promise.resolve(),
      outputs: () => Promise.resolve([outputs]),
      dispose() {},
    }),
  dispose() {},
});
const right = await one.bench.call(cpuKernels(), one.shape, one.data) as Float32Array;

if (gpu) {
  test("a row has its figures, and the ratio of the best package beside it", async () => {
    const [ours, theirs] = await measureOnGpu(setting, onGpu({ autotune: false }, [peer(right)]), one);
    BenchRow.parse(ours);
    assert.equal([ours!.status, ours!.checked, ours!.who, theirs!.who], ["measured", true, "alienist", "tfjs"]);
    assert.ok(ours!.ms!.median > 0 && ours!.end_to_end_ms!.n === 3 && ours!.gpu_bytes! > 0);
    assert.ok([ours!.upload_ms, ours!.compile_ms, ours!.read_back_ms].every((ms) => ms !== null && ms >= 0));
    assert.equal(ours!.best_peer, { who: "tfjs", ratio: theirs!.ratio });
    assert.ok(theirs!.ms!.median >= 1, "a run of 1 ms takes 1 ms");
  });

  // Right work on other data: as long, and wrong.
  const { acts, ...rest } = one.data as { acts: Float32Array };
  const other = { ...rest, acts: acts.toReversed() };
  const { bench, shape } = one, { check } = bench;

  test("a kernel that gives wrong values has no figure", async () => {
    const wrong = { ...bench, plan: (launch, arena) => bench.plan(launch, arena, shape, other) } satisfies KernelBench;
    const [ours, theirs] = await measureOnGpu(setting, onGpu({ autotune: false }, [peer(right)]), {
      ...one,
      bench: wrong,
    });
    assert.equal({ ...ours, variant: "" }, { ...blankRow(one, "alienist"), status: "refused", reason: ours!.reason });
    assert.match(ours!.reason!, "its output is wrong: [");
    assert.equal([theirs!.status, theirs!.ratio], ["measured", null], "nothing is held against it");
  });

  test("a public call that gives wrong values has no figure, and nothing else is measured", async () => {
    const wrong = { ...bench, call: (kernels) => bench.call(kernels, shape, other) } satisfies KernelBench;
    const [ours, ...more] = await measureOnGpu(setting, onGpu({ autotune: false }, [peer(right)]), {
      ...one,
      bench: wrong,
    });
    assert.equal([ours!.status, ours!.ms, ours!.end_to_end_ms, more.length], ["refused", null, null, 0]);
  });

  test("a check that finds nothing to compare is no check", () => {
    assert.not(check(shape, one.data, [new ArrayBuffer(0)]).ok);
  });

  test("another package's wrong values give no figure either, and no ratio", async () => {
    const wrong = right.map((x, i) => i === right.length - 1 ? x + 1 : x);
    const [ours, theirs] = await measureOnGpu(setting, onGpu({ autotune: false }, [peer(wrong)]), one);
    assert.equal([ours!.status, ours!.best_peer, theirs!.status, theirs!.ms], ["measured", null, "refused", null]);
  });

  test("what does not fit the memory that is allowed is left out of the kernel's figure, and said so", async () => {
    const [ours] = await measureOnGpu(setting, onGpu({ autotune: false, maxMemory: 16_384 }), one);
    assert.is(ours!.ms, null);
    assert.match(ours!.reason!, "GPU buffer");
  });
}

test("without an adapter: the twin, and a package on the CPU", async () => {
  const cpuPeer: Peer = { ...peer(right), who: "onnxruntime-wasm", where: "cpu" };
  const rows = await measureOnCpu(setting, { twins: cpuKernels(), peers: [cpuPeer] }, one);
  assert.equal(rows.map(({ who, status }) => [who, status]), [["onnxruntime-wasm", "measured"], ["twin", "measured"]]);
  for (const row of rows) assert.ok(BenchRow.parse(row).end_to_end_ms!.median > 0);
});

closeAdapter(gpu);
test.run();
