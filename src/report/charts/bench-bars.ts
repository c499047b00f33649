import type { BenchRow } from "../../record/bench.ts";
import { three } from "../bench-words.ts";
import type { Chart } from "../blocks.ts";
import { COLOUR } from "./theme.ts";

/** One bar: a row, and what stands before it. */
export interface Bar {
  readonly label: string;
  readonly row: BenchRow;
  /** Ours in colour, the others grey. */
  readonly ours: boolean;
}

/** Bars of one shape. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const LINE = 17, LABEL = 128, WIDTH = 190, VALUE = 92;

/** Rates as bars, a group per shape, on one scale; `null` where nothing was measured. The whiskers are quartiles. */
export function barsChart(groups: readonly BarGroup[], id: string, title: string): Chart | null {
  const shown = groups.map(({ title, bars }) => ({ title, bars: bars.filter(({ row }) => row.ms !== null) }))
    .filter(({ bars }) => bars.length > 0);
  if (shown.length === 0) return null;
  const rows = shown.flatMap(({ bars }) => bars.map(({ row }) => row));
  // Where nothing but bytes counts, bytes are shown.
  const bytes = rows.every(({ gflop_s }) => gflop_s === null) || rows.every(({ intensity }) => (intensity ?? 0) < 0.3);
  const unit = bytes ? "GB/s" : "GFLOP/s", rate = ({ gflop_s, gb_s }: BenchRow) => (bytes ? gb_s : gflop_s) ?? 0;
  let line = 0;
  const values = shown.flatMap(({ title, bars }, g) => {
    line += g === 0 ? 0 : 0.6;
    const head = { y: line++, head: title };
    return [head, ...bars.map(({ label, row, ours }) => barOf(row, rate(row), { y: line++, label, ours, unit }))];
  });
  const most = Math.max(...rows.map(rate));
  const best = rows.reduce((a, b) => (rate(b) > rate(a) ? b : a));
  return {
    id,
    title,
    description: `${rows.length} bars in ${shown.length} groups, ${unit}; the longest ${
      three(rate(best))
    } ${unit} by ${best.who}.`,
    spec: {
      width: WIDTH,
      height: Math.ceil(line * LINE),
      autosize: "none",
      padding: { left: LABEL, right: VALUE, top: 4, bottom: 4 },
      data: { values },
      encoding: {
        y: {
          field: "y",
          type: "quantitative",
          axis: null,
          scale: { domain: [line - 0.3, -0.6], nice: false, zero: false },
        },
      },
      layer: layers(most),
    },
  };
}

/** A bar with its whisker: rates at the quartiles of time. */
function barOf(
  { ms, ratio }: BenchRow,
  value: number,
  { y, label, ours, unit }: { y: number; label: string; ours: boolean; unit: string },
) {
  const { median, q1, q3 } = ms!;
  const against = ratio === null ? "" : `, ${three(ratio)} x`;
  return {
    y,
    label,
    value,
    low: value * median / q3,
    high: value * median / q1,
    end: Math.max(value, value * median / q1),
    text: `${three(value)}${ours ? ` ${unit}` : against}`,
    fill: ours ? COLOUR.accent : COLOUR.line,
    ink: ours ? COLOUR.ink : COLOUR.muted,
  };
}

function layers(most: number) {
  const x = (field: string) => ({
    field,
    type: "quantitative",
    axis: null,
    scale: { domain: [0, most], nice: false, clamp: true },
  });
  const only = (field: string) => [{ filter: `isValid(datum.${field})` }];
  const ink = { field: "ink", type: "nominal", scale: null };
  return [
    {
      transform: only("head"),
      mark: { type: "text", align: "left", fontWeight: "bold", fill: COLOUR.ink },
      encoding: { x: { value: -LABEL }, text: { field: "head" } },
    },
    {
      transform: only("value"),
      mark: { type: "bar", orient: "horizontal", height: 11 },
      encoding: { x: x("value"), fill: { field: "fill", type: "nominal", scale: null } },
    },
    {
      transform: only("value"),
      mark: { type: "rule", color: COLOUR.ink },
      encoding: { x: x("low"), x2: { field: "high" } },
    },
    {
      transform: only("value"),
      mark: { type: "text", align: "right", dx: -8, fontSize: 11 },
      encoding: { x: { value: 0 }, text: { field: "label" }, fill: ink },
    },
    {
      transform: only("value"),
      mark: { type: "text", align: "left", dx: 6, fontSize: 11 },
      encoding: { x: x("end"), text: { field: "text" }, fill: ink },
    },
  ];
}
