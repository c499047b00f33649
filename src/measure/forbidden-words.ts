import type { Item, Suite } from "../suite/suite.ts";
import type { Offender } from "./offender.ts";
import { wordsOf } from "./words.ts";

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
    const forms = Object.entries(words).flatMap(([word, list]) => [word, ...list]);
    for (const lower of new Set(forms.map((form) => form.toLowerCase()))) {
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
