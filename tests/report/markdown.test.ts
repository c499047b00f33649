import { test } from "uvu";
import * as assert from "uvu/assert";
import { escapeMarkdown } from "../../src/report/escape.ts";
import { reportHtml } from "../../src/report/html.ts";
import { reportMarkdown } from "../../src/report/markdown.ts";
import { figure, items, run } from "./fixture.ts";

test("the same sections as the page", async () => {
  const page = await reportHtml(run(), items());
  const inPage = [...page.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map((match) => match[1]);
  const inText = [...reportMarkdown(run(), items()).matchAll(/^## (.*)$/gm)].map((match) => match[1]);
  assert.equal(inText, inPage);
});

test("every row of a table has as many cells as its head", () => {
  const nasty = items().map((item) => ({ ...item, condition: item.condition + "|x" }));
  for (
    const table of reportMarkdown(run({ warnings: ["a|b\n| c"] }), nasty).split("\n\n").filter((part) =>
      part.startsWith("| ")
    )
  ) {
    const widths = table.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
    assert.is(new Set(widths).size, 1, table);
  }
});

test("markup in texts is text", () => {
  assert.is(escapeMarkdown("<b>*a*_b_`c`[d](e)|f"), "\\<b>\\*a\\*\\_b\\_\\`c\\`\\[d\\](e)\\|f");
  assert.is(escapeMarkdown("# one\n> two"), "\\# one > two");
  assert.is(escapeMarkdown("1. one"), "1\\. one");
  assert.is(escapeMarkdown("&lt; a & b"), "&amp;lt; a & b");
  assert.is(escapeMarkdown("keyword-free, a-b"), "keyword-free, a-b");
});

test("unscored figures keep their reason, calibration and the known answer are said, the bytes are the same twice", () => {
  const record = run({ figures: [figure({ value: null, unscored: "fewer than 8 pairs" })] });
  const text = reportMarkdown(record, items());
  assert.match(text, "Unscored: fewer than 8 pairs.");
  assert.match(text, "uncalibrated: no certificate of calibration");
  assert.match(text, "A phantom is a model of nothing");
  assert.not.match(text, /https?:|undefined|NaN/);
  assert.is(text, reportMarkdown(record, items()));
});

test("methods can be pasted: hashes, seeds, permutations and date are in one paragraph", () => {
  const paragraph = reportMarkdown(run(), items()).split("\n\n").find((part) => part.startsWith("> The suite"))!;
  for (
    const part of [
      "sha256:5d1e0a7c",
      "sha256:77aa01",
      "10,000 permutations",
      "2,000 bootstrap",
      "5 folds",
      "seeds: 0",
      "llvmpipe",
      "onnxruntime-web 1.30.0",
      "2026-11-23",
      "last token",
    ]
  ) {
    assert.match(paragraph, part);
  }
});

test.run();
