import { test } from "uvu";
import * as assert from "uvu/assert";

import { peakCopyBench, type PeakCopyShape } from "../../bench/peak_copy.ts";
import { closeAdapter, openAdapter } from "./adapter.ts";
import { measureRoof } from "../../src/bench/roof.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { execute, type Launch, withArena } from "../../src/gpu/launch.ts";
import {
  PEAK_COPY_CUTS,
  type PeakCopyCut,
  planPeakCopy,
  SWEEP_MODES,
  type SweepMode,
} from "../../src/gpu/peak_copy.ts";
import { launchOf } from "../../src/gpu/webgpu.ts";
import { peakCopy, sweepSource } from "../../src/reference/peak_copy.ts";

const gpu = await openAdapter("peak_copy");

test("the twin hands every vec4 to one thread: in turns, or in runs", () => {
  const source = Uint32Array.from({ length: 4 * 7 }, (_, i) => i % 4 ? 0 : 1 << (i / 4));
  const sweep = { threads: 2, workgroups: 2 };
  assert.equal([...peakCopy(source, { ...sweep, order: "stride" })], [1 + 16, 2 + 32, 4 + 64, 8]);
  assert.equal([...peakCopy(source, { ...sweep, order: "block" })], [1 + 4, 2 + 8, 16 + 64, 32]);
  assert.equal([...peakCopy(new Uint32Array(8).fill(0xffffffff), { ...sweep, order: "stride" })].slice(0, 2), [
    0xfffffffc,
    0xfffffffc,
  ]);
});

test("the source repeats itself, but no two neighbours are alike", () => {
  const source = sweepSource(2 ** 20 + 5);
  assert.is(source[2 ** 20 + 4], source[4]);
  assert.is(source.findIndex((x, i) => x === source[i + 1]), -1);
});

/** The checksums and the copy of a dispatch, and what they should be. */
async function ran(launch: Launch, cut: PeakCopyCut, mode: SweepMode, count: number) {
  const source = sweepSource(4 * count);
  return await withArena(launch, async (arena) => {
    const bound = arena.upload("source", source);
    const { job, checksums, copy } = planPeakCopy(arena, cut, mode, bound);
    const reads = await execute(launch, arena, [job], copy ? [checksums, copy] : [checksums]);
    return {
      actual: reads.map((bytes) => new Uint32Array(bytes)),
      wanted: copy ? [peakCopy(source, cut), source] : [peakCopy(source, cut)],
    };
  });
}

for (const cut of gpu ? PEAK_COPY_CUTS : []) {
  for (const mode of SWEEP_MODES) {
    test(`${cut.name}: ${mode} reads every word once`, async () => {
      const few = { ...cut, workgroups: 3 }, all = cut.threads * 3;
      for (const count of [1, all - 1, all, all + 1, 4 * all + 3, 9 * all * cut.unroll + 5]) {
        const { actual, wanted } = await ran(launchOf(gpu!, { poison: true }), few, mode, count);
        assert.equal(actual, wanted, `${count} vec4`);
      }
    });
  }
}

if (gpu) {
  test("a sweep that leaves out a load, a store or its tail is caught", async () => {
    const breaks = [
      ["sum += x_$u;", "sum = x_$u;"],
      ["dest[i] = x;", "dest[i] = x + 1u;"],
      ["for (; i < end; i += stride)", "for (; i + 1u < end; i += stride)"],
    ] as const;
    for (const [from, to] of breaks) {
      assert.ok(SOURCES.peak_copy.includes(from), `"${from}" is in the kernel`);
      const sources = { ...SOURCES, peak_copy: SOURCES.peak_copy.replace(from, to) };
      const cut = { ...PEAK_COPY_CUTS[0]!, workgroups: 2 };
      const { actual, wanted } = await ran(launchOf(gpu, { sources }), cut, "copy", 8 * 512 + 100);
      assert.not.equal(actual, wanted, `unnoticed: ${to}`);
    }
  });

  test("the bench's plan gives what its check accepts, and a wrong word is refused", async () => {
    const launch = launchOf(gpu, { poison: true }), shape: PeakCopyShape = peakCopyBench.cases[0]!;
    const data = peakCopyBench.data(shape, "f32");
    await withArena(launch, async (arena) => {
      const { jobs, reads } = await peakCopyBench.plan(launch, arena, shape, data);
      const outputs = await execute(launch, arena, jobs, reads);
      assert.is(peakCopyBench.check(shape, data, outputs).ok, true);
      for (const output of outputs) {
        new Uint32Array(output)[3]! ^= 1;
        assert.is(peakCopyBench.check(shape, data, outputs).ok, false);
        new Uint32Array(output)[3]! ^= 1;
      }
    });
  });

  test("the roof is measured and positive, and gives its buffers back", async () => {
    const launch = launchOf(gpu);
    const roof = await measureRoof(gpu, launch, { bytes: 2 ** 22, milliseconds: 2, passes: 2 });
    for (const { value, cut } of [roof.read_gb_s, roof.copy_gb_s, roof.fma_gflop_s, roof.fma_vec4_gflop_s]) {
      assert.ok(value > 0 && Number.isFinite(value) && cut !== "");
    }
    assert.is(roof.fma_f16_gflop_s === null, gpu.header.f16 === null);
    assert.is(roof.bytes, 2 ** 22);
    assert.is(launch.memory.live, 0);
  });

  test("a roof whose kernel computes something else is refused", async () => {
    const sources = { ...SOURCES, peak_fma: SOURCES.peak_fma.replace("s < shape.steps", "s + 1u < shape.steps") };
    const message = await measureRoof(gpu, launchOf(gpu, { sources }), { bytes: 2 ** 20, milliseconds: 1, passes: 1 })
      .then(() => "", (error: Error) => error.message);
    assert.match(message, "Cannot measure the roof");
  });
}

closeAdapter(gpu);
test.run();
