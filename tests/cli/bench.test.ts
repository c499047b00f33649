import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchComparison, BenchRecord } from "../../src/record/bench.ts";
import { ModelBenchRecord } from "../../src/record/bench-model.ts";
import { WASM_THREADS_WORK } from "../../src/model/ort.ts";
import { runtime } from "../../src/runtime/current.ts";
import { record, row } from "../bench/record.ts";
import { openAdapter } from "../kernels/adapter.ts";
import { alienist, temporary } from "./run-cli.ts";

const cwd = await temporary();
const at = (...parts: string[]) => join(cwd, ...parts);
await writeFile(at("a.json"), JSON.stringify(record("Card 9000", [row("alienist", 1), row("tfjs", 4, { ratio: 4 })])));
await writeFile(at("b.json"), JSON.stringify(record("llvmpipe", [row("alienist", 50)], { software: true })));
await writeFile(at("none.json"), "{}");
await writeFile(at("text.json"), "bench");
await mkdir(at("results"));
const adapter = await openAdapter("cli bench");
adapter?.dispose();

const SMALL = ["project", "--shapes", "T=64,d=96,k=4", "--dtype", "f32", "-r", "2"];

test("--device cpu: the twin and WebAssembly, one thread and all where they work; a file by its ending, and the record is whole", async () => {
  const { code, stdout, stderr } = await alienist(["bench", ...SMALL, "--device", "cpu", "-o", "cpu.json"], { cwd });
  assert.is(code, 0, stderr);
  assert.match(stdout, / twin: /);
  const found = BenchRecord.parse(JSON.parse(await readFile(at("cpu.json"), "utf8")));
  const who = found.rows.map(({ who, status, checked }) => [who, status, checked]);
  assert.equal(who, [
    ["onnxruntime-wasm", "measured", true],
    ...(WASM_THREADS_WORK ? [["onnxruntime-wasm-threads", "measured", true]] : []),
    ["twin", "measured", true],
  ]);
  assert.equal([found.adapter, found.roof.copy_gb_s, found.rows[0]!.ms!.n], [null, null, 2]);
});

test("a kernel whose name looks like a subcommand's is measured all the same", async () => {
  const args = ["bench", "pool", "--shapes", "T=64,d=96,tokens=32,pooling=mean", "--dtype", "f32", "-r", "1"];
  const { code, stderr } = await alienist([...args, "--device", "cpu", "--json"], { cwd });
  assert.is(code, 0, stderr);
});

test("model: ours, the plain forward pass and the hidden states, with what each part took; the readings agree", async () => {
  const args = ["bench", "model", "--model", "phantom:null?layers=2&width=16", "--items", "4", "-r", "1"];
  const { code, stdout, stderr } = await alienist([...args, "--device", "cpu", "-o", "model.json"], { cwd });
  assert.is(code, 0, stderr);
  assert.match(stdout, "plain forward: ");
  const { rows } = ModelBenchRecord.parse(JSON.parse(await readFile(at("model.json"), "utf8")));
  const found = new Map(rows.map((row) => [row.way, row]));
  assert.equal(["alienist", "hidden states"].map((way) => found.get(way as "alienist")!.checked), [true, true]);
  assert.is(found.get("plain forward")!.ratio, 1);
  assert.ok(found.get("alienist")!.loaded_bytes < found.get("plain forward")!.loaded_bytes, "the head is not loaded");
  assert.ok(found.get("alienist")!.read_back_bytes! < found.get("hidden states")!.read_back_bytes!);
});

test("--json prints the record and nothing else; -o csv prints CSV; a folder gets a file named after runtime and day", async () => {
  const args = ["bench", ...SMALL, "--device", "cpu"];
  const json = await alienist([...args, "--json"], { cwd });
  const { created, versions } = BenchRecord.parse(JSON.parse(json.stdout));
  assert.match((await alienist([...args, "-o", "csv"], { cwd })).stdout, /^adapter,software,runtime/);
  assert.is((await alienist([...args, "-o", "results"], { cwd })).code, 0);
  const day = created.slice(0, 10), version = versions[runtime.name];
  assert.equal(await readdir(at("results")), [`cpu-${runtime.name}-${version}-${day}.json`]);
});

