import { test } from "uvu";
import * as assert from "uvu/assert";
import { classify } from "../../src/measure/classify.ts";
import { accuracy } from "../../src/measure/hits.ts";
import { measureTransfer } from "../../src/measure/transfer.ts";
import { Confusion } from "../../src/record/run.ts";
import { plantedReadings, type PlantOptions, QUICK, syntheticSuite } from "./synthetic.ts";

const suite = syntheticSuite();
async function confusion(plant: PlantOptions) {
  const result = await measureTransfer(suite, suite.items, plantedReadings(suite, plant), QUICK);
  return { figure: result.figures.find((figure) => figure.measure === "confusion")!, table: result.confusion };
}

test("planted constructs are read, the table's diagonal says so, excess is above the floors", async () => {
  const { figure, table } = await confusion({ construct: 5 });
  Confusion.parse(table);
  assert.equal(table!.labels, ["c0", "c1", "c2", "c3"]);
  assert.is(table!.matrix.flat().reduce((a, b) => a + b, 0), 96);
  const right = table!.matrix.reduce((sum, row, i) => sum + row[i]!, 0);
  assert.ok(Math.abs(figure.value! - right / 96) < 1e-12);
  assert.ok(figure.value! > 0.85 && figure.p! < 0.01 && figure.excess!.low > 0, JSON.stringify(figure));
  assert.is(figure.tap, "resid_post.2");
  assert.is(figure.floors!.chance, 0.25);
  assert.is(figure.metric, "accuracy");
});

test("noise is read at chance, and one affect for all constructs tells none apart", async () => {
  const { figure } = await confusion({});
  assert.ok(Math.abs(figure.value! - 0.25) < 0.15, `${figure.value}`);
  assert.ok(figure.p! > 0.01 && figure.excess!.low <= 0);
  const { figure: same } = await confusion({ source: 4, target: 4 });
  assert.ok(same.excess!.low <= 0);
});

test("a suite of one construct has no confusion", async () => {
  const one = syntheticSuite({ constructs: 1 });
  const { figures, confusion } = await measureTransfer(one, one.items, plantedReadings(one, {}), QUICK);
  assert.is(confusion, null);
  assert.not.ok(figures.some((figure) => figure.measure === "confusion"));
});

test("classify: z-scores, so a direction on a larger scale does not win by size", () => {
  const scores = [[1, 100], [2, 300], [3, 200], [5, 250]];
  assert.equal([...classify((j, k) => scores[j]![k]!, 2, { train: [0, 1, 2], test: [3, 1] })], [0, 1]);
});

test("accuracy: unread pairs do not count, weights do", () => {
  const predicted = Int32Array.of(0, 1, -1, 0), truth = [0, 1, 1, 1];
  assert.is(accuracy(predicted, truth), 2 / 3);
  const cluster = Int32Array.of(0, 0, 1, 1);
  assert.is(accuracy(predicted, truth, { cluster, weights: [1, 2] }), 0.5);
});

test.run();
