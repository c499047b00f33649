import { test } from "uvu";
import * as assert from "uvu/assert";
import { chooseDevice, evaluate, loadSuite, openModel } from "../../src/mod.ts";
import { openOrSkip } from "../model/open-or-skip.ts";
import { limitSuite } from "../../src/run/sample.ts";
import { examine, explain } from "../../src/run/doctor.ts";
import { WASM_THREADS } from "../../src/model/ort.ts";

const suite = limitSuite(await loadSuite("emotion"), 150, 1);

test("on WebGPU the figures are those of the CPU within 1e-3, the verdict is the same", async () => {
  const run = async (choice: "cpu" | "webgpu") => {
    const device = await chooseDevice(choice);
    const { model, answer } = await openModel("phantom:affect?layers=2&width=128", { suite });
    const { record } = await evaluate(suite, model, { device, answer, permutations: 499, bootstraps: 200 });
    device.dispose();
    return record;
  };
  if (!await openOrSkip("webgpu").then((device) => device && (device.dispose(), true))) return;
  const gpu = await run("webgpu");
  const cpu = await run("cpu");
  assert.is(gpu.device.model, "webgpu");
  assert.is(gpu.device.kernels, "webgpu");
  assert.ok(gpu.adapter!.name.length > 0);
  assert.is(gpu.verdict.word, cpu.verdict.word);
  gpu.figures.forEach((figure, i) => {
    const other = cpu.figures[i]!;
    if (figure.value === null) return assert.is(other.value, null);
    assert.ok(
      Math.abs(figure.value - other.value!) <= 1e-3,
      `${figure.measure} ${figure.contrast}: ${figure.value} and ${other.value}`,
    );
  });
});

test("without an adapter the record, the device and doctor say what runs where", async () => {
  const device = await chooseDevice("cpu");
  assert.is(device.kernels.name, "wasm");
  assert.match(device.why, `large projections run on WebAssembly (${WASM_THREADS} thread`);
  assert.match(device.why, "small projections on the kernels' CPU twins");
  const { model, answer } = await openModel("phantom:affect?layers=2&width=128", { suite });
  const { record } = await evaluate(suite, model, { device, answer, permutations: 99, bootstraps: 50 });
  assert.equal(record.device, { model: "wasm", kernels: "wasm", why: device.why });
  const found = await examine(), text = explain(found);
  assert.ok(found.path.kernels !== "cpu", "the twins alone are no path");
  if (found.path.kernels === "wasm") {
    assert.equal(found.path.projections, { large: "wasm", small: "cpu" });
    assert.match(
      text,
      /kernels run on +WebAssembly for large projections \(131,072 .*\), the CPU twins for small ones/,
    );
  } else assert.match(text, /kernels run on +WebGPU\n/);
});

test.run();
