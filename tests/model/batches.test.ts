import { test } from "uvu";
import * as assert from "uvu/assert";
import { planBatches } from "../../src/model/batches.ts";
import { chooseDevice } from "../../src/run/device.ts";
import { openModel } from "../../src/run/open.ts";
import { readStream } from "../../src/run/stream.ts";

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

for (const past of [0, 1]) {
  test(`a result does not depend on batch size or padding (past=${past})`, async () => {
    const { model } = await openModel(`phantom:null?layers=3&width=48&past=${past}`);
    const device = await chooseDevice("cpu");
    const texts = [
      "She ate.",
      "He read the letter twice, then called up the stairs for everyone to come down and look.",
      "It rained all day on the lake.",
    ];
    const sequences = texts.map((text) => model.tokenizer.encode(text));
    for (const reading of ["last", "mean", "all"] as const) {
      const requests = model.residual.taps.map((tap) => ({ tap, reading }));
      const together = await readStream(model, device, sequences, requests, { budget: 4096 });
      const alone = await readStream(model, device, sequences, requests, { batchSize: 1 });
      together.forEach((values, r) =>
        values.forEach((value, i) => {
          const other = alone[r]![i]!;
          assert.ok(
            Math.abs(value - other) <= 1e-5 * Math.max(1, Math.abs(other)),
            `${reading} ${r} ${i}: ${value} and ${other}`,
          );
        })
      );
    }
  });
}

test.run();
