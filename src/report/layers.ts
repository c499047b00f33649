import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import { contrastName } from "./answer.ts";
import type { Block, TableBlock } from "./blocks.ts";
import { layerCharts } from "./charts/layers.ts";
import { type Group, groupOf, GROUPS } from "./roles.ts";
import { grouped, mainFigure, type Series, seriesOf } from "./view.ts";
import { capital, fixed, interval, NONE, spaced } from "./words.ts";

/** Chart 1: transfer along the layers in both directions; the other curves on demand; all of them as tables. */
export function layers(record: RunRecord): Block[] {
  const main = mainFigure(record), series = seriesOf(record).filter(({ curve }) => curve.length > 0);
  if (series.length === 0) return [];
  const first = series.filter((s) => isTransfer(s) && s.construct === main?.construct);
  const shown = first.length > 0 ? first : series.slice(0, 1);
  const others = series.filter((s) => !shown.includes(s));
  return [
    { kind: "heading", level: 2, text: "Figure per layer" },
    { kind: "charts", charts: layerCharts(record, shown), caption: CAPTION },
    ...otherCharts(record, shown, others),
    ...layerTables(record, series),
  ];
}

const CAPTION =
  "Line: figure with the layer fixed beforehand; ribbon: its 95 % interval. Diamond: the headline, whose layer was chosen inside the training folds, with its interval. Grey band: from chance (dashed) up to the highest floor (solid). Only what rises above the band says something about the model; a gap is a layer that could not be scored.";

function isTransfer({ measure, curve }: Series): boolean {
  return measure === "transfer" && groupOf(curve[0]!) === "main";
}

/** Panels that would crowd the page; those of a construct beside the main one have rows only, as have arrangements beside the circle. */
function otherCharts(record: RunRecord, shown: readonly Series[], others: readonly Series[]): Block[] {
  const known = new Set(shown.map(({ construct }) => construct));
  const drawn = others.filter(({ construct, curve }) => curve[0]!["role"] !== undefined || known.has(construct));
  if (drawn.length === 0) return [];
  return [{
    kind: "charts",
    charts: layerCharts(record, drawn, shown.length),
    caption:
      "Read as above. Share, accuracy and correlation have scales of their own. The diamond of an arrangement is at the layer where it fits best, which its p and the floor by shuffling pay for.",
    folded: `The other ${drawn.length} curves`,
  }];
}

/** A table per group of figures, so that none is wider than a page. */
function layerTables(record: RunRecord, series: readonly Series[]): TableBlock[] {
  const groups = grouped(series, ({ curve }) => groupOf(curve[0]!)) as Map<Group, Series[]>;
  const named = (group: Group) => (groups.size > 1 ? `: ${lower(GROUPS[group])}` : "");
  return (Object.keys(GROUPS) as Group[]).flatMap((group) => {
    const list = groups.get(group);
    return list === undefined ? [] : [layerTable(record, list, named(group))];
  });
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function layerTable(record: RunRecord, drawn: readonly Series[], of: string): TableBlock {
  const cell = (figure: Figure | undefined) =>
    figure === undefined
      ? NONE
      : figure.value === null
      ? "unscored"
      : `${fixed(figure.value)} (${interval(figure.low, figure.high)})`;
  const taps = [...new Set(drawn.flatMap((s) => s.curve.map((f) => f.tap ?? NONE)))];
  const names = drawn.map((s) => `${capital(spaced(s.measure))}: ${contrastName(record, s.curve[0]!)}`);
  return {
    kind: "table",
    caption: `Figure per layer with its 95 % interval, as numbers${of}.`,
    head: ["Tap", ...names].map((text, i) => ({ text, number: i > 0 })),
    rows: taps.map((tap) => ({
      cells: [tap, ...drawn.map((s) => cell(s.curve.find((f) => (f.tap ?? NONE) === tap)))],
    })),
    folded: true,
  };
}
