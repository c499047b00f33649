import { type Group, quantile } from "../conditions.ts";
import { COLOUR } from "./theme.ts";

const HALF = 0.42;

/** Outline, points and median of one condition; heights share a unit so that equal areas are equal shares of items. */
export function violin({ values }: Group, i: number, tint: string = COLOUR.muted) {
  const centre = i + 0.5;
  const width = bandwidth(values);
  const step = width / 3;
  const first = (values[0] ?? 0) - 2 * width;
  const steps = values.length < 3 ? -1 : Math.ceil(((values.at(-1) ?? 0) + 2 * width - first) / step);
  const grid = Array.from({ length: steps + 1 }, (_, k) => first + k * step);
  const peak = Math.max(1e-12, ...grid.map((x) => density(values, x, width)));
  const half = (x: number) => (HALF * density(values, x, width)) / peak;
  const median = quantile(values, 0.5);
  return {
    outline: grid.map((x) => ({ x, top: centre - half(x), bottom: centre + half(x), row: i, tint })),
    points: values.map((x, k) => ({ x, y: centre + (values.length < 3 ? 0 : half(x) * spread(k)), tint })),
    median: median === null ? null : { x: median, top: centre - 0.3, bottom: centre + 0.3 },
  };
}

/** Silverman's rule: 0.9 min(SD, IQR / 1.34) n^(-1/5). */
function bandwidth(values: readonly number[]): number {
  if (values.length < 2) return 1;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
  const iqr = (quantile(values, 0.75)! - quantile(values, 0.25)!) / 1.34;
  return (0.9 * (Math.min(sd, iqr) || sd || 1)) / values.length ** 0.2;
}

function density(values: readonly number[], x: number, width: number): number {
  return values.reduce((sum, v) => sum + Math.exp(-0.5 * ((x - v) / width) ** 2), 0);
}

/** -0.8 to 0.8 by the golden ratio: looks random, is the same every time. */
function spread(k: number): number {
  return (((k * 0.6180339887) % 1) * 2 - 1) * 0.8;
}
