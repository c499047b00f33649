import { test } from "uvu";
import * as assert from "uvu/assert";
import { permutationP } from "../../src/math/permutation-p.ts";
import { headlineContrasts } from "../../src/measure/contrasts.ts";
import { permuteCrossProducts } from "../../src/measure/permute.ts";
import { planContrast } from "../../src/measure/plan.ts";
import { measureTransfer } from "../../src/measure/transfer.ts";
import { Figure } from "../../src/record/figure.ts";
import { Geometry } from "../../src/record/run.ts";
import { groundOf, plantedReadings, type PlantOptions, QUICK, syntheticSuite } from "./synthetic.ts";

const suite = syntheticSuite({ constructs: 6, probes: true, keywords: 8 });

async function run(plant: PlantOptions, on = suite) {
  const result = await measureTransfer(on, on.items, plantedReadings(on, plant), QUICK);
  return { ...result, of: (role: string) => result.figures.find((f) => f.role === role && f.selection !== "fixed")! };
}

/** A pair of runs that several tests look at: everything felt is planted; only words are. */
const felt = await run({ source: 4, target: 4, construct: 4 });
const words = await run({ source: 4, target: 4, construct: 4, probe: { mere: 4, mixed: 4, busy: 4 } });

test("all roles are there once, keep to the schema, and are adjusted or left out as said", () => {
  felt.figures.forEach((figure) => Figure.parse(figure));
  felt.geometry.forEach((geometry) => Geometry.parse(geometry));
  const heads = felt.figures.filter((figure) => figure.selection !== "fixed" && figure.role !== "dissociation");
  assert.is(new Set(heads.map((figure) => figure.role)).size, heads.length);
  const outside = heads.filter((figure) => figure.p_holm === null).map((figure) => String(figure.role)).sort();
  const expected = ["source", "target"].flatMap((side) =>
    ["categorical", "opposites", "valence_arousal"].map((role) => `${role}_${side}`)
  );
  assert.equal(outside, [...expected, "false_alarms", "leak"].sort());
  for (const figure of heads) assert.ok(figure.floors !== null && figure.excess !== null, String(figure.role));
});

test("transfer holds in domains that were left out whole", () => {
  const figure = felt.of("domains");
  assert.ok(figure.value! > 0.95 && figure.p! < 0.01 && figure.excess!.low > 0);
});

test("a felt direction leaves the mere word alone, a word detector does not", () => {
  assert.ok(felt.of("unfelt").value! < 0.65, `${felt.of("unfelt").value}`);
  assert.ok(felt.of("felt").value! > 0.95 && felt.of("felt").p! < 0.01);
  assert.ok(words.of("unfelt").value! > 0.95 && words.of("unfelt").excess!.low > 0);
  assert.ok(words.of("felt").value! < 0.65 && words.of("felt").p! > 0.01, `${words.of("felt").value}`);
});

test("shuffled words: nothing where order matters, all where it does not", () => {
  assert.ok(Math.abs(felt.of("shuffled").value! - 0.5) < 0.12 && felt.of("shuffled").p! > 0.01);
  assert.ok(words.of("shuffled").value! > 0.95 && words.of("shuffled").p! < 0.01);
});

test("false alarms: the rate of the controls, and nearly all where eventful texts look felt", () => {
  const { value, floors } = felt.of("false_alarms");
  assert.ok(Math.abs(value! - floors!.chance) < 0.1, `${value} against ${floors!.chance}`);
  assert.ok(felt.of("false_alarms").p! > 0.01);
  assert.ok(words.of("false_alarms").value! > 0.8 && words.of("false_alarms").p! < 0.01);
});

test("constructs: told apart both ways and within, not in the controls; each has its value", () => {
  for (const role of ["constructs", "constructs_reverse", "constructs_target"]) {
    const { value, p, excess } = felt.of(role);
    assert.ok(value! > 0.85 && p! < 0.01 && excess!.low > 0, `${role} ${value} ${p}`);
  }
  assert.ok(felt.of("leak").p! > 0.01 && felt.of("leak").value! < 0.6, `${felt.of("leak").value}`);
  const each = felt.of("constructs").per_construct as Record<string, number>;
  assert.equal(Object.keys(each), suite.constructs);
  const mean = Object.values(each).reduce((sum, v) => sum + v, 0) / 6;
  assert.ok(Math.abs(mean - felt.of("constructs").value!) < 1e-12);
});

