import { permuteLabels } from "../math/permute-labels.ts";
import { deriveSeed } from "../math/random.ts";
import { fitRidge, ridgeScores } from "../math/ridge.ts";
import type { Floors } from "../record/figure.ts";
import type { Gram } from "./embedding-floor.ts";
import type { Settings } from "./inputs.ts";
import { type PairProducts, score } from "./pair-products.ts";
import type { Plan } from "./plan.ts";
import { remember } from "./memory.ts";
import type { Resamples } from "./resample.ts";
import type { Ground } from "./run-contrasts.ts";
import { type Evaluated, evaluateStatistic, type Resampled, unscoredFigure } from "./statistic.ts";
import { TEXT_FLOORS, textFeatures, type TextFloor, textLearner } from "./text-features.ts";

/** What false alarms are counted on. */
export interface AlarmInput extends Omit<Ground, "products" | "places"> {
  /** The transfer contrast: a detector learned from source items and their controls. */
  readonly plan: Plan;
  /** Products of source differences, [layers], and in the embedding. */
  readonly products: readonly PairProducts[];
  readonly embedding: PairProducts | null;
  /** Layer (place in the list of taps) that each fold of the transfer contrast chose. */
  readonly layers: readonly number[];
}

/** Items that are judged in each fold: eventful ones and controls of the fold's scenes. */
interface Judged {
  readonly items: Int32Array;
  readonly fold: Int32Array;
  /** 1 eventful, 0 control. */
  readonly vivid: Int8Array;
  readonly scene: Int32Array;
}

/** Is each judged item taken for the construct? By item: [judged]. */
type Flags = Uint8Array;

function judgedItems({ suite, items, usable, plan: { split } }: AlarmInput): Judged {
  const { pairs, foldOfPair } = split, { vivid } = suite.design.probes, { control } = suite.design;
  const foldOfScene = new Map(Array.from(pairs.scene, (scene, p) => [pairs.scenes[scene]!, foldOfPair[p]!]));
  const list = [...items.keys()].filter((i) =>
    items[i]!.status === "final" && usable[i] && foldOfScene.has(items[i]!.scene) &&
    (items[i]!.condition === vivid || items[i]!.condition === control)
  );
  return {
    items: Int32Array.from(list),
    fold: Int32Array.from(list, (i) => foldOfScene.get(items[i]!.scene)!),
    vivid: Int8Array.from(list, (i) => items[i]!.condition === vivid ? 1 : 0),
    scene: Int32Array.from(list, (i) => pairs.scenes.indexOf(items[i]!.scene)),
  };
}

/** Flags by the nearest of two means: above the middle between the training means of source and control items. */
function flag({ plan }: AlarmInput, judged: Judged, scorer: (fold: number) => (j: number) => number): Flags {
  const { pairs } = plan.split, out = new Uint8Array(judged.items.length);
  plan.outer.forEach(({ train }, f) => {
    if (!train.length) return;
    const of = scorer(f), sum = (side: Int32Array) => train.reduce((total, p) => total + of(side[p]!), 0);
    const middle = (sum(pairs[plan.contrast.learn]) + sum(pairs.control)) / (2 * train.length);
    judged.items.forEach((j, i) => judged.fold[i] === f && (out[i] = of(j) > middle ? 1 : 0));
  });
  return out;
}

/** Flags of a text statistic: more likely a source item than a control. */
function flagByText({ suite, items, plan, key }: AlarmInput, judged: Judged): Promise<Record<TextFloor, Flags>> {
  return remember(suite, ["alarms", key, ...items.map((item) => item.id)].join("\n"), () => {
    const features = textFeatures(items), { pairs } = plan.split;
    const flags = Object.fromEntries(TEXT_FLOORS.map((kind) => {
      const out = new Uint8Array(judged.items.length);
      plan.outer.forEach((round, f) => {
        const train = Int32Array.from([
          ...round.train.map((p) => pairs[plan.contrast.learn][p]!),
          ...round.train.map((p) => pairs.control[p]!),
        ]);
        const places = [...judged.items.keys()].filter((i) => judged.fold[i] === f);
        if (!round.train.length || !places.length) return;
        const labels = train.map((_, i) => i < round.train.length ? 1 : 0);
        const scores = textLearner(kind, features, train).scores(
          labels,
          Int32Array.from(places, (i) => judged.items[i]!),
        );
        places.forEach((place, i) => out[place] = scores[i]! > 0 ? 1 : 0);
      });
      return [kind, out] as const;
    }));
    return Promise.resolve(flags as Record<TextFloor, Flags>);
  });
}

