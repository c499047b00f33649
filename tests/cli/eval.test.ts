import { test } from "uvu";
import * as assert from "uvu/assert";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EvalEvent } from "../../src/record/events.ts";
import { ItemRecord, RunRecord } from "../../src/record/run.ts";
import { alienist, temporary } from "./run-cli.ts";

const QUICK = ["--permutations", "499", "--bootstraps", "100", "--device", "cpu"];
const SMALL = "phantom:affect?width=64&layers=2&effect=2";

test("--json: events only on stdout, the last is done, and the record is whole", async () => {
  const cwd = await temporary();
  const { code, stdout, stderr } = await alienist(["eval", "emotion", "--model", SMALL, ...QUICK, "--json"], { cwd });
  assert.is(code, 0, stderr);
  const events = stdout.trim().split("\n").map((line) => EvalEvent.parse(JSON.parse(line)));
  assert.is(events[0]!.event, "start");
  assert.ok(events.some((event) => event.event === "progress") && events.some((event) => event.event === "figure"));
  const done = events.at(-1)!;
  assert.ok(done.event === "done");
  assert.is(done.verdicts.emotion!.verdict, "transfers");
  const folder = join(cwd, dirname(done.record));
  assert.equal((await readdir(folder)).sort(), [
    "items.jsonl",
    "journal.jsonl",
    "report.html",
    "report.md",
    "run.json",
  ]);
  const record = RunRecord.parse(JSON.parse(await readFile(join(cwd, done.record), "utf8")));
  const items = (await readFile(join(folder, "items.jsonl"), "utf8")).trim().split("\n").map((line) =>
    ItemRecord.parse(JSON.parse(line))
  );
  assert.is(items.length, record.counts.items);
  const journal = (await readFile(join(folder, "journal.jsonl"), "utf8")).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.is(journal[0].event, "start");
  assert.is(journal.at(-1).event, "done");
  assert.is(journal.filter((entry) => entry.event === "batch").flatMap((entry) => entry.ids).length, items.length);
  assert.equal((await readdir(join(cwd, "runs"))).filter((name) => name.startsWith(".")), []);
});

test("the table, the report's path, copies by ending, and a threshold that fails with 100", async () => {
  const cwd = await temporary();
  const args = [
    "eval",
    "emotion",
    "-M",
    SMALL,
    "--limit",
    "200",
    ...QUICK,
    "-o",
    "copy.json",
    "-o",
    "copy.md",
    "--threshold",
    "transfer.excess>=0.9",
  ];
  const { code, stdout, stderr } = await alienist(args, { cwd });
  assert.is(code, 100, stderr);
  assert.match(stdout, /phantom:affect/);
  assert.match(stdout, /Report: runs\/.*report\.html/);
  assert.match(stderr, /transfer\.excess>=0\.9 does not hold/);
  assert.ok(RunRecord.parse(JSON.parse(await readFile(join(cwd, "copy.json"), "utf8"))).counts.items < 672);
  assert.match(await readFile(join(cwd, "copy.md"), "utf8"), /^# /m);
});

test("Ctrl-C in the middle: 130, one sentence, nothing half-written", async () => {
  const cwd = await temporary();
  const { code, stderr } = await alienist([
    "eval",
    "emotion",
    "-M",
    "phantom:null?width=256&layers=6",
    "--device",
    "cpu",
    "--display",
    "plain",
  ], {
    cwd,
    interrupt: (output) => output.includes("forward"),
  });
  assert.is(code, 130);
  assert.match(stderr, /Interrupted: nothing was recorded\./);
  assert.equal(await readdir(join(cwd, "runs")), []);
});

test("--dry-run says what would run and writes nothing", async () => {
  const cwd = await temporary();
  const { code, stdout } = await alienist(["eval", "emotion", "-M", SMALL, "--device", "cpu", "--dry-run"], { cwd });
  assert.is(code, 0);
  assert.match(stdout, /emotion 1\.0\.0 on phantom:affect.*1056 items, \d+ tokens, 2 layers of width 64/);
  assert.equal(await readdir(cwd), []);
});

test("--sample-id takes whole pairs, and an unknown id is named", async () => {
  const { code, stderr } = await alienist([
    "eval",
    "emotion",
    "-M",
    SMALL,
    "--device",
    "cpu",
    "--sample-id",
    "nobody",
    "--dry-run",
  ]);
  assert.is(code, 2);
  assert.match(stderr, /Cannot find the item "nobody"/);
});

test("phantom writes a folder that taps can read, and says what is planted", async () => {
  const cwd = await temporary();
  const written = await alienist(["phantom", SMALL, "-o", "model", "--json"], { cwd });
  assert.is(written.code, 0, written.stderr);
  const answer = JSON.parse(written.stdout);
  assert.is(answer.tap, "resid_post.1");
  assert.is(answer.direction.length, 64);
  const { code, stdout } = await alienist(["taps", "model", "--json"], { cwd });
  assert.is(code, 0);
  assert.equal(
    JSON.parse(stdout).taps.map((tap: { tensor: string }) => tap.tensor).includes("/model/layers.1/Add_1_output_0"),
    true,
  );
});

test("audit prints the table and writes it for a card", async () => {
  const cwd = await temporary();
  const { code, stdout, stderr } = await alienist(["audit", "emotion", "-o", "audit.md"], { cwd });
  assert.is(code, 0, stderr);
  assert.match(stdout, /function words/);
  assert.match(await readFile(join(cwd, "audit.md"), "utf8"), /\| .*function words.* \|/i);
  assert.is((await alienist(["audit", "emotion", "-o", "audit.txt"], { cwd })).code, 2);
});

test.run();