if (adapter) {
  test("on the adapter: a checked figure, its roof, and what each part took; --compare sets it beside an earlier one", async () => {
    const args = ["bench", ...SMALL, "--no-autotune", "-o", "gpu.json", "--compare", "a.json"];
    const { code, stdout, stderr } = await alienist(args, { cwd });
    assert.is(code, 0, stderr);
    assert.match(stdout, "A: Card 9000");
    const { rows, roof, adapter, clock } = BenchRecord.parse(JSON.parse(await readFile(at("gpu.json"), "utf8")));
    const ours = rows.find(({ who }) => who === "alienist")!;
    assert.ok(adapter!.name.length > 0 && roof.read_gb_s! > 0 && roof.fma_gflop_s! > 0 && clock.note.length > 0);
    assert.equal([ours.status, ours.checked, ours.ms!.n], ["measured", true, 2]);
    assert.ok(ours.roof_fraction! > 0 && ours.bound !== null && ours.gpu_bytes! > 0);
  });

  test("--list-devices: what each power preference gives", async () => {
    const { code, stdout } = await alienist(["bench", "--list-devices"], { cwd });
    assert.is(code, 0);
    assert.match(stdout, /^high-performance +\S/);
    const { devices } = JSON.parse((await alienist(["bench", "--list-devices", "--json"], { cwd })).stdout);
    assert.ok(devices.length > 0 && typeof devices[0].adapter.software === "boolean");
  });
}

test("compare: a table, JSON, and a page", async () => {
  const table = await alienist(["bench", "compare", "a.json", "b.json"], { cwd });
  assert.is(table.code, 0, table.stderr);
  assert.match(table.stdout, /B: llvmpipe, deno 2\.9\.6 \(software\)/);
  const json = await alienist(["bench", "compare", "a.json", "b.json", "--json"], { cwd });
  assert.is(BenchComparison.parse(JSON.parse(json.stdout)).rows[0]!.cells[1]!.speed_up, 0.02);
  assert.is((await alienist(["bench", "compare", "a.json", "b.json", "-o", "page.html"], { cwd })).code, 0);
  assert.match(await readFile(at("page.html"), "utf8"), /<svg class="chart"/);
});

const BAD: [string, string[], RegExp][] = [
  ["an unknown kernel", ["projekt"], /"projekt": it is not one of project, project_pool/],
  ["an unknown size", ["project", "--shapes", "T=1,w=2,k=3"], /"w" is not one of T, d, k/],
  ["an unknown storage", ["project", "--dtype", "f64"], /"f64": it is not one of f32, f16/],
  ["no repetitions", ["project", "-r", "0"], /--reps must be a whole number, 1 to/],
  ["no size of memory", ["project", "--max-gpu-memory", "lots"], /--max-gpu-memory must be/],
  ["an ending without a form", ["project", "-o", "out.txt"], /the ending "\.txt" is not one of \.md, \.csv/],
  ["no folder", ["project", "-o", "none/out.json"], /there is no folder none/],
  ["another file to compare with", ["project", "--compare", "none.json"], /Cannot read none\.json as a bench: schema/],
  ["a text to compare", ["compare", "a.json", "text.json"], /Cannot read text\.json as a bench: it is not JSON/],
  ["nothing to compare", ["compare"], /file|argument/],
];
for (const [name, args, sentence] of BAD) {
  test(`${name}: exit 2, one sentence, nothing measured`, async () => {
    const { code, stdout, stderr } = await alienist(["bench", ...args], { cwd });
    assert.is(code, 2, stderr);
    assert.match(stderr, sentence);
    assert.is(stdout, "");
    assert.not(/\n\s+at .*\d+:\d+/.test(stderr), stderr);
  });
}

test("no adapter: exit 1, and what runs without one", async () => {
  const { code, stderr } = await alienist(["bench", ...SMALL], {
    cwd,
    env: { VK_DRIVER_FILES: "/none.json", VK_ICD_FILENAMES: "/none.json", DENO_WEBGPU_BACKEND: "vulkan" },
  });
  assert.is(code, 1, stderr);
  assert.match(stderr, "Cannot bench the kernels: ");
  assert.match(stderr, "--device cpu");
});

test.run();
