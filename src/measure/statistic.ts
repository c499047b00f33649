import { permutationP } from "../math/permutation-p.ts";
import type { Figure, Floors } from "../record/figure.ts";
import { type Common, detectable, draft } from "./draft.ts";
import { modalLayer } from "./evidence.ts";
import { excessOf } from "./excess.ts";
import type { Pace } from "./pace.ts";
import type { Readings } from "./readings.ts";

/** A number recomputed on a resample: clusters counted `weights[cluster]` times (default: once each). */
export type Resampled = (weights?: ArrayLike<number>) => number;

/** What chance gives: one value per draw, the largest over layers already taken. */
export interface Null {
  /** [draws] */
  readonly values: Float64Array;
  /** Mean on the figure's own scale: the floor `shuffled`; `null` where the null is on another scale. */
  readonly mean: number | null;
  /** What `values` is compared with where it is not the figure itself: [layers], the headline is at the largest. */
  readonly observed?: Float64Array;
}

/** Anything that can be measured at every layer, resampled and compared with floors and chance. */
export interface Statistic {
  readonly layers: number;
  /** Its value at one layer. */
  readonly at: (layer: number, weights?: ArrayLike<number>) => number;
  /** Its headline, each fold at the layer that its training folds chose. */
  readonly nested: (weights?: ArrayLike<number>) => { value: number; layers: readonly number[] };
  readonly chance: number;
  readonly floors: Readonly<Partial<Record<keyof Floors, Resampled | null>>>;
  readonly null: Null;
}

/** The headline, its curve over layers and the resampled headline values. */
export interface Evaluated {
  readonly headline: Figure;
  readonly curve: Figure[];
  /** [draws]; empty when unscored. */
  readonly values: Float64Array;
  /** Layer (place in the list of taps) that each fold chose. */
  readonly layers: readonly number[];
}

/** What a figure is called and counted by. */
export type Identity = Pick<Figure, "measure" | "contrast" | "n" | "clusters"> & Partial<Figure>;

/** What is needed beside the statistic itself. */
export interface Setting {
  readonly resamples: { readonly draws: number; readonly weights: (draw: number) => Uint16Array };
  readonly taps: Readings["taps"];
  readonly common: Common;
  readonly pace: Pace;
}

const FLOORS = ["length", "surface", "function_words", "bag_of_words", "embedding", "embedding_ridge"] as const;

function floorsOf({ floors, chance, null: { mean } }: Statistic): Floors {
  const finite = (value: number | undefined) => value === undefined || Number.isNaN(value) ? null : value;
  const found = Object.fromEntries(FLOORS.map((name) => [name, finite(floors[name]?.())]));
  return { chance: finite(floors.chance?.()) ?? chance, ...found, shuffled: mean } as Floors;
}

/** Headline, every layer and the highest floor, recomputed on every resample. */
async function resampleAll(statistic: Statistic, { resamples, pace }: Setting) {
  const { draws } = resamples, { floors, chance, null: nulls } = statistic;
  const sets = Object.values(floors).filter((set) => typeof set === "function");
  const nested = new Float64Array(draws), highest = new Float64Array(draws);
  const layers = Array.from({ length: statistic.layers }, () => new Float64Array(draws));
  const fixed = Math.max(floors.chance ? -Infinity : chance, nulls.mean ?? -Infinity);
  for (let draw = 0; draw < draws; draw++) {
    if (draw % 16 === 0) await pace();
    const weights = resamples.weights(draw);
    nested[draw] = statistic.nested(weights).value;
    layers.forEach((values, l) => values[draw] = statistic.at(l, weights));
    let most = fixed;
    for (const set of sets) {
      const value = set(weights);
      if (value > most) most = value;
    }
    highest[draw] = most;
  }
  return { nested, layers, highest };
}

/**
 * Makes a statistic's figures: value, interval, floors, excess, p at every layer and for the headline. Holm's adjustment
 * comes later, over all headlines.
 */
export async function evaluateStatistic(statistic: Statistic, who: Identity, setting: Setting): Promise<Evaluated> {
  const { taps, common } = setting, floors = floorsOf(statistic), { null: nulls } = statistic;
  const resampled = await resampleAll(statistic, setting);
  const figure = (value: number, values: Float64Array, layer: number, selection: "nested" | "fixed"): Figure => {
    if (Number.isNaN(value)) {
      return draft(common, { ...who, selection, unscored: "Too few items: nothing can be compared." });
    }
    const { excess, interval } = excessOf(value, floors, values, resampled.highest);
    const compared = selection === "fixed" ? nulls.observed?.[layer] : nulls.observed?.reduce((a, b) => Math.max(a, b));
    return draft(common, {
      ...who,
      tap: taps[layer]!.name,
      layer: taps[layer]!.layer,
      selection,
      value,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      floors,
      excess,
      p: permutationP(compared ?? value, nulls.values),
      mde: interval ? detectable(interval.sd) : null,
    });
  };
  const { value, layers } = statistic.nested();
  const curve = resampled.layers.map((values, l) => figure(statistic.at(l), values, l, "fixed"));
  const headline = figure(value, resampled.nested, modalLayer(layers), "nested");
  return {
    headline: { ...headline, chosen_layers: layers.map((l) => taps[l]!.layer) },
    curve,
    values: resampled.nested,
    layers,
  };
}

/** An unscored statistic: the figure with its reason. */
export function unscoredFigure(who: Identity, common: Common, reason: string): Evaluated {
  return { headline: draft(common, { ...who, unscored: reason }), curve: [], values: new Float64Array(0), layers: [] };
}
