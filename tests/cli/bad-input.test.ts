import { test } from "uvu";
import * as assert from "uvu/assert";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Buffer } from "node:buffer";
import { int, message, packed, string } from "../../src/model/onnx/encode.ts";
import { GraphBuilder } from "../../src/model/onnx/build.ts";
import { writePhantom } from "../../src/phantom/phantom.ts";
import { phantom } from "../../src/run/open.ts";
import { packageRoot } from "../../src/runtime/files.ts";
import { alienist, temporary } from "./run-cli.ts";

const root = await temporary();
const at = (...parts: string[]) => join(root, ...parts);
const EVAL = ["--device", "cpu", "--permutations", "499", "--bootstraps", "100"];

await writePhantom(await phantom("phantom:null?width=32&layers=2&context=12"), at("short"));
await writePhantom(await phantom("phantom:null?width=32&layers=2"), at("good"));
for (const name of ["no-tokenizer", "no-model", "cut", "garbage", "no-stream", "bad-config", "bad-tokenizer"]) {
  await mkdir(at(name, "onnx"), { recursive: true });
  for (const file of ["config.json", "tokenizer.json", "onnx/model.onnx"]) {
    await copyFile(at("good", file), at(name, file));
  }
}
const { rm } = await import("node:fs/promises");
await rm(at("no-tokenizer", "tokenizer.json"));
await rm(at("no-model", "onnx", "model.onnx"));
await truncate(at("cut", "onnx", "model.onnx"), 5000);
await writeFile(at("garbage", "onnx", "model.onnx"), "version https://git-lfs.github.com/spec/v1\n");
await writeFile(at("bad-config", "config.json"), "{");
await writeFile(at("bad-tokenizer", "tokenizer.json"), '{"model": 3}');
const lone = new GraphBuilder();
lone.input("x", "float32", [1, 4]);
lone.node("Relu", ["x"], "y");
lone.output("y", "float32", [1, 4]);
await writeFile(at("no-stream", "onnx", "model.onnx"), lone.build());

await mkdir(at("suite"));
const CSV = "id,text,condition,construct,pair,scene,domain,status,note\n";
const JSON_SUITE = JSON.parse(await readFile(join(packageRoot(), "suites", "emotion", "suite.json"), "utf8"));
const suiteWith = async (name: string, csv: string, change: object = {}) => {
  await mkdir(at(name), { recursive: true });
  const design = { ...JSON_SUITE.design, keyword_column: null };
  await writeFile(
    at(name, "suite.json"),
    JSON.stringify({ ...JSON_SUITE, name: "own", design, columns: {}, lexicon: {}, ...change }),
  );
  await writeFile(at(name, "items.csv"), CSV + csv);
  return at(name);
};
const row = (id: string, condition = "neutral", text = "She ate standing up.") =>
  `${id},${text},${condition},joy,p1,s1,home,final,\n`;

await mkdir(at("null-config", "onnx"), { recursive: true });
for (const file of ["tokenizer.json", "onnx/model.onnx"]) await copyFile(at("good", file), at("null-config", file));
await writeFile(at("null-config", "config.json"), "null");
await mkdir(at("no-weights", "onnx"), { recursive: true });
await copyFile(at("good", "tokenizer.json"), at("no-weights", "tokenizer.json"));
const outside = message(
  5,
  packed(1, [4]),
  int(2, 1),
  string(8, "w"),
  message(13, string(1, "location"), string(2, "w.bin")),
  int(14, 1),
);
await writeFile(
  at("no-weights", "onnx", "model.onnx"),
  message(7, message(1, string(1, "w"), string(2, "y"), string(4, "Relu")), outside),
);
await suiteWith("semicolons", "");
await writeFile(at("semicolons", "items.csv"), CSV.replaceAll(",", ";"));
await suiteWith("latin", "");
await writeFile(at("latin", "items.csv"), Buffer.from(CSV + row("a", "neutral", "Caf\u00e9."), "latin1"));
await writeFile(at("a.jsonl"), '{"id": "a", "text": "She ate."}\n');
await writeFile(at("ids.jsonl"), '{"id": "a", "token_ids": [999999]}\n');

