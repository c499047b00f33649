import type { Figure } from "../record/figure.ts";
import { type ItemRecord, type RunRecord, tapName } from "../record/run.ts";
import { contrastParts } from "./sentence.ts";

/** One contrast of a measure: its headline (layer chosen inside the training folds) and its curve over fixed layers. */
export interface Series {
  readonly measure: Figure["measure"];
  readonly contrast: string;
  readonly construct: string;
  readonly headline: Figure | null;
  readonly curve: readonly Figure[];
}

/** Rows by key, keys in order of first appearance (`Map.groupBy`, which Node 20 lacks). */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** All contrasts in the record's order. */
export function seriesOf(record: RunRecord): Series[] {
  const groups = grouped(record.figures, (f) => JSON.stringify([f.measure, f.contrast, f.construct]));
  return [...groups.values()].map((figures) => {
    const { measure, contrast, construct } = figures[0]!;
    const nested = figures.find((f) => f.selection === "nested") ?? null;
    const curve = figures.filter((f) => f.selection === "fixed");
    const headline = nested ?? (curve.length === 1 ? curve[0]! : null);
    return { measure, contrast, construct, headline, curve: nested === null && curve.length === 1 ? [] : curve };
  });
}

/** The figures that a report prints first: one per contrast. */
export function headlines(record: RunRecord): Figure[] {
  return seriesOf(record).flatMap((series) => series.headline ?? []);
}

/** The figure on which the verdict turns: the first transfer, or else the first figure. */
export function mainFigure(record: RunRecord): Figure | null {
  const all = headlines(record);
  return all.find((f) => f.measure === "transfer") ?? all[0] ?? null;
}

/** The conditions that the direction is learned from and tested on, as the record names them. */
export function rolesOf(record: RunRecord): { source: string; target: string } {
  const main = mainFigure(record);
  if (main === null) return { source: "source", target: "target" };
  const { source, target } = contrastParts(main.contrast);
  return { source, target: target ?? source };
}

/** Taps in the order of the stream, as short axis labels: `embed`, `0`, `1`, `1 mid`, `norm`. */
export function tapOrder(record: RunRecord): string[] {
  return record.taps.map((tap) => shortTap(tapName(tap)));
}

export function shortTap(tap: string): string {
  const [site = "", layer = ""] = tap.split(".");
  if (site === "resid_post") return layer;
  if (site === "resid_mid") return `${layer} mid`;
  return site === "final_norm" ? "norm" : site;
}

/** The projection that is drawn: the headline's construct at the verdict's tap, or else the one that most items have. */
export function projectionKey(record: RunRecord, items: readonly ItemRecord[]): string | null {
  const counts = new Map<string, number>();
  for (const item of items) {
    for (const [key, value] of Object.entries(item.projections)) {
      if (value !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const main = mainFigure(record);
  const tap = record.verdict.tap ?? main?.tap ?? null;
  const wanted = main === null || tap === null ? null : `${main.construct}@${tap}`;
  if (wanted !== null && counts.has(wanted)) return wanted;
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return ranked.find(([key]) => main !== null && key.startsWith(`${main.construct}@`))?.[0] ?? ranked[0]?.[0] ?? null;
}

/** The projections of one condition: `values` ascending, `missing` items without one. */
export interface Group {
  readonly condition: string;
  readonly values: readonly number[];
  readonly missing: number;
}

/** Target first, then source, then the others as they appear. */
export function groupsOf(record: RunRecord, items: readonly ItemRecord[], key: string): Group[] {
  const { source, target } = rolesOf(record);
  const groups = grouped(items, (item) => item.condition);
  const order = [...new Set([target, source, ...groups.keys()])].filter((condition) => groups.has(condition));
  return order.map((condition) => {
    const all = groups.get(condition)!;
    const values = all.flatMap((item) => projectionOf(item, key) ?? []).sort((a, b) => a - b);
    return { condition, values, missing: all.length - values.length };
  });
}

/** An item's projection, `null` where it has none. */
export function projectionOf(item: ItemRecord, key: string): number | null {
  return item.unscored === null ? item.projections[key] ?? null : null;
}

/** Quantile of ascending values by linear interpolation; `null` of nothing. */
export function quantile(ascending: readonly number[], share: number): number | null {
  if (ascending.length === 0) return null;
  const at = (ascending.length - 1) * share;
  const low = ascending[Math.floor(at)]!;
  return low + (ascending[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
