import type { Item, Suite } from "../suite/suite.ts";
import { minimumNorm } from "./least-squares.ts";
import { gaussian } from "./noise.ts";
import { encode, split, type Vocabulary } from "./vocabulary.ts";

/**
 * What each token says about one planted coordinate, before any layer: what it is worth as a keyword, how much it tells
 * a vignette from its control, and the noise that it carries. Token weights, so that a text's evidence is their mean
 * over its tokens.
 */
export interface Evidence {
  /** The construct's value for every form of its keywords (also those that no item uses), else 0. [vocab] */
  readonly keyword: Float64Array;
  /** Weights of words that pair members do not share: their mean is the value in a vignette, 0 in other texts. [vocab] */
  readonly situation: Float64Array;
  /** Standard normal per token. [vocab] */
  readonly noise: Float64Array;
}

/** Purposes of the streams of token noise, so that no two coordinates share it. */
export const AFFECT_NOISE = 11, X_NOISE = 12, Y_NOISE = 13;

/**
 * Evidence for a coordinate at which items of a construct are to stand at `value(construct)`, in units of its gain.
 *
 * @example evidenceOf(suite, vocabulary, () => 1, stream(seed, AFFECT_NOISE)) // affect: every construct alike
 */
export function evidenceOf(
  suite: Suite,
  vocabulary: Vocabulary,
  value: (construct: string) => number,
  next: () => number,
): Evidence {
  return {
    keyword: keywordWeights(suite, vocabulary, value),
    situation: situationWeights(suite, vocabulary, value),
    noise: Float64Array.from(vocabulary.words, () => gaussian(next)),
  };
}

/** The value of the construct whose lexicon holds the form; the mean value where several do. [vocab] */
function keywordWeights(suite: Suite, vocabulary: Vocabulary, value: (construct: string) => number): Float64Array {
  const values = new Map<number, Set<number>>();
  for (const [construct, keywords] of Object.entries(suite.lexicon)) {
    for (const word of Object.values(keywords).flat().flatMap(split)) {
      const id = vocabulary.ids.get(word)!;
      values.set(id, (values.get(id) ?? new Set()).add(value(construct)));
    }
  }
  const out = new Float64Array(vocabulary.words.length);
  for (const [id, set] of values) out[id] = [...set].reduce((sum, x) => sum + x, 0) / set.size;
  return out;
}

/**
 * Solves for word weights whose mean is `value` of the construct in every target item and 0 in every other. [vocab]
 *
 * Shuffled and reversed items are left out: they hold their vignette's words, and a phantom reads words only. It answers
 * to them as to the vignette.
 */
function situationWeights(suite: Suite, vocabulary: Vocabulary, value: (construct: string) => number): Float64Array {
  const counts = suite.items.map((item) => frequencies(item, vocabulary));
  const cues = cueWords(suite, counts, keywordWeights(suite, vocabulary, () => 1));
  const rows = counts.map((row) => new Map([...row].filter(([id]) => cues.has(id))));
  const { reversed, shuffled } = suite.design.probes, alike = [reversed, shuffled?.target, shuffled?.control];
  const used = rows.map((_, i) => i).filter((i) => rows[i]!.size > 0 && !alike.includes(suite.items[i]!.condition));
  const wanted = Float64Array.from(used, (i) => {
    const { condition, construct } = suite.items[i]!;
    return condition === suite.design.target ? value(construct) : 0;
  });
  const out = new Float64Array(vocabulary.words.length);
  minimumNorm(used.map((i) => rows[i]!), wanted).forEach((weight, id) => out[id] = weight);
  return out;
}

/** Words, no keywords, that one of a vignette and its control holds and the other does not. */
function cueWords(suite: Suite, counts: readonly Map<number, number>[], keyword: Float64Array): Set<number> {
  const { target, control } = suite.design;
  const members = new Map<string, { target?: number; control?: number }>();
  suite.items.forEach((item, i) => {
    const pair = members.get(item.pair) ?? {};
    if (item.condition === target) pair.target = i;
    if (item.condition === control) pair.control = i;
    members.set(item.pair, pair);
  });
  const cues = new Set<number>();
  for (const { target: a, control: b } of members.values()) {
    if (a === undefined || b === undefined) continue;
    for (const id of counts[a]!.keys()) if (!counts[b]!.has(id) && !keyword[id]) cues.add(id);
    for (const id of counts[b]!.keys()) if (!counts[a]!.has(id) && !keyword[id]) cues.add(id);
  }
  return cues;
}

/** Token id -> share of the text's tokens. */
function frequencies(item: Item, vocabulary: Vocabulary): Map<number, number> {
  const ids = encode(item.text, vocabulary);
  const out = new Map<number, number>();
  for (const id of ids) out.set(id, (out.get(id) ?? 0) + 1 / ids.length);
  return out;
}