// arguments, exit code, what the sentence must say
const CASES: [string, () => Promise<string[]> | string[], number, RegExp][] = [
  ["no command", () => [], 2, /Which command\?/],
  ["unknown command", () => ["frobnicate"], 2, /Unknown command: frobnicate/],
  ["command with a slip", () => ["evil"], 2, /Did you mean eval\?/],
  ["unknown flag", () => ["eval", "emotion", "-M", "phantom:null", "--bogus"], 2, /Unknown argument: bogus/],
  ["missing model", () => ["eval", "emotion"], 2, /Missing required argument: model/],
  [
    "unknown suite",
    () => ["eval", "emotoin", "-M", "phantom:null"],
    2,
    /Cannot find the suite "emotoin": it is not one of emotion/,
  ],
  ["unknown device", () => ["eval", "emotion", "-M", "phantom:null", "--device", "tpu"], 2, /device.*tpu/],
  [
    "unknown phantom kind",
    () => ["taps", "phantom:ghost"],
    2,
    /kind "ghost" is not one of affect, keyword, lexical, null/,
  ],
  ["phantom value", () => ["taps", "phantom:affect?effect=lots"], 2, /effect must be a number from 0 to 10/],
  ["missing folder", () => ["taps", at("nowhere")], 1, /there is no such folder/],
  ["file as model", () => ["taps", at("good", "config.json")], 1, /it is a file, not a folder/],
  ["hub id", () => ["taps", "org/name"], 1, /not fetched from a hub/],
  ["no tokenizer", () => ["taps", at("no-tokenizer")], 1, /it holds no tokenizer\.json/],
  ["no model file", () => ["taps", at("no-model")], 1, /no onnx\/model\.onnx/],
  ["truncated model", () => ["taps", at("cut")], 1, /Cannot read .* as an ONNX model/],
  ["not ONNX", () => ["taps", at("garbage")], 1, /Cannot read .* as an ONNX model/],
  ["no residual stream", () => ["taps", at("no-stream")], 1, /Cannot find a residual stream in this graph/],
  ["config that is no JSON", () => ["taps", at("bad-config")], 1, /Cannot read .*config\.json: it is not JSON/],
  ["tokenizer that is none", () => ["taps", at("bad-tokenizer")], 1, /Cannot read tokenizer\.json/],
  [
    "text longer than the context",
    () => ["eval", "emotion", "-M", at("short"), ...EVAL],
    1,
    /Cannot read \d+ of 1056 texts: .* at most 12.*--truncate/s,
  ],
  [
    "layers out of range",
    () => ["eval", "emotion", "-M", at("good"), "--layers", "7", ...EVAL],
    2,
    /"7" is not a layer or range from 0 to 1/,
  ],
  [
    "too few permutations",
    () => ["eval", "emotion", "-M", at("good"), "--permutations", "5"],
    2,
    /--permutations must be a whole number, 399 to/,
  ],
  [
    "seed that is no number",
    () => ["eval", "emotion", "-M", at("good"), "--seed", "x"],
    2,
    /--seed must be a whole number/,
  ],
  [
    "output without an ending",
    () => ["eval", "emotion", "-M", at("good"), "-o", "result", ...EVAL],
    2,
    /Cannot write result: the ending "" is not one of \.json/,
  ],
  [
    "threshold that cannot be read",
    () => ["eval", "emotion", "-M", at("good"), "--threshold", "good"],
    2,
    /Cannot read the threshold "good"/,
  ],
  ["malformed CSV", async () => ["audit", await suiteWith("csv", 'a,"open,neutral\n')], 1, /items\.csv/],
  ["missing column value", async () => ["audit", await suiteWith("cells", "a,b\n")], 1, /items\.csv row 2/],
  ["duplicate ids", async () => ["audit", await suiteWith("twice", row("a") + row("a", "keyword"))], 1, /row 3: .*"a"/],
  [
    "unknown condition",
    async () => ["audit", await suiteWith("cond", row("a", "neutrl"))],
    1,
    /row 2: condition "neutrl" is not one of/,
  ],
  [
    "unknown key in suite.json",
    async () => ["audit", await suiteWith("key", row("a"), { colour: "red" })],
    1,
    /colour/,
  ],
  [
    "input that is missing",
    () => ["activations", "-M", at("good"), "-i", at("none.jsonl"), "-o", at("x.safetensors")],
    1,
    /Cannot read .*none\.jsonl: there is no such file/,
  ],
  ["config that is no object", () => ["taps", at("null-config")], 1, /config\.json: it is not a JSON object/],
  [
    "weights that are not beside the model",
    () => ["taps", at("no-weights")],
    1,
    /its weights are in w\.bin, which is not beside it/,
  ],
  ["two question marks in a phantom", () => ["taps", "phantom:null?width=64?layers=2"], 2, /more than one "\?"/],
  ["suite that is not UTF-8", () => ["audit", at("latin")], 1, /items\.csv: it is not UTF-8 text/],
  ["semicolons", () => ["audit", at("semicolons")], 1, /separated by semicolons, not by commas/],
  [
    "output that is the input",
    () => ["activations", "-M", at("good"), "-i", at("a.jsonl"), "-o", at("a.jsonl")],
    2,
    /it is the input/,
  ],
  [
    "token id out of the vocabulary",
    () => ["activations", "-M", at("good"), "-i", at("ids.jsonl"), "-o", at("y.safetensors"), "--device", "cpu"],
    1,
    /the token id 999999 is not one of 0 to/,
  ],
  [
    "copy into a folder that is not there",
    () => ["eval", "emotion", "-M", at("good"), "-o", at("none", "x.json")],
    2,
    /there is no folder/,
  ],
  [
    "second model that is not there",
    () => ["eval", "emotion", "-M", at("good"), "-M", at("nope"), ...EVAL],
    1,
    /there is no such folder/,
  ],
  [
    "phantom into a folder with other files",
    () => ["phantom", "phantom:null?width=32&layers=2", "-o", at("latin")],
    2,
    /it holds other files/,
  ],
  [
    "dry run with a layer that is not there",
    () => ["eval", "emotion", "-M", at("good"), "--layers", "9", "--dry-run"],
    2,
    /"9" is not a layer/,
  ],
  [
    "a flag twice",
    () => ["activations", "-M", at("good"), "-M", at("good"), "-i", "a", "-o", "b"],
    2,
    /--model is given 2 times/,
  ],
];

