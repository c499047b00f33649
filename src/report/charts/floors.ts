import type { Figure } from "../../record/figure.ts";
import { fixed, highestFloor } from "../words.ts";
import { COLOUR } from "./theme.ts";

/** Vertical scale of all panels and its title. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly title: string;
}

/** Height of a panel's plot in pixels. */
export const HEIGHT = 170;

export function y(field: string, { domain, title }: Axis) {
  return {
    field,
    type: "quantitative",
    scale: { domain, zero: false, nice: false },
    axis: { title, titleX: -34, tickCount: 5, format: domain[1] - domain[0] < 0.45 ? ".2f" : ".1f", domain: false },
  };
}

/** Chance, the highest floor and the band between; labels at the right edge, kept apart where the two lines are close. */
export function floorLayers(figure: Figure, axis: Axis) {
  const floor = highestFloor(figure);
  if (floor === null || figure.floors === null) return [];
  const chance = figure.floors.chance;
  const full = { x: { value: 0 }, x2: { value: "width" } };
  const apart = (14 / HEIGHT) * (axis.domain[1] - axis.domain[0]);
  const same = floor.value - chance < 1e-6;
  const lift = Math.max(0, apart - (floor.value - chance)) / 2;
  const label = (at: number, text: string) => ({
    data: { values: [{ at, text }] },
    mark: { type: "text", align: "left", dx: 5 },
    encoding: { x: { value: "width" }, y: y("at", axis), text: { field: "text" } },
  });
  const line = (at: number, strokeDash: number[]) => ({
    data: { values: [{ at }] },
    mark: { type: "rule", color: COLOUR.muted, strokeDash },
    encoding: { ...full, y: y("at", axis) },
  });
  const dashed = [line(chance, [4, 3]), label(same ? chance : chance - lift, "chance")];
  if (same) return dashed;
  return [
    {
      data: { values: [{ chance, floor: floor.value }] },
      mark: { type: "rect", color: COLOUR.band, opacity: 1 },
      encoding: { ...full, y: y("chance", axis), y2: { field: "floor" } },
    },
    ...dashed,
    line(floor.value, [1, 0]),
    label(floor.value + lift, `floor ${fixed(floor.value)}`),
  ];
}
