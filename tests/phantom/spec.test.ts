import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseSpec } from "../../src/phantom/spec.ts";
import { Fault } from "../../src/record/fault.ts";

test("every key is read; the layer's default is the middle", () => {
  const spec = parseSpec(
    "phantom:affect?effect=0.8&layer=3&seed=7&width=64&layers=6&heads=2&vocab=100&past=1&context=64",
  );
  assert.equal({ ...spec }, {
    kind: "affect",
    effect: 0.8,
    layer: 3,
    seed: 7,
    width: 64,
    layers: 6,
    heads: 2,
    vocab: 100,
    past: 1,
    context: 64,
    suite: null,
  });
  assert.is(parseSpec("phantom:null").layer, 2);
});

test("wheel: the order is the suite's own by default; other kinds have none", () => {
  assert.is(parseSpec("phantom:wheel").order, "suite");
  assert.is(parseSpec("phantom:wheel?order=mixed&effect=0.8").order, "mixed");
  assert.not("order" in parseSpec("phantom:affect"));
});

const WRONG: [string, RegExp][] = [
  ["phantom:affekt", /kind "affekt" is not one of affect, keyword, lexical, null/],
  ["phantom:", /kind "" is not one of/],
  ["phantom:affect?size=3", /key "size" is not one of effect, layer/],
  ["phantom:affect?effect=much", /effect must be a number from 0 to 10, and is "much"/],
  ["phantom:affect?effect=-1", /effect must be a number from 0 to 10/],
  ["phantom:affect?layer=4", /layer must be a whole number from 1 to 3, and is "4"/],
  ["phantom:affect?layer=0", /layer must be a whole number from 1 to 3/],
  ["phantom:affect?width=64.5", /width must be a whole number/],
  ["phantom:affect?width=130&heads=4", /width 130 is not 4 heads/],
  ["phantom:affect?seed=1&seed=2", /given twice/],
  ["phantom:affect?seed=", /seed must be a whole number/],
  ["phantom:wheels", /kind "wheels" is not one of affect, keyword, lexical, null, wheel/],
  ["phantom:wheel?order=plutchik", /order must be suite or mixed, and is "plutchik"/],
  ["phantom:wheel?order=", /order must be suite or mixed, and is ""/],
  ["phantom:wheel?order=suite&order=mixed", /given twice/],
  ["phantom:affect?order=mixed", /the key "order" is for the kind wheel only, and the kind is affect/],
];
for (const [ref, why] of WRONG) {
  test(`${ref} is refused with exit 2`, () => {
    assert.throws(
      () => parseSpec(ref),
      (error: unknown) => error instanceof Fault && error.exit === 2 && why.test(error.message),
    );
  });
}

test.run();