for (const [name, args, code, sentence] of CASES) {
  test(`${name}: exit ${code}, one clear sentence, no stack`, async () => {
    const cwd = await temporary();
    const done = await alienist(await args(), { cwd });
    assert.is(done.code, code, done.stderr);
    assert.match(done.stderr, sentence);
    assert.not(/\n\s+at .*\d+:\d+/.test(done.stderr), done.stderr);
    assert.is(done.stdout, "");
    for (const left of await readdir(cwd)) assert.equal(await readdir(join(cwd, left)), [], "nothing half-written");
  });
}

test("with --json the last line on stdout is the error event", async () => {
  const { code, stdout } = await alienist(["eval", "emotion", "-M", at("cut"), "--json"]);
  assert.is(code, 1);
  const event = JSON.parse(stdout.trim().split("\n").at(-1)!);
  assert.is(event.event, "error");
  assert.is(event.code, "not_onnx");
  assert.ok(event.message.length > 10 && event.remedy.length > 10);
});

test("--debug shows the stack", async () => {
  const { stderr } = await alienist(["taps", at("cut"), "--debug"]);
  assert.match(stderr, /\n\s+at /);
});

test("--truncate reads what is too long, and says so", async () => {
  const cwd = await temporary();
  const { code, stderr } = await alienist(["eval", "emotion", "-M", at("short"), "--truncate", ...EVAL], { cwd });
  assert.is(code, 0, stderr);
  assert.match(stderr, /texts were cut at 12 tokens/);
});

test("a full disk: one sentence, exit 1, nothing half-written", async () => {
  const small = at("small-disk");
  await mkdir(small, { recursive: true });
  const mounted = await new Promise<boolean>((resolve) =>
    execFile("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small], (error) => resolve(error === null))
  );
  if (!mounted) return console.log("SKIP full disk: a small file system cannot be mounted without root");
  try {
    const { code, stderr } = await alienist([
      "eval",
      "emotion",
      "-M",
      at("good"),
      "--log-dir",
      join(small, "runs"),
      ...EVAL,
    ]);
    assert.is(code, 1);
    assert.match(stderr, /Cannot write .*: the disk is full\./);
    assert.equal(await readdir(join(small, "runs")), []);
  } finally {
    await new Promise((resolve) => execFile("umount", [small], resolve));
  }
});

test("a folder that may not be written: one sentence, exit 1", async () => {
  await mkdir(at("locked"), { recursive: true });
  await writeFile(at("locked", "file"), "x");
  const { code, stderr } = await alienist([
    "eval",
    "emotion",
    "-M",
    at("good"),
    "--log-dir",
    at("locked", "file", "runs"),
    ...EVAL,
  ]);
  assert.is(code, 1);
  assert.match(stderr, /Cannot create .*: a part of its path is a file/);
});

test.run();
