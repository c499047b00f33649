import { test } from "uvu";
import * as assert from "uvu/assert";
import { SuiteError } from "../../src/record/fault.ts";
import { parseSuite } from "../../src/suite/parse-suite.ts";

const SUITE = {
  schema: "alienist/suite/1",
  name: "moods",
  version: "1",
  title: "Moods",
  question: "Do words answer for situations?",
  constructs: ["joy", "fear"],
  design: {
    kind: "transfer",
    source: "keyword",
    target: "keyword-free",
    control: "neutral",
    others: ["vivid-neutral"],
    keyword_column: "keyword",
    direction: "affect",
  },
  columns: { keyword: "the word that names the construct" },
  lexicon: { joy: { happy: ["Happily"] }, fear: { afraid: [] } },
};
const CIRCLE = { circle: ["joy", "fear", "awe", "rage"] };
const HEADER = "id,text,condition,construct,pair,scene,domain,status,note,keyword";
const ROWS = [
  'j-k,"She was happy, at last.",keyword,joy,j,kitchen,family,final,,happy',
  "j-f,She danced.,keyword-free,joy,j,kitchen,family,final,,",
  "j-n,She sat.,neutral,joy,j,kitchen,family,final,,",
  "v-1,A red door.,vivid-neutral,none,v-1,kitchen,family,doubtful,check,",
];
const csv = (rows: string[] = ROWS, header = HEADER) => [header, ...rows].join("\r\n") + "\r\n";
const read = (items: string, suite: unknown = SUITE, itemsName = "items.csv") =>
  parseSuite({ suiteJson: JSON.stringify(suite), items, itemsName });
const without = (key: string) => Object.fromEntries(Object.entries(SUITE).filter(([name]) => name !== key));
/** ROWS with text replaced in one of them. */
const changed = (i: number, from: string, to: string) => ROWS.map((row, k) => k === i ? row.replace(from, to) : row);

async function message(reading: Promise<unknown>): Promise<string> {
  try {
    await reading;
  } catch (error) {
    assert.instance(error, SuiteError);
    return (error as Error).message;
  }
  return "no error";
}

test("a suite as a psychologist saves it: quotes, commas, CRLF, a byte order mark", async () => {
  const suite = await read("\uFEFF" + csv());
  assert.is(suite.items.length, 4);
  assert.equal(suite.items[0], {
    id: "j-k",
    text: "She was happy, at last.",
    condition: "keyword",
    construct: "joy",
    pair: "j",
    scene: "kitchen",
    domain: "family",
    status: "final",
    note: "",
    extra: { keyword: "happy" },
  });
  assert.is(suite.items[3]!.status, "doubtful");
  assert.equal(suite.lexicon.joy, { happy: ["happy", "happily"] });
  assert.match(suite.hash, /^sha256:[0-9a-f]{64}$/);
});

test("the hash is of both texts, and changes with either", async () => {
  const one = await read(csv());
  assert.is((await read(csv())).hash, one.hash);
  assert.is.not((await read(csv(changed(1, "danced", "sang")))).hash, one.hash);
  assert.is.not((await read(csv(), { ...SUITE, version: "2" })).hash, one.hash);
});

test("the smallest suite: one construct, no lexicon, no keyword column, no other conditions", async () => {
  const { lexicon: _, columns: __, ...rest } = SUITE;
  const design = { kind: "transfer", source: "a", target: "b", control: "c", direction: "d" };
  const small = { ...rest, constructs: ["joy"], design };
  const rows = ["1,x,a,joy,p,s,,final,", "2,y,c,joy,p,s,,final,"];
  const suite = await read(csv(rows, HEADER.replace(",keyword", "")), small);
  const probes = { vivid: null, unfelt: null, reversed: null, shuffled: null };
  const filled = { ...design, others: [], keyword_column: null, probes, geometry: null };
  assert.equal(suite.design, filled as unknown as typeof suite.design);
  assert.is(suite.items.length, 2);
});

