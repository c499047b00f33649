import { test } from "uvu";
import * as assert from "uvu/assert";
import { draft } from "../../src/measure/draft.ts";
import { dissociation } from "../../src/measure/dissociation.ts";
import type { Evaluated as ContrastResult } from "../../src/measure/statistic.ts";
import { excessOf, highestFloor } from "../../src/measure/excess.ts";
import { judge } from "../../src/measure/judge.ts";
import type { Figure } from "../../src/record/figure.ts";
import { Verdict } from "../../src/record/run.ts";

const common = { reading: "last", direction: "affect", permutations: 99, resampledBy: "scene" } as const;

/** A headline figure with p (Holm), excess and its 95 % interval; the one-sided bound lies a little inside it. */
function figure(role: string, p: number, value: number, low: number, high: number): Figure {
  const transfer = role === "transfer" || role === "reverse";
  return draft(common, {
    measure: transfer ? "transfer" : "separation",
    contrast: transfer ? "word->event" : "word",
    role,
    tap: "resid_post.2",
    layer: 2,
    value: 0.6 + value,
    n: 192,
    p_holm: p,
    excess: { over: "bag_of_words", value, low, high, high_90: high - 0.01 },
  });
}
const A = "source_unseen", B = "target", C = "transfer";

const CASES: [string, Figure[], string, RegExp][] = [
  [
    "both beyond text",
    [figure(A, 0.001, 0.3, 0.2, 0.4), figure(C, 0.001, 0.2, 0.1, 0.3)],
    "transfers",
    /transfer word->event 0.800, bag of words floor 0.600, excess 0.200 \[0.100, 0.300\], p \(Holm\) = 0.001/,
  ],
  [
    "words beyond text, transfer at its floor",
    [figure(A, 0.001, 0.3, 0.2, 0.4), figure(C, 1, -0.05, -0.1, 0.02)],
    "keyword-bound",
    /transfer's excess is below 0.05 \(upper bound 0.010\)/,
  ],
  [
    "far below the floor is no transfer either",
    [figure(A, 0.001, 0.3, 0.2, 0.4), figure(C, 1, -0.3, -0.4, -0.2)],
    "keyword-bound",
    /Only the words/,
  ],
  [
    "significant, but text does as well",
    [figure(A, 0.001, 0, -0.1, 0.1), figure(C, 0.001, -0.1, -0.2, 0)],
    "explained by text",
    /Text alone reaches as much: separation word/,
  ],
  [
    "nothing significant",
    [figure(A, 0.2, 0, -0.1, 0.1), figure(C, 0.6, 0, -0.1, 0.1)],
    "no evidence",
    /No contrast reaches p/,
  ],
  [
    "excess without significance is no evidence",
    [figure(A, 0.2, 0.1, 0.01, 0.2), figure(C, 0.06, 0.1, 0.01, 0.2)],
    "no evidence",
    /No contrast/,
  ],
  [
    "words beyond text, transfer wide",
    [figure(A, 0.001, 0.3, 0.2, 0.4), figure(C, 0.3, 0.02, -0.1, 0.14)],
    "inconclusive",
    /About \d+ pairs would decide it at 80 % power, as these figures stand \(now 96\)/,
  ],
  [
    "only situations beyond text",
    [figure(A, 0.3, -0.1, -0.2, 0), figure(B, 0.001, 0.2, 0.1, 0.3), figure(C, 0.3, 0.06, -0.1, 0.2)],
    "inconclusive",
    /pairs would decide/,
  ],
  [
    "no number of pairs helps",
    [figure(A, 0.3, -0.1, -0.2, 0), figure(B, 0.001, 0.2, 0.1, 0.3), figure(C, 0.3, -0.1, -0.2, 0)],
    "inconclusive",
    /More pairs of this kind would not decide it/,
  ],
];
for (const [name, figures, word, reason] of CASES) {
  test(`judge: ${name}`, () => {
    const verdict = Verdict.parse(judge(figures));
    assert.is(verdict.word, word, verdict.reason);
    assert.match(verdict.reason, reason);
    assert.is(verdict.tap, word === "transfers" || word === "keyword-bound" ? "resid_post.2" : null);
  });
}

test("judge: the bound is the caller's, and printed in the rule", () => {
  const figures = [figure(A, 0.001, 0.3, 0.2, 0.4), figure(C, 1, 0.02, -0.05, 0.08)];
  assert.is(judge(figures).word, "inconclusive");
  assert.is(judge(figures, { equivalence: 0.1 }).word, "keyword-bound");
  assert.match(judge(figures, { equivalence: 0.1 }).rule, /excess is below 0.1;/);
});

test("judge: an unscored headline is inconclusive, with its reason; curves have no say", () => {
  const missing = { ...figure(C, 0.001, 0.2, 0.1, 0.3), value: null, unscored: "Too few scenes." };
  assert.is(
    judge([figure(A, 0.001, 0.3, 0.2, 0.4), missing]).reason,
    "The headline could not be scored. Too few scenes.",
  );
  const curve = { ...figure(C, 0.001, 0.2, 0.1, 0.3), selection: "fixed" as const };
  assert.is(judge([figure(A, 0.2, 0, -0.1, 0.1), figure(C, 0.6, 0, -0.1, 0.1), curve]).word, "no evidence");
});

test("judge: the pairs asked for follow from the interval: half the excess needs four times the pairs", () => {
  const pairs = (value: number) =>
    Number(
      /About (\d+)/.exec(
        judge([figure(A, 0.001, 0.3, 0.2, 0.4), figure(C, 0.3, value, value - 0.25, value + 0.25)]).reason,
      )![1],
    );
  assert.ok(Math.abs(pairs(0.1) / pairs(0.2) - 4) < 0.1);
});

test("excess: the highest floor, null floors left out, interval of the paired difference", () => {
  const floors = {
    chance: 0.5,
    length: null,
    function_words: 0.55,
    bag_of_words: 0.7,
    embedding: 0.7,
    embedding_ridge: null,
    surface: null,
    shuffled: 0.52,
  };
  assert.equal(highestFloor(floors), { over: "bag_of_words", value: 0.7 });
  const values = Float64Array.from({ length: 101 }, (_, i) => 0.7 + i / 1000), highest = values.map((v) => v - 0.1);
  const { excess, interval } = excessOf(0.8, floors, values, highest);
  assert.ok(Math.abs(excess!.low - 0.1) < 1e-9 && Math.abs(excess!.high - 0.1) < 1e-9);
  assert.ok(interval!.high - interval!.low > 0.09);
});

test("dissociation: (A - C) / (A - 0.5) by hand, and unscored when A may be chance", () => {
  const result = (value: number, low: number): ContrastResult => ({
    headline: { ...figure(A, 0.001, 0.3, 0.2, 0.4), value, low },
    curve: [],
    values: Float64Array.of(value, value, value),
    layers: [],
  });
  assert.ok(Math.abs(dissociation(result(0.9, 0.8), result(0.7, 0.6), "word->event", common).value! - 0.5) < 1e-12);
  const none = dissociation(result(0.55, 0.48), result(0.5, 0.4), "word->event", common);
  assert.is(none.value, null);
  assert.match(none.unscored!, /is not above chance \(lower bound 0.48\)/);
});

test.run();
