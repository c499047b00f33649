import type { Geometry } from "../../record/run.ts";
import type { Chart } from "../blocks.ts";
import { capital, fixed } from "../words.ts";
import { COLOUR } from "./theme.ts";
import { apart } from "./labels.ts";

/** Half the side of the plot in pixels, and how far the axes reach at least: the circle and the names around it. */
const HALF = 150;
const REACH = 1.18;

interface Point {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** The constructs in the plane that holds most of their similarities; the claimed circle with its order behind them. */
export function wheelChart(geometry: Geometry, id: string, caption: string): Chart {
  const { labels, circle, condition } = geometry;
  // The first of the circle stands on top and the order runs clockwise, as wheels of emotions are drawn.
  const points = labels.map((name, i): Point => ({ name, x: geometry.points[i]![1], y: geometry.points[i]![0] }));
  const reach = Math.max(REACH, ...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)].map((v) => v * 1.1)));
  const room = 10 + 7 * Math.max(...[...labels, ...circle].map((name) => name.length));
  const side = { width: 2 * HALF, height: 2 * HALF, autosize: "none" };
  return {
    id,
    title: capital(`${condition} items`),
    description: `Claimed order: ${circle.join(", ")}. ${
      points.map(({ name, x, y }) => `${name} at ${fixed(x)}, ${fixed(y)}`).join("; ")
    }.`,
    caption,
    spec: {
      ...side,
      padding: { left: Math.min(room, 90), right: Math.min(room, 90), top: 14, bottom: 14 },
      layer: [...behind(circle, reach), ...opposites(geometry, points, reach), ...named(points, reach)],
    },
  };
}

function axes(reach: number, x = "x", y = "y") {
  const scale = { domain: [-reach, reach], nice: false, zero: false };
  const one = (field: string) => ({ field, type: "quantitative", scale, axis: null });
  return { x: one(x), y: one(y) };
}

/** The claimed circle: a ring, a tick where each construct is claimed to stand, and its name outside. */
function behind(circle: readonly string[], reach: number) {
  const ring = Array.from({ length: 121 }, (_, i) => ({ i, ...at(i / 120) }));
  const places = circle.map((name, q) => ({ name, ...at(q / circle.length), ...outside(q / circle.length) }));
  const text = (align: "left" | "center" | "right") => ({
    data: { values: places.filter((place) => place.align === align) },
    mark: { type: "text", align, baseline: "middle", fontSize: 11, fill: COLOUR.muted },
    encoding: { ...axes(reach, "nameX", "nameY"), text: { field: "name" } },
  });
  return [
    {
      data: { values: ring },
      mark: { type: "line", color: COLOUR.line, strokeWidth: 1.5 },
      encoding: { ...axes(reach), order: { field: "i", type: "quantitative" } },
    },
    {
      data: { values: places },
      mark: { type: "point", size: 30, filled: true, opacity: 1, fill: COLOUR.paper, stroke: COLOUR.muted },
      encoding: axes(reach),
    },
    ...(["left", "center", "right"] as const).map(text),
  ];
}

function at(turn: number, radius = 1) {
  return { x: radius * Math.sin(2 * Math.PI * turn), y: radius * Math.cos(2 * Math.PI * turn) };
}

function outside(turn: number) {
  const { x, y } = at(turn, 1.07), upright = Math.abs(x) < 0.1;
  return { nameX: x, nameY: upright ? y * 1.04 : y, align: upright ? "center" : x > 0 ? "left" : "right" };
}

function opposites({ opposites }: Geometry, points: readonly Point[], reach: number) {
  const lines = opposites.flatMap(({ a, b }) => {
    const [one, two] = [a, b].map((name) => points.find((point) => point.name === name));
    return one && two ? [{ x: one.x, y: one.y, x2: two.x, y2: two.y }] : [];
  });
  return [{
    data: { values: lines },
    mark: { type: "rule", color: COLOUR.accent, opacity: 0.35, strokeWidth: 1.5 },
    encoding: { ...axes(reach), x2: { field: "x2" }, y2: { field: "y2" } },
  }];
}

/** Points with their names beside them, kept apart and clear of the names around the circle. */
function named(points: readonly Point[], reach: number) {
  const placed = apart(points, { gap: (13 / HALF) * reach, width: (7 / HALF) * reach, inner: 0.7 });
  const text = (align: "left" | "right") => ({
    data: { values: placed.filter((label) => label.align === align) },
    mark: { type: "text", align, baseline: "middle", dx: align === "left" ? 7 : -7, fontSize: 12, fill: COLOUR.ink },
    encoding: { ...axes(reach, "x", "labelY"), text: { field: "name" } },
  });
  return [
    {
      data: { values: points },
      mark: { type: "point", size: 55, filled: true, opacity: 1, fill: COLOUR.accent },
      encoding: axes(reach),
    },
    text("left"),
    text("right"),
  ];
}
