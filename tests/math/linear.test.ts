import { test } from "uvu";
import * as assert from "uvu/assert";
import { allOrders, circularOrders } from "../../src/math/circular-orders.ts";
import { basisOf, residual } from "../../src/math/partial.ts";
import { permuteLabels } from "../../src/math/permute-labels.ts";
import { normal } from "../../src/math/random.ts";
import { fitRidge, ridgeScores } from "../../src/math/ridge.ts";
import { symmetricEigen } from "../../src/math/symmetric-eigen.ts";

const close = (a: number, b: number, by = 1e-9) => assert.ok(Math.abs(a - b) < by, `${a} against ${b}`);

/** Inner products of rows about their mean. */
function gramOf(rows: readonly (readonly number[])[]): Float64Array {
  const width = rows[0]!.length, n = rows.length;
  const mean = Array.from({ length: width }, (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / n);
  const out = new Float64Array(n * n);
  rows.forEach((a, i) =>
    rows.forEach((b, j) => out[i * n + j] = a.reduce((sum, x, k) => sum + (x - mean[k]!) * (b[k]! - mean[k]!), 0))
  );
  return out;
}

test("ridge in one dimension: the textbook slope, whatever the common origin", () => {
  const rows = [[0], [1], [2], [3], [9]], train = Int32Array.of(0, 1, 2, 3), y = [0, 1, 1, 2];
  const gram = gramOf(rows), fitted = fitRidge(gram, 5, { train, targets: [y], lambda: 0.4 });
  // Centred x: -1.5 -0.5 0.5 1.5, sum of squares 5, mean diagonal 1.25; slope = sum(x y) / (5 + 0.4 * 1.25).
  const slope = (-1.5 * 0 - 0.5 * 1 + 0.5 * 1 + 1.5 * 2) / 5.5;
  const score = (j: number) => ridgeScores(gram, 5, fitted, train, j)[0]!;
  close(score(4) - score(0), slope * 9);
  close(score(3) - score(1), slope * 2);
});

test("ridge finds a faint feature that the difference of means drowns", () => {
  const n = 200, width = 20;
  const rows = Array.from({ length: n }, (_, j) =>
    Array.from(
      { length: width },
      (_, i) => i === 0 ? 0.02 * (j % 2) + 0.01 * normal(1, j, 0) : normal(1, j, i),
    ));
  const gram = gramOf(rows), train = Int32Array.from({ length: 100 }, (_, i) => i);
  const fitted = fitRidge(gram, n, { train, targets: [[...train].map((j) => j % 2)], lambda: 1e-6 });
  const right =
    Array.from({ length: 50 }, (_, i) => 100 + 2 * i).filter((j) =>
      ridgeScores(gram, n, fitted, train, j + 1)[0]! > ridgeScores(gram, n, fitted, train, j)[0]!
    ).length;
  assert.ok(right > 40, `${right} of 50`);
});

test("permuted labels: counts within a group stay, orders are even, members without a label keep it", () => {
  const labels = [0, 1, 2, -1, 0, 1], groups = [5, 5, 5, 5, 9, 9];
  const { labels: out, n, draws } = permuteLabels(labels, groups, { draws: 6000, seed: 4 });
  const seen = new Map<string, number>();
  for (let draw = 0; draw < draws; draw++) {
    const row = [...out.subarray(draw * n, (draw + 1) * n)];
    assert.is(row[3], -1);
    assert.equal(row.slice(0, 3).sort(), [0, 1, 2]);
    assert.equal(row.slice(4).sort(), [0, 1]);
    seen.set(row.join(), (seen.get(row.join()) ?? 0) + 1);
  }
  assert.is(seen.size, 12);
  for (const count of seen.values()) assert.ok(Math.abs(count - 500) < 100, `${count}`);
});

test("circular orders: (n - 1)! / 2, none a turn or mirror of another; all orders: n!", () => {
  for (const [n, count] of [[3, 1], [4, 3], [5, 12], [8, 2520]] as const) {
    const orders = circularOrders(n);
    assert.is(orders.length, count);
    assert.equal([...orders[0]!], Array.from({ length: n }, (_, i) => i));
    const forms = new Set(orders.map((order) => {
      const turns = [order, Uint8Array.from(order).reverse()].flatMap((list) =>
        [...list.keys()].map((i) => [...list.slice(i), ...list.slice(0, i)].join())
      );
      return turns.sort()[0]!;
    }));
    assert.is(forms.size, count);
  }
  assert.is(new Set(allOrders(5).map((order) => order.join())).size, 120);
  assert.equal([...allOrders(4)[0]!], [0, 1, 2, 3]);
});

test("eigenvalues of a known matrix, in order, with orthonormal vectors that give it back", () => {
  const matrix = [2, 1, 0, 1, 2, 0, 0, 0, 5], { values, vectors } = symmetricEigen(matrix, 3);
  [5, 3, 1].forEach((value, i) => close(values[i]!, value));
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      close(vectors.reduce((sum, v, c) => sum + values[c]! * v[i]! * v[j]!, 0), matrix[i * 3 + j]!);
      close(vectors[i]!.reduce((sum, x, k) => sum + x * vectors[j]![k]!, 0), i === j ? 1 : 0);
    }
  }
});

test("what is linear in the columns, and the constant, is taken out; a column that adds nothing does no harm", () => {
  const x = [1, 2, 3, 4], z = [1, 0, 0, 1], basis = basisOf([x, x.map((v) => 3 * v + 1), z], 4);
  assert.is(basis.length, 3);
  residual(x.map((v, i) => 5 - 2 * v + 7 * z[i]!), basis).forEach((left) => close(left, 0));
  const kept = residual([1, -1, -1, 1].map((v, i) => v + x[i]!), basisOf([x], 4));
  assert.ok(kept.some((left) => Math.abs(left) > 0.5));
});

test.run();
