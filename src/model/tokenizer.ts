import { Tokenizer as HfTokenizer } from "@huggingface/tokenizers";
import { Fault } from "../record/fault.ts";

/** A text as token ids, with the span of the text's own tokens (special tokens around it excluded). */
export interface Encoded {
  readonly ids: readonly number[];
  /** First own token. */
  readonly from: number;
  /** One past the last own token. */
  readonly to: number;
}

export interface Tokenizer {
  /** Id of the unknown word, `undefined` where every text can be spelt. */
  readonly unknown: number | undefined;
  encode(text: string): Encoded;
  decode(ids: readonly number[]): string;
  /** Pieces as they are in the vocabulary, one per id. */
  pieces(ids: readonly number[]): string[];
}

/**
 * A tokenizer from tokenizer.json and tokenizer_config.json (`{}` where there is none).
 *
 * @throws Fault `bad_tokenizer` when the file is no tokenizer that `@huggingface/tokenizers` reads.
 */
export function makeTokenizer(json: string, config: string): Tokenizer {
  let inner: HfTokenizer;
  try {
    inner = new HfTokenizer(JSON.parse(json), parseOr(config));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault(
      "bad_tokenizer",
      `Cannot read tokenizer.json: ${why}.`,
      "Export the tokenizer again with `save_pretrained`.",
      1,
      { cause: error },
    );
  }
  const unknown = unknownId(inner, JSON.parse(json));
  // The library leaves `undefined` for a word that is not in the vocabulary.
  const known = (ids: readonly (number | undefined)[]) => ids.map((id) => id ?? unknown());
  return {
    unknown: unknownToken(inner, JSON.parse(json)),
    encode(text) {
      const ids = known(inner.encode(text).ids);
      const own = known(inner.encode(text, { add_special_tokens: false }).ids);
      const from = findRun(ids, own);
      return { ids, from, to: from + own.length };
    },
    decode: (ids) => inner.decode([...ids]),
    pieces: (ids) => ids.map((id) => inner.id_to_token(id) ?? `<${id}>`),
  };
}

function parseOr(config: string): object {
  try {
    return JSON.parse(config);
  } catch (cause) {
    throw new Fault(
      "bad_tokenizer",
      "Cannot read tokenizer_config.json: it is not JSON.",
      "Export the tokenizer again.",
      1,
      { cause },
    );
  }
}

function unknownToken(inner: HfTokenizer, json: { model?: { unk_token?: string | null } }): number | undefined {
  const token = json.model?.unk_token;
  return typeof token === "string" ? inner.token_to_id(token) : undefined;
}

function unknownId(inner: HfTokenizer, json: object): () => number {
  const id = unknownToken(inner, json);
  return () => {
    if (id !== undefined) return id;
    throw new Fault(
      "unknown_word",
      "Cannot tokenize a text: a word is not in the vocabulary and tokenizer.json names no unknown token.",
      "Export the tokenizer again.",
    );
  };
}

/** Where `own` lies in `ids`; special tokens stand before or after it. */
function findRun(ids: readonly number[], own: readonly number[]): number {
  for (let at = 0; at + own.length <= ids.length; at++) {
    if (own.every((id, i) => ids[at + i] === id)) return at;
  }
  return 0;
}
