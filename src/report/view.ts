import type { Figure } from "../record/figure.ts";
import { type RunRecord, tapName } from "../record/run.ts";
import { contrastParts } from "./contrast.ts";
import { arrangementOf, type Group, groupOf, GROUPS, placeOf, roleOf } from "./roles.ts";

/** One contrast of a measure: its headline (layer chosen by the measure) and its curve over fixed layers. */
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
  const groups = grouped(record.figures, (f) => JSON.stringify([f.measure, f.contrast, f.construct, roleOf(f)]));
  return [...groups.values()].map((figures) => {
    const { measure, contrast, construct } = figures[0]!;
    const head = figures.find((f) => f.selection !== "fixed") ?? null;
    const curve = figures.filter((f) => f.selection === "fixed");
    const headline = head ?? (curve.length === 1 ? curve[0]! : null);
    return { measure, contrast, construct, headline, curve: head === null && curve.length === 1 ? [] : curve };
  });
}

/** One figure per contrast. */
export function allHeadlines(record: RunRecord): Figure[] {
  return seriesOf(record).flatMap((series) => series.headline ?? []);
}

/** The figures that a report prints first: of the arrangements, only the circle, which the others are set beside. */
export function headlines(record: RunRecord): Figure[] {
  return allHeadlines(record).filter((figure) => [null, "circle"].includes(arrangementOf(figure)));
}

/** Headlines under the questions they belong to, in the order in which reports ask them. */
export function groupedHeadlines(record: RunRecord): [Group, Figure[]][] {
  const groups = grouped(headlines(record), groupOf) as Map<Group, Figure[]>;
  return (Object.keys(GROUPS) as Group[]).flatMap((group) => {
    const figures = groups.get(group);
    return figures === undefined ? [] : [[group, figures.sort((a, b) => placeOf(a) - placeOf(b))]];
  });
}

/** The figure on which the verdict turns: the first transfer, or else the first figure. */
export function mainFigure(record: RunRecord): Figure | null {
  const all = headlines(record);
  return all.find((f) => roleOf(f) === "transfer") ?? all.find((f) => f.measure === "transfer") ?? all[0] ?? null;
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
