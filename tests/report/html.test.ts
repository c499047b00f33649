import { test } from "uvu";
import * as assert from "uvu/assert";
import { reportHtml } from "../../src/report/html.ts";
import { figure, figures, items, run } from "./fixture.ts";

const SECTIONS = [
  "What was asked",
  "Verdict",
  "Headline figures",
  "Figure per layer",
  "Projections by condition",
  "Which construct was read",
  "Floors",
  "The known answer",
  "What a score does not show",
  "Most and least responsive items",
  "Methods",
  "Calibration and warnings",
];
const NASTY = `<script>alert("1")</script> & 'it' </svg> <img src=x onerror=y>`;

test("every section is present and in order, headings never skip a level", async () => {
  const page = await reportHtml(run(), items());
  const found = [...page.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map((match) => match[1]);
  assert.equal(found, SECTIONS);
  const levels = [...page.matchAll(/<h([1-6])\b/g)].map((match) => Number(match[1]));
  assert.is(levels[0], 1);
  assert.is(levels.filter((level) => level === 1).length, 1);
  levels.reduce((before, level) => (assert.ok(level <= before + 1), level));
});

test("the page asks for nothing: no address, no script, no inline style, and a policy that allows its own style only", async () => {
  const page = await reportHtml(run(), items());
  assert.not.match(page, /https?:/);
  assert.not.match(page, /<script|<link|<img|<iframe|@import|\son\w+=/i);
  assert.not.match(page, /\sstyle="/);
  const policy = /style-src '(sha256-[^']+)'/.exec(page)![1];
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)));
  assert.is(policy, `sha256-${btoa(String.fromCharCode(...digest))}`);
});

test("charts name themselves to screen readers and ids are unique", async () => {
  const page = await reportHtml(run(), items());
  const charts = [...page.matchAll(/<svg\b[^>]*>/g)].map((match) => match[0]);
  assert.is(charts.length, 7);
  for (const chart of charts) assert.match(chart, /role="img".*aria-labelledby="/);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]!);
  assert.is(new Set(ids).size, ids.length);
  for (const [, refs] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
    for (const ref of refs!.split(" ")) assert.ok(ids.includes(ref), ref);
  }
  for (const [, table] of page.matchAll(/<table\b[^>]*>(<\w+)/g)) assert.is(table, "<caption");
});

test("texts of records are escaped wherever they appear", async () => {
  const base = run();
  const hostile = items().map((item) => ({
    ...item,
    text: NASTY,
    id: item.id + NASTY,
    condition: item.condition === "vivid-neutral" ? NASTY : item.condition,
    construct: NASTY,
  }));
  const record = run({
    id: NASTY,
    suite: { ...base.suite, title: NASTY, question: NASTY, name: NASTY },
    model: { ...base.model, ref: NASTY },
    verdict: { ...base.verdict, reason: NASTY, rule: NASTY },
    warnings: [NASTY],
    confusion: { labels: [NASTY, "b"], matrix: [[1, 2], [3, 4]] },
    figures: [...figures(), figure({ construct: NASTY, value: null, unscored: NASTY })],
    known_answer: { kind: NASTY },
    calibration: NASTY,
    versions: { [NASTY]: NASTY },
  });
  const page = await reportHtml(record, hostile);
  assert.not.match(page, /<script|<img|onerror=y>/);
  assert.is(page.match(/<svg/g)!.length, page.match(/<\/svg>/g)!.length);
  assert.match(page, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;it&#39;");
});

test("an unscored figure says why and is not drawn or printed as 0", async () => {
  const page = await reportHtml(
    run({ figures: [figure({ value: null, unscored: "fewer than 8 pairs", low: null, high: null })] }),
    [],
  );
  assert.match(page, "Unscored: fewer than 8 pairs.");
  assert.match(page, ">unscored</td>");
  assert.not.match(page, ">0.00<");
});

test("no adapter, no confusion, no known answer, no items, no figures: what there is, is said", async () => {
  const bare = run({
    adapter: null,
    confusion: null,
    known_answer: null,
    figures: [],
    warnings: [],
    calibration: "cert-1",
    seeds: {},
    versions: {},
    timing: {},
  });
  const page = await reportHtml(bare, []);
  assert.not.match(page, /<svg|known answer|phantom: a small/);
  assert.match(page, "adapter: none");
  assert.match(page, "Calibrated by certificate cert-1.");
  assert.match(page, "The run gave no warnings.");
  assert.match(
    await reportHtml(run(), items()),
    "uncalibrated: no certificate of calibration for these kernels and this adapter",
  );
});

test("the known answer is compared with the verdict", async () => {
  assert.match(
    await reportHtml(run(), items()),
    "The harness had to say: transfers. It said: transfers at resid_post.2. The answer was found.",
  );
  const missed = run({
    known_answer: { kind: "null", layer: null, effect: null, verdict: ["no evidence", "explained by text"] },
  });
  const page = await reportHtml(missed, items());
  assert.match(page, "no evidence or explained by text. It said: transfers at resid_post.2. The answer was missed");
  assert.match(page, "A phantom is a model of nothing");
});

test("items at the edges: one item, equal projections, one condition, long streams", async () => {
  const few = items(1).slice(0, 2).map((item) => ({ ...item, projections: { "affect@resid_post.2": 1 } }));
  assert.not.match(await reportHtml(run(), few), /NaN|Infinity|undefined/);
  const deep = Array.from(
    { length: 80 },
    (_, layer) => figure({ selection: "fixed", layer, tap: `resid_post.${layer}` }),
  );
  const taps = deep.map(({ layer }) => ({ site: "resid_post" as const, layer, tensor: "t" }));
  assert.not.match(
    await reportHtml(run({ figures: [figure({ tap: null, layer: null }), ...deep], taps }), items(1)),
    /NaN|Infinity|undefined/,
  );
});

test("the same record gives the same bytes", async () => {
  assert.is(await reportHtml(run(), items()), await reportHtml(run(), items()));
});

test("only words that a score can carry: nothing is felt or wanted", async () => {
  assert.not.match(await reportHtml(run(), []), /\b(feels?|wants?|believes?)\b/i);
});

test.run();
