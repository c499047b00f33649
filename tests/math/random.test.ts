import { test } from "uvu";
import * as assert from "uvu/assert";
import { bits, deriveSeed, normal, philox, shuffle, uniform } from "../../src/math/random.ts";

test("philox gives the words that Random123 publishes", () => {
  const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ");
  const all = 0xffffffff;
  assert.is(hex(philox([0, 0, 0, 0], [0, 0])), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  assert.is(hex(philox([all, all, all, all], [all, all])), "408f276d 41c83b0e a20bc7c6 6d5451fd");
  const pi = philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]);
  assert.is(hex(pi), "d16cfe09 94fdcceb 5001e420 24126ea1");
});

test("bits picks word after word of the same counter", () => {
  const block = philox([7, 1, 0, 0], [42, 0]);
  for (let k = 0; k < 4; k++) assert.is(bits(42, 7, 4 + k), block[k]);
  assert.is.not(bits(42, 7, 0), bits(2 ** 32 + 42, 7, 0));
});

test("every bit is set half of the time and neighbours are independent", () => {
  const draws = 4000, set = new Float64Array(32);
  let both = 0;
  for (let draw = 0; draw < draws; draw++) {
    const word = bits(1, draw, 0);
    for (let k = 0; k < 32; k++) set[k] = set[k]! + ((word >>> k) & 1);
    both += (word & 1) & (bits(1, draw + 1, 0) & 1);
  }
  for (const count of set) assert.ok(Math.abs(count / draws - 0.5) < 4.5 * 0.5 / Math.sqrt(draws));
  assert.ok(Math.abs(both / draws - 0.25) < 0.03);
});

test("uniform and normal have the moments they should have", () => {
  const n = 20_000, u = Array.from({ length: n }, (_, i) => uniform(3, i, 0));
  const z = Array.from({ length: n }, (_, i) => normal(3, i, 0));
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / n;
  assert.ok(u.every((x) => x > 0 && x < 1));
  assert.ok(Math.abs(mean(u) - 0.5) < 0.01);
  assert.ok(Math.abs(mean(z)) < 0.03);
  assert.ok(Math.abs(mean(z.map((x) => x * x)) - 1) < 0.04);
});

test("shuffle is a permutation, the same for the same seed, and any first element is as likely", () => {
  assert.equal([...shuffle(10, 5)].sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(shuffle(10, 5), shuffle(10, 5));
  const first = new Float64Array(4);
  for (let draw = 0; draw < 4000; draw++) first[shuffle(4, 9, draw)[0]!]! += 1;
  for (const count of first) assert.ok(Math.abs(count - 1000) < 140, `${count} of 4000`);
});

test("purposes get different seeds", () => {
  const names = ["folds", "bootstrap", "permutation a", "permutation b"];
  assert.is(new Set(names.map((name) => deriveSeed(1, name))).size, 4);
  assert.is.not(deriveSeed(1, "folds"), deriveSeed(2, "folds"));
});

test.run();
