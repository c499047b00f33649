import { test } from "uvu";
import * as assert from "uvu/assert";
import { headlineContrasts } from "../../src/measure/contrasts.ts";
import { earliestGoodLayer, modalLayer } from "../../src/measure/evidence.ts";
import { assignFolds } from "../../src/measure/folds.ts";
import { gatherPairs } from "../../src/measure/pairs.ts";
import { planContrast } from "../../src/measure/plan.ts";
import { textFeatures, textLearner } from "../../src/measure/text-features.ts";
import { wordsOf } from "../../src/measure/words.ts";
import { auroc } from "../../src/math/auroc.ts";
import { syntheticSuite } from "./synthetic.ts";

const suite = syntheticSuite(), pairs = gatherPairs(suite, suite.items);
const folds = assignFolds(new Float64Array(24).fill(4), { count: 5, seed: 1 });
const split = { pairs, folds: 5, foldOfPair: pairs.scene.map((scene) => folds.ofGroup[scene]!) };
const plans = headlineContrasts(suite.design).map((contrast) => planContrast(contrast, split));

test("folds: balanced, seeded, never more than groups, large groups spread", () => {
  const counts = new Array(5).fill(0);
  for (const fold of folds.ofGroup) counts[fold]++;
  assert.equal(counts.sort(), [4, 5, 5, 5, 5]);
  assert.equal(folds, assignFolds(new Float64Array(24).fill(4), { count: 5, seed: 1 }));
  assert.is(assignFolds([1, 1, 1], { count: 5, seed: 1 }).count, 3);
  const uneven = assignFolds([10, 1, 10, 1, 1, 1], { count: 2, seed: 1 }).ofGroup;
  assert.is.not(uneven[0], uneven[2]);
});

test("no scene is learned from and tested on, in the outer and in the inner rounds", () => {
  const scenes = (list: Int32Array) => new Set([...list].map((p) => pairs.scene[p]));
  for (const plan of plans) {
    for (const { train, test } of [...plan.outer, ...plan.inner.flat()]) {
      if (!plan.contrast.unseenWords) assert.ok(train.length > 0 && test.length > 0);
      assert.ok([...scenes(train)].every((scene) => !scenes(test).has(scene)));
    }
  }
});

test("inner rounds never touch the outer fold", () => {
  for (const plan of plans) {
    plan.inner.forEach((rounds, f) => {
      for (const { train, test } of rounds) assert.ok([...train, ...test].every((p) => split.foldOfPair[p] !== f));
    });
  }
});

test("unseen words: no keyword is learned from and tested on, nor known to the outer fold", () => {
  const words = (list: Int32Array) => new Set([...list].map((p) => pairs.keyword[p]));
  const [unseen, seen] = plans, shared = (a: Set<unknown>, b: Set<unknown>) => [...a].some((word) => b.has(word));
  unseen!.outer.forEach((round, f) => {
    assert.not.ok(shared(words(round.train), words(round.test)));
    for (const inner of unseen!.inner[f]!) {
      assert.not.ok(shared(words(inner.train), words(inner.test)));
      assert.not.ok(shared(words(inner.train), words(round.test)));
      assert.not.ok(shared(words(inner.test), words(round.test)));
    }
  });
  assert.ok(shared(words(seen!.outer[0]!.train), words(seen!.outer[0]!.test)));
});

test("unseen words: with hardly any keywords the layer is still chosen inside the training folds", () => {
  const few = syntheticSuite({ scenes: 3, constructs: 3, keywords: 3 }), three = gatherPairs(few, few.items);
  const plan = planContrast(headlineContrasts(few.design)[0]!, { pairs: three, folds: 3, foldOfPair: three.scene });
  plan.inner.forEach((rounds, f) => {
    assert.ok(rounds.some((round) => round.train.length && round.test.length));
    for (const { train, test } of rounds) assert.ok([...train, ...test].every((p) => three.scene[p] !== f));
  });
});

test("every complete pair is tested once", () => {
  for (const plan of plans) assert.is(new Set(plan.tested).size, 96);
});

test("the earliest layer within one standard error wins, not the best", () => {
  assert.is(earliestGoodLayer([0.5, 0.79, 0.8, 0.81], 50), 1);
  assert.is(earliestGoodLayer([0.5, 0.6, 0.9, 0.91], 50), 2);
  assert.is(earliestGoodLayer([0.5, 0.998, 1, 1], 100), 1);
  assert.is(earliestGoodLayer([NaN, NaN], 0), 0);
  assert.is(modalLayer([2, 1, 2, 1, 0]), 1);
});

test("words: lower case, straight apostrophes, letters of any script, digits", () => {
  assert.equal(wordsOf("Don\u2019t stop: Zo\u00eb's 3 caf\u00e9s\u2014NOW."), [
    "don't",
    "stop",
    "zo\u00eb's",
    "3",
    "caf\u00e9s",
    "now",
  ]);
});

test("text floors see what is there: length, function words, content words; and nothing in shuffled labels", () => {
  const items = suite.items.slice(0, 120).map((item, i) => ({
    ...item,
    text: i % 2 ? item.text + " never blue" : item.text,
  }));
  const features = textFeatures(items), all = Int32Array.from(items.keys());
  const train = all.slice(0, 80), held = all.slice(80), labels = Array.from(train, (i) => i % 2);
  for (const kind of ["length", "function_words", "bag_of_words"] as const) {
    const learner = textLearner(kind, features, train), truth = [...held].map((i) => i % 2);
    assert.ok(auroc(learner.scores(labels, held), truth).value! > 0.8, kind);
    const nonsense = labels.map((_, i) => (i >> 1) % 2);
    assert.ok(Math.abs(auroc(learner.scores(nonsense, held), truth).value! - 0.5) < 0.25, kind);
  }
  const words = textLearner("function_words", features, train).weights(labels).sort((a, b) => b.weight - a.weight);
  assert.is(words[0]!.word, "never");
});

test.run();