function ridgeScorer({ plan, gram }: AlarmInput, { values, n }: Gram = gram!) {
  const { pairs } = plan.split;
  return (f: number) => {
    const { train: list } = plan.outer[f]!;
    const train = Int32Array.from([...list.map((p) => pairs.source[p]!), ...list.map((p) => pairs.control[p]!)]);
    const ridge = fitRidge(values, n, { train, targets: [train.map((_, i) => i < list.length ? 1 : 0)] });
    return (j: number) => ridgeScores(values, n, ridge, train, j)[0]!;
  };
}

/** Share of flagged items of one kind, scenes weighted where scenes are resampled. */
function rate(flags: Flags, judged: Judged, kind: number, by: Resamples["by"], weights?: ArrayLike<number>): number {
  let sum = 0, count = 0;
  for (let i = 0; i < flags.length; i++) {
    if (judged.vivid[i] !== kind) continue;
    const w = weights && by === "scene" ? weights[judged.scene[i]!]! : 1;
    sum += w * flags[i]!;
    count += w;
  }
  return sum / count;
}

/** Share of flagged items when eventful and control labels are exchanged within scenes. */
function nullOf(flags: Flags, judged: Judged, { seed, permutations }: Settings) {
  const { labels, n, draws } = permuteLabels(judged.vivid, judged.scene, {
    draws: permutations,
    seed: deriveSeed(seed, "permutation vivid"),
  });
  const values = new Float64Array(draws), total = judged.vivid.reduce((sum, v) => sum + v, 0);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += labels[draw * n + i]! & flags[i]!;
    values[draw] = sum / total;
  }
  return { values, mean: null };
}

/**
 * How often are eventful but unemotional texts taken for the construct? Share of them that lie nearer to the keyword
 * items than to the controls of other scenes, on the direction and at the layers of the transfer contrast.
 *
 * Lower is better. Floor `chance` is the share of plain controls that are taken for it by the same rule. The layers
 * were chosen on other items and for another figure, so there is no search to pay for and no curve. A check, not an
 * effect: its p is not part of Holm's family, which would make a failed check easier to miss.
 */
export async function measureFalseAlarms(input: AlarmInput, settings: Settings): Promise<Evaluated | null> {
  const { suite: { design }, plan, products, embedding, gram, layers, taps, resamples, common } = input;
  if (design.probes.vivid === null) return null;
  const judged = judgedItems(input), found = judged.vivid.reduce((sum, v) => sum + v, 0);
  const scenes = new Set([...judged.scene].filter((_, i) => judged.vivid[i])).size;
  const who = {
    measure: "false_alarms",
    contrast: `${design.source}->${design.probes.vivid}`,
    role: "false_alarms",
    metric: "rate",
    n: found,
    clusters: scenes,
  } as const;
  if (plan.unscored !== null || scenes < 3) {
    const why = plan.unscored ?? `It needs ${design.probes.vivid} items in at least 3 scenes; there are ${scenes}.`;
    return unscoredFigure(who, common, why);
  }
  const on = (one: PairProducts) => flag(input, judged, (f) => (j) => score(one, j, plan.outer[f]!.train));
  const flags: Flags[] = [];
  for (const layer of products) {
    await settings.pace();
    flags.push(on(layer));
  }
  const text = await flagByText(input, judged), { by } = resamples;
  const chosen = Uint8Array.from(judged.fold, (f, i) => flags[layers[f]!]![i]!);
  const floor = (read: Flags, kind = 1): Resampled => (weights) => rate(read, judged, kind, by, weights);
  const floors: Partial<Record<keyof Floors, Resampled>> = {
    chance: floor(chosen, 0),
    length: floor(text.length),
    surface: floor(text.surface),
    function_words: floor(text.function_words),
    bag_of_words: floor(text.bag_of_words),
    ...(embedding ? { embedding: floor(on(embedding)) } : {}),
    ...(gram ? { embedding_ridge: floor(flag(input, judged, ridgeScorer(input))) } : {}),
  };
  return await evaluateStatistic(
    {
      layers: 0,
      chance: 0,
      at: () => NaN,
      nested: (weights) => ({ layers, value: rate(chosen, judged, 1, by, weights) }),
      floors,
      null: nullOf(chosen, judged, settings),
    },
    who,
    { resamples, taps, common, pace: settings.pace },
  );
}