test("JSON lines: the same items, numbers become text, a bad line is named", async () => {
  const suite = await read(csv());
  const lines = suite.items.map(({ extra, ...item }) => JSON.stringify({ ...item, ...extra }));
  assert.equal((await read(lines.join("\n"), SUITE, "items.jsonl")).items, suite.items);
  assert.is(
    await message(read(`${lines[0]}\n{"id": 3`, SUITE, "items.jsonl")).then((text) => text.slice(0, 58)),
    "Cannot read items.jsonl line 2: it is not valid JSON (Expe",
  );
  assert.is(
    await message(read("[1]", SUITE, "items.jsonl")),
    "Cannot read items.jsonl line 1: it is not a JSON object.",
  );
});

const conditions = '"keyword", "keyword-free", "neutral", "vivid-neutral"';
const ITEM_CASES: [string, string, string][] = [
  ["unknown condition", csv(changed(2, "neutral", "neutrl")), `row 4: condition "neutrl" is not one of ${conditions}.`],
  [
    "unknown construct",
    csv(changed(3, "none", "love")),
    'row 5: construct "love" is not one of "joy", "fear", "none".',
  ],
  [
    "no construct where one is scored",
    csv(ROWS.map((row) => row.replace(",joy,", ",none,"))),
    'row 2: construct "none" is not one of "joy", "fear". 2 further problems.',
  ],
  ["unknown status", csv(changed(1, "final", "done")), 'row 3: status "done" is not one of "final", "doubtful".'],
  ["empty text", csv(changed(1, "She danced.", " ")), "row 3: text is empty."],
  ["duplicate id", csv(changed(2, "j-n", "j-k")), 'row 4: id "j-k" is already the id of row 2.'],
  [
    "keyword not in the lexicon",
    csv(changed(0, ",,happy", ",,merry")),
    'row 2: keyword "merry" is not in the lexicon of "joy".',
  ],
  ["keyword missing", csv(changed(0, ",,happy", ",,")), 'row 2: keyword is empty, though the condition is "keyword".'],
  ["pair without control", csv(ROWS.slice(0, 2)), 'row 2: pair "j" has no item of condition "neutral".'],
  [
    "pair with nothing but the control",
    csv([ROWS[2]!]),
    'row 2: pair "j" has neither an item of condition "keyword" nor one of "keyword-free".',
  ],
  [
    "pair in two scenes",
    csv(changed(1, "kitchen", "garden")),
    'row 3: scene "garden" differs from "kitchen" of pair "j" (row 2).',
  ],
  [
    "pair of two constructs",
    csv(changed(1, ",joy,", ",fear,")),
    'row 3: construct "fear" differs from "joy" of pair "j" (row 2).',
  ],
  [
    "two items of one condition",
    csv([...ROWS, ROWS[1]!.replace("j-f", "j-g")]),
    'row 6: pair "j" has a second item of condition "keyword-free" (the first is row 3).',
  ],
  ["column missing", csv([], HEADER.replace(",note", "")), 'row 1: column "note" is missing.'],
  ["column unknown", csv([], HEADER + ",mood"), 'row 1: unknown column "mood".'],
  ["column twice", csv([], HEADER + ",note"), 'row 1: column "note" appears twice.'],
  ["too few cells", csv([ROWS[0]!, "j-f,She danced."]), "row 3: it has 2 columns, the header has 10."],
  ["quote never closed", csv([ROWS[0]!, 'j-f,"She danced.']), "row 3: a text in quotes is never closed."],
  [
    "quote inside a text",
    csv([ROWS[0]!, 'j-f,She "danced".,']),
    "row 3: a quote inside a text must be doubled and the text put in quotes (line 3 of the file).",
  ],
  ["no items", csv([]), "it has no items."],
];
for (const [name, items, expected] of ITEM_CASES) {
  test(`items.csv: ${name}`, async () => {
    const where = expected.startsWith("it ") ? "items.csv: " : "items.csv ";
    assert.is(await message(read(items)), `Cannot read ${where}${expected}`);
  });
}

