import { test } from "uvu";
import * as assert from "uvu/assert";
import { contrastParts } from "../../src/report/contrast.ts";
import { brief, measured } from "../../src/report/measured.ts";
import { sentence } from "../../src/report/sentence.ts";
import { shortly } from "../../src/report/shortly.ts";
import {
  arrows,
  count,
  fixed,
  floorName,
  FLOORS,
  highestFloor,
  interval,
  listing,
  NONE,
  printedP,
  pValue,
  signed,
} from "../../src/report/words.ts";
import type { Figure } from "../../src/record/figure.ts";
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
  const none = { target: null, against: null, note: null };
  const parts = (contrast: string, expected: object) =>
    assert.equal(contrastParts(contrast), { ...none, source: "keyword", ...expected });
  parts("keyword->keyword-free", { target: "keyword-free" });
  parts("keyword (unseen words)", { note: "unseen words" });
  parts("told -> faced (2nd person)", { source: "told", target: "faced", note: "2nd person" });
  parts("keyword against unfelt", { against: "unfelt" });
  parts("keyword->keyword-free against reversed", { target: "keyword-free", against: "reversed" });
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

test("names of floors fit a column of the terminal", () => {
  for (const floor of FLOORS) assert.ok(floorName(floor).length <= 16, floorName(floor));
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

const CHANCE = { p: 0.3, p_holm: 0.9 };
const ROWS: [Partial<Figure>, string, string, string][] = [
  [
    { role: "domains" },
    "transfers to other domains",
    "not told from chance",
    "Of 100 random couples of one keyword-free",
  ],
  [
    { role: "unfelt", measure: "response", contrast: "keyword->unfelt" },
    "answers to the mere word",
    "no answer to the mere word shown",
    "one unfelt item and one control",
  ],
  [
    { role: "felt", measure: "response", contrast: "keyword against unfelt" },
    "felt told from mere name",
    "felt not told from named",
    "one keyword item and one unfelt item",
  ],
  [
    { role: "shuffled", measure: "response", contrast: "keyword->shuffled" },
    "answers without word order",
    "no answer without word order",
    "one control in the same random order",
  ],
  [
    { role: "reversed", measure: "response", contrast: "keyword->keyword-free against reversed" },
    "outcome told",
    "outcome not told",
    "83 stand above their own reversed version",
  ],
  [
    { role: "constructs", measure: "constructs", per_construct: { joy: 0.9, fear: 0.6, anger: null } },
    "told apart beyond text",
    "not told from chance",
    "(0.60 for fear to 0.90 for joy)",
  ],
  [
    { role: "constructs_reverse", measure: "constructs", contrast: "keyword-free->keyword" },
    "told apart beyond text",
    "not told from chance",
    "what marks keyword-free items and what marks keyword items point the same way",
  ],
  [
    { role: "leak", measure: "leak", contrast: "neutral" },
    "above chance: the controls leak",
    "at chance, as it should be",
    "one neutral item of a construct and one of another",
  ],
  [
    { role: "false_alarms", measure: "false_alarms", metric: "rate", contrast: "keyword->vivid-neutral", low: 0.4 },
    "more than plain controls",
    "no more than controls",
    "83 % of vivid-neutral items are taken for affect; of plain controls 50 % are.",
  ],
  [
    { role: "circle_target", measure: "geometry", metric: "correlation", contrast: "keyword-free", permutations: 2519 },
    "lies on the circle",
    "no circle shown",
    "Of 2,520 possible orders",
  ],
];

for (const [over, high, chance, said] of ROWS) {
  test(`${over.role}: in words, and as a sentence`, () => {
    assert.is(shortly(figure(over)), high);
    assert.is(shortly(figure({ ...over, ...CHANCE })), chance);
    assert.ok(sentence(figure(over)).includes(said), sentence(figure(over)));
    assert.ok(brief(figure(over)).length <= 44, brief(figure(over)));
    assert.ok(measured(figure(over)).length > 10);
  });
}

test("no answer is claimed only where an answer as large as the bound is excluded", () => {
  const excess = { over: "embedding", value: -0.1, low: -0.2, high: 0, high_90: -0.02 } as const;
  const unfelt = figure({ ...CHANCE, role: "unfelt", measure: "response", contrast: "keyword->unfelt", excess });
  assert.is(shortly(unfelt), "does not answer to the mere word");
});

test("false alarms whose interval lies above plain controls are not waved through", () => {
  const alarms = figure({ ...CHANCE, measure: "false_alarms", metric: "rate", contrast: "keyword->vivid-neutral" });
  assert.is(shortly(alarms), "perhaps more than controls");
  assert.match(sentence(alarms), "The interval lies above the share of plain controls");
});

test.run();
