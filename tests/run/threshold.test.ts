import { test } from "uvu";
import * as assert from "uvu/assert";
import { Fault } from "../../src/record/fault.ts";
import type { RunRecord } from "../../src/record/run.ts";
import { missed, parseThreshold } from "../../src/run/threshold.ts";

const record = {
  model: { ref: "m" },
  figures: [
    { measure: "transfer", selection: "fixed", value: 0.9 },
    { measure: "transfer", selection: "nested", value: 0.7, p: 0.01, excess: { value: 0.1, low: 0.02, high: 0.2 } },
    { measure: "dissociation", selection: "nested", value: null, unscored: "too small", excess: null },
  ],
} as unknown as RunRecord;

test("the nested figure is compared", () => {
  const holds = (text: string) => missed(record, [parseThreshold(text)]).length === 0;
  assert.ok(
    holds("transfer.value>=0.7") && holds("transfer.excess > 0.05") && holds("transfer.excess.low>0.01") &&
      holds("transfer.p<=0.01"),
  );
  assert.not(holds("transfer.value>0.7"));
  assert.not(holds("transfer.excess.low>=0.05"));
});

test("an unscored figure misses, with its reason", () => {
  assert.match(missed(record, [parseThreshold("dissociation.value>=0")])[0]!, /unscored \(too small\)/);
});

test("what cannot be read is refused with exit 2", () => {
  for (const text of ["transfer>=1", "transfer.value=1", "value>=1", "transfer.value>=high"]) {
    assert.throws(() => parseThreshold(text), (error: unknown) => error instanceof Fault && error.exit === 2);
  }
});

test.run();