const SUITE_CASES: [string, unknown, string][] = [
  ["unknown key", { ...SUITE, colour: 1 }, 'unknown key "colour".'],
  ["unknown key in design", { ...SUITE, design: { ...SUITE.design, mood: 1 } }, 'unknown key "mood" in "design".'],
  [
    "condition with two parts",
    { ...SUITE, design: { ...SUITE.design, target: "keyword" } },
    'condition "keyword" has two parts in "design".',
  ],
  [
    "keyword column not declared",
    { ...SUITE, columns: {} },
    '"design.keyword_column" is "keyword", which is not one of "columns".',
  ],
  [
    "own column that every suite has",
    { ...SUITE, columns: { keyword: "", text: "" } },
    'column "text" is one that every suite has; leave it out of "columns".',
  ],
  [
    "lexicon of a stranger",
    { ...SUITE, lexicon: { awe: {} } },
    '"lexicon" names "awe", which is not one of "joy", "fear".',
  ],
  [
    "construct twice",
    { ...SUITE, constructs: ["joy", "joy"], lexicon: {} },
    'construct "joy" is named twice in "constructs".',
  ],
  [
    "probe that is no condition",
    { ...SUITE, design: { ...SUITE.design, probes: { vivid: "vivid-neutral", unfelt: "unfelt" } } },
    '"design.probes" names "unfelt", which is not one of "design.others" ("vivid-neutral").',
  ],
  [
    "circle that leaves a construct out",
    { ...SUITE, constructs: ["joy", "fear", "awe", "rage", "calm"], design: { ...SUITE.design, geometry: CIRCLE } },
    '"design.geometry.circle" must name every construct once ("joy", "fear", "awe", "rage", "calm").',
  ],
  ["missing title", without("title"), '"title": Invalid input: expected string, received undefined.'],
];
for (const [name, suite, expected] of SUITE_CASES) {
  test(`suite.json: ${name}`, async () => {
    assert.is(await message(read(csv(), suite)), `Cannot read suite.json: ${expected}`);
  });
}

const PROBES = {
  ...SUITE,
  design: {
    ...SUITE.design,
    others: ["vivid-neutral", "unfelt", "mixed", "mixed-neutral", "turned"],
    probes: {
      vivid: "vivid-neutral",
      unfelt: "unfelt",
      reversed: "turned",
      shuffled: { target: "mixed", control: "mixed-neutral" },
    },
  },
};
const probeRow = (id: string, condition: string) =>
  `${id},A happy hour.,${condition},joy,j,kitchen,family,final,,happy`;
const PROBE_CASES: [string, string[], string | null][] = [
  ["complete", [...ROWS, probeRow("j-u", "unfelt"), probeRow("j-s", "mixed"), probeRow("j-t", "mixed-neutral")], null],
  ["unfelt alone", ROWS.slice(1).concat(probeRow("j-u", "unfelt")), '"unfelt" and none of condition "keyword".'],
  [
    "shuffled without its control",
    [...ROWS, probeRow("j-s", "mixed")],
    '"mixed" and none of condition "mixed-neutral".',
  ],
  [
    "reversed without its vignette",
    [ROWS[0]!, ROWS[2]!, probeRow("j-r", "turned")],
    '"turned" and none of condition "keyword-free".',
  ],
  [
    "two unfelt",
    [...ROWS, probeRow("j-u", "unfelt"), probeRow("j-v", "unfelt")],
    'a second item of condition "unfelt"',
  ],
];
for (const [name, rows, expected] of PROBE_CASES) {
  test(`probes: ${name}`, async () => {
    if (expected === null) return assert.is((await read(csv(rows), PROBES)).items.length, rows.length);
    assert.ok((await message(read(csv(rows), PROBES))).includes(expected));
  });
}

test("an error carries file, row and column for programs", async () => {
  try {
    await parseSuite({ suiteJson: JSON.stringify(SUITE), items: csv(changed(1, "final", "done")), folder: "moods" });
    assert.unreachable();
  } catch (error) {
    assert.equal((error as SuiteError).at, { file: "moods/items.csv", row: 3, column: "status" });
  }
});

test("suite.json that is not JSON", async () => {
  assert.match(
    await message(parseSuite({ suiteJson: "{", items: csv() })),
    /^Cannot read suite.json: it is not valid JSON \(/,
  );
});

test.run();
