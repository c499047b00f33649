import { test } from "uvu";
import * as assert from "uvu/assert";
import { contrastParts, measured, sentence, shortly } from "../../src/report/sentence.ts";
import {
  arrows,
  count,
  fixed,
  highestFloor,
  interval,
  listing,
  NONE,
  printedP,
  pValue,
  signed,
} from "../../src/report/words.ts";
import { figure } from "./fixture.ts";

test("a number has two decimals and no negative zero; a missing one is a word, not 0", () => {
  assert.is(fixed(0.8349), "0.83");
  assert.is(fixed(-0.001), "0.00");
  assert.is(fixed(null), NONE);
  assert.is(fixed(NaN), NONE);
  assert.is(signed(0.2), "+0.20");
  assert.is(signed(-0.2), "-0.20");
  assert.is(signed(0), "0.00");
  assert.is(interval(-0.01, 0.01), "-0.01 to 0.01");
  assert.is(interval(null, 0.01), NONE);
});

test("p is never printed smaller than 1/(B + 1)", () => {
  for (
    const [p, permutations, text] of [
      [0.0000001, 10000, "< 0.001"],
      [0.0000001, 999, "0.001"],
      [0.0000001, 99, "0.01"],
      [0.0000001, 199, "0.005"],
      [0.049, 10000, "0.049"],
      [0.0025, 2000, "0.0025"],
      [0.5, 10000, "0.50"],
      [1, 10000, "1.00"],
      [null, 10000, NONE],
    ] as const
  ) assert.is(pValue(p, permutations), text);
});

test("a p outside the corrected family is marked raw", () => {
  assert.is(printedP(figure()), "< 0.001");
  assert.is(printedP(figure({ p: 0.29, p_holm: null })), "0.29 raw");
  assert.is(printedP(figure({ p: null, p_holm: null })), NONE);
});

test("counts and lists are grammatical", () => {
  assert.is(count(1, "item"), "1 item");
  assert.is(count(1152, "item"), "1,152 items");
  assert.is(count(0, "item"), "no items");
  assert.is(listing(["a", "b", "c"]), "a, b and c");
  assert.is(listing([]), "");
  assert.is(arrows("a->b"), "a → b");
});

test("a contrast of any suite is taken apart", () => {
  assert.equal(contrastParts("keyword->keyword-free"), { source: "keyword", target: "keyword-free", note: null });
  assert.equal(contrastParts("keyword (unseen words)"), { source: "keyword", target: null, note: "unseen words" });
  assert.equal(contrastParts("told -> faced (2nd person)"), { source: "told", target: "faced", note: "2nd person" });
  assert.is(measured(figure({ contrast: "told->faced" })), "direction from told items, tested on faced items");
});

test("the highest floor is the one that the excess is over, or else the largest", () => {
  assert.equal(highestFloor(figure()), { floor: "embedding", value: 0.61 });
  assert.equal(highestFloor(figure({ excess: null, floors: { ...figure().floors!, length: 0.7 } })), {
    floor: "length",
    value: 0.7,
  });
  assert.is(highestFloor(figure({ floors: null, excess: null })), null);
});

test("a row in words: beyond its floor, not beyond it, chance, unscored", () => {
  assert.is(shortly(figure()), "more than its floor");
  assert.is(
    shortly(figure({ excess: { over: "embedding", value: 0.01, low: -0.02, high: 0.04, high_90: 0.03 } })),
    "not beyond its floor",
  );
  assert.is(shortly(figure({ p: 0.3, p_holm: 0.9 })), "not told from chance");
  assert.is(shortly(figure({ value: null, unscored: "one pair only" })), "unscored");
  assert.is(sentence(figure({ value: null, unscored: "one pair only" })), "Unscored: one pair only.");
  assert.match(
    sentence(figure()),
    "Of 100 random couples of one keyword-free item and one control, 83 are put in the right order.",
  );
});

test.run();
