import type { Item } from "../suite/suite.ts";
import type { Offender } from "./offender.ts";
import { wordsOf } from "./words.ts";

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
