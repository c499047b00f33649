import type { Item, Suite } from "../suite/suite.ts";
import { minimumNorm } from "./least-squares.ts";
import { gaussian, stream } from "./noise.ts";
import { encode, split, type Vocabulary } from "./vocabulary.ts";

/**
 * What each token says, before any layer: how much it is a keyword, how much it tells a vignette from its control, and
 * the noise that it carries. Token weights, so that a text's evidence is their mean over its tokens.
 */
export interface Evidence {
  /** 1 for every form of every keyword of the lexicon (also those that no item uses), else 0. [vocab] */
  readonly keyword: Float64Array;
  /** Weights of words that pair members do not share: their mean is 1 in a vignette, 0 in every other text. [vocab] */
  readonly situation: Float64Array;
  /** Standard normal per token. [vocab] */
  readonly noise: Float64Array;
}

/** Gains that turn evidence into the planted coordinate, in SDs of the noise over control items. */
export interface Gains {
  readonly keyword: number;
  readonly situation: number;
  readonly noise: number;
}

export function evidenceOf(suite: Suite, vocabulary: Vocabulary, seed: number): Evidence {
  const size = vocabulary.words.length;
  const keyword = new Float64Array(size);
  for (const forms of Object.values(suite.lexicon).flatMap((keywords) => Object.values(keywords))) {
    for (const word of forms.flatMap(split)) keyword[vocabulary.ids.get(word)!] = 1;
  }
  const next = stream(seed, 11);
  const noise = Float64Array.from({ length: size }, () => gaussian(next));
  return { keyword, situation: situationWeights(suite, vocabulary, keyword), noise };
}

/** Solves for word weights whose mean is 1 in every target item and 0 in every other. */
function situationWeights(suite: Suite, vocabulary: Vocabulary, keyword: Float64Array): Float64Array {
  const { target, control } = suite.design;
  const counts = suite.items.map((item) => frequencies(item, vocabulary));
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
  const rows = counts.map((row) => new Map([...row].filter(([id]) => cues.has(id))));
  const used = rows.map((_, i) => i).filter((i) => rows[i]!.size > 0);
  const wanted = Float64Array.from(used, (i) => suite.items[i]!.condition === target ? 1 : 0);
  const out = new Float64Array(keyword.length);
  minimumNorm(used.map((i) => rows[i]!), wanted).forEach((weight, id) => out[id] = weight);
  return out;
}

/** Token id -> share of the text's tokens. */
function frequencies(item: Item, vocabulary: Vocabulary): Map<number, number> {
  const ids = encode(item.text, vocabulary);
  const out = new Map<number, number>();
  for (const id of ids) out.set(id, (out.get(id) ?? 0) + 1 / ids.length);
  return out;
}

/** Mean of token weights over a text's tokens, for every item. */
export function means(suite: Suite, vocabulary: Vocabulary, weights: Float64Array): Float64Array {
  return Float64Array.from(suite.items, (item) => {
    const ids = encode(item.text, vocabulary);
    return ids.reduce((sum, id) => sum + weights[id]!, 0) / ids.length;
  });
}

/**
 * Gains that give both contrasts of the suite the effect size asked for: (mean - mean) / pooled SD = `effect`, where the
 * SD holds the noise and the scatter of the evidence itself.
 */
export function gainsFor(suite: Suite, vocabulary: Vocabulary, evidence: Evidence, effect: number): Gains {
  const of = (condition: string) =>
    suite.items.map((item, i) => item.condition === condition ? i : -1).filter((i) => i >= 0);
  const { source, target, control } = suite.design;
  const noise = means(suite, vocabulary, evidence.noise);
  const unit = 1 / (sd(of(control).map((i) => noise[i]!)) || 1);
  const solve = (condition: string, signal: Float64Array) => {
    if (effect === 0 || of(condition).length === 0) return 0;
    const d = (gain: number) => {
      const at = (i: number) => gain * signal[i]! + unit * noise[i]!;
      const a = of(condition).map(at);
      const b = of(control).map(at);
      return (mean(a) - mean(b)) / Math.sqrt((sd(a) ** 2 + sd(b) ** 2) / 2);
    };
    let low = 0;
    let high = 1;
    while (d(high) < effect && high < 1e6) high *= 2;
    for (let i = 0; i < 60; i++) d((low + high) / 2) < effect ? low = (low + high) / 2 : high = (low + high) / 2;
    return high;
  };
  return {
    noise: unit,
    keyword: solve(source, means(suite, vocabulary, evidence.keyword)),
    situation: solve(target, means(suite, vocabulary, evidence.situation)),
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function sd(values: readonly number[]): number {
  const m = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - m) ** 2, 0) / Math.max(1, values.length - 1));
}
