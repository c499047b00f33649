import { aurocOf } from "../math/concordance.ts";
import type { MaxNull } from "../math/max-null.ts";
import { permutationP } from "../math/permutation-p.ts";
import type { Figure, Floors } from "../record/figure.ts";
import { type Common, detectable, draft } from "./draft.ts";
import { type Evidence, modalLayer, nestedAuroc } from "./evidence.ts";
import { excessOf } from "./excess.ts";
import type { FloorEvidence } from "./floors.ts";
import type { Pace } from "./pace.ts";
import type { Plan } from "./plan.ts";
import type { Readings } from "./readings.ts";
import type { Resamples } from "./resample.ts";

/** A contrast's headline, its curve over layers, and the resampled headline values. */
export interface ContrastResult {
  readonly headline: Figure;
  readonly curve: Figure[];
  /** [draws]; empty when unscored. */
  readonly values: Float64Array;
  /** Layer (place in the list of taps) that each fold chose. */
  readonly layers: readonly number[];
}

/** Everything that a contrast's figures are made from. */
export interface ContrastInput {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly floors: FloorEvidence;
  readonly null: MaxNull;
  readonly resamples: Resamples;
  readonly taps: Readings["taps"];
  readonly common: Common;
}

/** Headline, every layer and the highest floor, recomputed on every resample. */
async function resampleAll({ evidence, floors, null: nulls, resamples }: ContrastInput, pace: Pace) {
  const { draws } = resamples, sets = Object.values(floors).filter((set) => set !== null);
  const nested = new Float64Array(draws), highest = new Float64Array(draws);
  const layers = evidence.outer.map(() => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    if (draw % 16 === 0) await pace();
    const weights = resamples.weights(draw);
    nested[draw] = nestedAuroc(evidence, weights).value;
    layers.forEach((values, l) => values[draw] = aurocOf(evidence.outer[l]!, weights));
    highest[draw] = Math.max(0.5, nulls.mean, ...sets.map((set) => aurocOf(set, weights)));
  }
  return { nested, layers, highest };
}

/** Floors on the full sample. */
function floorsOf(floors: FloorEvidence, nulls: MaxNull): Floors {
  const of = (set: FloorEvidence[keyof FloorEvidence]) => set && aurocOf(set);
  return {
    chance: 0.5,
    length: of(floors.length),
    function_words: of(floors.function_words),
    bag_of_words: of(floors.bag_of_words),
    embedding: of(floors.embedding),
    shuffled: nulls.mean,
  };
}

/** An unscored contrast: the figure with its reason. */
export function unscoredContrast({ contrast, tested }: Plan, common: Common, reason: string): ContrastResult {
  const { measure, name, role } = contrast;
  const headline = draft(common, { measure, contrast: name, role, n: 2 * tested.length, unscored: reason });
  return { headline, curve: [], values: new Float64Array(0), layers: [] };
}

/** Makes a contrast's figures: value, interval, floors, excess, p. Holm's adjustment comes later, over all contrasts. */
export async function evaluateContrast(input: ContrastInput, pace: Pace): Promise<ContrastResult> {
  const { plan: { contrast, tested }, evidence, resamples, taps, common } = input;
  const floors = floorsOf(input.floors, input.null), resampled = await resampleAll(input, pace);
  const { value, layers } = nestedAuroc(evidence);
  const figure = (value: number, values: Float64Array, layer: number, selection: "nested" | "fixed"): Figure => {
    const { excess, interval } = excessOf(value, floors, values, resampled.highest);
    return draft(common, {
      measure: contrast.measure,
      contrast: contrast.name,
      role: contrast.role,
      tap: taps[layer]!.name,
      layer: taps[layer]!.layer,
      selection,
      value,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      n: 2 * tested.length,
      clusters: new Set(Array.from(tested, (p) => resamples.cluster[p])).size,
      floors,
      excess,
      p: permutationP(value, input.null.values),
      mde: interval ? detectable(interval.sd) : null,
    });
  };
  const curve = evidence.outer.map((folds, l) => figure(aurocOf(folds), resampled.layers[l]!, l, "fixed"));
  const headline = figure(value, resampled.nested, modalLayer(layers), "nested");
  return {
    headline: { ...headline, chosen_layers: layers.map((l) => taps[l]!.layer) },
    curve,
    values: resampled.nested,
    layers,
  };
}
