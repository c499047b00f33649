import { disagreement } from "../../src/bench/model-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withRatios } from "../../src/bench/ratios.ts";
import { placeUnderRoof } from "../../src/bench/roofline.ts";
import { timesOf } from "../../src/bench/times.ts";
import { batchTimer, POLICY, repsFor } from "../../src/bench/timing.ts";
import { dimsOf, transposed } from "../../src/bench/program.ts";
import { row } from "./record.ts";

test("median and quartiles are those of type 7", () => {
  assert.equal(timesOf([4, 1, 3, 2]), { q1: 1.75, median: 2.5, q3: 3.25, n: 4 });
  assert.equal(timesOf([5]), { q1: 5, median: 5, q3: 5, n: 1 });
});

const roof = { copy_gb_s: 50, read_gb_s: 100, fma_gflop_s: 1000 };

test("a job that moves bytes is held against the higher bandwidth, one that counts against the multiply-adds", () => {
  // 1 GB at 100 GB/s takes 10 ms; 1 GFLOP at 1,000 GFLOP/s takes 1 ms.
  const moving = placeUnderRoof({ bytes: 1e9, flops: 1e9 }, { median: 20 }, roof);
  assert.equal(moving, { gflop_s: 50, gb_s: 50, intensity: 1, roof_fraction: 0.5, bound: "bandwidth" });
  const counting = placeUnderRoof({ bytes: 1e6, flops: 1e9 }, { median: 4 }, roof);
  assert.equal(counting, { gflop_s: 250, gb_s: 0.25, intensity: 1000, roof_fraction: 0.25, bound: "arithmetic" });
});

test("no roof, or whole numbers: rates, and no fraction", () => {
  const none = { copy_gb_s: null, read_gb_s: null, fma_gflop_s: null };
  const { roof_fraction, bound, gb_s } = placeUnderRoof({ bytes: 1e9, flops: 0 }, { median: 10 }, none);
  assert.equal([roof_fraction, bound, gb_s], [null, null, 100]);
  const whole = placeUnderRoof({ bytes: 1e6, flops: 1e9 }, { median: 1 }, roof, { integer: true });
  assert.equal([whole.roof_fraction, whole.bound, whole.gflop_s], [null, null, 1000]);
});

test("long repetitions are fewer, unless so many were asked for", () => {
  assert.equal([1, 200, 400, 2000, 9999, 10_000].map((ms) => repsFor(ms, POLICY)), [20, 20, 10, 3, 3, 1]);
  assert.is(repsFor(60_000, { reps: 7, exact: true }), 7);
});

test("what ran on the CPU is compared with our call, and ours is left alone", () => {
  const ours = row("alienist", 2), twin = row("twin", 30), other = row("twin", 9, { dtype: "f16" });
  const [first, second, third] = withRatios([twin, ours, other]);
  assert.equal([first!.who, first!.ratio], ["alienist", null]);
  // 90 ms from memory to memory against 6 ms.
  assert.equal([second!.who, second!.ratio], ["twin", 15]);
  assert.is(third!.ratio, null, "another storage is another case");
});

test("a batch is long enough, and gives the time of one run", async () => {
  const quick = { warmUpMs: 2, batchMs: 20 };
  const spin = (ms: number) => {
    const start = performance.now();
    while (performance.now() - start < ms);
  };
  const timer = await batchTimer({ run: () => spin(1), sync: () => Promise.resolve() }, quick);
  const time = await timer.time();
  assert.ok(time >= 1 && time < 3, `${time}`);
});

test("work that is dropped unless somebody waits for it is not timed", async () => {
  // A wait of 150 ms however many runs were queued: what a lazy package that computes its last result only shows.
  const lazy = { run() {}, sync: () => new Promise<void>((done) => setTimeout(done, 150)) };
  const said = await batchTimer(lazy, { warmUpMs: 1, batchMs: 200 }).then(() => "", (error: Error) => error.message);
  assert.match(said, "does not grow with the number of runs");
});

test("readings that differ by a thousandth of the largest value are told apart, and NaN agrees with nothing", () => {
  const one = [Float32Array.of(1, -4), Float32Array.of(2, 0)];
  assert.is(disagreement(one, one), 0);
  assert.is(disagreement(one, [Float32Array.of(1, -4), Float32Array.of(2.5, 0)]), 0.125);
  assert.is(disagreement(one, [Float32Array.of(1, NaN), Float32Array.of(2, 0)]), Infinity);
});

test("shapes of a program follow its steps", () => {
  const data = new Float32Array(0),
    steps = [
      { op: "matmul", by: { dims: [6, 5], data } },
      { op: "reshape", dims: [2, 4, 5] },
      { op: "mean", axis: 1 },
      { op: "gather", rows: Int32Array.of(1) },
      { op: "topk", k: 3 },
    ] as const;
  assert.equal(dimsOf({ input: { dims: [8, 6], data }, steps }), [[8, 6], [8, 5], [2, 4, 5], [2, 5], [1, 5], [1, 3]]);
  assert.equal(transposed(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3), {
    dims: [3, 2],
    data: Float32Array.of(1, 4, 2, 5, 3, 6),
  });
});

test.run();
