import type { Item, Suite } from "../suite/suite.ts";
import { wordsOf } from "./words.ts";

/** One item that a count or a weight points to. */
export type Offender = {
  readonly item: string;
  readonly word: string;
  readonly weight: number;
  readonly why: string;
};

/** A form and its simple inflections: -s, -es, -d, -ed, -ing, -ly. */
function inflected(form: string): string[] {
  const stem = form.endsWith("e") ? form.slice(0, -1) : form;
  return [
    form,
    ...["s", "es", "d", "ed", "ing", "ly"].map((end) => form + end),
    stem + "ed",
    stem + "ing",
    stem + "ly",
  ];
}

/** Words of the lexicon, inflected, that stand in target items: each hit is an offender of weight 1. */
export function forbiddenWords({ lexicon, design }: Suite, items: readonly Item[]): Offender[] {
  const single = new Map<string, string>(), phrases: [string, string][] = [];
  for (const [construct, words] of Object.entries(lexicon)) {
    for (const form of Object.entries(words).flatMap(([word, forms]) => [word, ...forms])) {
      const lower = form.toLowerCase();
      if (wordsOf(lower).length > 1) phrases.push([wordsOf(lower).join(" "), construct]);
      else for (const word of inflected(lower)) single.set(word, construct);
    }
  }
  const targets = items.filter((item) => item.condition === design.target);
  return targets.flatMap((item) => {
    const words = wordsOf(item.text), whole = ` ${words.join(" ")} `;
    const hits = words.filter((word) => single.has(word)).map((word) => [word, single.get(word)!] as const);
    const found = [...hits, ...phrases.filter(([phrase]) => whole.includes(` ${phrase} `))];
    return found.map(([word, construct]) => ({
      item: item.id,
      word,
      weight: 1,
      why: `forbidden word of "${construct}"`,
    }));
  });
}

/** Runs of three words. */
function trigrams(text: string): Set<string> {
  const words = wordsOf(text);
  return new Set(words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`));
}

/**
 * Pairs of texts that share too many word trigrams: Jaccard > 0.5 between scenes, > 0.8 between pairs of one scene.
 *
 * Members of one pair are alike on purpose and are not compared.
 */
export function nearDuplicates(items: readonly Item[]): Offender[] {
  const sets = items.map((item) => trigrams(item.text)), holders = new Map<string, number[]>(), found: Offender[] = [];
  sets.forEach((set, j) => {
    const shared = new Map<number, number>();
    for (const run of set) {
      const list = holders.get(run) ?? [];
      for (const i of list) shared.set(i, (shared.get(i) ?? 0) + 1);
      holders.set(run, [...list, j]);
    }
    for (const [i, common] of shared) {
      const a = items[i]!, b = items[j]!, jaccard = common / (sets[i]!.size + set.size - common);
      if (a.pair === b.pair || jaccard <= (a.scene === b.scene ? 0.8 : 0.5)) continue;
      found.push({
        item: b.id,
        word: a.id,
        weight: jaccard,
        why: "shares this part of its word trigrams with the item named",
      });
    }
  });
  return found;
}

/**
 * Pairs without a member that they should have: the control, and source and target alike if any pair has both.
 *
 * Counted on the file as it is, doubtful items included.
 */
export function incompletePairs({ design }: Suite, items: readonly Item[]): Offender[] {
  const scored = [design.source, design.target, design.control], pairs = new Map<string, Item[]>();
  for (const item of items) {
    if (scored.includes(item.condition)) pairs.set(item.pair, [...(pairs.get(item.pair) ?? []), item]);
  }
  const has = (members: readonly Item[], condition: string) => members.some((item) => item.condition === condition);
  const both = [...pairs.values()].some((members) => has(members, design.source) && has(members, design.target));
  return [...pairs.values()].flatMap((members) => {
    const wanted = both ? scored : [design.control, has(members, design.source) ? design.source : design.target];
    const missing = wanted.filter((condition) => !has(members, condition));
    return missing.map((condition) => ({
      item: members[0]!.id,
      word: condition,
      weight: 1,
      why: "its pair lacks this condition",
    }));
  });
}

/** Items by `construct/condition`, and the number of scored cells whose count differs from the largest of its condition. */
export function cellCounts(
  suite: Suite,
  items: readonly Item[],
): { cells: Record<string, number>; unbalanced: number } {
  const { constructs, design } = suite, cells: Record<string, number> = {};
  for (const item of items) {
    const cell = `${item.construct}/${item.condition}`;
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  let unbalanced = 0;
  for (const condition of [design.source, design.target, design.control]) {
    const counts = constructs.map((construct) => cells[`${construct}/${condition}`] ?? 0), most = Math.max(...counts);
    unbalanced += counts.filter((count) => count !== most).length;
  }
  return { cells, unbalanced };
}
