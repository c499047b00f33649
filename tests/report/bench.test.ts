import { test } from "uvu";
import * as assert from "uvu/assert";
import { BenchComparison, BenchRecord } from "../../src/record/bench.ts";
import { benchMarkdown, benchTable } from "../../src/report/bench.ts";
import { benchCsv, benchJsonl, csv } from "../../src/report/bench-csv.ts";
import { compareBenches, comparisonCsv, comparisonMarkdown, comparisonTable } from "../../src/report/bench-compare.ts";
import { benchPage } from "../../src/report/bench-page.ts";
import { three } from "../../src/report/bench-words.ts";
import { record, row } from "../bench/record.ts";

const NASTY = `<script>alert("1")</script> & 'it'`;

const card = record("Card 9000", [
  row("alienist", 1, { best_peer: { who: "tfjs", ratio: 4 }, upload_ms: 20, compile_ms: 30, read_back_ms: 0.5 }),
  row("tfjs", 4, { ratio: 4 }),
  row("jax-js", null),
  row("twin", 300, { ratio: 100, bound: null, roof_fraction: null }),
]);
const cpu = record("llvmpipe", [
  row("alienist", 50),
  row("alienist", 70, { dtype: "f16" }),
  row("tfjs", 100, { ratio: 2 }),
], { software: true });

test("three digits that count", () => {
  assert.equal([0.01234, 1.234, 12.34, 999.6, 9.999, 12_345, 0].map(three), [
    "0.0123",
    "1.23",
    "12.3",
    "1,000",
    "10.0",
    "12,345",
    "0",
  ]);
  assert.equal([three(null), three(NaN)], ["none", "none"]);
});

test("a record keeps what it says through JSON; one of another form is refused", () => {
  assert.equal(BenchRecord.parse(JSON.parse(JSON.stringify(card))), card);
  assert.throws(() => BenchRecord.parse({ ...card, rows: [{ ...card.rows[0], ms: { median: 1 } }] }));
  assert.throws(() => BenchRecord.parse({ ...card, schema: "alienist/run/1" }));
});

test("a table says time, roof and ratio; a refused row says why and has no figure", () => {
  const text = benchTable(card, { color: false, width: 200 });
  assert.match(text, "project T=8,192 d=2,048 k=16 f32");
  assert.match(
    text,
    /alienist \(wide\): 1\.00 \(0\.900 to 1\.20\) ms, 537 GFLOP\/s, 67\.8 GB\/s, 80 % bandwidth, 4\.00 x tfjs, end to end 3\.00 ms/,
  );
  assert.match(text, "upload 20.0 ms; first-run compile 30.0 ms; read-back 0.500 ms");
  assert.match(text, / tfjs: .* 4\.00 x/);
  assert.match(text, "jax-js: refused\n    refused: its output is wrong: [0, 0] is 1");
  for (const width of [40, 80, 100]) {
    for (const line of benchTable(card, { color: false, width }).split("\n")) {
      assert.ok(line.length <= width, `${width}: ${line}`);
    }
  }
});

test("software is marked in every form", () => {
  assert.match(benchTable(cpu, { color: false }), "This adapter is software");
  assert.match(benchMarkdown(cpu), "llvmpipe, deno 2.9.6 (software)");
  assert.match(benchCsv(cpu), "llvmpipe,true,deno 2.9.6");
  assert.not.match(benchMarkdown(card), "software");
});

test("CSV: a line per row, fields quoted, no formula", () => {
  const [head, first, ...rest] = benchCsv(card).split("\r\n");
  assert.is(rest.length, 4);
  const at = head!.split(",").indexOf("ms");
  assert.is(first!.split(",")[at], "1");
  assert.is(csv([["a,b", 'say "x"', "=1+1", -1, null, true]]), `"a,b","say ""x""",'=1+1,-1,,true\r\n`);
});

test("JSON lines: each row knows its adapter", () => {
  const lines = benchJsonl(cpu).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.map(({ adapter, who }) => [adapter.name, adapter.software, who])[0], [
    "llvmpipe",
    true,
    "alienist",
  ]);
  assert.is(lines.length, 3);
});

