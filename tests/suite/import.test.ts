import { test } from "uvu";
import * as assert from "uvu/assert";
import { audit } from "../../src/measure/audit.ts";
import { gatherPairs } from "../../src/measure/pairs.ts";
import { Fault } from "../../src/record/fault.ts";
import { importAffectReception } from "../../src/suite/import/affect-reception.ts";
import { importCard } from "../../src/suite/import/card.ts";
import { keywordsIn, wordsFor } from "../../src/suite/import/keywords.ts";
import { importTable } from "../../src/suite/import/table.ts";

const LEXICON = {
  fear: { afraid: ["afraid"], terrified: ["terrified", "terror"] },
  joy: { glad: ["glad", "gladly"], merry: ["merry"] },
};

// Own sentences, made up for this test.
const LINES: Record<string, unknown>[] = [
  kw("a-1", "Terror", "Mia was terrified of the cellar, and afraid of its stairs."),
  kw("a-2", "terror", "Otto crossed the ice with a face like chalk."),
  kw("a-3", "joy", "Gladly she showed the ticket to everyone in the tram."),
  kw("a-4", "joy", "They were merry until the lamps went out."),
  neutral("a-5", "The tram stops twice between the mill and the lake.", "a"),
  vignette("b-1", "terror", "The handle moved while nobody was at the door.", "n-1", "house"),
  vignette("b-2", "terror", "The rope above her had begun to fray.", "n-2", "rock"),
  vignette("b-3", "joy", "He ran out without his shoes and lifted the child.", "n-3", "house"),
  neutral("n-1", "The handle was of brass and matched the door.", "n", "b-1"),
  neutral("n-2", "The rope above her had been bought in spring.", "n", "b-2"),
  neutral("n-3", "He put on his shoes and carried the box inside.", "n", "b-3"),
  neutral("c-1", "The press takes twelve sheets a minute and stacks them.", "c"),
];

function kw(id: string, emotion: string, text: string) {
  return { id, text, emotion, intensity: 4, stimulus_set: "a", matched_control_id: null, has_emotion_keyword: true };
}
function vignette(id: string, emotion: string, text: string, control: string, domain: string) {
  const rest = { intensity: "peak", domain, stimulus_set: "b", has_emotion_keyword: false };
  return { id, text, emotion, matched_control_id: control, ...rest };
}
function neutral(id: string, text: string, set: string, names?: string) {
  return { id, text, emotion: "neutral", stimulus_set: set, ...(names && { matched_control_id: names }) };
}

const jsonl = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(line) + "\n").join("");
const read = (lines: readonly unknown[], lexicon = LEXICON) =>
  importAffectReception(jsonl(lines), { file: "set.jsonl", name: "set", lexicon });
const changed = (id: string, change: object) => LINES.map((line) => line.id === id ? { ...line, ...change } : line);

async function fault(action: Promise<unknown>): Promise<Fault> {
  try {
    await action;
  } catch (error) {
    assert.instance(error, Fault);
    assert.is((error as Fault).exit, 2);
    return error as Fault;
  }
  throw new Error("nothing was thrown");
}

test("every item gets its condition, and pairs hold a control each", async () => {
  const { suite, summary } = await read(LINES);
  assert.equal(summary.conditions, {
    "keyword-free": 3,
    neutral: 3,
    keyword: 3,
    "vivid-neutral": 1,
    "spare-neutral": 1,
  });
  assert.equal(suite.constructs, ["terror", "joy"]);
  assert.equal(suite.design.others, ["vivid-neutral", "spare-neutral"]);
  assert.is(suite.design.probes.vivid, "vivid-neutral");
  const members = (pair: string) => suite.items.filter((item) => item.pair === pair).map(({ id }) => id);
  assert.equal(members("n-1"), ["b-1", "n-1", "a-1"]);
  assert.equal(members("n-2"), ["b-2", "n-2", "a-2"]);
  assert.equal(members("n-3"), ["b-3", "n-3", "a-3"]);
  assert.ok(suite.items.every(({ status }) => status === "final"));
});

test("an item without a place is left over with the reason, and counted", async () => {
  const { summary } = await read(LINES);
  assert.is(summary.read, 12);
  assert.is(summary.items, 11);
  assert.equal(summary.left_over, [{ id: "a-4", row: 4, why: 'no vignette of "joy" with a control is free' }]);
  assert.match(
    importCard(summary, { name: "s", file: "f", hash: "sha256:0", date: new Date(0) }),
    "- a-4 (line 4): no vignette",
  );
});

test("keyword items take neutral items of their own set where there are enough for all", async () => {
  const more = ["x-1", "x-2", "x-3"].map((id) => neutral(id, `The list of ${id} was printed on Monday.`, "a"));
  const { suite, summary } = await read([...LINES, ...more]);
  assert.is(summary.pairs, 7);
  const one = suite.items.find(({ id }) => id === "a-1")!;
  assert.is(one.pair, "a-5");
  assert.match(one.note, "not written for it");
  assert.is(suite.items.find(({ id }) => id === "a-5")!.construct, "terror");
  assert.equal(summary.left_over, []);
});

