import { permutationP } from "../math/permutation-p.ts";
import { deriveSeed, uniform } from "../math/random.ts";
import type { Figure, Floors } from "../record/figure.ts";
import type { Confusion } from "../record/run.ts";
import type { Kernels } from "../reference/kernels.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { type ClassProducts, classProducts } from "./classify.ts";
import { type Common, detectable, draft } from "./draft.ts";
import { modalLayer } from "./evidence.ts";
import { excessOf, highestFloor } from "./excess.ts";
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
interface Reads {
  /** [layers] */
  readonly outer: readonly Predictions[];
  /** [folds][layers] */
  readonly inner: readonly (readonly Predictions[])[];
  readonly floors: { readonly bag_of_words: Predictions; readonly embedding: Predictions | null };
}

async function readAll(
  { suite, items, plan: { split }, places, taps }: ConfusionInput,
  { kernels, pace }: ConfusionSettings,
) {
  const constructs = suite.constructs.length, products: ClassProducts[] = [];
  for (const place of places) {
    await pace();
    products.push(await classProducts(place, split, constructs, kernels));
  }
  const layers = products.slice(0, taps.length), inner: Predictions[][] = [];
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
    bag_of_words: predictFromWords(items, split, constructs),
    embedding: embedding ? predict(embedding, split) : null,
  };
  return { outer: layers.map((layer) => predict(layer, split)), inner, floors };
}

/** Accuracy with each fold read at the earliest layer within a binomial standard error of its inner best. */
function nested(
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
async function permuted(
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

/**
 * Which construct is read from each target item, learned from source items of other scenes: k-way, with its floors.
 *
 * Direction per construct = mean of its source items minus mean of the others', z-scored on training items, argmax.
 * p by exchanging the targets' constructs within scenes, maximum over layers.
 */
export async function measureConfusion(
  input: ConfusionInput,
  settings: ConfusionSettings,
): Promise<{ figure: Figure | null; confusion: Confusion | null }> {
  const { suite: { constructs }, plan, taps, resamples, common } = input, { split, contrast } = plan;
  if (constructs.length < 2) return { figure: null, confusion: null };
  const name = { measure: "confusion", contrast: contrast.name, role: "confusion", metric: "accuracy" } as const;
  if (plan.unscored !== null) return { figure: draft(common, { ...name, unscored: plan.unscored }), confusion: null };
  const truth = split.pairs.construct, reads = await readAll(input, settings), found = nested(reads, truth, split);
  const nulls = await permuted(reads.outer, plan, settings), shuffled = nulls.reduce((a, b) => a + b, 0) / nulls.length;
  const floors: Floors = {
    chance: 1 / constructs.length,
    length: null,
    function_words: null,
    bag_of_words: accuracy(reads.floors.bag_of_words, truth),
    embedding: reads.floors.embedding && accuracy(reads.floors.embedding, truth),
    shuffled,
  };
  const values = new Float64Array(resamples.draws), highest = new Float64Array(resamples.draws);
  for (let draw = 0; draw < resamples.draws; draw++) {
    if (draw % 16 === 0) await settings.pace();
    const by = { cluster: resamples.cluster, weights: resamples.weights(draw) };
    values[draw] = nested(reads, truth, split, by).value;
    const { bag_of_words, embedding } = reads.floors;
    highest[draw] = highestFloor({
      ...floors,
      bag_of_words: accuracy(bag_of_words, truth, by),
      embedding: embedding && accuracy(embedding, truth, by),
    }).value;
  }
  const { excess, interval } = excessOf(found.value, floors, values, highest), tap = taps[modalLayer(found.layers)]!;
  const read = [...found.predicted.keys()].filter((p) => found.predicted[p]! >= 0);
  const matrix = constructs.map((_, i) =>
    constructs.map((_, j) => read.filter((p) => truth[p] === i && found.predicted[p] === j).length)
  );
  const figure = draft(common, {
    ...name,
    construct: `${constructs.length} constructs`,
    tap: tap.name,
    layer: tap.layer,
    value: found.value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n: read.length,
    clusters: new Set(read.map((p) => resamples.cluster[p])).size,
    floors,
    excess,
    p: permutationP(found.value, nulls),
    mde: interval ? detectable(interval.sd) : null,
  });
  return { figure, confusion: { labels: [...constructs], matrix } };
}
