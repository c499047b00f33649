import { test } from "uvu";
import * as assert from "uvu/assert";
import { auroc } from "../../src/math/auroc.ts";
import { dot } from "../../src/math/dot.ts";
import { fitLogistic } from "../../src/math/logistic.ts";
import { normal, shuffle, uniform } from "../../src/math/random.ts";
import { denseRows, sparseRows, timesVector, transposeTimes } from "../../src/math/sparse.ts";
import { applyTfidf, fitTfidf } from "../../src/math/tfidf.ts";

test("one feature, two points: w (1 + e^w) = 2C, the bias stays 0", () => {
  const { weights, bias, converged } = fitLogistic(denseRows([1, -1], 2, 1), [1, 0], { tolerance: 1e-9 });
  assert.ok(converged);
  assert.ok(Math.abs(weights[0]! * (1 + Math.exp(weights[0]!)) - 2) < 1e-6);
  assert.ok(Math.abs(bias) < 1e-6);
});

test("at the answer the gradient is zero", () => {
  const n = 80, width = 6, x = Array.from({ length: n * width }, (_, i) => normal(1, i, 0));
  const labels = Array.from({ length: n }, (_, i) => x[i * width]! + normal(2, i, 0) > 0 ? 1 : 0), c = 3;
  const rows = denseRows(x, n, width), { weights, bias } = fitLogistic(rows, labels, { c, tolerance: 1e-8 });
  const slope = timesVector(rows, weights, bias).map((m, i) => c * (1 / (1 + Math.exp(-m)) - labels[i]!));
  transposeTimes(rows, slope).forEach((g, k) => assert.ok(Math.abs(g + weights[k]!) < 1e-4));
  assert.ok(Math.abs(slope.reduce((a, b) => a + b, 0)) < 1e-4);
});

/** Texts of 30 words out of 3000; label 1 has one word of its own when `signal` is set. */
function texts(signal: boolean) {
  const labels = Array.from({ length: 400 }, (_, i) => i % 2);
  const words = labels.map((label, i) =>
    Array.from(
      { length: 30 },
      (_, k) => signal && label && k === 0 ? "planted" : `w${Math.floor(uniform(5, i, k) ** 2 * 3000)}`,
    )
  );
  return { labels, words };
}

test("separable sparse data: finite weights, in less than 100 ms", () => {
  const { labels, words } = texts(true), rows = applyTfidf(fitTfidf(words), words);
  fitLogistic(rows, labels, { c: 10 });
  const before = performance.now(), fit = fitLogistic(rows, labels, { c: 10 });
  const took = performance.now() - before;
  assert.ok(fit.converged && fit.weights.every(Number.isFinite));
  assert.ok(auroc(timesVector(rows, fit.weights, fit.bias), labels).value! > 0.99);
  assert.ok(took < 100, `${took} ms`);
});

test("on held-out texts: the planted word is found, shuffled labels are not", () => {
  const { labels, words } = texts(true), half = 200;
  const score = (given: number[]) => {
    const tfidf = fitTfidf(words.slice(0, half)),
      fit = fitLogistic(applyTfidf(tfidf, words.slice(0, half)), given.slice(0, half), { c: 10 });
    return auroc(timesVector(applyTfidf(tfidf, words.slice(half)), fit.weights, fit.bias), given.slice(half)).value!;
  };
  assert.ok(score(labels) > 0.8, `${score(labels)}`);
  let sum = 0;
  for (let draw = 0; draw < 20; draw++) sum += score([...shuffle(400, 8, draw)].map((i) => i % 2));
  assert.ok(Math.abs(sum / 20 - 0.5) < 0.04);
});

test("tf-idf by hand: idf, counts, unit rows, unseen words left out", () => {
  const tfidf = fitTfidf([["a", "b"], ["a", "a"]]);
  assert.ok(Math.abs(tfidf.idf[0]! - 1) < 1e-12);
  assert.ok(Math.abs(tfidf.idf[1]! - (Math.log(3 / 2) + 1)) < 1e-12);
  const rows = applyTfidf(tfidf, [["a", "a", "b", "new"], ["new"]]);
  assert.is(rows.starts[2], 2);
  assert.ok(Math.abs(dot(rows.values, rows.values) - 1) < 1e-12);
  assert.ok(Math.abs(rows.values[0]! / rows.values[1]! - 2 / tfidf.idf[1]!) < 1e-12);
});

test("sparse rows keep columns in order", () => {
  const rows = sparseRows([new Map([[2, 5], [0, 1]]), new Map()], 3);
  assert.equal([...rows.indices], [0, 2]);
  assert.equal([...timesVector(rows, Float64Array.of(1, 1, 2))], [11, 0]);
});

test.run();