test("the nearest vignette is one of the same domain, whose domain the pair has", async () => {
  const { suite } = await read(changed("a-1", { domain: "rock" }));
  assert.is(suite.items.find(({ id }) => id === "a-1")!.pair, "n-2");
  const pairs = gatherPairs(suite, suite.items);
  assert.equal([...new Set(pairs.domains)].sort(), ["house", "rock"]);
});

test("a keyword item may have a control of its own, and share it with a vignette of its emotion", async () => {
  const { suite } = await read(changed("a-3", { matched_control_id: "n-3" }));
  assert.equal(suite.items.filter(({ pair }) => pair === "n-3").map(({ id }) => id), ["b-3", "n-3", "a-3"]);
  const { summary } = await read(changed("a-1", { matched_control_id: "n-3" }));
  assert.match(summary.left_over[0]!.why, "its control is already that of another item");
});

test("a control is known by being named, or by naming its vignette", async () => {
  const named = await read(changed("n-1", { emotion: "terror", matched_control_id: null }));
  assert.is(named.suite.items.find(({ id }) => id === "n-1")!.condition, "neutral");
  const naming = await read(changed("b-1", { matched_control_id: null }));
  assert.is(naming.suite.items.find(({ id }) => id === "b-1")!.pair, "n-1");
  assert.is((await read(changed("n-1", { emotion: null }))).summary.pairs, 3);
  assert.is((await read(changed("b-1", { has_emotion_keyword: null }))).summary.conditions["keyword-free"], 3);
});

test("keywords: the first of the lexicon in the text, or else one of their own", async () => {
  const { suite, summary } = await read(LINES);
  const keyword = (id: string) => suite.items.find((item) => item.id === id)!.extra.keyword;
  assert.is(keyword("a-1"), "terrified");
  assert.is(keyword("a-2"), "unnamed2");
  assert.is(keyword("a-3"), "glad");
  assert.is(keyword("b-1"), "");
  assert.ok("unnamed2" in suite.lexicon.terror!);
  assert.ok(summary.notes.some((note) => note.startsWith("1 keyword items hold no word")));
  assert.ok(summary.notes.some((note) => note.startsWith("1 keyword items hold more than one word")));
  assert.ok(summary.notes.some((note) => note.includes('those of "fear" for "terror"')));
  assert.is(wordsFor("terror", LEXICON).of, "fear");
  assert.equal(keywordsIn("A pity: she pitied him.", wordsFor("pity", LEXICON).words), ["pity"]);
  assert.equal(keywordsIn("The gladiolus.", LEXICON.joy), []);
});

test("vivid items lie in the scenes of pairs, so that the false-alarm probe can judge them", async () => {
  const { suite } = await read(LINES);
  const scenes = new Set(suite.items.filter(({ condition }) => condition === "neutral").map(({ scene }) => scene));
  assert.ok(scenes.has(suite.items.find(({ id }) => id === "c-1")!.scene));
  assert.not(scenes.has(suite.items.find(({ id }) => id === "a-5")!.scene));
});

test("a text with quotes, commas and line ends comes back as it was; a rule at its end is told", async () => {
  const text = 'She said "no, thanks",\nand left.\n\n---';
  const { suite, summary } = await read(changed("n-2", { text }));
  assert.is(suite.items.find(({ id }) => id === "n-2")!.text, text);
  assert.ok(summary.notes.some((note) => note.startsWith("1 texts end in a line of dashes (n-2)")));
});

test("the audit accepts what comes out, and the same file gives the same bytes", async () => {
  const once = await read(LINES), twice = await read(LINES);
  assert.is(once.suiteJson + once.items, twice.suiteJson + twice.items);
  const record = await audit(once.suite, { bootstraps: 20, repeats: 1 });
  assert.is(record.cells["terror/keyword"], 2);
});

const without = (line: Record<string, unknown>, key: string) =>
  Object.fromEntries(Object.entries(line).filter(([name]) => name !== key));

const BAD: [string, string, RegExp][] = [
  ["broken JSON", '{"id": "a",\n', /set\.jsonl line 1: it is not valid JSON/],
  ["a line that is a list", "[1]\n", /line 1: it is a list, not a JSON object/],
  ["an empty file", "\n\n", /set\.jsonl: it has no lines/],
  ["a missing key", jsonl(LINES.map((line) => without(line, "text"))), /line 1: "text" is missing; every line needs/],
  [
    "an emotion without the other keys",
    jsonl(LINES.map((line) => line.id === "a-2" ? without(line, "has_emotion_keyword") : line)),
    /line 2: "has_emotion_keyword" is missing/,
  ],
  [
    "a keyword flag that is a text",
    jsonl(changed("a-2", { has_emotion_keyword: "yes" })),
    /line 2: .*is "yes", and must/,
  ],
  ["a text that is a list", jsonl(changed("a-2", { text: [] })), /line 2: "text" is \[\], and must be a text/],
  ["an empty text", jsonl(changed("a-2", { text: " " })), /line 2: "text" is empty/],
  ["an id twice", jsonl(changed("a-2", { id: "a-1" })), /line 2: the id "a-1" is already that of line 1/],
  [
    "an unknown control",
    jsonl(changed("b-1", { matched_control_id: "n-9" })),
    /line 6: .*"n-9" is not the id of any line/,
  ],
  ["its own control", jsonl(changed("b-1", { matched_control_id: "b-1" })), /line 6: .*its own/],
  ["names that contradict", jsonl(changed("b-1", { matched_control_id: "n-2" })), /"n-1" is "b-1", whose own is "n-2"/],
  [
    "a keyword item as a control",
    jsonl(changed("b-1", { matched_control_id: "a-1" })),
    /line 1: .*has_emotion_keyword is true/,
  ],
  [
    "two that name each other",
    jsonl(changed("n-1", { emotion: "joy" })),
    /line 6: .*which one is neutral cannot be told/,
  ],
  ["no pairs", jsonl(LINES.slice(0, 4)), /no pair can be made: 4 items have an emotion, 0 are neutral/],
];

