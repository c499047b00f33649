import type { Confusion, RunRecord } from "../record/run.ts";
import { contrastName } from "./answer.ts";
import type { Block, Row, TableBlock } from "./blocks.ts";
import { confusionChart } from "./charts/confusion.ts";
import { perConstruct } from "./roles.ts";
import { headlines } from "./view.ts";
import { fixed, NONE, percent, spaced } from "./words.ts";

/** Chart 3: which construct was read for which, and each construct against the rest. */
export function whichConstruct(record: RunRecord): Block[] {
  const blocks = [...confusionRead(record), ...againstTheRest(record)];
  return blocks.length === 0 ? [] : [{ kind: "heading", level: 2, text: "Which construct was read" }, ...blocks];
}

function confusionRead({ confusion }: RunRecord): Block[] {
  if (confusion === null || confusion.labels.length === 0) return [];
  const { labels, matrix } = confusion, chance = percent(1 / labels.length);
  return [{
    kind: "charts",
    charts: [confusionChart(confusion)],
    caption:
      `Rows: the item's own construct; columns: the one that was read; numbers: items. Guessing would put ${chance} of a row on the diagonal.`,
    beside: {
      kind: "table",
      caption: `Read correctly, by construct. Chance: ${chance}.`,
      head: ["Construct", "Items", "Correct", "Share", "Most often mistaken for"].map((text, i) => ({
        text,
        number: i > 0 && i < 4,
      })),
      rows: [...labels.map((_, i) => recallRow(confusion, i)), totalRow(matrix)],
    },
  }];
}

function recallRow({ labels, matrix }: Confusion, i: number): Row {
  const row = matrix[i] ?? [];
  const total = row.reduce((sum, n) => sum + n, 0);
  const wrong = row.map((n, j) => (i === j ? 0 : n));
  const most = Math.max(0, ...wrong);
  const mistaken = most === 0 ? NONE : `${labels[wrong.indexOf(most)]} (${most})`;
  return {
    cells: [labels[i]!, `${total}`, `${row[i] ?? 0}`, total === 0 ? NONE : percent((row[i] ?? 0) / total), mistaken],
  };
}

function totalRow(matrix: readonly (readonly number[])[]): Row {
  const total = matrix.flat().reduce((sum, n) => sum + n, 0);
  const right = matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return { cells: ["all", `${total}`, `${right}`, total === 0 ? NONE : percent(right / total), ""], strong: true };
}

/** AUROC of each construct against the others, one column per contrast; the controls' leak for comparison. */
function againstTheRest(record: RunRecord): TableBlock[] {
  const figures = headlines(record).map((figure) => ({ figure, each: new Map(perConstruct(figure)) }))
    .filter(({ each }) => each.size > 0);
  if (figures.length === 0) return [];
  const names = [...new Set(figures.flatMap(({ each }) => [...each.keys()]))];
  const rows: Row[] = names.map((name) => ({
    cells: [name, ...figures.map(({ each }) => fixed(each.get(name) ?? null))],
  }));
  return [{
    kind: "table",
    caption:
      "Each construct told from the others: share of couples (one item of the construct, one of another) put in the right order; 0.5 is chance, also where a leak is looked for.",
    head: [
      { text: "Construct" },
      ...figures.map(({ figure }) => ({
        text: contrastName(record, figure) + (figure.measure === "constructs" ? "" : ` (${spaced(figure.measure)})`),
        number: true,
      })),
    ],
    rows: [...rows, { cells: ["mean", ...figures.map(({ figure }) => fixed(figure.value))], strong: true }],
  }];
}
