import { test } from "uvu";
import * as assert from "uvu/assert";
import { arrangements, fitClaimed, fitOrders, readyModel } from "../../src/measure/arrangement.ts";
import { measureGeometry } from "../../src/measure/measure-geometry.ts";
import { measureTransfer } from "../../src/measure/transfer.ts";
import { groundOf, plantedReadings, type PlantOptions, QUICK, syntheticSuite } from "./synthetic.ts";

const suite = syntheticSuite({ constructs: 8, probes: true });
const ring = suite.design.geometry!.circle;

async function run(plant: PlantOptions) {
  const { ground, pairs, settings } = await groundOf(suite, plantedReadings(suite, plant));
  const { evaluated, geometry } = await measureGeometry({ ...ground, pairs }, settings);
  const of = (role: string) => evaluated.map(({ headline }) => headline).find((figure) => figure.role === role)!;
  return { of, geometry };
}

test("eight on a circle: 2,520 orders, 105 pairings, 40,320 labellings", () => {
  const models = arrangements([0, 1, 2, 3, 4, 5, 6, 7], ring.map((_, k) => [k, k * k % 5] as const));
  assert.equal(models.map(({ role, orders }) => [role, orders.length]), [
    ["circle", 2520],
    ["opposites", 2520],
    ["valence_arousal", 40320],
    ["categorical", 40320],
  ]);
  const pairings = new Set(models[1]!.orders.map((order) => models[1]!.model(order).join()));
  assert.is(pairings.size, 105);
});

test("a similarity that is the model itself fits 1, and no other order fits as well", () => {
  const [circle] = arrangements([0, 3, 1, 2, 4], null), ready = readyModel(circle!, 5);
  const matrix = circle!.model(circle!.orders[0]!);
  assert.ok(Math.abs(fitClaimed(ready, matrix) - 1) < 1e-12);
  const fits = fitOrders(ready, matrix);
  assert.is(fits.filter((fit) => fit > 1 - 1e-9).length, 1);
  assert.ok(Math.abs(fits[0]! - fitClaimed(ready, matrix)) < 1e-12);
});

test("partial correlation: what a covariate explains is taken out, the rest stays", () => {
  const [circle, , affect] = arrangements([0, 1, 2, 3, 4, 5], ring.slice(0, 6).map((_, k) => [k * k % 5, k] as const));
  const model = circle!.model(circle!.orders[0]!), other = affect!.model(affect!.orders[0]!);
  const ready = readyModel(circle!, 6);
  assert.ok(Math.abs(fitOrders(ready, model, [model])[0]!) < 1e-6);
  const mixed = model.map((x, c) => x + 3 * other[c]!);
  assert.ok(fitOrders(ready, mixed, [other])[0]! > 0.999);
});

test("a planted wheel: order, opposites and p are recovered for words and situations", async () => {
  const { of, geometry } = await run({ wheel: 4 });
  for (const side of ["source", "target"]) {
    const { value, p, excess, tap } = of(`circle_${side}`);
    assert.ok(value! > 0.85 && p === 1 / 2520 && excess!.low > 0, `${side} ${value} ${p}`);
    assert.ok(["resid_post.2", "resid_post.3"].includes(tap!));
    assert.ok(of(`opposites_${side}`).p! <= 0.011);
    assert.ok((of(`circle_${side}`).partial as { p: number }).p < 0.01);
  }
  assert.equal(geometry.map(({ condition }) => condition), ["word", "event"]);
  for (const { best_order, circle, opposites, points } of geometry) {
    assert.equal(best_order, circle);
    assert.ok(opposites.every(({ cosine }) => cosine < -0.5));
    points.forEach(([x, y], k) => {
      const off = Math.atan2(y, x) - 2 * Math.PI * k / 8, turn = Math.abs(Math.atan2(Math.sin(off), Math.cos(off)));
      assert.ok(turn < 0.4, `point ${k} is ${turn} rad off`);
    });
  }
});

test("a wheel of another order is not taken for the claimed one, and is named", async () => {
  const order = [0, 4, 1, 6, 2, 7, 3, 5], { of, geometry } = await run({ wheel: 4, order });
  assert.ok(of("circle_target").p! > 0.05, `${of("circle_target").p}`);
  const found = geometry[1]!.best_order, planted = order.map((k) => ring[k]!);
  const turns = [planted, [...planted].reverse()].flatMap((list) =>
    list.map((_, i) => [...list.slice(i), ...list.slice(0, i)].join())
  );
  assert.ok(turns.includes(found.join()), found.join());
});

test("directions of their own for every construct: categorical, not a circle", async () => {
  const { of } = await run({ construct: 6, seed: 9 });
  assert.ok(of("categorical_target").p! < 0.001 && of("categorical_target").value! > 0.7);
  assert.ok(of("circle_target").value! < 0.6);
});

test("noise: the circle is found at the nominal rate", async () => {
  let found = 0;
  for (let seed = 0; seed < 16; seed++) {
    const { of } = await run({ seed: 300 + seed, layers: 2, width: 8 });
    for (const side of ["source", "target"]) if (of(`circle_${side}`).p! < 0.05) found++;
  }
  assert.ok(found <= 5, `${found} of 32`);
});

test("too few scenes: unscored with the reason", async () => {
  const few = syntheticSuite({ constructs: 4, probes: true, scenes: 8 });
  const { figures } = await measureTransfer(few, few.items, plantedReadings(few, { wheel: 4 }), QUICK);
  const circle = figures.find((figure) => figure.role === "circle_target")!;
  assert.is(circle.value, null);
  assert.match(circle.unscored!, /at least 12 scenes; there are 8/);
});

test.run();
