import { test } from "uvu";
import * as assert from "uvu/assert";
import { chooseDevice, openModel, readActivations } from "../../src/mod.ts";
import { Fault } from "../../src/record/fault.ts";
import { parseInputs } from "../../src/run/activations.ts";
import { encodeSafetensors } from "../../src/run/safetensors.ts";

const { model } = await openModel("phantom:null?width=32&layers=2&context=16");
const device = await chooseDevice("cpu");

test("shapes: [n, width] for last and mean, [n_tokens, width] for all", async () => {
  const inputs = [{ id: "a", text: "She ate." }, { id: "b", token_ids: [1, 5, 6, 7, 8] }];
  for (const reading of ["last", "mean", "all"] as const) {
    const { taps, tokenIds } = await readActivations(model, inputs, { device, reading });
    assert.equal([...taps.keys()], ["embed", "resid_post.0", "resid_post.1"]);
    const rows = reading === "all" ? tokenIds.flat().length : 2;
    for (const values of taps.values()) assert.is(values.length, rows * 32);
  }
});

test("last is the last row of all, mean the mean over the text's own tokens", async () => {
  const inputs = [{ id: "a", text: "He put the kettle on." }];
  const read = async (reading: "last" | "mean" | "all") =>
    (await readActivations(model, inputs, { device, reading })).taps.get("resid_post.1")!;
  const [last, mean, all] = [await read("last"), await read("mean"), await read("all")];
  const n = all.length / 32;
  for (let c = 0; c < 32; c++) {
    assert.ok(Math.abs(last[c]! - all[(n - 1) * 32 + c]!) < 1e-6);
    let sum = 0;
    for (let t = 1; t < n; t++) sum += all[t * 32 + c]!;
    assert.ok(Math.abs(mean[c]! - sum / (n - 1)) < 1e-5, "BOS is left out");
  }
});

test("a text longer than the context is refused, or cut when asked", async () => {
  const inputs = [{ id: "short", text: "She ate." }, { id: "long", text: "word ".repeat(40) }];
  try {
    await readActivations(model, inputs, { device });
    assert.unreachable();
  } catch (error) {
    assert.ok(
      error instanceof Fault && error.code === "too_long" &&
        /1 of 2 texts: "long" has 41 tokens, and .* at most 16/.test(error.message),
      String(error),
    );
  }
  const { tokenIds, warnings } = await readActivations(model, inputs, { device, truncate: true });
  assert.is(tokenIds[1]!.length, 16);
  assert.match(warnings[0]!, /1 texts were cut at 16 tokens/);
});

test("layers that do not exist are refused, saying which there are", async () => {
  for (const layers of ["2", "0-5", "a", "1-0", ""]) {
    try {
      await readActivations(model, [{ id: "a", text: "She ate." }], { device, layers });
      assert.unreachable();
    } catch (error) {
      assert.ok(error instanceof Fault && error.exit === 2 && /0 to 1/.test(error.message), String(error));
    }
  }
});

const BAD: [string, RegExp][] = [
  ["", /line 1: there is no text/],
  ["{", /line 1: it is not JSON/],
  ['{"text": "a"}', /line 1: it has no id/],
  ['{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', /line 2: the id "a" is used already in line 1/],
  ['{"id": "a"}', /either text or token_ids/],
  ['{"id": "a", "text": "x", "token_ids": [1]}', /either text or token_ids/],
  ['{"id": "a", "token_ids": [1.5]}', /not a list of whole numbers/],
  ["null", /line 1/],
];
for (const [text, why] of BAD) {
  test(`input ${JSON.stringify(text)} is refused with its line`, () => {
    assert.throws(
      () => parseInputs(text, "in.jsonl"),
      (error: unknown) => error instanceof Fault && why.test(error.message),
    );
  });
}

test("safetensors: header length, offsets, metadata as the format says", () => {
  const bytes = encodeSafetensors({
    a: { shape: [1, 2], data: Float32Array.of(1, 2) },
    b: { shape: [1], data: BigInt64Array.of(7n) },
  }, { k: "v" });
  const view = new DataView(bytes.buffer);
  const size = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)));
  assert.equal(header, {
    __metadata__: { k: "v" },
    a: { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] },
    b: { dtype: "I64", shape: [1], data_offsets: [8, 16] },
  });
  assert.is((8 + size) % 8, 0);
  assert.is(view.getFloat32(8 + size + 4, true), 2);
  assert.is(view.getBigInt64(8 + size + 8, true), 7n);
});

test.run();
