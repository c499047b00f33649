import { test } from "uvu";
import * as assert from "uvu/assert";
import { narrow, widen } from "../../src/reference/half.ts";

test("every half comes back from f32", () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const back = narrow(widen(all));
  const changed = all.filter((bits, i) => bits !== back[i] && (bits & 0x7fff) <= 0x7c00);
  assert.equal([...changed], []);
  assert.ok([...all].filter((bits) => (bits & 0x7fff) > 0x7c00).every((bits) => (back[bits]! & 0x7e00) === 0x7e00));
});

test("known values; ties go to even; too large is infinity", () => {
  const half = (x: number) => narrow(Float32Array.of(x))[0]!;
  assert.equal([1, -2, 65_504, 6e-8, 0.1].map(half), [0x3c00, 0xc000, 0x7bff, 0x0001, 0x2e66]);
  assert.equal([1 + 2 ** -11, 1 + 3 * 2 ** -11].map(half), [0x3c00, 0x3c02]);
  assert.equal([2 ** -25, 3 * 2 ** -25, 2 ** -14 - 2 ** -25].map(half), [0, 2, 0x0400]);
  assert.equal([65_519, 65_520, -1e9].map(half), [0x7bff, 0x7c00, 0xfc00]);
  assert.equal([...widen(Uint16Array.of(0x0001, 0x8400, 0x3555))], [2 ** -24, -(2 ** -14), 0.333251953125]);
});

test.run();
