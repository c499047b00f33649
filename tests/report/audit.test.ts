import { test } from "uvu";
import * as assert from "uvu/assert";
import { AUDIT_SCHEMA, AuditRecord } from "../../src/record/audit.ts";
import { auditMarkdown, auditTable } from "../../src/report/audit.ts";

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

test.run();
