import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePhantom } from "../../src/phantom/phantom.ts";
import { Fault } from "../../src/record/fault.ts";
import { openModel, phantom } from "../../src/run/open.ts";
import { readStream } from "../../src/run/stream.ts";
import { along, cosine, device, effectSize, meanDifference, rows, states, suite } from "./states.ts";

for (const effect of [0.3, 0.8, 2]) {
  test(`affect, effect ${effect}: planted layer, direction and size come back`, async () => {
    const { read, answer, width } = await states(`phantom:affect?effect=${effect}&seed=${Math.round(effect * 10)}`);
    assert.is(answer.tap, "resid_post.2");
    const control = rows("neutral");
    for (const condition of ["keyword", "keyword-free"]) {
      const d = (layer: number) =>
        effectSize(
          along(read[layer]!, width, answer.direction!, rows(condition)),
          along(read[layer]!, width, answer.direction!, control),
        );
      assert.ok(Math.abs(d(2) - effect) < 0.05 + 0.05 * effect, `${condition}: d' ${d(2)} instead of ${effect}`);
      assert.ok(Math.abs(d(1)) < 0.25, `${condition}: nothing before the layer, found ${d(1)}`);
      const learned = meanDifference(read[2]!, width, rows(condition), control);
      if (effect >= 0.8) {
        assert.ok(
          cosine(learned, answer.direction!) >= 0.95,
          `${condition}: cosine ${cosine(learned, answer.direction!)}`,
        );
      }
    }
  });
}

test("keyword: keyword items carry it, situations do not", async () => {
  const { read, answer, width } = await states("phantom:keyword?effect=2");
  const at = (condition: string) => along(read[2]!, width, answer.direction!, rows(condition));
  assert.ok(Math.abs(effectSize(at("keyword"), at("neutral")) - 2) < 0.15);
  assert.ok(Math.abs(effectSize(at("keyword-free"), at("neutral"))) < 0.2);
});

test("keyword: a word of the lexicon that no item names works too", async () => {
  const { model, answer } = await states("phantom:keyword?effect=2");
  const used = new Set(suite.items.map((item) => item.text.toLowerCase()).join(" ").match(/\p{L}+/gu));
  const unused = Object.values(suite.lexicon).flatMap((words) => Object.values(words).flat()).filter((form) =>
    !used.has(form)
  );
  assert.ok(unused.length > 20, `${unused.length} unused forms`);
  const texts = unused.slice(0, 20).flatMap((
    form,
  ) => [`She put the ${form} plate back.`, "She put the plate plate back."]);
  const tap = model.find(answer.tap!);
  const [acts] = await readStream(model, device, texts.map((text) => model.tokenizer.encode(text)), [{
    tap,
    reading: "last",
  }]);
  const values = along(acts!, model.width, answer.direction!, texts.map((_, i) => i));
  for (let i = 0; i < values.length; i += 2) assert.ok(values[i]! > values[i + 1]!, texts[i]);
});

test("null and effect 0 plant nothing", async () => {
  assert.is((await phantom("phantom:null?width=32&layers=2")).answer.direction, null);
  assert.is((await phantom("phantom:affect?effect=0")).answer.direction, null);
});

test("the direction is no axis, and another seed gives another", async () => {
  const one = (await phantom("phantom:affect?seed=1")).answer.direction!;
  const two = (await phantom("phantom:affect?seed=2")).answer.direction!;
  assert.ok(Math.abs(Math.hypot(...one) - 1) < 1e-5);
  assert.ok(Math.max(...one.map(Math.abs)) < 0.5);
  assert.ok(Math.abs(cosine(one, two)) < 0.4);
});

test("the same reference gives the same bytes", async () => {
  const bytes = async () => (await phantom("phantom:affect?seed=3")).files.onnx;
  assert.equal(await bytes(), await bytes());
});

test("with a cache's inputs the stream is the same", async () => {
  const plain = await states("phantom:affect");
  const cached = await states("phantom:affect?past=1");
  plain.read.forEach((values, layer) =>
    values.forEach((value, i) => assert.ok(Math.abs(value - cached.read[layer]![i]!) < 1e-5))
  );
});

test("no text of the suite has an unknown word", async () => {
  const { model } = await openModel("phantom:affect", { suite });
  for (const item of suite.items) assert.not(model.tokenizer.encode(item.text).ids.includes(0), item.id);
});

test("too narrow for the suite's words: refused, with a width that may do", async () => {
  try {
    await phantom("phantom:affect?width=16&heads=4");
    assert.unreachable();
  } catch (error) {
    assert.ok(
      error instanceof Fault && error.code === "phantom_too_narrow" && error.exit === 2 &&
        /width=32/.test(error.remedy),
      String(error),
    );
  }
});

test("written as a folder it opens as a model folder, with the answer in config.json", async () => {
  const folder = await mkdtemp(join(tmpdir(), "phantom-"));
  await writePhantom(await phantom("phantom:affect?width=64"), folder);
  const { model, answer } = await openModel(folder);
  assert.is(model.layers, 4);
  assert.is(answer, null);
  await rm(folder, { recursive: true });
});

test.run();
