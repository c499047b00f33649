import type { Suite } from "../suite/suite.ts";
import type { Evidence } from "./evidence.ts";
import { encode, type Vocabulary } from "./vocabulary.ts";

/** Gains that turn evidence into a planted coordinate, in SDs of the noise over control items. */
export interface Gains {
  readonly keyword: number;
  readonly situation: number;
  readonly noise: number;
}

/**
 * Gains that give both contrasts of the suite the effect size asked for: (mean - mean) / pooled SD = `effect`, where the
 * SD holds the noise and the scatter of the evidence itself.
 */
export function gainsFor(suite: Suite, vocabulary: Vocabulary, evidence: Evidence, effect: number): Gains {
  const { source, target, control } = suite.design;
  const noise = means(suite, vocabulary, evidence.noise);
  const controls = itemsOf(suite, control);
  const unit = unitOf(suite, noise);
  const solve = (condition: string, signal: Float64Array) => {
    const items = itemsOf(suite, condition);
    if (items.length === 0) return 0;
    return solveGain(effect, (gain) => {
      const at = (i: number) => gain * signal[i]! + unit * noise[i]!;
      return effectSize(items.map(at), controls.map(at));
    });
  };
  return {
    noise: unit,
    keyword: solve(source, means(suite, vocabulary, evidence.keyword)),
    situation: solve(target, means(suite, vocabulary, evidence.situation)),
  };
}

/** The gain at which `d`, rising with the gain, reaches the effect asked for. */
export function solveGain(effect: number, d: (gain: number) => number): number {
  if (effect === 0) return 0;
  let low = 0;
  let high = 1;
  while (d(high) < effect && high < 1e6) high *= 2;
  for (let i = 0; i < 60; i++) d((low + high) / 2) < effect ? low = (low + high) / 2 : high = (low + high) / 2;
  return high;
}

/** Mean of token weights over a text's tokens, for every item. [items] */
export function means(suite: Suite, vocabulary: Vocabulary, weights: Float64Array): Float64Array {
  return Float64Array.from(suite.items, (item) => {
    const ids = encode(item.text, vocabulary);
    return ids.reduce((sum, id) => sum + weights[id]!, 0) / ids.length;
  });
}

/** Factor that gives the items' noise [items] an SD of 1 over control items. */
export function unitOf(suite: Suite, noise: Float64Array): number {
  return 1 / (sd(itemsOf(suite, suite.design.control).map((i) => noise[i]!)) || 1);
}

/** Places of a condition's items, of one construct or of all. */
export function itemsOf({ items }: Suite, condition: string, construct?: string): number[] {
  return items.map((_, i) => i).filter((i) =>
    items[i]!.condition === condition && (construct === undefined || items[i]!.construct === construct)
  );
}

/** d': (mean - mean) / pooled SD. */
export function effectSize(a: readonly number[], b: readonly number[]): number {
  return (mean(a) - mean(b)) / Math.sqrt((sd(a) ** 2 + sd(b) ** 2) / 2);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function sd(values: readonly number[]): number {
  const m = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - m) ** 2, 0) / Math.max(1, values.length - 1));
}