test("comparing: same kernel, shape, storage and who; the first one's time over this one's", () => {
  const found = BenchComparison.parse(compareBenches([card, cpu]));
  const of = (who: string, dtype = "f32") => found.rows.find((row) => row.who === who && row.dtype === dtype)!.cells;
  assert.equal(of("alienist").map((cell) => cell?.speed_up), [1, 0.02]);
  assert.equal(of("tfjs").map((cell) => cell?.ms?.median), [4, 100]);
  assert.equal(of("alienist", "f16").map((cell) => cell?.speed_up ?? null), [null, null], "no such row in the first");
  assert.equal([of("alienist", "f16")[0], of("twin")[1]], [null, null]);
  assert.equal(of("jax-js")[0]!.status, "refused");
  assert.equal(found.records.map(({ name, software }) => [name, software]), [["A", false], ["B", true]]);
  assert.is(found.rows.length, 5);
});

test("comparing: shapes are the same in whatever order their sizes are written", () => {
  const turned = record("Card 9000", [row("alienist", 2, { shape: { k: 16, d: 2048, T: 8192 } })]);
  const { rows } = compareBenches([card, turned]);
  assert.equal(rows[0]!.cells.map((cell) => cell?.speed_up), [1, 0.5]);
  const other = record("Card 9000", [row("alienist", 2, { shape: { T: 8192, d: 2048, k: 8 } })]);
  assert.is(compareBenches([card, other]).rows.length, 5);
});

test("comparisons for a terminal, as Markdown and CSV", () => {
  const comparison = compareBenches([card, cpu]);
  const text = comparisonTable(comparison, { color: false, width: 200 });
  assert.match(text, /alienist: A, ms 1\.00 .*B \(software\), ms 50\.0 .*B against A 0\.0200 x/);
  assert.match(comparisonMarkdown(comparison), /\| B \\?\(software\\?\), ms \|/);
  const [head, first] = comparisonCsv(comparison).split("\r\n").map((line) => line.split(","));
  assert.is(first![head!.indexOf("B_speed_up")], "0.02");
  assert.is(first![head!.indexOf("B_software")], "true");
});

const charts = (page: string) => [...page.matchAll(/<svg\b[^>]*>/g)].length;

test("the page asks for nothing, and holds a roofline and bars", async () => {
  const page = await benchPage([card]);
  assert.not.match(page, /https?:/);
  assert.not.match(page, /<script|<link|<img|<iframe|@import|\sstyle="/i);
  assert.match(page, "default-src &#39;none&#39;".replaceAll("&#39;", "'"));
  assert.is(charts(page), 2);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  assert.is(new Set(ids).size, ids.length);
  assert.match(page, "80 % bandwidth");
});

test("several records on a page: ours side by side, then each alone; software is grey and said so", async () => {
  const page = await benchPage([card, cpu]);
  assert.is(charts(page), 5);
  assert.match(page, "A: Card 9000, deno 2.9.6");
  assert.match(page, "B: llvmpipe, deno 2.9.6 (software)");
  assert.match(page, "This adapter is software");
});

test("no roof, no figures: what there is, is said", async () => {
  const none = { copy_gb_s: null, read_gb_s: null, fma_gflop_s: null };
  const page = await benchPage([{ ...record("x", [row("alienist", null)]), adapter: null, roof: none }]);
  assert.is(charts(page), 0);
  assert.match(page, "refused: its output is wrong");
});

test("texts of records are escaped wherever they appear", async () => {
  const hostile = record(NASTY, [
    row("alienist", 1, { variant: NASTY, kernel: NASTY, reason: NASTY, shape: { [NASTY]: NASTY } }),
  ]);
  const page = await benchPage([{ ...hostile, warnings: [NASTY] }, hostile]);
  assert.not.match(page, /<script/);
  assert.not.match(benchMarkdown(hostile), /(?<!\\)<script/);
});

test.run();
