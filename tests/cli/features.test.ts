import { test } from "uvu";
import * as assert from "uvu/assert";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { FeatureRecord } from "../../src/record/features.ts";
import { featureLines } from "../../src/report/features.ts";
import { rawSafetensors, saved, tensor } from "../run/sae-file.ts";
import { alienist, temporary } from "./run-cli.ts";

const MODEL = "phantom:null?width=32&layers=2", D = 32, N = 50;
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => ((i * 37) % 101 - 50) / 64);
const TENSORS = { W_enc: tensor([D, N], ramp(D * N)), b_enc: tensor([N], ramp(N)), b_dec: tensor([D], ramp(D)) };
const CFG = { architecture: "topk", k: 12, apply_b_dec_to_input: true, hook_name: "blocks.1.hook_resid_post" };
const SAE = await saved(rawSafetensors(TENSORS), CFG);
const WIDE = await saved(rawSafetensors({ W_enc: tensor([8, 3], ramp(24)), b_enc: tensor([3], ramp(3)) }), CFG);
// Features 0 and 2 answer to nothing.
const SILENT = await saved(
  rawSafetensors({ W_enc: tensor([D, 3], ramp(3 * D).fill(0)), b_enc: tensor([3], [0, 0, 0]) }),
  {
    architecture: "standard",
  },
);

const cwd = await temporary();
const TEXTS = [
  { id: "plates", text: "She set out two plates." },
  { id: "kettle", text: "He put the kettle on, and waited." },
  { id: "numbers", token_ids: [1, 5, 6] },
];
await writeFile(join(cwd, "texts.jsonl"), TEXTS.map((text) => JSON.stringify(text) + "\n").join(""));
const ARGS = ["features", "-M", MODEL, "--sae", SAE, "--layer", "1", "-i", "texts.jsonl", "--device", "cpu"];
const lines = (text: string) => text.trim().split("\n").map((line) => FeatureRecord.parse(JSON.parse(line)));

test("--json: one record per text, the active features descending, nothing else on stdout", async () => {
  const { code, stdout, stderr } = await alienist([...ARGS, "--json", "--top", "5"], { cwd });
  assert.is(code, 0, stderr);
  const records = lines(stdout);
  assert.equal(records.map(({ item }) => item), TEXTS.map(({ id }) => id));
  for (const { features, active, layer, token, position } of records) {
    assert.is(features.length, 5);
    assert.ok(
      features.every(({ activation }, i) => activation > 0 && (i === 0 || activation <= features[i - 1]!.activation)),
    );
    assert.ok(active <= 12 && layer === 1 && typeof token === "string" && position! > 0);
  }
  assert.not.match(stderr, /Note: .*trained on/);
});

test("parquet and jsonl hold the same, for every token; no part of a file is left", async () => {
  const all = [...ARGS, "--reading", "all", "-o"];
  for (const file of ["out.parquet", "out.jsonl"]) {
    const { code, stdout, stderr } = await alienist([...all, file], { cwd });
    assert.is(code, 0, stderr);
    assert.match(stdout, new RegExp(`^${file}: 3 texts, \\d+ places, 12 features each; topk autoencoder, 50 features`));
  }
  const records = lines(await readFile(join(cwd, "out.jsonl"), "utf8"));
  const bytes = await readFile(join(cwd, "out.parquet"));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const rows = records.flatMap(({ item, token, position, layer, features }) =>
    features.map(({ feature, activation }, i) => ({ item, token, position, layer, feature, activation, rank: i + 1 }))
  );
  assert.ok(rows.length > 50 && new Set(rows.map(({ token }) => token)).size > 5);
  assert.equal(await parquetReadObjects({ file }), rows);
  const metadata = Object.fromEntries(
    (parquetMetadata(file).key_value_metadata ?? []).map(({ key, value }) => [key, value]),
  );
  assert.equal([metadata.model, metadata.sae, metadata.reading], [MODEL, SAE, "all"]);
  assert.equal((await readdir(cwd)).sort(), ["out.jsonl", "out.parquet", "texts.jsonl"]);
});

test("the mean has no token; places where nothing is active have no row, and a line that says so", async () => {
  const silent = ARGS.map((arg) => arg === SAE ? SILENT : arg);
  await alienist([...ARGS, "--reading", "mean", "-o", "mean.parquet"], { cwd });
  const mean = await parquetReadObjects({ file: (await readFile(join(cwd, "mean.parquet"))).buffer as ArrayBuffer });
  assert.ok(mean.length === 36 && mean.every(({ token, position }) => token === null && position === null));
  const { code, stderr } = await alienist([...silent, "-o", "none.parquet"], { cwd });
  assert.is(code, 0, stderr);
  const none = await readFile(join(cwd, "none.parquet"));
  const file = none.buffer.slice(none.byteOffset, none.byteOffset + none.length) as ArrayBuffer;
  assert.equal(await parquetReadObjects({ file }), []);
  const { stdout } = await alienist([...silent, "--json"], { cwd });
  assert.equal(lines(stdout).map(({ active, features }) => [active, features]), [[0, []], [0, []], [0, []]]);
});

