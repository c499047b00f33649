import { test } from "uvu";
import * as assert from "uvu/assert";
import { planBatches } from "../../src/model/batches.ts";
import { readGraph } from "../../src/model/onnx/graph.ts";
import { splice } from "../../src/model/onnx/splice.ts";
import { loadOrt } from "../../src/model/ort.ts";
import type { DeviceChoice } from "../../src/run/device.ts";
import { openModel, phantom } from "../../src/run/open.ts";
import { readStream } from "../../src/run/stream.ts";
import { openOrSkip } from "./open-or-skip.ts";

const TEXTS = [
  "She ate.",
  "He read the letter twice, then called up the stairs for everyone to come down and look.",
  "It rained all day on the lake.",
];

test("every sequence is in one batch, under the budget, longest first", () => {
  const lengths = [5, 100, 7, 7, 60, 1];
  const plans = planBatches(lengths, { budget: 64 });
  assert.equal(plans.flatMap((plan) => plan.items).sort(), [0, 1, 2, 3, 4, 5]);
  for (const plan of plans) assert.ok(plan.items.length === 1 || plan.items.length * plan.length <= 64);
  assert.is(plans[0]!.length, 100);
});

test("a batch holds at most `size` sequences; none give no batch", () => {
  assert.equal(planBatches([3, 3, 3], { size: 2 }).map((plan) => plan.items.length), [2, 1]);
  assert.equal(planBatches([]), []);
});

const CASES: [DeviceChoice, 0 | 1][] = [["cpu", 0], ["cpu", 1], ["webgpu", 0]];
for (const [choice, past] of CASES) {
  test(`a result does not depend on batch size or padding (${choice}, past=${past})`, async () => {
    const device = await openOrSkip(choice);
    if (!device) return;
    const { model } = await openModel(`phantom:null?layers=2&width=48&past=${past}`);
    const sequences = TEXTS.map((text) => model.tokenizer.encode(text));
    for (const reading of ["last", "mean", "all"] as const) {
      const requests = model.residual.taps.map((tap) => ({ tap, reading }));
      const together = await readStream(model, device, sequences, requests, { budget: 4096 });
      const alone = await readStream(model, device, sequences, requests, { batchSize: 1 });
      together.forEach((values, r) =>
        values.forEach((value, i) => {
          const other = alone[r]![i]!;
          const close = Math.abs(value - other) <= 1e-5 * Math.max(1, Math.abs(other));
          assert.ok(close, `${reading} ${r} ${i}: ${value} and ${other}`);
        })
      );
    }
    device.dispose();
  });
}

test("the attention mask is honoured: padding on the left changes nothing either", async () => {
  const { model } = await openModel("phantom:null?layers=2&width=48");
  const ort = await loadOrt("wasm");
  const { bytes } = splice(readGraph((await phantom("phantom:null?layers=2&width=48")).files.onnx), [
    model.find("resid_post.1").tensor,
  ]);
  const session = await ort.InferenceSession.create(bytes);
  const last = async (ids: readonly number[], mask: readonly number[]) => {
    const tensor = (values: readonly number[]) =>
      new ort.Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
    const out = (await session.run({ input_ids: tensor(ids), attention_mask: tensor(mask) }))[session.outputNames[0]!]!;
    return (out.data as Float32Array).slice(-48);
  };
  const { ids } = model.tokenizer.encode(TEXTS[0]!);
  const plain = await last(ids, ids.map(() => 1));
  const padded = await last([7, 8, 9, ...ids], [0, 0, 0, ...ids.map(() => 1)]);
  const unmasked = await last([7, 8, 9, ...ids], [1, 1, 1, ...ids.map(() => 1)]);
  const far = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  assert.ok(far(plain, padded) < 1e-5, `off by ${far(plain, padded)}`);
  assert.ok(far(plain, unmasked) > 1e-2, "without the mask they do count");
});

test.run();
