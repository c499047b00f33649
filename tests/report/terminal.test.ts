import { test } from "uvu";
import * as assert from "uvu/assert";
import { terminalTable } from "../../src/report/terminal.ts";
import { figure, figures, run } from "./fixture.ts";

// deno-lint-ignore no-control-regex
const ESCAPES = /\u001b\[\d+m/g;

test("no line is wider than the terminal, with and without colours, at any width", () => {
  const long = run({
    figures: [
      ...figures(),
      figure({
        construct: "anticipation",
        value: null,
        unscored: "fewer than 8 pairs of this construct have both members",
      }),
    ],
  });
  for (const width of [30, 40, 60, 79, 80, 90, 99, 100, 120, 160, 240]) {
    for (const color of [false, true]) {
      for (const line of terminalTable([long], { color, width }).replace(ESCAPES, "").split("\n")) {
        assert.ok(line.length <= width, `${width}: ${line}`);
      }
    }
  }
});

test("color false prints no escape sequence, not even one from a record", () => {
  const base = run();
  const text = terminalTable([
    run({
      model: { ...base.model, ref: "\u001b[31mred" },
      verdict: { ...base.verdict, reason: "\u001b]0;title\u0007x" },
    }),
  ], { color: false });
  assert.not.match(text, "\u001b");
  assert.match(terminalTable([base], { color: true }), "\u001b[1m");
  assert.is(terminalTable([base], { color: true }).replace(ESCAPES, ""), terminalTable([base], { color: false }));
});

test("the verdict stands under its table, one block per model, the legend once and last", () => {
  const base = run();
  const text = terminalTable([base, run({ model: { ...base.model, ref: "other/model" }, calibration: "cert-1" })], {
    color: false,
  });
  assert.match(text, "phantom:affect?effect=2  ->  TRANSFERS at resid_post.2: Transfer");
  assert.match(text, "other/model  ->  TRANSFERS");
  assert.is(text.split("uncalibrated").length, 2);
  assert.is(text.split(/^floor {3}/m).length, 2);
  assert.ok(text.indexOf("other/model  ->") < text.indexOf("\nfigure  "));
});

test("a cell at 100 columns is whole: figure, interval, floor, excess, p", () => {
  const text = terminalTable([run({ figures: [figure()] })], { color: false, width: 100 });
  assert.match(text, /0\.83 +0\.61 +\+0\.22 +< 0\.001 +more than/);
  assert.match(text, /0\.79 to 0\.87 +embedding +0\.17 to 0\.27/);
});

test("narrow terminals get a list that says the same", () => {
  const text = terminalTable([run({ figures: [figure()] })], { color: false, width: 60 });
  for (
    const part of [
      "- Direction from keyword items",
      "figure 0.83 (0.79 to 0.87)",
      "highest floor 0.61 (embedding)",
      "excess +0.22 (0.17 to 0.27)",
      "p < 0.001",
    ]
  ) assert.match(text, part);
});

test("unscored figures carry their reason and no number", () => {
  for (const width of [60, 100]) {
    const text = terminalTable([run({ figures: [figure({ value: null, unscored: "one pair only" })] })], {
      color: false,
      width,
    });
    assert.match(text.replace(/\s+/g, " "), /unscored[:,] one pair only/);
    assert.not.match(text.split("->")[0]!, "0.00");
  }
});

test("names come from the record, whatever the suite", () => {
  const text = terminalTable([
    run({ figures: [figure({ contrast: "story->self", construct: "panic" })], adapter: null, confusion: null }),
  ], { color: false, width: 140 });
  assert.match(text, "Direction from story items, tested on self items");
  assert.not.match(text, "keyword items");
  assert.ok(terminalTable([], { color: false }).startsWith("figure"));
});

test.run();
