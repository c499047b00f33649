import { test } from "uvu";
import * as assert from "uvu/assert";
import { wonMinusLost } from "../../src/math/won-minus-lost.ts";

test("won minus lost, by hand, at sizes that are and are not multiples of four", () => {
  assert.is(wonMinusLost(Int32Array.of(3, 1, 2, 2), 2), 0);
  assert.is(wonMinusLost(Int32Array.of(9, 9, 9, 9, 9, 1, 2, 3, 4, 9), 5), 20);
  assert.is(wonMinusLost(Int32Array.of(-(2 ** 29), 2 ** 29), 1), -1);
});

test.run();
