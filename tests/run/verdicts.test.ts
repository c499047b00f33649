import { test } from "uvu";
import * as assert from "uvu/assert";
import { chooseDevice, evaluate, loadSuite, openModel, RunRecord } from "../../src/mod.ts";

const suite = await loadSuite("emotion");

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let dot = 0, aa = 0, bb = 0;
  for (let i = 0; i < a.length; i++) dot += a[i]! * b[i]!, aa += a[i]! ** 2, bb += b[i]! ** 2;
  return dot / Math.sqrt(aa * bb);
};

// reference, verdicts that are right, planted tap
const CASES: [string, readonly string[], string | null][] = [
  ["phantom:affect?effect=2", ["transfers"], "resid_post.2"],
  ["phantom:affect?effect=0.8&layer=1&seed=4&layers=3", ["transfers"], "resid_post.1"],
  ["phantom:keyword?effect=2", ["keyword-bound"], "resid_post.2"],
  ["phantom:keyword?effect=0.8&seed=5", ["keyword-bound"], "resid_post.2"],
  ["phantom:lexical?effect=2", ["explained by text"], null],
  ["phantom:lexical?effect=0.8&seed=6", ["explained by text"], null],
  ["phantom:null", ["no evidence", "explained by text"], null],
  ["phantom:null?seed=2&layers=2&width=64", ["no evidence", "explained by text"], null],
];

for (const [ref, verdicts, tap] of CASES) {
  test(`${ref}: ${verdicts.join(" or ")}`, async () => {
    const { model, answer } = await openModel(ref, { suite });
    const device = await chooseDevice("cpu");
    const { record, items, direction } = await evaluate(suite, model, {
      device,
      answer,
      permutations: 999,
      bootstraps: 500,
    });
    RunRecord.parse(JSON.parse(JSON.stringify(record)));
    assert.ok(verdicts.includes(record.verdict.word), `${record.verdict.word}: ${record.verdict.reason}`);
    assert.is(items.length, suite.items.length);
    if (!tap) return;
    assert.is(record.verdict.tap, tap);
    const learned = direction!;
    assert.is(learned.tap, tap);
    assert.ok(
      cosine(learned.vector, answer!.direction!) >= 0.95,
      `cosine ${cosine(learned.vector, answer!.direction!)}`,
    );
  });
}

test("the same seed gives the same figures", async () => {
  const run = async () => {
    const { model } = await openModel("phantom:affect?width=64&layers=2", { suite });
    const { record } = await evaluate(suite, model, {
      device: await chooseDevice("cpu"),
      permutations: 499,
      bootstraps: 200,
      seed: 3,
    });
    return record.figures;
  };
  assert.equal(await run(), await run());
});

test.run();
