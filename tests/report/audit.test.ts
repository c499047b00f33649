import { test } from "uvu";
import * as assert from "uvu/assert";
import { AUDIT_SCHEMA, AuditComparison, AuditRecord } from "../../src/record/audit.ts";
import { auditFailures, auditMarkdown, auditTable } from "../../src/report/audit.ts";
import { compareAudits, comparisonMarkdown, comparisonTable } from "../../src/report/audit-compare.ts";

function audit(over: Partial<AuditRecord> = {}): AuditRecord {
  const figure = (value: number | null, bar: number | null) => ({
    value,
    low: value === null ? null : value - 0.03,
    high: value === null ? null : value + 0.03,
    bar,
    pass: value === null || bar === null ? null : value <= bar,
    unscored: value === null ? "no pair is complete" : null,
  });
  return AuditRecord.parse({
    schema: AUDIT_SCHEMA,
    suite: "emotion",
    version: "0.1.0",
    hash: "sha256:5d1e0a7c",
    figures: {
      function_words: figure(0.61, 0.65),
      length: figure(0.66, 0.6),
      neutral_leak: figure(null, 0.6),
      new_figure: figure(0.5, null),
    },
    counts: { forbidden_words: 0, near_duplicates: 2, incomplete_pairs: 0 },
    cells: { "joy/keyword": 24, "joy/neutral": 24 },
    pass: false,
    offenders: Array.from(
      { length: 14 },
      (_, i) => ({ item: `kf-${i}`, word: `word|${i}`, weight: i / 10, why: "tells items from controls" }),
    ),
    ...over,
  });
}

test("figures stand beside their bars; a missing one says why", () => {
  const text = auditTable(audit(), { color: false });
  assert.match(text, /Function words, items against controls +0\.61 +0\.58 to 0\.64 +0\.65 +pass/i);
  assert.match(text, /text length, items against controls +0\.66 .*FAIL/i);
  assert.match(text, "no pair is complete");
  assert.match(text, "new figure");
  assert.match(text, "Near duplicates: 2 FAIL");
});

test("the worst offenders come first, ten of them", () => {
  const text = auditTable(audit(), { color: false });
  assert.match(text, "Worst offenders (10 of 14):\n  kf-13");
  assert.not.match(text, "kf-3,");
  assert.match(auditTable(audit({ offenders: [] }), { color: false }), "No offenders.");
});

test("no escape sequence without colour, and no line wider than the terminal", () => {
  for (const width of [40, 63, 64, 80, 100]) {
    const text = auditTable(audit(), { color: false, width });
    assert.not.match(text, "\u001b");
    for (const line of text.split("\n")) assert.ok(line.length <= width, `${width}: ${line}`);
  }
  assert.match(auditTable(audit(), { color: true }), "\u001b[31mFAIL");
});

test("Markdown for a card: three tables, pipes escaped, same bytes twice", () => {
  const text = auditMarkdown(audit());
  assert.match(text, "| Function words, items against controls | 0.61 | 0.58 to 0.64 | \\<= 0.65 | pass |");
  assert.match(text, "word\\|13");
  assert.is(text.match(/^\| --- /gm)!.length, 3);
  assert.is(text, auditMarkdown(audit()));
});

test("what fails is named: figures above their bar, counts above zero", () => {
  assert.equal(auditFailures(audit()), ["text length, items against controls 0.66 > 0.60", "near duplicates 2"]);
});

const published = audit({
  suite: "published",
  figures: {
    ...audit().figures,
    function_words: { value: 0.98, low: 0.97, high: 0.99, bar: 0.65, pass: false, unscored: null },
    length: { value: 0.7, low: 0.68, high: 0.72, bar: 0.6, pass: false, unscored: null },
  },
  counts: { forbidden_words: 3, near_duplicates: 1, incomplete_pairs: 0 },
});

test("two audits: differences A - B, intervals that do not overlap, reasons for what has no value", () => {
  const { new_figure: _, ...fewer } = audit().figures;
  const comparison = AuditComparison.parse(compareAudits(audit({ figures: fewer }), published));
  const of = (name: string) => comparison.figures.find((row) => row.name === name)!;
  assert.is(of("function_words").difference!.toFixed(2), "-0.37");
  assert.is(of("function_words").overlap, false);
  assert.is(of("length").overlap, true);
  assert.equal(of("neutral_leak"), {
    name: "neutral_leak",
    difference: null,
    overlap: null,
    unscored: "A: no pair is complete; B: no pair is complete",
  });
  assert.is(of("new_figure").unscored, "A has no such figure");
  assert.equal(comparison.counts.map(({ difference }) => difference), [-3, 1, 0]);
});

test("two audits in a terminal and as Markdown", () => {
  const comparison = compareAudits(audit(), published),
    text = comparisonTable(comparison, { color: false, width: 120 });
  assert.match(
    text,
    /Function words, items against.* 0\.61 +0\.58 to 0\.64 +pass +0\.98 +0\.97 to 0\.99 +FAIL +-0\.37/,
  );
  assert.match(text.replace(/\s+/g, " "), "intervals do not overlap");
  assert.match(text, "Near duplicates: A 2, B 1, A - B +1");
  for (const width of [40, 80, 96, 100, 140]) {
    const narrow = comparisonTable(comparison, { color: false, width });
    assert.not.match(narrow, "\u001b");
    for (const line of narrow.split("\n")) assert.ok(line.length <= width, `${width}: ${line}`);
  }
  assert.match(
    comparisonMarkdown(comparison),
    "| 0.61 | 0.58 to 0.64 | pass | 0.98 | 0.97 to 0.99 | FAIL | -0.37 | intervals do not overlap |",
  );
});

test.run();
