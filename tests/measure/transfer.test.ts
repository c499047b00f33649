import { test } from "uvu";
import * as assert from "uvu/assert";
import { auroc } from "../../src/math/auroc.ts";
import { dot } from "../../src/math/dot.ts";
import { measureTransfer } from "../../src/measure/transfer.ts";
import { Interrupted } from "../../src/record/fault.ts";
import { Figure, type Figure as Row } from "../../src/record/figure.ts";
import { plantedDirection, plantedReadings, type PlantOptions, QUICK, syntheticSuite } from "./synthetic.ts";

const suite = syntheticSuite();
const run = (plant: PlantOptions, on = suite) => measureTransfer(on, on.items, plantedReadings(on, plant), QUICK);
const headline = (figures: readonly Row[], role: string) =>
  figures.find((figure) => figure.role === role && figure.selection === "nested")!;

test("a direction planted in words and situations transfers: layer and direction are recovered", async () => {
  const { verdict, figures, direction, projections } = await run({ source: 4, target: 4 });
  assert.is(verdict.word, "transfers", verdict.reason);
  assert.is(verdict.tap, "resid_post.2");
  assert.ok(dot(direction!.vector, plantedDirection(16, 5)) > 0.9);
  assert.is(direction!.tap, "resid_post.2");
  for (const role of ["source_unseen", "target", "transfer", "reverse"]) {
    const { value, p, excess } = headline(figures, role);
    assert.ok(value! > 0.95 && p! < 0.01 && excess!.low > 0, role);
  }
  assert.ok(Math.abs(headline(figures, "dissociation").value!) < 0.1);
  const mean = (condition: string) => {
    const list = suite.items.flatMap((item, i) => item.condition === condition ? [projections[i]!.value!] : []);
    return list.reduce((sum, v) => sum + v, 0) / list.length;
  };
  assert.ok(Math.abs(mean("event") - mean("plain") - 4) < 0.8, "effect size in SDs of the controls");
});

test("every figure keeps to the schema; the curve shows the planted layer", async () => {
  const { figures } = await run({ source: 4, target: 4 });
  figures.forEach((figure) => Figure.parse(figure));
  const curve = figures.filter((figure) => figure.selection === "fixed" && figure.role === "transfer");
  assert.equal(curve.map((figure) => figure.layer), [0, 1, 2, 3]);
  assert.equal(curve.map((figure) => figure.p! < 0.05), [false, false, true, true]);
  assert.is(figures.filter((figure) => figure.selection === "fixed").length, 36);
  assert.equal(
    figures.filter((figure) => figure.selection === "nested").map(({ measure, contrast }) => `${measure} ${contrast}`),
    [
      "separation word (unseen words)",
      "separation word (seen words)",
      "separation event",
      "transfer word->event",
      "transfer event->word",
      "constructs word->event",
      "confusion word->event",
      "constructs event->word",
      "constructs event",
      "leak plain",
      "dissociation word->event",
    ],
  );
});

test("words only: keyword-bound, with a dissociation index near 1", async () => {
  const { verdict, figures } = await run({ source: 4 }, syntheticSuite({ constructs: 8 }));
  assert.is(verdict.word, "keyword-bound", verdict.reason);
  assert.ok(headline(figures, "dissociation").value! > 0.8);
  assert.ok(headline(figures, "transfer").excess!.high_90 < 0.05);
});

test("a reader of token identity is explained by text, however well it separates", async () => {
  const given = syntheticSuite({ giveaway: "suddenly" });
  const { verdict, figures } = await run({ bag: 8, noise: 0.05 }, given);
  assert.is(verdict.word, "explained by text", verdict.reason);
  const { value, p_holm, floors, excess } = headline(figures, "transfer");
  assert.ok(value! > 0.75, `${value}`);
  assert.ok(p_holm! < 0.05);
  assert.ok(Math.abs(floors!.embedding! - value!) < 0.05, "the embedding does what the layers do");
  assert.ok(excess!.low <= 0);
});

test("a text that gives itself away takes the excess even from a planted direction", async () => {
  const given = syntheticSuite({ giveaway: "suddenly" });
  const { verdict, figures } = await run({ source: 2, target: 2 }, given);
  assert.is(verdict.word, "explained by text", verdict.reason);
  assert.ok(headline(figures, "transfer").floors!.bag_of_words! > 0.95);
});

test("noise alone: false alarms stay at the nominal rate over 40 seeds", async () => {
  const small = syntheticSuite({ scenes: 12, constructs: 2, keywords: 6 });
  let significant = 0, above = 0, called = 0;
  for (let seed = 0; seed < 40; seed++) {
    const readings = plantedReadings(small, { seed: 200 + seed, layers: 3, width: 8 });
    const { figures, verdict } = await measureTransfer(small, small.items, readings, {
      ...QUICK,
      permutations: 99,
      bootstraps: 100,
    });
    const main = figures.filter((figure) => figure.selection === "nested" && figure.p_holm !== null);
    if (main.some((figure) => figure.p_holm! < 0.05)) significant++;
    if (main.some((figure) => figure.excess!.low > 0)) above++;
    if (verdict.word === "transfers" || verdict.word === "keyword-bound") called++;
  }
  assert.ok(significant <= 6, `${significant} of 40 with p < .05`);
  assert.ok(above <= 6, `${above} of 40 with excess`);
  assert.ok(called <= 2, `${called} of 40 called`);
});

