/** construct -> keyword -> its forms. */
export type Lexicon = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** ` a text as lower-case words `, so that whole words and phrases can be looked for. */
function spacedWords(text: string): string {
  const words = text.toLowerCase().replaceAll("\u2019", "'").match(/[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu) ?? [];
  return ` ${words.join(" ")} `;
}

/** An emotion's own name, inflected: what is looked for where no lexicon knows the emotion. */
function ownForms(name: string): string[] {
  const stem = name.replace(/[ey]$/, "");
  return [
    name,
    ...["s", "ed", "ing", "ly", "ful", "fully"].map((end) => name + end),
    ...(stem === name ? [] : ["ed", "ing", "ies", "ied"].map((end) => stem + end)),
  ];
}

/**
 * The words that name an emotion: its own entry in the lexicon; or that of the first construct which counts the emotion's
 * name among its words ("terror" is a word of fear); or its name, inflected.
 */
export function wordsFor(
  emotion: string,
  lexicon: Lexicon,
): { of: string; words: Readonly<Record<string, readonly string[]>> } {
  if (Object.hasOwn(lexicon, emotion)) return { of: emotion, words: lexicon[emotion]! };
  const names = (words: Lexicon[string]) =>
    Object.entries(words).some(([word, forms]) => [word, ...forms].some((form) => form.toLowerCase() === emotion));
  const other = Object.entries(lexicon).find(([, words]) => names(words));
  return other ? { of: other[0], words: other[1] } : { of: emotion, words: { [emotion]: ownForms(emotion) } };
}

/** Keywords of which a form stands in the text, in the order in which they are met. */
export function keywordsIn(text: string, words: Readonly<Record<string, readonly string[]>>): string[] {
  const whole = spacedWords(text);
  const first = (list: readonly string[]) =>
    Math.min(...list.map((form) => whole.indexOf(spacedWords(form))).filter((at) => at >= 0));
  return Object.entries(words).map(([word, forms]) => ({ word, at: first([word, ...forms]) }))
    .filter(({ at }) => Number.isFinite(at)).sort((a, b) => a.at - b.at).map(({ word }) => word);
}

/**
 * The keyword of an item in which none is found: its own. One made-up word, because the audit looks for a lexicon's words
 * in the texts, and an id such as "a-12" would be met there.
 */
export function ownKeyword(row: number): string {
  return `unnamed${row}`;
}
