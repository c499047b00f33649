import type { BenchRecord, BenchRow } from "../../record/bench.ts";
import { caseText, three, whoShort } from "../bench-words.ts";
import type { Chart } from "../blocks.ts";
import { COLOUR } from "./theme.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Roofline: operations per byte against GFLOP/s, both logarithmic; the line is what the adapter itself reached in the
 * run. `null` where no roof was measured, or no row has both figures.
 *
 * Source: Williams, Waterman and Patterson 2009, https://doi.org/10.1145/1498765.1498785.
 */
export function rooflineChart(record: BenchRecord, id: string, title: string): Chart | null {
  const { copy_gb_s, read_gb_s, fma_gflop_s } = record.roof;
  const bandwidth = Math.max(copy_gb_s ?? 0, read_gb_s ?? 0), rows = record.rows.filter(placed);
  if (fma_gflop_s === null || bandwidth === 0 || rows.length === 0) return null;
  const points = rows.map((row) => ({ x: row.intensity!, y: row.gflop_s!, who: whoOf(row) }));
  const knee = fma_gflop_s / bandwidth;
  const xs = [...points.map(({ x }) => x), knee], ys = [...points.map(({ y }) => y), fma_gflop_s];
  const x = [Math.min(...xs) / 2, Math.max(...xs) * 3] as const,
    y = [Math.min(...ys) / 2, Math.max(...ys) * 2] as const;
  const roof: Point[] = [x[0], knee, x[1]].map((at) => ({ x: at, y: Math.min(at * bandwidth, fma_gflop_s) }));
  const best =
    rows.filter(({ who }) => who === "alienist").sort((a, b) => (b.roof_fraction ?? 0) - (a.roof_fraction ?? 0))[0];
  const reached = best ? ` Closest to it: ${caseText(best)}, ${Math.round(100 * (best.roof_fraction ?? 0))} %.` : "";
  return {
    id,
    title,
    description: `Roof: ${three(bandwidth)} GB/s up to ${three(knee)} operations per byte, then ${
      three(fma_gflop_s)
    } GFLOP/s. ${rows.length} rows below it.${reached}`,
    spec: {
      width: 560,
      height: 300,
      autosize: "none",
      padding: { left: 76, right: 110, top: 12, bottom: 44 },
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          scale: { type: "log", domain: x, nice: false },
          axis: axis("operations per byte"),
        },
        y: {
          field: "y",
          type: "quantitative",
          scale: { type: "log", domain: y, nice: false },
          axis: { ...axis("GFLOP/s"), titleX: -58 },
        },
      },
      layer: [
        { data: { values: roof }, mark: { type: "line", clip: true, color: COLOUR.ink, strokeWidth: 1.5 } },
        {
          data: { values: points },
          mark: { type: "point", filled: true, size: 55, opacity: 1, clip: true },
          encoding: marks(points),
        },
        {
          data: { values: named(rows) },
          mark: { type: "text", align: "left", dx: 8, fill: COLOUR.ink },
          encoding: { text: { field: "label" } },
        },
      ],
    },
  };
}

const axis = (title: string) => ({ title, format: "~g", tickCount: 5, labelOverlap: true });

/** Whoever ran on the CPU has no roof here. */
const placed = (row: BenchRow) =>
  row.ms !== null && row.gflop_s !== null && (row.intensity ?? 0) > 0 && row.bound !== null &&
  SERIES.includes(whoOf(row));

const SERIES = ["alienist, f32", "alienist, f16", "ort webgpu", "tfjs", "jax-js", "torch"];
const COLOURS = [COLOUR.accent, COLOUR.paper, COLOUR.muted, COLOUR.muted, COLOUR.muted, COLOUR.muted];
const STROKES = [COLOUR.accent, COLOUR.accent, COLOUR.muted, COLOUR.muted, COLOUR.muted, COLOUR.muted];
const SHAPES = ["circle", "circle", "triangle-up", "square", "diamond", "cross"];

function whoOf({ who, dtype }: BenchRow): string {
  return who === "alienist" ? `alienist, ${dtype}` : whoShort(who);
}

function marks(points: readonly { readonly who: string }[]) {
  const domain = SERIES.filter((name) => points.some(({ who }) => who === name));
  const of = (values: readonly string[]) => domain.map((name) => values[SERIES.indexOf(name)]!);
  const legend = {
    title: null,
    orient: "right",
    offset: 12,
    labelFontSize: 11,
    labelColor: COLOUR.muted,
    symbolStrokeWidth: 1.5,
  };
  const scale = (range: readonly string[]) => ({ domain, range: of(range) });
  return {
    shape: { field: "who", type: "nominal", scale: scale(SHAPES), legend },
    fill: { field: "who", type: "nominal", scale: scale(COLOURS), legend },
    stroke: { field: "who", type: "nominal", scale: scale(STROKES), legend },
  };
}

/** One name per kernel, at its highest point. */
function named(rows: readonly BenchRow[]): (Point & { label: string })[] {
  const top = new Map<string, BenchRow>();
  for (const row of rows.filter(({ who }) => who === "alienist")) {
    const known = top.get(row.kernel);
    if (!known || row.gflop_s! > known.gflop_s!) top.set(row.kernel, row);
  }
  return [...top.values()].map(({ intensity, gflop_s, kernel }) => ({ x: intensity!, y: gflop_s!, label: kernel }));
}
