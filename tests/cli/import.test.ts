import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AuditComparison, AuditRecord } from "../../src/record/audit.ts";
import { sha256 } from "../../src/runtime/files.ts";
import { alienist, temporary } from "./run-cli.ts";

// Sentences of our own: four situations, each named, shown and neutral, each told of six people.
const SITUATIONS = [
  ["boat", "joy", "was happy when the boat came in", "ran into the water in shoes", "tied the rope in gloves"],
  [
    "hall",
    "joy",
    "held the letter, full of joy",
    "read the letter aloud to the hall",
    "laid the letter down in the hall",
  ],
  [
    "well",
    "fear",
    "was afraid of the well",
    "heard the boards of the well give way",
    "saw the boards of the well painted",
  ],
  [
    "barn",
    "fear",
    "felt panic in the barn",
    "stood without breath behind the barn",
    "stood with a coat behind the barn",
  ],
];
const SCENES = ["Asa", "Bo", "Cai", "Dag", "Eva", "Fia"].flatMap((who, day) =>
  SITUATIONS.map(([id, emotion, ...texts]) => [`${id}${day}`, emotion, ...texts.map((text) => `${who} ${text}.`)])
);
const line = (value: object) => JSON.stringify(value) + "\n";
const SET = SCENES.map(([id, emotion, named, shown, plain]) =>
  line({
    id: `${id}-k`,
    text: named,
    emotion,
    stimulus_set: "a",
    matched_control_id: null,
    has_emotion_keyword: true,
  }) +
  line({
    id: `${id}-f`,
    text: shown,
    emotion,
    stimulus_set: "b",
    matched_control_id: `${id}-n`,
    has_emotion_keyword: null,
  }) +
  line({ id: `${id}-n`, text: plain, emotion: "neutral", stimulus_set: "b", matched_control_id: `${id}-f` })
).join("");
const TABLE = "prompt,label,group\n" +
  SCENES.flatMap(([id, , named, shown, plain]) =>
    [[named, "named"], [shown, "shown"], [plain, "plain"]].map(([text, label]) => `"${text}",${label},${id}\n`)
  ).join("");

const cwd = await temporary();
const at = (...parts: string[]) => join(cwd, ...parts);
await writeFile(at("set.jsonl"), SET);
await writeFile(at("broken.jsonl"), SET + "{\n");
await writeFile(at("table.csv"), TABLE);
await writeFile(at("lexicon.json"), JSON.stringify({ joy: { boat: ["boat"] }, fear: { well: ["well"] } }));
await writeFile(at("bad-lexicon.json"), JSON.stringify({ joy: ["boat"] }));
await mkdir(at("full"));
await writeFile(at("full", "notes.txt"), "mine");
await mkdir(at("empty"));

test("affect-reception: a folder that audit and eval accept, and a summary", async () => {
  const done = await alienist(["import", "affect-reception", "set.jsonl", "-o", "suite"], { cwd });
  assert.is(done.code, 0, done.stderr);
  assert.match(done.stdout, /72 items read, 72 in the suite, 0 left over/);
  assert.match(done.stdout, /24: keyword item in the pair of a vignette of the same emotion/);
  assert.equal(await readdir(at("suite")), ["README.md", "items.csv", "suite.json"]);
  const card = await readFile(at("suite", "README.md"), "utf8");
  assert.ok(card.includes(sha256(SET)) && card.includes("licence is yours to check") && card.includes("set.jsonl"));
  const audited = await alienist(["audit", "suite", "--json"], { cwd });
  assert.is(audited.code, 0, audited.stderr);
  assert.is(AuditRecord.parse(JSON.parse(audited.stdout)).counts.incomplete_pairs, 0);
  const quick = ["--device", "cpu", "--permutations", "499", "--bootstraps", "100", "--display", "none"];
  const evaluated = await alienist(["eval", "suite", "-M", "phantom:null?width=32&layers=2", ...quick], { cwd });
  assert.is(evaluated.code, 0, evaluated.stderr);
});

test("--json tells the same, and the keywords come from --lexicon", async () => {
  const args = ["import", "affect-reception", "set.jsonl", "-o", "empty/", "--lexicon", "lexicon.json", "--json"];
  const { code, stdout, stderr } = await alienist(args, { cwd });
  assert.is(code, 0, stderr);
  const summary = JSON.parse(stdout);
  assert.is(summary.source_hash, sha256(SET));
  assert.equal(summary.conditions, { "keyword-free": 24, neutral: 24, keyword: 24 });
  assert.match(await readFile(at("empty", "items.csv"), "utf8"), /boat0-k,Asa was happy.*,boat,/);
});

