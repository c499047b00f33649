import { test } from "uvu";
import * as assert from "uvu/assert";
import { fixedPoint } from "../../src/math/fixed-point.ts";

test("the largest reachable sum lies between 2^28 and 2^29, whatever the readings' size", () => {
  for (const size of [1e-30, 0.3, 1, 7, 1e20]) {
    const { base, effect } = fixedPoint({
      base: Float64Array.of(size, -2 * size),
      effect: Float64Array.of(3 * size, -size, -size, size),
    });
    const most = Math.max(
      ...[0, 1].map((j) => [base[j]!, effect[j]!, effect[2 + j]!].reduce((a, b) => a + Math.abs(b), 0)),
    );
    assert.ok(most >= 2 ** 28 - 3 && most <= 2 ** 29 + 3, `${size}: ${most}`);
    assert.ok(Math.abs(effect[0]! - 3 * base[0]!) <= 2, "rounded once each");
  }
});

test("sums that are equal in the readings stay equal", () => {
  const { base, effect } = fixedPoint({ base: Float64Array.of(0.75, 0.5), effect: Float64Array.of(-0.5, -0.25) });
  assert.is(base[0]! + effect[0]!, base[1]! + effect[1]!);
  assert.is(base[0], 3 * (base[0]! + effect[0]!));
});

test("nothing but zeros stays zero", () => {
  const { base, effect } = fixedPoint({ base: new Float64Array(2), effect: new Float64Array(4) });
  assert.ok([...base, ...effect].every((x) => x === 0));
});

test.run();
