import { Fault } from "../record/fault.ts";
import type { Model } from "../model/model.ts";
import type { Encoded } from "../model/tokenizer.ts";

/** A text to read: words, or token ids. */
export interface Input {
  readonly id: string;
  readonly text?: string;
  readonly token_ids?: readonly number[];
}

/**
 * Token ids of every text. A text longer than the model's context is an error, or with `truncate` cut at its end and
 * named in a warning.
 *
 * @throws Fault `too_long` naming the first such text and how many there are; `empty_text`
 */
export function encodeAll(
  model: Model,
  inputs: readonly Input[],
  truncate: boolean,
): { sequences: Encoded[]; warnings: string[] } {
  const context = model.config.context ?? Infinity;
  const sequences = inputs.map((input) => encodeOne(model, input));
  const warnings = unknownShare(model, sequences);
  const long = inputs.filter((_, i) => sequences[i]!.ids.length > context);
  if (long.length === 0) return { sequences, warnings };
  const first = `"${long[0]!.id}" has ${sequences[inputs.indexOf(long[0]!)]!.ids.length} tokens`;
  if (!truncate) {
    throw new Fault(
      "too_long",
      `Cannot read ${long.length} of ${inputs.length} texts: ${first}, and ${model.ref} reads at most ${context}.`,
      "Shorten them, or cut their ends with --truncate.",
    );
  }
  return {
    sequences: sequences.map((sequence) => cut(sequence, context)),
    warnings: [...warnings, `${long.length} texts were cut at ${context} tokens (${first}).`],
  };
}

function encodeOne(model: Model, input: Input): Encoded {
  const encoded = input.token_ids
    ? { ids: input.token_ids, from: 0, to: input.token_ids.length }
    : model.tokenizer.encode(input.text ?? "");
  if (encoded.to <= encoded.from) {
    throw new Fault(
      "empty_text",
      `Cannot read the text "${input.id}": it has no tokens.`,
      "Give it at least one word.",
    );
  }
  const wrong = encoded.ids.find((id) => !Number.isSafeInteger(id) || id < 0 || id >= model.vocabulary);
  if (wrong !== undefined) {
    throw new Fault(
      "unknown_token",
      `Cannot read "${input.id}": the token id ${wrong} is not one of 0 to ${model.vocabulary - 1}.`,
      "Use the tokenizer that belongs to this model.",
    );
  }
  return encoded;
}

/** A note where many words are unknown to the tokenizer: the model reads something else than the text. */
function unknownShare(model: Model, sequences: readonly Encoded[]): string[] {
  const { unknown } = model.tokenizer;
  const ids = sequences.flatMap((sequence) => sequence.ids.slice(sequence.from, sequence.to));
  const share = ids.filter((id) => id === unknown).length / ids.length;
  if (unknown === undefined || !(share > 0.01)) return [];
  return [`${Math.round(share * 100)} % of the tokens are words that the tokenizer does not know.`];
}

function cut({ ids, from, to }: Encoded, context: number): Encoded {
  return { ids: ids.slice(0, context), from, to: Math.min(to, context) };
}
