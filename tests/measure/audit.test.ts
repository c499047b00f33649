import { test } from "uvu";
import * as assert from "uvu/assert";
import { audit } from "../../src/measure/audit.ts";
import { forbiddenWords } from "../../src/measure/forbidden-words.ts";
import { AuditRecord } from "../../src/record/audit.ts";
import { Interrupted } from "../../src/record/fault.ts";
import type { Item, Suite } from "../../src/suite/suite.ts";
import { syntheticSuite } from "./synthetic.ts";

const QUICK = { repeats: 2, bootstraps: 100 };
const clean = syntheticSuite({ constructs: 3 });
/** The suite with some items rewritten. */
const edited = (suite: Suite, edit: (item: Item, i: number) => Item): Suite => ({
  ...suite,
  items: suite.items.map(edit),
});

test("a clean set passes; every figure has a value, an interval and its bar", async () => {
  const record = AuditRecord.parse(await audit(clean, QUICK));
  assert.ok(record.pass, JSON.stringify(record.figures));
  assert.equal(Object.keys(record.figures), [
    "function_words",
    "function_words_keyword",
    "surface",
    "length",
    "length_characters",
    "bag_of_words_transfer",
    "neutral_leak",
    "neutral_leak_surface",
    "neutral_leak_function_words",
    "bag_of_words",
  ]);
  for (const [name, { value, low, high, bar }] of Object.entries(record.figures)) {
    assert.ok(low! <= value! && value! <= high!, name);
    assert.is(
      bar,
      /^(bag_of_words|neutral_leak_.*)$/.test(name)
        ? null
        : name.startsWith("function") || name === "surface"
        ? 0.65
        : 0.6,
    );
  }
  assert.equal(record.counts, { forbidden_words: 0, near_duplicates: 0, incomplete_pairs: 0, unbalanced_cells: 0 });
  assert.is(record.cells["c0/word"], 24);
});

test("the same seed gives the same record", async () => {
  assert.equal(await audit(clean, QUICK), await audit(clean, QUICK));
});

test("style that gives the class away fails, and the word is named with its items", async () => {
  const told = edited(clean, (item) => item.condition === "event" ? { ...item, text: item.text + " never" } : item);
  const { figures, pass, offenders } = await audit(told, QUICK);
  assert.not.ok(pass);
  assert.ok(figures.function_words!.value! > 0.95 && figures.function_words!.pass === false);
  assert.ok(figures.length!.value! > 0.9, "one word more in every target");
  assert.ok(figures.length_characters!.value! > 0.6);
  const first = offenders.find((offender) => offender.why.startsWith("function word"))!;
  assert.is(first.word, "never");
  assert.is(first.why, 'function word that speaks for "event": in 72 of its texts, in 0 of "plain"');
});

test("a length AUROC is folded: shorter targets give as much away as longer ones", async () => {
  const told = edited(
    clean,
    (item) => item.condition === "plain" ? { ...item, text: item.text + " stone stone" } : item,
  );
  assert.ok((await audit(told, QUICK)).figures.length!.value! > 0.9);
});

test("a control that tells its construct is a leak, and the word is named", async () => {
  const told = edited(clean, (item) => item.construct === "c0" ? { ...item, text: item.text + " dog" } : item);
  const { figures, offenders } = await audit(told, QUICK);
  assert.is(figures.neutral_leak!.pass, false);
  assert.is(figures.bag_of_words_transfer!.pass, false);
  const leak = offenders.find((offender) => offender.why.startsWith('gives "c0" away'))!;
  assert.is(leak.word, "dog");
});

test("forbidden words: forms, inflections, phrases; whole words only, target items only", () => {
  const lexicon = { c0: { fear: ["fear", "feared"], love: ["love"], "at ease": ["at ease"] } };
  const texts = ["No fears here.", "He was loving it.", "Feared by all.", "She sat at ease.", "Glove and fearless."];
  const items = texts.map((text, i) => ({ ...clean.items[0]!, id: `${i}`, text, condition: "event" }));
  const found = forbiddenWords({ ...clean, lexicon }, [...items, { ...items[0]!, id: "k", condition: "word" }]);
  assert.equal(found.map(({ item, word }) => `${item} ${word}`), ["0 fears", "1 loving", "2 feared", "3 at ease"]);
  assert.is(found[0]!.why, 'forbidden word of "c0"');
});

test("near-duplicates, incomplete pairs, unbalanced cells are counted and named", async () => {
  const copied = edited(clean, (item, i) => i === 10 ? { ...item, text: clean.items[100]!.text } : item);
  const twice = await audit(copied, QUICK);
  assert.is(twice.counts.near_duplicates, 3, "the text copied and the two other members of its pair");
  const named = twice.offenders.find((offender) => offender.weight === 1)!;
  assert.equal([named.item, named.word], [clean.items[100]!.id, clean.items[10]!.id]);
  const short = await audit({ ...clean, items: clean.items.slice(1) }, QUICK);
  assert.is(short.counts.incomplete_pairs, 1);
  assert.is(short.counts.unbalanced_cells, 1);
  assert.not.ok(short.pass);
});

test("one construct: no construct can leak; two scenes: unscored, with the reason", async () => {
  const one = await audit(syntheticSuite({ constructs: 1 }), QUICK);
  assert.is(one.figures.neutral_leak, undefined);
  assert.ok(one.figures.function_words!.value !== null);
  const few = await audit(syntheticSuite({ scenes: 1 }), QUICK);
  assert.is(few.figures.function_words!.value, null);
  assert.is(few.figures.function_words!.unscored, "It needs complete pairs from at least 2 scenes.");
});

test("an abort stops it", async () => {
  try {
    await audit(clean, { ...QUICK, signal: AbortSignal.abort() });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, Interrupted);
  }
});

test.run();