test("the table: item, token, how many are active, the largest first; notes on stderr", async () => {
  const elsewhere = ARGS.map((arg) => arg === "1" ? "0" : arg);
  const { code, stdout, stderr } = await alienist(elsewhere, { cwd, env: { NO_COLOR: "1" } });
  assert.is(code, 0, stderr);
  const [head, first] = stdout.split("\n");
  assert.match(head!, /^item +token +active +feature:activation$/);
  assert.match(first!, /^plates +\S+ +\d+ +\d+:\d/);
  assert.ok(stdout.split("\n").every((line) => line.length <= 100));
  assert.match(stderr, /Note: .*hook_resid_post \(resid_post\.1 here\), and reads resid_post\.0\./);
});

test("a suite's items are read instead of a file", async () => {
  const args = [
    "features",
    "-M",
    MODEL,
    "--sae",
    SAE,
    "--layer",
    "1",
    "--suite",
    "emotion",
    "--device",
    "cpu",
    "--json",
  ];
  const { code, stdout, stderr } = await alienist([...args, "--top", "1"], { cwd });
  assert.is(code, 0, stderr);
  assert.is(lines(stdout).length, 1056);
});

const change = (from: string, to: string) => ARGS.map((arg) => arg === from ? to : arg);
const CASES: [string, string[], number, RegExp][] = [
  ["no texts", ARGS.filter((arg) => !["-i", "texts.jsonl"].includes(arg)), 2, /neither is given.*--input.*--suite/s],
  ["texts twice", [...ARGS, "--suite", "emotion"], 2, /both are given/],
  ["no autoencoder", change(SAE, "none.safetensors"), 1, /Cannot read none\.safetensors: there is no such file/],
  ["no safetensors", change(SAE, "texts.jsonl"), 1, /texts\.jsonl as safetensors: its first 8 bytes promise/],
  ["another width", change(SAE, WIDE), 1, /vectors of width 8, and the residual stream of the model has width 32/],
  ["a layer too high", change("1", "2"), 2, /Cannot read layer 2: .* has the layers 0 to 1/],
  ["a layer that is no number", change("1", "all"), 2, /--layer must be a whole number, 0 or more, and is "all"/],
  ["no top", [...ARGS, "--top", "0"], 2, /--top must be a whole number, 1 to 1024, and is "0"/],
  ["too large a top", [...ARGS, "--top", "1025"], 2, /--top must be a whole number, 1 to 1024/],
  ["an ending without a form", [...ARGS, "-o", "out.csv"], 2, /the ending "\.csv" is not one of \.parquet, \.jsonl/],
  ["output that is the input", [...ARGS, "-o", "texts.jsonl"], 2, /Cannot write texts\.jsonl: it is what is read/],
  ["a folder that is not there", [...ARGS, "-o", "no/out.jsonl"], 1, /Cannot write no\/out\.jsonl/],
];
for (const [what, args, exit, why] of CASES) {
  test(`${what}: exit ${exit}, what was found and what to do`, async () => {
    const before = await readdir(cwd);
    const { code, stdout, stderr } = await alienist(args, { cwd });
    assert.match(stderr, why);
    assert.is(code, exit);
    assert.is(stdout, "");
    assert.ok(stderr.trim().split("\n").length >= 2 && !/ at .*\.ts/.test(stderr), stderr);
    assert.equal(await readdir(cwd), before);
  });
}

test("lines fit the terminal, and say what they leave out", () => {
  const features = Array.from({ length: 30 }, (_, i) => ({ feature: 1000 + i, activation: 1234 / (i * i + 1) }));
  const record = { schema: "alienist/features/1" as const, item: "x".repeat(60), layer: 0, active: 256, more: true };
  const long = { ...record, token: "\u001b[31mred", position: 3, features };
  for (const width of [60, 80, 200]) {
    const [head, line] = [...featureLines([long], { color: false, width })];
    assert.ok(head!.length <= width && line!.length <= width, `${line!.length} columns of ${width}`);
    assert.match(line!, /^x{15,25}\.\.\. +\[31mred +256\+ +1000:1234 .* \.\.\.$/);
  }
  const tiny = { ...record, item: "a", token: null, position: null, features: [{ feature: 1, activation: 0.00004 }] };
  assert.equal([...featureLines([tiny], { color: false })], [
    "item  active  feature:activation",
    "a       256+  1:4.0e-5",
  ]);
});

test.run();