test("a control that gives its construct away is caught as a leak", async () => {
  const readings = plantedReadings(suite, { source: 4, target: 4, construct: 4 }), own = suite.constructs;
  suite.items.forEach((item, j) => {
    if (item.condition === "plain") readings.acts[3]![j * 16 + own.indexOf(item.construct)]! += 3;
  });
  const { figures } = await measureTransfer(suite, suite.items, readings, QUICK);
  const leak = figures.find((figure) => figure.role === "leak" && figure.selection === "nested")!;
  assert.ok(leak.value! > 0.8 && leak.p! < 0.01, `${leak.value} ${leak.p}`);
});

test("reversed: the construct is gone although the words are the same; where it is not, chance", async () => {
  const { value, p, excess } = felt.of("reversed");
  assert.ok(value! > 0.9 && p! < 0.01 && excess!.low > 0, `${value} ${p}`);
  const none = await run({ source: 4, target: 4 });
  assert.ok(none.of("reversed").p! > 0.01 && none.of("constructs").p! > 0.01);
});

test("a few pairs of a few constructs: figures are unscored or finite, and it ends", async () => {
  const scenes = ["s0", "s1", "s2", "s3"], own = (k: number) => suite.constructs[k % 3];
  const items = suite.items.filter((item) =>
    scenes.includes(item.scene) && item.construct === own(scenes.indexOf(item.scene))
  );
  const small = { ...suite, items };
  const { figures } = await measureTransfer(small, items, plantedReadings(small, { source: 4, target: 4 }), QUICK);
  for (const { value, unscored, role } of figures) {
    assert.ok(value === null ? unscored !== null : Number.isFinite(value), String(role));
  }
});

test("words that the reverse direction happens to lie along are no finding; planted vignettes are", async () => {
  const plain = syntheticSuite({ constructs: 2 });
  const p = async (plant: PlantOptions) => {
    const { ground: { products }, pairs, split, settings } = await groundOf(plain, plantedReadings(plain, plant));
    const plan = planContrast(headlineContrasts(plain.design)[4]!, split), { layers } = await products(pairs, "source");
    const { values, observed } = await permuteCrossProducts(plan, layers, { seed: 1, draws: 199, pace: settings.pace });
    return permutationP(Math.max(...observed), values);
  };
  let found = 0;
  const how = { source: 4, width: 4, layers: 2, at: 0 };
  for (let seed = 0; seed < 60; seed++) if (await p({ ...how, seed: 1000 + seed }) < 0.05) found++;
  assert.ok(found <= 8, `${found} of 60 (99 % of binomials of rate .05 are below 9)`);
  assert.is(await p({ ...how, target: 2 }), 1 / 200);
});

test("shuffled labels: with constructs drawn anew within scenes nothing is told apart", async () => {
  const items = suite.items.map((item) => ({ ...item }));
  const scenes = new Set(items.map(({ scene }) => scene));
  for (const scene of scenes) {
    // Every pair of a scene takes the construct of the next pair, by a different step in each scene.
    const step = 1 + Number(scene.slice(1)) * 7 % 5;
    for (const item of items) {
      if (item.scene !== scene || item.construct === "none") continue;
      item.construct = suite.constructs[(suite.constructs.indexOf(item.construct) + step) % 6]!;
    }
  }
  const readings = plantedReadings(suite, { source: 4, target: 4, construct: 4 });
  const { figures } = await measureTransfer({ ...suite, items }, items, readings, QUICK);
  const value = (role: string) => figures.find((f) => f.role === role && f.selection === "nested")!;
  assert.ok(value("transfer").p! < 0.01, "the binary question does not depend on constructs");
  assert.ok(value("constructs").excess!.low <= 0 && value("confusion").excess!.low <= 0);
});

test.run();
