import type { Row } from "../read-rows.ts";
import { jsonEntries } from "./entries.ts";
import { importFault } from "./fault.ts";
import { type Draft, finishImport, type Imported } from "./imported.ts";
import { keywordsIn, type Lexicon, ownKeyword, wordsFor } from "./keywords.ts";
import { matchControls } from "./match-controls.ts";
import { type Group, type How, type LeftOver, pairUp } from "./pair-up.ts";
import { noteTexts } from "./notes.ts";
import { others, PLAIN, VIVID } from "./neutral-rest.ts";
import { stimuliOf, type Stimulus } from "./stimulus.ts";

const SOURCE = "keyword", TARGET = "keyword-free", CONTROL = "neutral";

const COLUMNS = {
  keyword: "The word that names the emotion, found in the text by the lexicon (condition keyword only).",
  intensity: "As in the imported file.",
  stimulus_set: "As in the imported file.",
};

const HOWS: Record<How, string> = {
  own: "keyword item with the control that the file gives it",
  set: "keyword item with a free neutral item of its own set, in the file's order (same domain first)",
  vignette:
    "keyword item in the pair of a vignette of the same emotion (same domain first), whose control serves both: that control was not written for it",
};

/** One item as a row of items.csv. */
function rowOf(item: Stimulus, cells: Record<string, string>): Row {
  const { row, id, text, intensity, set } = item;
  const plain = { id, text, domain: item.domain ?? "none", status: "final", note: "", keyword: "", intensity };
  return { row, cells: { ...plain, stimulus_set: set, ...cells } };
}

/** The members of a pair. They share its domain, the vignette's where there is one. */
function rowsOf({ emotion, control, source, target, how }: Group, keyword: (item: Stimulus) => string): Row[] {
  const pair = control.id, domain = (target ?? control).domain ?? source?.domain ?? "none";
  const shared = { construct: emotion, pair, scene: pair, domain };
  const note = how === "vignette"
    ? `in the pair of ${target!.id}: the control was not written for it`
    : how === "set"
    ? `beside a neutral item of its set: the control was not written for it`
    : "";
  return [
    ...(target ? [rowOf(target, { ...shared, condition: TARGET })] : []),
    rowOf(control, { ...shared, condition: CONTROL }),
    ...(source ? [rowOf(source, { ...shared, condition: SOURCE, keyword: keyword(source), note })] : []),
  ];
}

/** Keywords of source items, found in their texts; the lexicon that goes with them; and what is to be said about it. */
function nameKeywords(groups: readonly Group[], lexicon: Lexicon) {
  const own: Record<string, Record<string, string[]>> = Object.create(null),
    keywords = new Map<Stimulus, string>(),
    notes: string[] = [],
    borrowed: string[] = [];
  let none = 0, several = 0;
  for (const emotion of new Set(groups.map((group) => group.emotion))) {
    const { of, words } = wordsFor(emotion, lexicon);
    own[emotion] = Object.fromEntries(Object.entries(words).map(([word, forms]) => [word, [...forms]]));
    if (of !== emotion) borrowed.push(`those of "${of}" for "${emotion}"`);
  }
  for (const { emotion, source } of groups) {
    if (!source) continue;
    const found = keywordsIn(source.text, wordsFor(emotion, lexicon).words),
      keyword = found[0] ?? ownKeyword(source.row);
    if (found.length === 0) none++, own[emotion]![keyword] = [keyword];
    if (found.length > 1) several++;
    keywords.set(source, keyword);
  }
  if (borrowed.length) notes.push(`Words of other emotions stand in for their own: ${borrowed.join(", ")}.`);
  if (none) {
    notes.push(`${none} keyword items hold no word of the lexicon; each counts as a word of its own ("unnamed...").`);
  }
  if (several) {
    notes.push(
      `${several} keyword items hold more than one word of the lexicon; the first is their keyword, so "unseen words" are only partly unseen.`,
    );
  }
  return { own, keywords, notes };
}

function draftOf(stimuli: readonly Stimulus[], lexicon: Lexicon, file: string): Draft {
  const matched = matchControls(stimuli, file), { groups, left } = pairUp(matched);
  if (groups.length === 0) {
    const { emotional, neutral } = matched;
    const what =
      `no pair can be made: ${emotional.length} items have an emotion, ${neutral.length} are neutral, and none is the matched control of another`;
    throw importFault(file, what, { remedy: "Name controls with matched_control_id." });
  }
  const { own, keywords, notes } = nameKeywords(groups, lexicon), rest = others(matched, groups);
  const rows = [
    ...groups.flatMap((group) => rowsOf(group, (item) => keywords.get(item)!)),
    ...rest.map(({ item, condition, scene }) =>
      rowOf(item, { condition, construct: "none", pair: item.id, scene: scene ?? item.id })
    ),
  ];
  const has = (condition: string) => rest.some((one) => one.condition === condition);
  return {
    title: "Imported stimuli (affect-reception)",
    constructs: Object.keys(own),
    design: {
      kind: "transfer",
      source: SOURCE,
      target: TARGET,
      control: CONTROL,
      others: [VIVID, PLAIN].filter(has),
      keyword_column: "keyword",
      direction: "affect",
      probes: { vivid: has(VIVID) ? VIVID : null, unfelt: null, reversed: null, shuffled: null },
    },
    columns: COLUMNS,
    lexicon: own,
    rows,
    summary: {
      format: "affect-reception",
      read: stimuli.length,
      pairing: pairingOf(groups),
      left_over: left.map(({ item: { id, row }, why }: LeftOver) => ({ id, row, why })),
      notes: [...notes, ...noteTexts(matched, groups, rest)],
    },
  };
}

function pairingOf(groups: readonly Group[]) {
  const ways = Object.entries(HOWS).map(([way, how]) => ({
    how,
    n: groups.filter((group) => group.how === way).length,
  }));
  const targets = groups.filter(({ target }) => target).length;
  const vignettes = { how: "vignette (keyword-free item) with the control that the file gives it", n: targets };
  return [vignettes, ...ways].filter(({ n }) => n > 0);
}

/**
 * Reads a stimulus file in the format of "affect-reception" (JSONL, one text per line) as a suite.
 *
 * Keys: `id`, `text`, `emotion` (neutral, none, "" or null: none); with an emotion also `has_emotion_keyword` (null as
 * false) and `matched_control_id` (may be null); `intensity`, `domain`, `domain_label`, `stimulus_set` where there are any.
 *
 * @throws Fault `bad_import` (exit 2) with the line, what was found and what is allowed
 */
export async function importAffectReception(
  text: string,
  { file, name, lexicon }: { file: string; name: string; lexicon: Lexicon },
): Promise<Imported> {
  return await finishImport(draftOf(stimuliOf(jsonEntries(text, file), file), lexicon, file), { name, file });
}
