import { test } from "uvu";
import * as assert from "uvu/assert";
import { readFile } from "node:fs/promises";
import { audit } from "../../src/measure/audit.ts";
import { auditMarkdown } from "../../src/report/audit.ts";
import { loadSuite } from "../../src/run/suites.ts";

const suite = await loadSuite("emotion");
const final = suite.items.filter((item) => item.status === "final");
const of = (condition: string, construct: string) =>
  final.filter((item) => item.condition === condition && item.construct === construct);

test("counts: the protocol's minima, doubtful items not counted", () => {
  assert.ok(new Set(final.map((item) => item.scene)).size >= 24);
  assert.ok(new Set(final.map((item) => item.domain)).size >= 6);
  for (const construct of suite.constructs) {
    for (const condition of ["keyword", "keyword-free", "neutral"]) {
      assert.is(new Set(of(condition, construct).map((item) => item.scene)).size, 24, `${construct} ${condition}`);
    }
    for (const condition of ["unfelt", "reversed", "shuffled", "shuffled-neutral"]) {
      assert.ok(of(condition, construct).length >= 8, `${construct} ${condition}`);
    }
  }
  assert.ok(final.filter((item) => item.condition === "vivid-neutral").length >= 96);
});

test("every emotion has at least eight keywords, and at least five vignettes of each intensity", () => {
  for (const construct of suite.constructs) {
    assert.ok(new Set(of("keyword", construct).map((item) => item.extra.keyword)).size >= 8, construct);
    for (const level of ["1", "2", "3"]) {
      const found = of("keyword-free", construct).filter((item) => item.extra.intensity === level).length;
      assert.ok(found >= 5, `${construct}: ${found} of intensity ${level}`);
    }
  }
});

test("doubtful items say why; final ones need no note", () => {
  for (const { id, status, note } of suite.items) assert.ok(status === "final" || note.length > 20, id);
});

test("probes keep to their words: unfelt names its cell's keyword, reversed keeps its vignette's, shuffled all", () => {
  const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+(?:'[a-z]+)*/g) ?? [];
  const byId = new Map(suite.items.map((item) => [item.id, item]));
  for (const { id, pair, text, condition, construct, extra } of suite.items) {
    const vignette = words(byId.get(`${pair}-f`)?.text ?? "");
    if (condition === "unfelt") {
      const keyword = byId.get(`${pair}-k`)!.extra.keyword!, forms = suite.lexicon[construct]![keyword]!;
      assert.is(extra.keyword, keyword, id);
      assert.is(words(text).filter((word) => forms.includes(word)).length, 1, id);
    } else if (condition === "reversed") {
      const left = words(text);
      const kept = vignette.filter((word) => left.includes(word) && left.splice(left.indexOf(word), 1)).length;
      assert.ok(kept / vignette.length >= 0.85, `${id} keeps ${kept} of ${vignette.length}`);
    } else if (condition === "shuffled") {
      assert.equal(words(text).sort(), [...vignette].sort(), id);
      assert.is.not(words(text).join(" "), vignette.join(" "), id);
    }
  }
});

test("the card shows the audit as it is", async () => {
  const card = await readFile("suites/emotion/README.md", "utf8");
  const record = await audit(suite);
  assert.ok(record.pass, JSON.stringify(record.counts));
  const rows = auditMarkdown(record).split("\n").filter((line) => /\| (pass|FAIL|no bar) \|$/.test(line));
  assert.ok(rows.length >= 8);
  for (const row of rows) assert.ok(card.includes(row), `The card lacks: ${row}`);
});

test.run();
