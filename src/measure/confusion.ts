import type { PermutedLabels } from "../math/permute-labels.ts";
import type { Floors } from "../record/figure.ts";
import type { ClassProducts } from "./classify.ts";
import type { ScoreTable } from "./construct-text.ts";
import type { Split } from "./contrasts.ts";
import { accuracy, predict, predictFromTable, type Predictions } from "./hits.ts";
import type { Pace } from "./pace.ts";
import type { Resampled, Statistic } from "./statistic.ts";

/** What the confusion is read from. */
export interface ConfusionInput {
  readonly split: Split;
  readonly constructs: number;
  readonly layers: readonly ClassProducts[];
  readonly embedding: ClassProducts | null;
  readonly tables: Partial<Record<keyof Floors, ScoreTable>>;
  readonly cluster: Int32Array;
}

/** Predictions of every layer, outer, and inside each fold's training folds. */
async function readAll({ split, layers }: ConfusionInput, pace: Pace) {
  const outer: Predictions[] = [], inner: Predictions[][] = [];
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
  return { outer, inner };
}

/**
 * Which construct is read from each target item, learned from source items of other scenes: k-way, with its floors.
 *
 * Direction per construct = mean of its source items minus mean of the others', z-scored on training items, argmax;
 * every fold at the earliest layer within a binomial standard error of its inner best. Null: the targets' constructs
 * exchanged within scenes, largest accuracy over layers.
 */
export async function confusionStatistic(
  input: ConfusionInput,
  { labels, n, draws }: PermutedLabels,
  pace: Pace,
): Promise<{ statistic: Statistic; matrix: (layers: readonly number[]) => number[][] }> {
  const { split, constructs, tables, embedding, cluster } = input, truth = split.pairs.construct;
  const { outer, inner } = await readAll(input, pace), size = truth.length;
  const by = (weights?: ArrayLike<number>) => weights ? { cluster, weights } : {};
  const predicted = (layers: readonly number[]) => truth.map((_, p) => outer[layers[split.foldOfPair[p]!]!]![p]!);
  const values = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    if (draw % 64 === 0) await pace();
    const now = labels.subarray(draw * n, (draw + 1) * n);
    values[draw] = outer.reduce((most, read) => Math.max(most, accuracy(read, now)), 0);
  }
  const floor = (read: Predictions): Resampled => (weights) => accuracy(read, truth, by(weights));
  const floors = Object.fromEntries([
    ...Object.entries(tables).map(([name, table]) =>
      [name, floor(predictFromTable(table, split, constructs))] as const
    ),
    ...(embedding ? [["embedding", floor(predict(embedding, split))] as const] : []),
  ]);
  const statistic: Statistic = {
    layers: outer.length,
    chance: 1 / constructs,
    at: (layer, weights) => accuracy(outer[layer]!, truth, by(weights)),
    nested: (weights) => {
      const layers = inner.map((rows) => {
        const found = rows.map((read) => accuracy(read, truth, by(weights))), best = Math.max(...found);
        return Math.max(0, found.findIndex((value) => value >= best - Math.sqrt(best * (1 - best) / size)));
      });
      return { layers, value: accuracy(predicted(layers), truth, by(weights)) };
    },
    floors,
    null: { values, mean: values.reduce((a, b) => a + b, 0) / draws },
  };
  const matrix = (layers: readonly number[]) => {
    const read = predicted(layers);
    return Array.from(
      { length: constructs },
      (_, i) =>
        Array.from(
          { length: constructs },
          (_, j) => [...read.keys()].filter((p) => read[p] === j && truth[p] === i).length,
        ),
    );
  };
  return { statistic, matrix };
}
