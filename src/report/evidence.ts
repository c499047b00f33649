import type { Figure } from "../record/figure.ts";
import type { Confusion, ItemRecord, RunRecord } from "../record/run.ts";
import { contrastName } from "./answer.ts";
import type { Block, TableBlock } from "./blocks.ts";
import { confusionChart } from "./charts/confusion.ts";
import { layerCharts } from "./charts/layers.ts";
import { projectionChart } from "./charts/projections.ts";
import { groupsOf, mainFigure, projectionKey, quantile, type Series, seriesOf } from "./view.ts";
import { capital, fixed, interval, NONE, percent } from "./words.ts";

/** Chart 1: every separation and transfer along the layers, and the same numbers as a table; constructs beside the main one have rows, not panels. */
export function layers(record: RunRecord): Block[] {
  const main = mainFigure(record)?.construct;
  const drawn = seriesOf(record).filter(({ measure, construct, curve }) =>
    curve.length > 0 && (measure === "separation" || measure === "transfer") && (main ?? construct) === construct
  );
  if (drawn.length === 0) return [];
  return [
    { kind: "heading", level: 2, text: "Figure per layer" },
    {
      kind: "charts",
      charts: layerCharts(record, drawn),
      caption:
        "Line: figure with the layer fixed beforehand; ribbon: its 95 % interval. Diamond: the headline, whose layer was chosen inside the training folds, with its interval. Grey band: from chance (dashed) up to the highest floor (solid). Only what rises above the band says something about the model; a gap is a layer that could not be scored.",
    },
    layerTable(record, drawn),
  ];
}

function layerTable(record: RunRecord, drawn: readonly Series[]): TableBlock {
  const cell = (figure: Figure | undefined) =>
    figure === undefined
      ? NONE
      : figure.value === null
      ? "unscored"
      : `${fixed(figure.value)} (${interval(figure.low, figure.high)})`;
  const taps = [...new Set(drawn.flatMap((s) => s.curve.map((f) => f.tap ?? NONE)))];
  return {
    kind: "table",
    caption: "The same as numbers: figure per layer with its 95 % interval.",
    head: ["Tap", ...drawn.map((s) => `${capital(s.measure)}: ${contrastName(record, s.curve[0]!)}`)].map((
      text,
      i,
    ) => ({ text, number: i > 0 })),
    rows: taps.map((tap) => ({
      cells: [tap, ...drawn.map((s) => cell(s.curve.find((f) => (f.tap ?? NONE) === tap)))],
    })),
    folded: true,
  };
}

/** Chart 2: where the items of each condition fall on the direction. */
export function projections(record: RunRecord, items: readonly ItemRecord[]): Block[] {
  const key = projectionKey(record, items);
  if (key === null) return [];
  const groups = groupsOf(record, items, key);
  const beside: TableBlock = {
    kind: "table",
    caption: `Projection on ${key}, in standard deviations of the control items.`,
    head: ["Condition", "Items", "Unscored", "Median", "Middle half"].map((text, i) => ({ text, number: i > 0 })),
    rows: groups.map(({ condition, values, missing }) => ({
      cells: [
        condition,
        `${values.length}`,
        `${missing}`,
        fixed(quantile(values, 0.5)),
        interval(quantile(values, 0.25), quantile(values, 0.75)),
      ],
    })),
  };
  return [
    { kind: "heading", level: 2, text: "Projections by condition" },
    {
      kind: "charts",
      charts: [projectionChart(groups, key)],
      caption:
        "One point per item, projected on a direction that was learned without it. Zero is the mean of the texts that the direction was learned from, one unit a standard deviation of the control items; the bar marks the median.",
      beside,
    },
  ];
}

/** Chart 3: which construct was read for which. */
export function confusionRead(record: RunRecord): Block[] {
  if (record.confusion === null || record.confusion.labels.length === 0) return [];
  const { labels, matrix } = record.confusion;
  return [
    { kind: "heading", level: 2, text: "Which construct was read" },
    {
      kind: "charts",
      charts: [confusionChart(record.confusion)],
      caption: `Rows: the item's own construct; columns: the one that was read; numbers: items. Guessing would put ${
        percent(1 / labels.length)
      } of a row on the diagonal.`,
      beside: {
        kind: "table",
        caption: `Read correctly, by construct. Chance: ${percent(1 / labels.length)}.`,
        head: ["Construct", "Items", "Correct", "Share", "Most often mistaken for"].map((text, i) => ({
          text,
          number: i > 0 && i < 4,
        })),
        rows: [...labels.map((_, i) => recallRow(record.confusion!, i)), totalRow(matrix)],
      },
    },
  ];
}

function recallRow({ labels, matrix }: Confusion, i: number) {
  const row = matrix[i] ?? [];
  const total = row.reduce((sum, n) => sum + n, 0);
  const wrong = row.map((n, j) => (i === j ? 0 : n));
  const most = Math.max(0, ...wrong);
  const mistaken = most === 0 ? NONE : `${labels[wrong.indexOf(most)]} (${most})`;
  return {
    cells: [labels[i]!, `${total}`, `${row[i] ?? 0}`, total === 0 ? NONE : percent((row[i] ?? 0) / total), mistaken],
  };
}

function totalRow(matrix: readonly (readonly number[])[]) {
  const total = matrix.flat().reduce((sum, n) => sum + n, 0);
  const right = matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return { cells: ["all", `${total}`, `${right}`, total === 0 ? NONE : percent(right / total), ""], strong: true };
}
