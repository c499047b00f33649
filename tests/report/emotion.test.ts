import { test } from "uvu";
import * as assert from "uvu/assert";
import { Figure } from "../../src/record/figure.ts";
import { RunRecord } from "../../src/record/run.ts";
import { conditionsOf, controlOf } from "../../src/report/conditions.ts";
import { reportHtml } from "../../src/report/html.ts";
import { reportMarkdown } from "../../src/report/markdown.ts";
import { GROUPS } from "../../src/report/roles.ts";
import { terminalTable } from "../../src/report/terminal.ts";
import { groupedHeadlines, headlines, mainFigure, seriesOf } from "../../src/report/view.ts";
import { emotionFigures, emotionItems, emotionRun, geometry } from "./emotion.ts";
import { figures, run } from "./fixture.ts";

const NASTY = `<script>alert("1")</script> | *x* </svg> <img src=x onerror=y>`;
const plain = (page: string) => page.replace(/<[^>]+>/g, "").replaceAll("&lt;", "<").replace(/\s+/g, " ");

test("the fixture is a record", () => {
  for (const figure of emotionFigures()) Figure.parse(figure);
  RunRecord.parse(emotionRun());
});

test("every role is one series, the verdict's figure is the transfer, of the arrangements the circle is a headline", () => {
  const record = emotionRun();
  assert.is(seriesOf(record).length, 25);
  assert.ok(seriesOf(record).every(({ headline }) => headline !== null));
  assert.is(mainFigure(record)!["role"], "transfer");
  assert.equal(groupedHeadlines(record).map(([group, list]) => [group, list.length]), [
    ["main", 6],
    ["which", 5],
    ["probes", 6],
    ["arrangement", 2],
  ]);
  assert.ok(headlines(record).some(({ selection }) => selection === "largest"));
});

test("a terminal shows each group under its title, at 100 columns and in the narrow form", () => {
  for (const width of [40, 60, 80, 100, 140]) {
    const text = terminalTable([emotionRun()], { color: false, width });
    for (const line of text.split("\n")) assert.ok(line.length <= width, `${width}: ${line}`);
    const flat = text.replace(/\s+/g, " ");
    let at = 0;
    for (const title of Object.values(GROUPS)) assert.ok((at = flat.indexOf(title, at)) >= 0, title);
    assert.not.match(text, "opposites");
  }
  const text = terminalTable([emotionRun()], { color: false });
  assert.ok(text.split("\n").length < 75, "short enough for a screen or two");
  assert.match(text, /Leak from neutral +0\.51 .*at chance, as it/);
  assert.match(text, /Unfelt, a mere name .*answers to the/);
});

test("a record from before these measures renders as it did: no titles for one group, no empty sections", async () => {
  const { geometry: _, ...old } = run();
  const page = await reportHtml(RunRecord.parse(old), emotionItems());
  assert.not.match(page, "How the constructs are arranged");
  const one = run({ figures: figures().filter(({ measure }) => measure !== "confusion") });
  assert.not.match(terminalTable([one], { color: false }), GROUPS.main);
});

test("both directions of transfer are drawn, the other curves on demand, with ids of their own", async () => {
  const page = await reportHtml(emotionRun(), emotionItems());
  const [before, after] = page.split("<summary>The other ");
  assert.is(before!.match(/id="layers-\d+-title"/g)!.length, 2);
  assert.is(after!.match(/id="layers-\d+-title"/g)!.length, 21);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]!);
  assert.is(new Set(ids).size, ids.length);
});

test("a wheel per condition, with its fit, floor, exact p, best order and opposites; also in Markdown", async () => {
  const page = plain(await reportHtml(emotionRun(), emotionItems())),
    text = reportMarkdown(emotionRun(), emotionItems());
  for (const face of [page, text.replaceAll("\\", "")]) {
    const said = face.replaceAll("\u2212", "-");
    assert.match(
      said,
      "r = 0.72 (0.68 to 0.76); highest floor 0.61 (embedding); exact p < 0.001 over 2,520 orders, 0.0032 after Holm",
    );
    assert.match(said, "The order that fits best of all, at resid_post.3: trust, joy, fear");
    assert.match(
      said,
      "joy and sadness -0.50, trust and disgust -0.60, fear and anger -0.70 and surprise and anticipation -0.80",
    );
    assert.match(said, "Valence and arousal");
  }
  const turned = {
    ...geometry(),
    best_order: [...geometry().circle.slice(3), ...geometry().circle.slice(0, 3)].reverse(),
  };
  assert.match(await reportHtml(emotionRun({ geometry: [turned] }), []), "No other order fits better at any layer");
});