test("table: columns and conditions by flag", async () => {
  const args = ["import", "table", "table.csv", "-o", "from/table", "--columns", "text=prompt,condition=label"];
  const parts = ["--columns", "pair=group", "--source", "named", "--target", "shown", "--control", "plain"];
  const { code, stderr } = await alienist([...args, ...parts], { cwd });
  assert.is(code, 0, stderr);
  assert.is((await alienist(["audit", "from/table"], { cwd })).code, 0);
});

const CASES: [string, string[], RegExp][] = [
  ["no such file", ["affect-reception", "none.jsonl", "-o", "x"], /Cannot read none\.jsonl: there is no such file/],
  ["a folder as file", ["affect-reception", "full", "-o", "x"], /Cannot read full: it is a folder/],
  ["a broken line", ["affect-reception", "broken.jsonl", "-o", "x"], /broken\.jsonl line 73: it is not valid JSON/],
  [
    "a folder that is not empty",
    ["affect-reception", "set.jsonl", "-o", "full"],
    /full: the folder exists and is not empty/,
  ],
  ["a file as folder", ["affect-reception", "set.jsonl", "-o", "set.jsonl"], /set\.jsonl: it is a file/],
  [
    "a lexicon of another shape",
    ["affect-reception", "set.jsonl", "-o", "x", "--lexicon", "bad-lexicon.json"],
    /lexicon.*"joy"/,
  ],
  [
    "a flag of the other format",
    ["affect-reception", "set.jsonl", "-o", "x", "--source", "a"],
    /--source is for the format table/,
  ],
  ["an unknown format", ["spreadsheet", "set.jsonl", "-o", "x"], /spreadsheet/],
  [
    "an unknown column",
    ["table", "table.csv", "-o", "x", "--columns", "prompt=text"],
    /"prompt" is not one of id, text/,
  ],
  [
    "a mapping without =",
    ["table", "table.csv", "-o", "x", "--columns", "text"],
    /"text" is not of the form text=prompt/,
  ],
  ["a table without its columns", ["table", "table.csv", "-o", "x"], /no column "text" for "text"; it has "prompt"/],
  ["no output", ["table", "table.csv"], /output-path/],
];

for (const [name, args, sentence] of CASES) {
  test(`${name}: exit 2, one sentence, nothing written`, async () => {
    const before = await readdir(cwd);
    const { code, stdout, stderr } = await alienist(["import", ...args], { cwd });
    assert.is(code, 2, stderr);
    assert.match(stderr, sentence);
    assert.is(stdout, "");
    assert.not(/\n\s+at .*\d+:\d+/.test(stderr), stderr);
    assert.equal(await readdir(cwd), before);
    assert.equal(await readdir(at("full")), ["notes.txt"]);
  });
}

test("a folder that cannot be made: exit 1, one sentence", async () => {
  const { code, stderr } = await alienist(["import", "affect-reception", "set.jsonl", "-o", "table.csv/x"], { cwd });
  assert.is(code, 1, stderr);
  assert.match(stderr, /Cannot create .*: a part of its path is a file/);
});

test("audit --compare: two records, differences, and the table; --strict judges the first", async () => {
  await alienist(["import", "affect-reception", "set.jsonl", "-o", "other"], { cwd });
  const { code, stdout, stderr } = await alienist(["audit", "emotion", "--compare", "other", "--json", "--strict"], {
    cwd,
  });
  assert.is(code, 0, stderr);
  const { a, b, figures, counts } = AuditComparison.parse(JSON.parse(stdout));
  assert.equal([a.suite, b.suite], ["emotion", "other"]);
  const length = figures.find(({ name }) => name === "length")!;
  assert.is(length.difference, a.figures.length!.value! - b.figures.length!.value!);
  assert.ok(counts.some(({ name }) => name === "near_duplicates"));
  const args = ["audit", "other", "--compare", "emotion", "-o", "both.md", "--strict"];
  const strict = await alienist(args, { cwd });
  assert.is(strict.code, 100, strict.stderr);
  assert.match(strict.stdout, "A - B");
  assert.match(strict.stderr, /The audit of other fails: /);
  assert.match(await readFile(at("both.md"), "utf8"), "| Figure | A | 95 % interval |");
  assert.is((await alienist(["audit", "other"], { cwd })).code, 0);
  assert.is((await alienist(["audit", "other", "--compare", "nobody"], { cwd })).code, 2);
});

test.run();
