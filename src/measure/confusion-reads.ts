import { deriveSeed, uniform } from "../math/random.ts";
import type { Kernels } from "../reference/kernels.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { type ClassProducts, classProducts } from "./classify.ts";
import type { Common } from "./draft.ts";
import { accuracy, predict, predictFromWords, type Predictions } from "./hits.ts";
import type { Pace } from "./pace.ts";
import type { Place } from "./pair-products.ts";
import type { Plan } from "./plan.ts";
import type { Readings } from "./readings.ts";
import type { Resamples } from "./resample.ts";

/** What the confusion is measured on. */
export interface ConfusionInput {
  readonly suite: Suite;
  readonly items: readonly Item[];
  /** The transfer contrast: its split and its reason where it cannot be scored. */
  readonly plan: Plan;
  /** Every tap, then the embedding where there is one. */
  readonly places: readonly Place[];
  readonly taps: Readings["taps"];
  readonly resamples: Resamples;
  readonly common: Common;
}

/** Options of the confusion. */
export interface ConfusionSettings {
  readonly kernels: Kernels;
  readonly seed: number;
  readonly permutations: number;
  readonly pace: Pace;
}

/** Predictions of every layer, and what chooses among layers inside each fold's training folds. */
export interface Reads {
  /** [layers] */
  readonly outer: readonly Predictions[];
  /** [folds][layers] */
  readonly inner: readonly (readonly Predictions[])[];
  readonly floors: { readonly bag_of_words: Predictions; readonly embedding: Predictions | null };
}

/** Reads every fold at every place. */
export async function readAll(
  { suite, items, plan: { split }, places, taps }: ConfusionInput,
  { kernels, pace }: ConfusionSettings,
) {
  const constructs = suite.constructs.length, products: ClassProducts[] = [];
  for (const place of places) {
    await pace();
    products.push(await classProducts(place, split, constructs, kernels));
  }
  const layers = products.slice(0, taps.length), inner: Predictions[][] = [], outer: Predictions[] = [];
  for (const layer of layers) {
    await pace();
    outer.push(predict(layer, split));
  }
  for (let f = 0; f < split.folds; f++) {
    const row: Predictions[] = [];
    for (const layer of layers) {
      await pace();
      row.push(predict(layer, split, f));
    }
    inner.push(row);
  }
  await pace();
  const embedding = products[taps.length];
  const floors = {
    bag_of_words: await predictFromWords(items, split, constructs, pace),
    embedding: embedding ? predict(embedding, split) : null,
  };
  return { outer, inner, floors };
}

/** Accuracy with each fold read at the earliest layer within a binomial standard error of its inner best. */
export function nested(
  { outer, inner }: Reads,
  truth: Int32Array,
  { foldOfPair }: Plan["split"],
  by?: { cluster: Int32Array; weights: ArrayLike<number> },
) {
  const size = truth.length;
  const layers = inner.map((rows) => {
    const values = rows.map((read) => accuracy(read, truth, by)), best = Math.max(...values);
    return Math.max(0, values.findIndex((value) => value >= best - Math.sqrt(best * (1 - best) / size)));
  });
  const predicted = truth.map((_, p) => outer[layers[foldOfPair[p]!]!]![p]!);
  return { layers, predicted, value: accuracy(predicted, truth, by) };
}

/** Largest accuracy over layers when the target's constructs are exchanged within scenes: [draws]. */
export async function permuted(
  outer: readonly Predictions[],
  { split: { pairs } }: Plan,
  { seed, permutations, pace }: ConfusionSettings,
) {
  const scenes = new Map<number, number[]>(), seeds = deriveSeed(seed, "permutation confusion");
  pairs.scene.forEach((scene, p) => {
    if (outer[0]![p]! >= 0) scenes.set(scene, [...(scenes.get(scene) ?? []), p]);
  });
  const values = new Float64Array(permutations), truth = pairs.construct.slice();
  for (let draw = 0; draw < permutations; draw++) {
    if (draw % 64 === 0) await pace();
    for (const list of scenes.values()) {
      for (let i = list.length - 1; i > 0; i--) {
        const a = list[i]!, b = list[Math.floor(uniform(seeds, draw, a) * (i + 1))]!, kept = truth[a]!;
        truth[a] = truth[b]!;
        truth[b] = kept;
      }
    }
    values[draw] = outer.reduce((most, read) => Math.max(most, accuracy(read, truth)), 0);
  }
  return values;
}
