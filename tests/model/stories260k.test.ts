import { test } from "uvu";
import * as assert from "uvu/assert";
import { readFolder } from "../../src/model/files.ts";
import { Model } from "../../src/model/model.ts";
import type { DeviceChoice } from "../../src/run/device.ts";
import { readStream } from "../../src/run/stream.ts";
import * as files from "../../src/runtime/files.ts";
import { openOrSkip } from "./open-or-skip.ts";

const FOLDER = files.join(files.packageRoot(), "..", "shared", "models", "stories260k");

interface Reference {
  readonly input_ids: number[];
  readonly greedy_200_ids: number[];
  readonly resid: string[];
}

const floats = (base64: string) => new Float32Array(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer);

if (await files.kindOf(FOLDER) === "folder") {
  const reference: Reference = JSON.parse(await files.readText(files.join(FOLDER, "reference.json")));
  const model = Model.open(await readFolder(FOLDER));
  const whole = { ids: reference.input_ids, from: 0, to: reference.input_ids.length };
  const taps = [model.find("embed"), ...model.residual.taps.filter((tap) => tap.site === "resid_post")];

  for (const choice of ["cpu", "webgpu"] as DeviceChoice[]) {
    test(`${choice}: the residual stream equals the reference within 1e-4 at every layer`, async () => {
      const device = await openOrSkip(choice);
      if (!device) return;
      const read = await readStream(model, device, [whole], taps.map((tap) => ({ tap, reading: "all" })));
      read.forEach((values, layer) => {
        const want = floats(reference.resid[layer]!);
        assert.is(values.length, want.length);
        const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - want[i]!)), 0);
        assert.ok(worst <= 1e-4, `layer ${layer}: off by ${worst}`);
      });
      device.dispose();
    });
  }

  test("the greedy continuation equals the reference's 200 ids", async () => {
    const session = await model.logits({ device: "wasm" });
    const ids = reference.greedy_200_ids.slice(0, 1);
    while (ids.length < reference.greedy_200_ids.length) {
      const { rows, release } = await session.run({ ids: [ids], length: ids.length });
      const { data, width } = [...rows.values()][0]!;
      const row = (data as Float32Array).subarray((ids.length - 1) * width, ids.length * width);
      ids.push(row.reduce((best, value, i) => value > row[best]! ? i : best, 0));
      release();
    }
    assert.equal(ids, reference.greedy_200_ids);
    await session.dispose();
  });

  test("the tokenizer puts one BOS in front and knows the text's own span", () => {
    const { ids, from, to } = model.tokenizer.encode("Once upon a time");
    assert.equal(ids, [1, 403, 407, 261, 378]);
    assert.equal([from, to], [1, 5]);
  });
} else {
  test("without the model nothing is checked", () =>
    console.log("SKIP stories260k: the folder ../shared/models/stories260k is absent"));
}

test.run();
