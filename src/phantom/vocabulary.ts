import type { Suite } from "../suite/suite.ts";

/** Words and punctuation marks, lower case: the phantom's tokenizer does the same by its Split pattern. */
const PATTERN = "[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]";

export const UNKNOWN = 0;
export const BEGIN = 1;

/** Tokens of a phantom: one per word form of the suite and its lexicon. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

export function split(text: string): string[] {
  return text.toLowerCase().match(new RegExp(PATTERN, "gu")) ?? [];
}

/** The words of a suite's texts and of its lexicon, filled up to `least` tokens. */
export function vocabularyOf(suite: Suite, least: number): Vocabulary {
  const found = new Set(suite.items.flatMap((item) => split(item.text)));
  for (const keywords of Object.values(suite.lexicon)) {
    for (const forms of Object.values(keywords)) forms.flatMap(split).forEach((form) => found.add(form));
  }
  const words = ["<unk>", "<s>", ...[...found].sort()];
  for (let i = 0; words.length < least; i++) if (!found.has(`filler${i}`)) words.push(`filler${i}`);
  return { words, ids: new Map(words.map((word, id) => [word, id])) };
}

/** Token ids as the phantom's tokenizer gives them, `<s>` first. */
export function encode(text: string, { ids }: Vocabulary): number[] {
  return [BEGIN, ...split(text).map((word) => ids.get(word) ?? UNKNOWN)];
}

/** tokenizer.json in the format of Hugging Face `tokenizers`: whole words, lower case, `<s>` in front. */
export function tokenizerJson(vocabulary: Vocabulary): string {
  const special = (id: number, content: string) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const begin = { SpecialToken: { id: "<s>", type_id: 0 } };
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [special(UNKNOWN, "<unk>"), special(BEGIN, "<s>")],
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Split", pattern: { Regex: PATTERN }, behavior: "Removed", invert: true },
    post_processor: {
      type: "TemplateProcessing",
      single: [begin, { Sequence: { id: "A", type_id: 0 } }],
      pair: [begin, { Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
      special_tokens: { "<s>": { id: "<s>", ids: [BEGIN], tokens: ["<s>"] } },
    },
    decoder: null,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(vocabulary.words.map((word, id) => [word, id])),
      unk_token: "<unk>",
    },
  });
}
