import { test } from "uvu";
import * as assert from "uvu/assert";
import { auroc } from "../../src/math/auroc.ts";
import { aurocOf, concordance } from "../../src/math/concordance.ts";
import { normal, shuffle } from "../../src/math/random.ts";

test("the textbook example: 0.1 0.4 | 0.35 0.8", () => {
  assert.equal(auroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), { value: 0.75, u: 3, pairs: 4 });
});

test("ties count half, all tied is chance, turned around is one minus", () => {
  assert.is(auroc([1, 1], [0, 1]).value, 0.5);
  assert.is(auroc([2, 2, 1], [1, 0, 0]).value, 0.75);
  assert.is(auroc([5, 5, 5, 5], [1, 0, 1, 0]).value, 0.5);
  const scores = [3, 1, 2, 2, 5], labels = [1, 0, 0, 1, 1];
  const turned = labels.map((label) => 1 - label);
  assert.ok(Math.abs(auroc(scores, labels).value! + auroc(scores, turned).value! - 1) < 1e-12);
});

test("a side that is empty has no AUROC", () => assert.is(auroc([1, 2], [1, 1]).value, null));

test("weights are copies", () => {
  const weighted = auroc([1, 3, 2, 2], [0, 1, 1, 0], { weights: [2, 1, 3, 1] });
  const copied = auroc([1, 1, 3, 2, 2, 2, 2], [0, 0, 1, 1, 1, 1, 0]);
  assert.equal(weighted, copied);
});

test("strata: only comparisons within a fold count, so an offset between folds does nothing", () => {
  const scores = [1, 2, 101, 100], labels = [0, 1, 0, 1], strata = [0, 0, 1, 1];
  assert.equal(auroc(scores, labels, { strata }), { value: 0.5, u: 1, pairs: 2 });
  assert.is(auroc(scores.map((s, i) => s + 1000 * strata[i]!), labels, { strata }).value, 0.5);
  assert.is(auroc(scores, labels).value, 0.5);
  assert.is(auroc([1, 2, 11, 12], labels, { strata }).value, 1);
  assert.is(auroc([1, 2, 11, 12], labels).value, 0.75);
});

test("shuffled labels give chance on average", () => {
  const scores = Array.from({ length: 60 }, (_, i) => normal(1, i, 0));
  let sum = 0;
  for (let draw = 0; draw < 300; draw++) sum += auroc(scores, [...shuffle(60, 2, draw)].map((i) => i % 2)).value!;
  assert.ok(Math.abs(sum / 300 - 0.5) < 0.02);
});

test("concordance by cluster gives the same AUROC, and a resample equals the copied data", () => {
  const n = 24, scores = Array.from({ length: n }, (_, i) => Math.round(normal(4, i, 0) * 2));
  const labels = scores.map((_, i) => i % 2), clusters = scores.map((_, i) => i % 5);
  const set = [concordance(scores, labels, clusters)];
  assert.ok(Math.abs(aurocOf(set) - auroc(scores, labels).value!) < 1e-12);
  const weights = [2, 0, 1, 3, 0];
  const copied = auroc(scores, labels, { weights: clusters.map((c) => weights[c]!) });
  assert.ok(Math.abs(aurocOf(set, weights) - copied.value!) < 1e-12);
  assert.ok(Number.isNaN(aurocOf(set, [0, 0, 0, 0, 0])));
});

test.run();