for (const [name, text, sentence] of BAD) {
  test(`affect-reception, ${name}: exit 2, the line, what was found`, async () => {
    const { message } = await fault(importAffectReception(text, { file: "set.jsonl", name: "set", lexicon: LEXICON }));
    assert.match(message, sentence);
  });
}

const CSV = [
  "nr,prompt,label,group,word,mood",
  '1,"Ada was glad, and said so.",named,g1,glad,joy',
  "2,Ada put the kettle on twice.,shown,g1,,joy",
  "3,Ada put the kettle on.,plain,g1,,joy",
  "4,Ben was afraid of the dog.,named,g2,,fear",
  "5,Ben crossed the road at once.,shown,g2,,fear",
  "6,Ben crossed the road at noon.,plain,g2,,fear",
  "7,The kettle holds two litres.,extra,g3,,calm",
].join("\n");
const COLUMNS = { text: "prompt", condition: "label", pair: "group", keyword: "word", construct: "mood" };
const PARTS = { source: "named", target: "shown", control: "plain" };
const table = (text: string, change: object = {}) =>
  importTable(text, { file: "t.csv", name: "t", columns: COLUMNS, ...PARTS, ...change });

test("a table with named columns and conditions; what is missing has its default", async () => {
  const { suite, summary } = await table(CSV);
  assert.equal(suite.constructs, ["joy", "fear"]);
  assert.equal(suite.design.others, ["extra"]);
  const [first] = suite.items, last = suite.items.at(-1)!;
  assert.equal([first!.id, first!.scene, first!.domain, first!.status], ["row-2", "g1", "none", "final"]);
  assert.is(first!.extra.keyword, "glad");
  assert.is(suite.items[3]!.extra.keyword, "unnamed5");
  assert.is(last.construct, "none");
  assert.ok(summary.notes.some((note) => note.startsWith('Not taken over: "nr"')));
});

test("JSONL reads as CSV does; without a construct there is one for all, without keywords none are kept apart", async () => {
  const lines = ["named", "shown", "plain"].map((condition, i) => ({ id: i, text: `Text ${i}.`, condition, pair: 7 }));
  const { suite } = await importTable(jsonl(lines), { file: "t.jsonl", name: "t", ...PARTS });
  assert.equal(suite.constructs, ["all"]);
  assert.is(suite.design.keyword_column, null);
  assert.equal(suite.items.map(({ id, pair }) => id + pair), ["07", "17", "27"]);
});

const BAD_TABLES: [string, () => Promise<unknown>, RegExp][] = [
  [
    "a column that is not there",
    () => table(CSV, { columns: { text: "body" } }),
    /no column "body" for "text"; it has "nr"/,
  ],
  [
    "a condition that is not there",
    () => table(CSV, { source: "nmaed" }),
    /no row has the condition "nmaed"; found "named"/,
  ],
  [
    "a pair without its control",
    () => table(CSV.replace("plain,g2", "extra,g2")),
    /t\.csv row 5: pair "g2" has no item of/,
  ],
  [
    "an id twice",
    () => table(CSV, { columns: { ...COLUMNS, id: "label" } }),
    /row 5: id "named" is already the id of row 2/,
  ],
  ["an empty pair", () => table(CSV.replace("shown,g2", "shown,")), /row 6: pair is empty/],
  ["a construct that is empty", () => table(CSV.replace("glad,joy", "glad,")), /row 2: its construct is empty/],
  ["one condition with two parts", () => table(CSV, { target: "named" }), /condition "named" has two parts/],
  ["a quote that is never closed", () => table(CSV + '\n8,"open'), /row 9: a text in quotes is never closed/],
  ["a row that is too short", () => table(CSV + "\n8,short"), /row 9: it has 2 columns, the header has 6/],
  ["semicolons", () => table(CSV.replaceAll(",", ";")), /separated by semicolons/],
  ["an empty file", () => table(""), /it has no rows/],
];

for (const [name, action, sentence] of BAD_TABLES) {
  test(`table, ${name}: exit 2, the row, what was found`, async () =>
    assert.match((await fault(action())).message, sentence));
}

test.run();