test("geometry that is empty or too small is left out; figures of it stay", async () => {
  const page = await reportHtml(emotionRun({ geometry: [] }), emotionItems());
  assert.not.match(page, "wheel-1");
  assert.match(page, "Arrangements compared");
  const small = { ...geometry(), labels: ["a"], points: [[0, 0] as [number, number]] };
  assert.not.match(await reportHtml(emotionRun({ geometry: [small] }), []), /wheel-1|NaN/);
  const flat = { ...geometry(), points: geometry().points.map((): [number, number] => [0, 0]), opposites: [] };
  assert.not.match(await reportHtml(emotionRun({ geometry: [flat] }), []), /NaN|Cosines of opposites/);
});

test("conditions stand in the order of the questions, far ones on a scale of their own", async () => {
  const order = ["keyword-free", "keyword", "neutral", "vivid-neutral", "reversed", "unfelt", "shuffled"];
  assert.equal(conditionsOf(emotionRun(), emotionItems()), [...order, "shuffled-neutral"]);
  assert.is(controlOf(run(), emotionItems().filter(({ condition }) => condition !== "vivid-neutral")), "neutral");
  const page = await reportHtml(emotionRun(), emotionItems());
  assert.match(page, "projections-far-title");
  assert.match(page, "Far off, on a scale of their own");
});

test("responsive items stand beside their controls", async () => {
  const page = await reportHtml(emotionRun(), emotionItems());
  assert.is(page.match(/<div class="twins">/g)!.length, 6);
  assert.match(page, /, neutral control, /);
});

test("methods say what was counted, permuted and adjusted, and whom they cite", () => {
  const text = reportMarkdown(emotionRun(), emotionItems());
  for (
    const part of [
      "96 keyword-free, 96 keyword, 96 neutral",
      "(Plutchik, 1980; Plutchik, 2001)",
      "2,000 permutations for constructs (keyword-free)",
      "circle with all 2,520 orders",
      "valence and arousal with all 40,320 orders",
      "16 headline p-values were adjusted together (Holm, 1979)",
      "Not adjusted, for they are checks or set beside another figure: leak (neutral)",
      "one of 6 domains at a time",
      "- Walther, A.",
      "- Hanley, J. A.",
    ]
  ) assert.ok(text.includes(part), part);
  assert.not.match(text, /Saunders|https?:|undefined|NaN/);
});

test("hostile names in constructs, conditions, roles and extras are text", async () => {
  const hostile = emotionFigures().map((figure) => ({
    ...figure,
    contrast: figure.contrast.replace("keyword-free", NASTY.replaceAll("->", "")),
    construct: NASTY,
    ...(figure["per_construct"] ? { per_construct: { [NASTY]: 0.5, other: "x", "": null } } : {}),
    ...(figure["partial"] ? { partial: "x" } : {}),
  }));
  const odd = [{ ...hostile[5]!, role: "__proto__" }, { ...hostile[5]!, role: 7 }, {
    ...hostile[5]!,
    role: "toString",
  }];
  const labels = [NASTY, ...geometry().labels.slice(1)];
  const drawn = { ...geometry(NASTY), labels, circle: labels, best_order: labels, best_tap: NASTY, tap: NASTY };
  const record = emotionRun({ figures: [...hostile, ...odd], geometry: [drawn] });
  const page = await reportHtml(record, emotionItems().map((item) => ({ ...item, domain: NASTY })));
  assert.not.match(page, /<script|<img|onerror=y>/);
  assert.is(page.match(/<svg/g)!.length, page.match(/<\/svg>/g)!.length);
  for (const table of reportMarkdown(record, []).split("\n\n").filter((part) => part.startsWith("| "))) {
    const widths = table.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
    assert.is(new Set(widths).size, 1, table);
  }
  assert.not.match(terminalTable([record], { color: false }), "undefined");
});

test("every measure can be unscored: its reason is printed, nothing is drawn as 0", async () => {
  const none = { value: null, low: null, high: null, floors: null, excess: null, p: null, p_holm: null, tap: null };
  const unscored = emotionFigures().filter(({ selection }) => selection !== "fixed").map((figure) => {
    const { per_construct: _, partial: __, ...rest } = figure;
    return Figure.parse({ ...rest, ...none, unscored: "two scenes only" });
  });
  const record = emotionRun({ figures: unscored, geometry: [], confusion: null });
  const page = plain(await reportHtml(record, []));
  assert.is(page.split("Unscored: two scenes only.").length - 1, 19 + 8);
  assert.not.match(page, /\b0\.00\b|NaN|undefined/);
  assert.match(terminalTable([record], { color: false, width: 60 }), "unscored: two scenes only");
});

test("a representation is reused; nothing is felt or wanted by anything", async () => {
  const page = await reportHtml(emotionRun(), []);
  assert.not.match(page, /\b(feels?|wants?|believes?)\b/i);
});

test.run();
