import { test } from "uvu";
import * as assert from "uvu/assert";
import { percentileInterval, resampleClusters } from "../../src/math/bootstrap.ts";
import { differenceOfMeans, meanOfRows } from "../../src/math/difference-of-means.ts";
import { dot, norm } from "../../src/math/dot.ts";
import { hanleyMcNeil } from "../../src/math/hanley-mcneil.ts";
import { holm } from "../../src/math/holm.ts";
import { normalQuantile } from "../../src/math/normal-quantile.ts";
import { percentile } from "../../src/math/percentile.ts";
import { permutationP } from "../../src/math/permutation-p.ts";
import { normal } from "../../src/math/random.ts";

const near = (a: number, b: number, by = 1e-12) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

test("Holm: the worked example of R's p.adjust", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((p, i) => near(adjusted[i]!, p));
});

test("Holm: a figure without p neither counts nor changes, and nothing exceeds 1", () => {
  assert.equal(holm([null, 0.5, 0.9]), [null, 1, 1]);
  assert.equal(holm([0.02, null]), [0.02, null]);
});

test("Hanley and McNeil's example: area 0.893 with 51 and 58 cases", () =>
  near(hanleyMcNeil(0.893, 51, 58), 0.0325, 1e-4));

test("Hanley and McNeil: at chance with equal groups it is close to Mann and Whitney's own error", () => {
  near(hanleyMcNeil(0.5, 50, 50), Math.sqrt((101) / (12 * 2500)), 1e-3);
  assert.ok(Number.isNaN(hanleyMcNeil(0.5, 0, 10)));
});

test("normal quantile: tabled values, both tails, and what is not a probability", () => {
  near(normalQuantile(0.975), 1.959963984540054, 1e-14);
  near(normalQuantile(0.95), 1.6448536269514722, 1e-14);
  near(normalQuantile(1e-10), -6.361340902404056, 1e-12);
  assert.is(normalQuantile(0.5), 0);
  assert.is(normalQuantile(0), -Infinity);
  assert.throws(() => normalQuantile(1.5), /Cannot take the normal quantile of p as p must be 0 to 1: it is 1.5/);
});

test("percentile: type 7, NaN left out, nothing left", () => {
  assert.is(percentile([4, 2, 1, 3], 0.25), 1.75);
  assert.is(percentile([4, NaN, 2], 0.5), 3);
  assert.is(percentile([], 0.5), undefined);
});

test("cluster resamples draw as many clusters as there are, the same for the same seed", () => {
  const weights = resampleClusters(7, { draws: 50, seed: 3 });
  for (let draw = 0; draw < 50; draw++) {
    assert.is(weights.subarray(draw * 7, draw * 7 + 7).reduce((a, b) => a + b, 0), 7);
  }
  assert.equal(weights, resampleClusters(7, { draws: 50, seed: 3 }));
});

test("the bootstrap interval of a mean covers it about 95 times in 100", () => {
  let covered = 0;
  for (let run = 0; run < 200; run++) {
    const n = 40, sample = Array.from({ length: n }, (_, i) => normal(11, run, i));
    const weights = resampleClusters(n, { draws: 300, seed: run });
    const means = Float64Array.from(
      { length: 300 },
      (_, draw) => dot(sample, weights.subarray(draw * n, draw * n + n)) / n,
    );
    const { low, high } = percentileInterval(means)!;
    if (low <= 0 && high >= 0) covered++;
  }
  assert.ok(covered >= 178 && covered <= 199, `${covered} of 200`);
});

test("an interval of fewer than two values does not exist", () => assert.is(percentileInterval([NaN, 1]), undefined));

test("permutation p counts ties against us and never reaches zero", () => {
  const nulls = Float64Array.of(0.4, 0.5, 0.6, 0.7);
  assert.is(permutationP(0.6, nulls), 3 / 5);
  assert.is(permutationP(0.9, nulls), 1 / 5);
});

test("difference of means, by hand", () => {
  const acts = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 9);
  assert.equal([...differenceOfMeans(acts, 2, [2, 3], [0, 1])], [4, 4.5]);
  assert.equal([...meanOfRows(acts, 2, [])], [0, 0]);
  assert.is(norm([3, 4]), 5);
});

test.run();
