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

/** Figures that claim something: significant in their family, or as a check, with an excess above every floor. */
const claims = ({ figures }: RunRecord) =>
  figures.filter((f) => f.selection !== "fixed" && (f.p_holm ?? f.p ?? 1) < 0.05 && (f.excess?.low ?? -1) > 0)
    .map((f) => String(f.role));

/** Roles on which each kind must claim nothing: what it does not hold. A reader of words answers to mere names too. */
const SILENT: Record<string, RegExp> = {
  affect: /^(felt|constructs|confusion|reversed|leak|false_alarms|circle)/,
  keyword: /^(target|transfer|reverse|domains|felt|shuffled|constructs|confusion|reversed|leak|false_alarms|circle)/,
  lexical: /./,
  null: /./,
};

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
    const silent = SILENT[answer!.kind]!, loud = claims(record).filter((role) => silent.test(role));
    assert.equal(loud, [], `${ref} holds nothing of ${loud.join(", ")}`);
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

for (const order of ["suite", "mixed"]) {
  test(`phantom:wheel, order ${order}: the planted order is found, and only the suite's is called a circle`, async () => {
    const { model, answer } = await openModel(`phantom:wheel?order=${order}`, { suite });
    const device = await chooseDevice("cpu");
    const { record } = await evaluate(suite, model, { device, answer, permutations: 499, bootstraps: 200 });
    assert.is(record.verdict.word, "transfers", record.verdict.reason);
    const planted = answer!.circle!,
      turns = [planted, [...planted].reverse()].flatMap((list) =>
        list.map((_, i) => [...list.slice(i), ...list.slice(0, i)].join())
      );
    for (const side of ["source", "target"]) {
      const { p, excess } = record.figures.find((f) => f.role === `circle_${side}` && f.selection === "largest")!;
      if (order === "suite") assert.ok(p! < 0.001 && excess!.low > 0, `${side}: p ${p}`);
      else assert.ok(p! > 0.05, `${side}: p ${p}`);
    }
    assert.equal(record.geometry.map(({ condition }) => condition), ["keyword", "keyword-free"]);
    for (const { best_order, condition } of record.geometry) assert.ok(turns.includes(best_order.join()), condition);
    for (const role of ["constructs", "constructs_reverse", "constructs_target", "confusion"]) {
      assert.ok(claims(record).includes(role), role);
    }
    assert.not.ok(claims(record).includes("leak"));
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
