import type { Figure } from "../../record/figure.ts";
import type { RunRecord } from "../../record/run.ts";
import { contrastName } from "../answer.ts";
import type { Chart } from "../blocks.ts";
import { measured } from "../measured.ts";
import { grouped, type Series, shortTap, tapOrder } from "../view.ts";
import { capital, fixed, floorName, highestFloor, interval, spaced } from "../words.ts";
import { type Axis, floorLayers, HEIGHT, y } from "./floors.ts";
import { COLOUR } from "./theme.ts";

/** One panel per contrast, those of one metric on one vertical scale so that they can be compared by eye. */
export function layerCharts(record: RunRecord, drawn: readonly Series[], before = 0): Chart[] {
  const groups = grouped(drawn, ({ curve }) => curve[0]!.metric);
  const domains = new Map([...groups].map(([metric, series]) => [metric, domainOf(series)]));
  return drawn.map((series, i) =>
    panel(record, series, domains.get(series.curve[0]!.metric)!, `layers-${before + i + 1}`)
  );
}

const TOP: Partial<Record<Figure["metric"], number>> = { auroc: 1, rate: 1 };

function domainOf(drawn: readonly Series[]): [number, number] {
  const figures = drawn.flatMap(({ curve, headline }) => [...curve, ...(headline === null ? [] : [headline])]);
  const known = figures.flatMap((
    f,
  ) => [f.value, f.low, f.high, f.floors?.chance ?? null, highestFloor(f)?.value ?? null])
    .filter((v) => v !== null);
  const { metric } = drawn[0]!.curve[0]!;
  const low = metric === "auroc" ? 0.45 : 0;
  return [
    Math.floor(Math.min(low, ...known) * 20) / 20,
    Math.ceil(Math.max(TOP[metric] ?? 0.25, ...known) * 20) / 20,
  ];
}

function panel(record: RunRecord, series: Series, domain: [number, number], id: string): Chart {
  const head = series.headline;
  const first = series.curve[0]!;
  const axis: Axis = { domain, title: first.metric === "auroc" ? "AUROC" : first.metric };
  const title = `${capital(spaced(series.measure))}: ${contrastName(record, first)}`;
  return {
    id,
    title,
    description: describe(series),
    spec: {
      width: 300,
      autosize: "none",
      padding: { left: 46, right: 66, top: 8, bottom: 44 },
      height: HEIGHT,
      encoding: { x: xAxis(record, series) },
      layer: [
        ...floorLayers(head ?? first, axis),
        ...curveLayers(series.curve, axis),
        ...headlineLayers(head, axis),
      ],
    },
  };
}

function describe({ curve, headline }: Series): string {
  const best = curve.filter((f) => f.value !== null).sort((a, b) => b.value! - a.value!)[0];
  const parts = [`${capital(measured(curve[0]!))}, ${curve.length} taps.`];
  if (best === undefined) parts.push("No layer could be scored.");
  else parts.push(`Highest at ${best.tap}: ${fixed(best.value)}, ${interval(best.low, best.high)}.`);
  if (headline !== null && headline.value !== null) {
    const at = headline.tap === null ? "" : ` at ${headline.tap}`;
    parts.push(`Headline ${fixed(headline.value)}, ${interval(headline.low, headline.high)}${at}.`);
  }
  const floor = headline === null ? null : highestFloor(headline);
  if (floor !== null) parts.push(`Highest floor ${fixed(floor.value)} (${floorName(floor.floor)}).`);
  return parts.join(" ");
}

function xAxis(record: RunRecord, { curve, headline }: Series) {
  const read = [...curve, ...(headline?.tap ? [headline] : [])].map((f) => shortTap(f.tap ?? ""));
  const order = [...new Set([...tapOrder(record).filter((tap) => read.includes(tap)), ...read])];
  const axis = { title: "layer", labelAngle: 0, labelOverlap: true, grid: false };
  return { field: "tap", type: "ordinal", sort: order, scale: { domain: order, type: "point", padding: 0.5 }, axis };
}

function curveLayers(curve: readonly Figure[], axis: Axis) {
  const values = curve.map((f) => ({
    tap: shortTap(f.tap ?? ""),
    value: f.value,
    low: f.low ?? f.value,
    high: f.high ?? f.value,
  }));
  const data = { values };
  return [
    {
      data,
      mark: { type: "area", invalid: "break-paths-filter-domains", color: COLOUR.accent, opacity: 0.18 },
      encoding: { y: y("low", axis), y2: { field: "high" } },
    },
    {
      data,
      mark: {
        type: "line",
        invalid: "break-paths-filter-domains",
        color: COLOUR.accent,
        strokeWidth: 2,
        point: values.length < 40 && { fill: COLOUR.accent, size: 26, opacity: 1 },
      },
      encoding: { y: y("value", axis) },
    },
  ];
}

function headlineLayers(head: Figure | null, axis: Axis) {
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
    { data, mark: { type: "rule", strokeWidth: 1.5 }, encoding: { y: y("low", axis), y2: { field: "high" } } },
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
      encoding: { y: y("value", axis) },
    },
  ];
}
