import { fitLogistic } from "../math/logistic.ts";
import { denseRows, type SparseRows, timesVector } from "../math/sparse.ts";
import { applyTfidf, fitTfidf } from "../math/tfidf.ts";
import type { Item } from "../suite/suite.ts";
import { FUNCTION_WORDS } from "./function-words.ts";
import { wordsOf } from "./words.ts";

/**
 * Text statistics that a floor may use: `length` (words and characters), `surface` (capitals, digits and punctuation, which
 * a bag of words does not see), `function_words`, `bag_of_words`.
 */
export const TEXT_FLOORS = ["length", "surface", "function_words", "bag_of_words"] as const;
export type TextFloor = typeof TEXT_FLOORS[number];

/** Inverse penalty of the logistic regressions, fixed beforehand (not tuned on any data). */
const INVERSE_PENALTY = { length: 1, surface: 0.1, function_words: 0.1, bag_of_words: 10 } as const;

/** What is counted of a text's surface, per character. */
const SURFACE = [
  ["capitals", /\p{Lu}/gu],
  ["digits", /\p{N}/gu],
  ["full stops", /[.!?]/g],
  ["commas", /,/g],
  ["colons", /[:;]/g],
  ["quotation marks", /["'\u2018-\u201f\u00ab\u00bb]/g],
  ["hyphens", /[-\u2010-\u2015]/g],
  ["brackets", /[()[\]{}]/g],
  ["line breaks", /\n/g],
  ["other marks", /[^\p{L}\p{N}\s.!?,:;"'\u2018-\u201f\u00ab\u00bb\-\u2010-\u2015()[\]{}]/gu],
] as const;

/** What is counted in each text, independent of any split. */
export interface TextFeatures {
  readonly words: readonly (readonly string[])[];
  /** [n][2]; words and characters. */
  readonly length: readonly Float64Array[];
  /** [n][surface features]; share of the text's characters. */
  readonly surface: readonly Float64Array[];
  /** [n][function words]; share of the text's words. */
  readonly function_words: readonly Float64Array[];
}

/** Counts words, characters, surface marks and function words of every item. */
export function textFeatures(items: readonly Item[]): TextFeatures {
  const column = new Map(FUNCTION_WORDS.map((word, i) => [word, i]));
  const words = items.map((item) => wordsOf(item.text));
  return {
    words,
    length: items.map((item, i) => Float64Array.of(words[i]!.length, item.text.length)),
    surface: items.map(({ text }) =>
      Float64Array.from(SURFACE, ([, pattern]) => (text.match(pattern)?.length ?? 0) / Math.max(1, text.length))
    ),
    function_words: words.map((list) => {
      const shares = new Float64Array(FUNCTION_WORDS.length);
      for (const word of list) {
        const k = column.get(word);
        if (k !== undefined) shares[k] = shares[k]! + 1 / list.length;
      }
      return shares;
    }),
  };
}

/** A text statistic fitted to training items: rows of any items, and the name of each column. */
interface Encoder {
  readonly rows: (items: Int32Array) => SparseRows;
  readonly names: readonly string[];
}

/** Means and deviations (or vocabulary and idf) come from the training items only. */
function encoder(kind: TextFloor, features: TextFeatures, train: Int32Array): Encoder {
  if (kind === "bag_of_words") {
    const tfidf = fitTfidf(Array.from(train, (i) => features.words[i]!));
    return {
      rows: (items) => applyTfidf(tfidf, Array.from(items, (i) => features.words[i]!)),
      names: [...tfidf.columns.keys()],
    };
  }
  const table = features[kind], width = table[0]?.length ?? 0;
  const mean = new Float64Array(width), variance = new Float64Array(width);
  for (const i of train) table[i]!.forEach((value, k) => mean[k] = mean[k]! + value / train.length);
  for (const i of train) {
    table[i]!.forEach((value, k) => variance[k] = variance[k]! + (value - mean[k]!) ** 2 / train.length);
  }
  const scaled = (i: number) =>
    table[i]!.map((value, k) => variance[k]! > 1e-18 ? (value - mean[k]!) / Math.sqrt(variance[k]!) : 0);
  return {
    rows: (items) => denseRows(Array.from(items, (i) => [...scaled(i)]).flat(), items.length, width),
    names: kind === "length"
      ? ["words", "characters"]
      : kind === "surface"
      ? SURFACE.map(([name]) => name)
      : FUNCTION_WORDS,
  };
}

/** Learns labels (0 or 1) of the training items and scores other items: higher = closer to label 1. */
export interface TextLearner {
  readonly scores: (labels: ArrayLike<number>, test: Int32Array) => Float64Array;
  /** Weight of each column by name, for the labels given. */
  readonly weights: (labels: ArrayLike<number>) => { readonly word: string; readonly weight: number }[];
}

/** L2 logistic regression on one text statistic; `train` [m] are item numbers. */
export function textLearner(kind: TextFloor, features: TextFeatures, train: Int32Array): TextLearner {
  const { rows, names } = encoder(kind, features, train), known = rows(train);
  const fit = (labels: ArrayLike<number>) => fitLogistic(known, labels, { c: INVERSE_PENALTY[kind] });
  return {
    scores: (labels, test) => {
      const model = fit(labels);
      return timesVector(rows(test), model.weights, model.bias);
    },
    weights: (labels) => Array.from(fit(labels).weights, (weight, k) => ({ word: names[k]!, weight })),
  };
}
