import { permutationP } from "../math/permutation-p.ts";
import type { Figure, Floors } from "../record/figure.ts";
import type { Confusion } from "../record/run.ts";
import {
  type ConfusionInput,
  type ConfusionSettings,
  nested,
  permuted,
  readAll,
  type Reads,
} from "./confusion-reads.ts";
import { detectable, draft } from "./draft.ts";
import { modalLayer } from "./evidence.ts";
import { excessOf, highestFloor } from "./excess.ts";
import { accuracy } from "./hits.ts";

/** Accuracy and highest floor of every resample, the layer chosen anew. */
async function resampleReads(
  reads: Reads,
  floors: Floors,
  { plan: { split }, resamples }: ConfusionInput,
  { pace }: ConfusionSettings,
) {
  const values = new Float64Array(resamples.draws), highest = new Float64Array(resamples.draws);
  const truth = split.pairs.construct, { bag_of_words, embedding } = reads.floors;
  for (let draw = 0; draw < resamples.draws; draw++) {
    if (draw % 16 === 0) await pace();
    const by = { cluster: resamples.cluster, weights: resamples.weights(draw) };
    values[draw] = nested(reads, truth, split, by).value;
    highest[draw] = highestFloor({
      ...floors,
      bag_of_words: accuracy(bag_of_words, truth, by),
      embedding: embedding && accuracy(embedding, truth, by),
    }).value;
  }
  return { values, highest };
}

/** Floors on the full sample; length and function words are not asked to tell constructs apart. */
function floorsOf(
  { floors: { bag_of_words, embedding } }: Reads,
  truth: Int32Array,
  chance: number,
  nulls: Float64Array,
): Floors {
  return {
    chance,
    length: null,
    function_words: null,
    bag_of_words: accuracy(bag_of_words, truth),
    embedding: embedding && accuracy(embedding, truth),
    shuffled: nulls.reduce((a, b) => a + b, 0) / nulls.length,
  };
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
  const nulls = await permuted(reads.outer, plan, settings);
  const floors = floorsOf(reads, truth, 1 / constructs.length, nulls);
  const { values, highest } = await resampleReads(reads, floors, input, settings);
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
