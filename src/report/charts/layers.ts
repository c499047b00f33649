import type { Figure } from "../../record/figure.ts";
import type { RunRecord } from "../../record/run.ts";
import { contrastName } from "../answer.ts";
import type { Chart } from "../blocks.ts";
import { measured } from "../sentence.ts";
import { type Series, shortTap, tapOrder } from "../view.ts";
import { capital, fixed, floorName, highestFloor, interval } from "../words.ts";
import { COLOUR } from "./theme.ts";

const HEIGHT = 170;

/** One panel per contrast, all on one vertical scale so that they can be compared by eye. */
export function layerCharts(record: RunRecord, drawn: readonly Series[]): Chart[] {
  const values = drawn.flatMap((s) =>
    [...s.curve, s.headline].flatMap((f) => f === null ? [] : [f.value, f.low, f.high, f.floors?.chance ?? null])
  );
  const known = values.filter((v) => v !== null);
  const low = Math.floor(Math.min(0.45, ...known) * 20) / 20;
  const domain: [number, number] = [low, Math.max(1, ...known)];
  return drawn.map((series, i) => panel(record, series, domain, `layers-${i + 1}`));
}

function panel(record: RunRecord, series: Series, domain: [number, number], id: string): Chart {
  const head = series.headline;
  const title = `${capital(series.measure)}: ${contrastName(record, series.curve[0]!)}`;
  return {
    id,
    title,
    description: describe(series),
    spec: {
      width: 300,
      autosize: "none",
      padding: { left: 32, right: 66, top: 8, bottom: 44 },
      height: HEIGHT,
      encoding: { x: xAxis(record, series) },
      layer: [
        ...floorLayers(head ?? series.curve[0]!, domain),
        ...curveLayers(series.curve, domain),
        ...headlineLayers(head, domain),
      ],
    },
  };
}

function describe({ curve, headline }: Series): string {
  const best = curve.filter((f) => f.value !== null).sort((a, b) => b.value! - a.value!)[0];
  const floor = headline === null ? null : highestFloor(headline);
  return [
    `${capital(measured(curve[0]!))}, ${curve.length} taps.`,
    best === undefined
      ? "No layer could be scored."
      : `Highest at ${best.tap}: ${fixed(best.value)}, ${interval(best.low, best.high)}.`,
    headline?.value == null
      ? ""
      : `Headline ${fixed(headline.value)}, ${interval(headline.low, headline.high)}${
        headline.tap === null ? "" : ` at ${headline.tap}`
      }.`,
    floor === null ? "" : `Highest floor ${fixed(floor.value)} (${floorName(floor.floor)}).`,
  ].filter((part) => part !== "").join(" ");
}

function xAxis(record: RunRecord, { curve, headline }: Series) {
  const read = [...curve, ...(headline?.tap ? [headline] : [])].map((f) => shortTap(f.tap ?? ""));
  const order = [...new Set([...tapOrder(record).filter((tap) => read.includes(tap)), ...read])];
  const axis = { title: "layer", labelAngle: 0, labelOverlap: true, grid: false };
  return { field: "tap", type: "ordinal", sort: order, scale: { domain: order, type: "point", padding: 0.5 }, axis };
}

function y(field: string, domain: [number, number]) {
  return {
    field,
    type: "quantitative",
    scale: { domain, zero: false, nice: false },
    axis: { title: null, tickCount: 5, format: ".1f", domain: false },
  };
}

function curveLayers(curve: readonly Figure[], domain: [number, number]) {
  const values = curve.flatMap((f) =>
    f.value === null
      ? []
      : [{ tap: shortTap(f.tap ?? ""), value: f.value, low: f.low ?? f.value, high: f.high ?? f.value }]
  );
  const data = { values };
  return [
    {
      data,
      mark: { type: "area", color: COLOUR.accent, opacity: 0.18 },
      encoding: { y: y("low", domain), y2: { field: "high" } },
    },
    {
      data,
      mark: {
        type: "line",
        color: COLOUR.accent,
        strokeWidth: 2,
        point: values.length < 40 && { fill: COLOUR.accent, size: 26, opacity: 1 },
      },
      encoding: { y: y("value", domain) },
    },
  ];
}

function headlineLayers(head: Figure | null, domain: [number, number]) {
  if (head === null || head.value === null || head.tap === null) return [];
  const data = {
    values: [{
      tap: shortTap(head.tap),
      value: head.value,
      low: head.low ?? head.value,
      high: head.high ?? head.value,
    }],
  };
  return [
    { data, mark: { type: "rule", strokeWidth: 1.5 }, encoding: { y: y("low", domain), y2: { field: "high" } } },
    {
      data,
      mark: {
        type: "point",
        shape: "diamond",
        size: 120,
        filled: true,
        opacity: 1,
        fill: COLOUR.ink,
        stroke: COLOUR.paper,
        strokeWidth: 1.5,
      },
      encoding: { y: y("value", domain) },
    },
  ];
}

/** Chance, the highest floor and the band between; labels at the right edge, kept apart where the two lines are close. */
function floorLayers(figure: Figure, domain: [number, number]) {
  const floor = highestFloor(figure);
  if (floor === null || figure.floors === null) return [];
  const chance = figure.floors.chance;
  const full = { x: { value: 0 }, x2: { value: "width" } };
  const apart = (14 / HEIGHT) * (domain[1] - domain[0]);
  const same = floor.value - chance < 1e-6;
  const lift = Math.max(0, apart - (floor.value - chance)) / 2;
  const label = (at: number, text: string) => ({
    data: { values: [{ at, text }] },
    mark: { type: "text", align: "left", dx: 5 },
    encoding: { x: { value: "width" }, y: y("at", domain), text: { field: "text" } },
  });
  const line = (at: number, strokeDash: number[]) => ({
    data: { values: [{ at }] },
    mark: { type: "rule", color: COLOUR.muted, strokeDash },
    encoding: { ...full, y: y("at", domain) },
  });
  const dashed = [line(chance, [4, 3]), label(same ? chance : chance - lift, "chance")];
  if (same) return dashed;
  return [
    {
      data: { values: [{ chance, floor: floor.value }] },
      mark: { type: "rect", color: COLOUR.band, opacity: 1 },
      encoding: { ...full, y: y("chance", domain), y2: { field: "floor" } },
    },
    ...dashed,
    line(floor.value, [1, 0]),
    label(floor.value + lift, `floor ${fixed(floor.value)}`),
  ];
}