test("the transfer figure equals the long way: learn each fold, project, compare within folds", async () => {
  const readings = plantedReadings(suite, { source: 1, target: 1, layers: 1, at: 0 }),
    { acts: [acts], width } = readings;
  const { figures } = await measureTransfer(suite, suite.items, readings, { ...QUICK, folds: 24 });
  const row = (j: number) => acts!.subarray(j * width, (j + 1) * width);
  const scores: number[] = [], labels: number[] = [], strata: number[] = [];
  for (let scene = 0; scene < 24; scene++) {
    const v = new Float64Array(width);
    suite.items.forEach((item, j) => {
      if (item.scene === `s${scene}` || item.condition === "event") return;
      row(j).forEach((x, i) => v[i] = v[i]! + (item.condition === "word" ? x : -x));
    });
    suite.items.forEach((item, j) => {
      if (item.scene !== `s${scene}` || item.condition === "word") return;
      scores.push(dot(row(j), v));
      labels.push(item.condition === "event" ? 1 : 0);
      strata.push(scene);
    });
  }
  assert.ok(Math.abs(headline(figures, "transfer").value! - auroc(scores, labels, { strata }).value!) < 1e-9);
});

test("the same seed gives the same bytes, another seed other folds", async () => {
  const readings = plantedReadings(suite, { source: 1, target: 1 });
  const once = async (seed: number) =>
    JSON.stringify(await measureTransfer(suite, suite.items, readings, { ...QUICK, seed }));
  assert.is(await once(1), await once(1));
  assert.is.not(await once(1), await once(2));
});

test("fewer than three scenes: unscored with the reason, never zero", async () => {
  const few = syntheticSuite({ scenes: 2 });
  const { figures, verdict, confusion, projections, direction } = await run({ source: 2, target: 2 }, few);
  assert.ok(figures.every((figure) => figure.value === null && figure.unscored !== null));
  assert.is(headline(figures, "transfer").unscored, "It needs complete pairs from at least 3 scenes; there are 2.");
  assert.is(verdict.word, "inconclusive");
  assert.is(confusion, null);
  assert.is(direction, null);
  assert.ok(projections.every((projection) => projection.value === null && projection.unscored !== null));
});

test("one keyword for all: separation on unseen words is unscored, the rest is not", async () => {
  const one = syntheticSuite();
  const items = one.items.map((item) => item.condition === "word" ? { ...item, extra: { keyword: "same" } } : item);
  const { figures } = await run({ source: 4, target: 4 }, { ...one, items });
  assert.match(headline(figures, "source_unseen").unscored!, /more different keywords/);
  assert.ok(headline(figures, "transfer").value! > 0.9);
  assert.is(headline(figures, "dissociation").value, null);
});

test("doubtful items and readings that are not finite are left out, and said", async () => {
  const items = suite.items.map((item, i) => i === 1 ? { ...item, status: "doubtful" as const } : item);
  const readings = plantedReadings(suite, { source: 4, target: 4 });
  readings.acts[1]![4 * 16 + 3] = NaN;
  const { figures, projections, warnings } = await measureTransfer({ ...suite, items }, items, readings, QUICK);
  assert.is(headline(figures, "transfer").n, 2 * (96 - 2));
  assert.is(headline(figures, "source_seen").n, 2 * 96);
  assert.ok(projections[1]!.value !== null);
  assert.equal(projections[4], { id: items[4]!.id, value: null, unscored: "Its reading is not finite." });
  assert.equal(warnings, ["1 item has readings that are not finite and are left out."]);
});

test("a suite without keyword column or embedding: no second separation, no embedding floor", async () => {
  const plain = { ...suite, design: { ...suite.design, keyword_column: null } };
  const readings = { ...plantedReadings(plain, { source: 4, target: 4 }), embedding: new Float32Array(0) };
  const { figures, verdict } = await measureTransfer(plain, plain.items, readings, QUICK);
  assert.is(headline(figures, "source_unseen").contrast, "word");
  assert.is(headline(figures, "source_seen"), undefined);
  assert.is(headline(figures, "transfer").floors!.embedding, null);
  assert.is(verdict.word, "transfers");
});

test("few scenes: pairs are resampled instead, and the figure says so", async () => {
  const { figures } = await run({ source: 4, target: 4 }, syntheticSuite({ scenes: 6 }));
  assert.is(headline(figures, "transfer").resampled_by, "pair");
  assert.is(headline(figures, "transfer").clusters, 24);
  const { figures: many } = await run({ source: 4, target: 4 });
  assert.is(headline(many, "transfer").resampled_by, "scene");
  assert.is(headline(many, "transfer").clusters, 24);
});

test("the event loop goes on while it measures, and an abort stops it", async () => {
  const readings = plantedReadings(suite, {}), stages: string[] = [], abort = new AbortController();
  let last = performance.now(), longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await measureTransfer(suite, suite.items, readings, {
    ...QUICK,
    permutations: 4000,
    onProgress: ({ stage }) => stages.push(stage),
  });
  clearInterval(timer);
  assert.ok(longest < 400, `blocked for ${longest} ms`);
  assert.ok(stages.includes("transfer word->event"));
  setTimeout(() => abort.abort(), 30);
  try {
    await measureTransfer(suite, suite.items, readings, { ...QUICK, permutations: 40_000, signal: abort.signal });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, Interrupted);
  }
});

test("readings of the wrong shape are refused", async () => {
  const readings = plantedReadings(suite, {});
  try {
    await measureTransfer(suite, suite.items.slice(1), readings, QUICK);
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /Cannot measure: 287 items need 4 readings of shape \[287, 16\]/);
  }
});

test.run();
