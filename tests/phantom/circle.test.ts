import { test } from "uvu";
import * as assert from "uvu/assert";
import { angleOf, circleOf, sameCircle } from "../../src/phantom/circle.ts";
import { suite } from "./states.ts";

const OWN = ["a", "b", "c", "d", "e"];

const SAME: [string, readonly string[], boolean][] = [
  ["itself", OWN, true],
  ["another start", ["c", "d", "e", "a", "b"], true],
  ["the mirror", ["e", "d", "c", "b", "a"], true],
  ["the mirror from another start", ["b", "a", "e", "d", "c"], true],
  ["two exchanged", ["b", "a", "c", "d", "e"], false],
  ["a star", ["a", "c", "e", "b", "d"], false],
];
for (const [what, other, same] of SAME) {
  test(`${what} is ${same ? "the same circle" : "another circle"}`, () => {
    assert.is(sameCircle(other, OWN), same);
    assert.is(sameCircle(OWN, other), same);
  });
}

test("mixed: every seed gives another circle than the suite's, and each the same again", () => {
  const own = circleOf(suite, "suite", 1);
  const found = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const mixed = circleOf(suite, "mixed", seed);
    assert.not(sameCircle(mixed, own), mixed.join(" "));
    assert.equal(mixed, circleOf(suite, "mixed", seed));
    found.add(mixed.join());
  }
  assert.ok(found.size > 190, `${found.size} orders`);
});

test("mixed with four constructs: two circles are left, and one of them is found", () => {
  const four = { ...suite, constructs: suite.constructs.slice(0, 4), design: { ...suite.design, geometry: null } };
  for (let seed = 0; seed < 50; seed++) assert.not(sameCircle(circleOf(four, "mixed", seed), four.constructs));
});

test("angles go round in equal steps from the x axis", () => {
  assert.is(angleOf(["a", "b", "c", "d"], "a"), 0);
  assert.is(angleOf(["a", "b", "c", "d"], "b"), Math.PI / 2);
});

test.run();
