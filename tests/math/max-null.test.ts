import { test } from "uvu";
import * as assert from "uvu/assert";
import { auroc } from "../../src/math/auroc.ts";
import { drawFlips } from "../../src/math/flips.ts";
import { maxNull, type NullProblem } from "../../src/math/max-null.ts";
import { permutationP } from "../../src/math/permutation-p.ts";
import { normal } from "../../src/math/random.ts";
import { wonMinusLost } from "../../src/math/won-minus-lost.ts";

/** Pairs with random differences in `width` dimensions; `shift` moves all positives. Scores as `measure` makes them. */
function problem({ pairs = 21, layers = 3, folds = 3, width = 4, shift = 0, seed = 1, tied = false } = {}) {
  const value = (layer: number, item: number, i: number) =>
    Math.fround(tied ? Math.round(normal(seed + layer, item, i)) : normal(seed + layer, item, i)) +
    (item < pairs && i === 0 ? shift : 0);
  const acts = Array.from(
    { length: layers * 2 * pairs },
    (_, k) => Float64Array.from({ length: width }, (_, i) => value(Math.floor(k / 2 / pairs), k % (2 * pairs), i)),
  );
  const at = (layer: number, item: number) => acts[layer * 2 * pairs + item]!;
  const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const all = Int32Array.from({ length: pairs }, (_, p) => p);
  const split = Array.from({ length: folds }, (_, f) => ({
    train: all.filter((p) => p % folds !== f),
    test: all.filter((p) => p % folds === f),
  }));
  const difference = (layer: number, p: number) => at(layer, p).map((x, i) => x - at(layer, pairs + p)[i]!);
  const scores: NullProblem["scores"] = (f, layer) => {
    const { train, test } = split[f]!, items = [...test, ...test.map((p) => pairs + p)];
    const product = (j: number, p: number) => inner(at(layer, j), difference(layer, p));
    return {
      base: Float64Array.from(items, (j) => train.reduce((sum, p) => sum + product(j, p), 0)),
      effect: Float64Array.from([...train].flatMap((p) => items.map((j) => -2 * product(j, p)))),
    };
  };
  /** The long way round: flip, learn, score and compare again. */
  const slow = (flip: (p: number) => boolean) =>
    Array.from({ length: layers }, (_, layer) => {
      const s: number[] = [], labels: number[] = [], strata: number[] = [];
      split.forEach(({ train, test }, f) => {
        const v = new Float64Array(width);
        for (const p of train) difference(layer, p).forEach((x, i) => v[i] = v[i]! + (flip(p) ? -x : x));
        for (const p of test) {
          s.push(inner(at(layer, p), v), inner(at(layer, pairs + p), v));
          labels.push(flip(p) ? 0 : 1, flip(p) ? 1 : 0);
          strata.push(f, f);
        }
      });
      return auroc(s, labels, { strata }).value!;
    });
  return { problem: { pairs, layers, folds: split, scores }, slow };
}

for (const tied of [false, true]) {
  test(`every draw equals learning and testing again with flipped labels${tied ? ", with ties" : ""}`, async () => {
    const { problem: small, slow } = problem({ tied }), draws = 60;
    const { values, mean } = await maxNull(small, { seed: 5, draws, block: 7 });
    const flips = drawFlips(21, { draws, seed: 5 });
    for (let draw = 0; draw < draws; draw++) {
      const expected = Math.max(...slow((p) => ((flips.bits[draw * flips.words]! >>> p) & 1) === 1));
      assert.ok(Math.abs(values[draw]! - expected) < 1e-9, `draw ${draw}: ${values[draw]} is not ${expected}`);
    }
    assert.ok(Math.abs(mean - values.reduce((a, b) => a + b, 0) / draws) < 1e-12);
  });
}

test("more than 32 pairs: words and groups are not mixed up", async () => {
  const { problem: large, slow } = problem({ pairs: 75, layers: 1 });
  const { values } = await maxNull(large, { seed: 9, draws: 12 }), flips = drawFlips(75, { draws: 12, seed: 9 });
  for (let draw = 0; draw < 12; draw++) {
    const flip = (p: number) => ((flips.bits[draw * 3 + (p >> 5)]! >>> (p & 31)) & 1) === 1;
    assert.ok(Math.abs(values[draw]! - slow(flip)[0]!) < 1e-9);
  }
});

test("one layer's null is centred on chance, more layers lie above it", async () => {
  const one = await maxNull(problem({ layers: 1, pairs: 60 }).problem, { seed: 1, draws: 1000 });
  const many = await maxNull(problem({ layers: 8, pairs: 60 }).problem, { seed: 1, draws: 1000 });
  assert.ok(Math.abs(one.mean - 0.5) < 0.02, `${one.mean}`);
  assert.ok(many.mean > one.mean + 0.02);
});

test("p is uniform without an effect and small with one", async () => {
  let below = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { problem: none, slow } = problem({ seed: 100 + seed * 10 });
    const p = permutationP(Math.max(...slow(() => false)), (await maxNull(none, { seed, draws: 99 })).values);
    if (p <= 0.2) below++;
  }
  assert.ok(below >= 4 && below <= 22, `${below} of 60 at .20`);
  const { problem: real, slow } = problem({ shift: 2 });
  assert.ok(permutationP(Math.max(...slow(() => false)), (await maxNull(real, { seed: 1, draws: 999 })).values) < 0.01);
});

test("won minus lost, by hand, at sizes that are and are not multiples of four", () => {
  assert.is(wonMinusLost(Int32Array.of(3, 1, 2, 2), 2), 0);
  assert.is(wonMinusLost(Int32Array.of(9, 9, 9, 9, 9, 1, 2, 3, 4, 9), 5), 20);
  assert.is(wonMinusLost(Int32Array.of(-(2 ** 29), 2 ** 29), 1), -1);
});

test.run();
