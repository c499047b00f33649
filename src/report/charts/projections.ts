import type { Chart } from "../blocks.ts";
import { type Group, quantile } from "../conditions.ts";
import { fixed } from "../words.ts";
import { COLOUR } from "./theme.ts";
import { violin } from "./violin.ts";

/** What a chart of projections shows beside its groups. */
export interface ProjectionOptions {
  readonly id?: string;
  readonly title?: string;
  /** The condition that is drawn in the accent; the others are grey. */
  readonly accent: string | undefined;
}

/** A violin with its points per condition. */
export function projectionChart(
  groups: readonly Group[],
  key: string,
  { id = "projections", title = "Projections by condition", accent }: ProjectionOptions,
): Chart {
  const said = groups.map((g) => `${g.condition}: ${g.values.length} items, median ${fixed(quantile(g.values, 0.5))}`);
  return {
    id,
    title,
    description: `${said.join("; ")}.`,
    spec: {
      width: 330,
      height: Math.max(90, groups.length * 56),
      autosize: "none",
      padding: { left: 16 + 7 * Math.max(...groups.map((g) => g.condition.length)), right: 12, top: 8, bottom: 44 },
      layer: layersOf(groups, key, accent),
    },
  };
}

function layersOf(groups: readonly Group[], key: string, accent: string | undefined) {
  const rows = groups.map((group, i) => violin(group, i, group.condition === accent ? COLOUR.accent : COLOUR.muted));
  const axis = { title: `projection on ${key} (SDs of control items)`, tickCount: 6, domain: false };
  const x = (field: string) => ({ field, type: "quantitative", scale: { zero: true, nice: true }, axis });
  const scale = { domain: [0, groups.length], reverse: true, nice: false, zero: false };
  const y = (field: string) => ({ field, type: "quantitative", scale, axis: null });
  const fill = { field: "tint", type: "nominal", scale: null };
  return [
    {
      data: { values: [{ at: 0 }] },
      mark: { type: "rule", color: COLOUR.muted, strokeDash: [4, 3] },
      encoding: { x: x("at") },
    },
    {
      data: { values: rows.flatMap((row) => row.outline) },
      mark: { type: "area", opacity: 0.2, orient: "vertical", interpolate: "monotone" },
      encoding: { x: x("x"), y: { ...y("top"), stack: null }, y2: { field: "bottom" }, detail: { field: "row" }, fill },
    },
    {
      data: { values: rows.flatMap((row) => row.points) },
      mark: { type: "circle", size: 12, opacity: 0.6 },
      encoding: { x: x("x"), y: y("y"), fill },
    },
    {
      data: { values: rows.flatMap(({ median }) => median ?? []) },
      mark: { type: "rule", strokeWidth: 2.5 },
      encoding: { x: x("x"), y: y("top"), y2: { field: "bottom" } },
    },
    {
      data: { values: groups.map((g, i) => ({ at: i + 0.5, text: g.condition })) },
      mark: { type: "text", align: "right", dx: -8, fontSize: 12, fill: COLOUR.ink },
      encoding: { x: { value: 0 }, y: y("at"), text: { field: "text" } },
    },
  ];
}
