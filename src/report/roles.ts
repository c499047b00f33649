import type { Figure } from "../record/figure.ts";

/** Questions under which a report sorts its figures. */
export const GROUPS = {
  main: "The main question",
  which: "Which construct, one told from the others",
  probes: "Probes and checks",
  arrangement: "How the constructs are arranged",
} as const;
export type Group = keyof typeof GROUPS;

/** Which headline a figure is, whatever the suite's own words; `null` in records from before roles. */
export function roleOf(figure: Figure): string | null {
  const role = figure["role"];
  return typeof role === "string" ? role : null;
}

/** The question that a figure belongs to. */
export function groupOf(figure: Figure): Group {
  const role = roleOf(figure);
  if (role === "domains") return "probes";
  if (role === "reversed") return "which";
  switch (figure.measure) {
    case "separation":
    case "transfer":
    case "dissociation":
      return "main";
    case "confusion":
    case "constructs":
      return "which";
    case "response":
    case "false_alarms":
    case "leak":
      return "probes";
    case "geometry":
      return "arrangement";
    default:
      return figure.measure satisfies never;
  }
}

const ORDER = ["constructs", "constructs_reverse", "constructs_target", "confusion", "reversed"].concat(
  ["domains", "unfelt", "felt", "shuffled", "false_alarms", "leak"],
);

/** Place of a figure within its group; figures of the main question stay as the record has them. */
export function placeOf(figure: Figure): number {
  return ORDER.indexOf(roleOf(figure) ?? "");
}

/** Checks ought to find nothing: a high figure is bad news. */
export function isCheck({ measure }: Figure): boolean {
  return measure === "leak" || measure === "false_alarms";
}

/** Learned from situations, tested on words: its p comes from what both directions share. */
export function isReverse(figure: Figure): boolean {
  const role = roleOf(figure);
  return role === "reverse" || role === "constructs_reverse";
}

export const ARRANGEMENTS = {
  circle: "circle",
  opposites: "opposites",
  valence_arousal: "valence and arousal",
  categorical: "merely different",
} as const;
export type Arrangement = keyof typeof ARRANGEMENTS;

/** The claimed arrangement that a figure of `geometry` is about. */
export function arrangementOf(figure: Figure): Arrangement | null {
  const name = /^(circle|opposites|valence_arousal|categorical)_(source|target)$/.exec(roleOf(figure) ?? "")?.[1];
  return figure.measure === "geometry" && name !== undefined ? name as Arrangement : null;
}

/** AUROC per construct of a macro figure, in the record's order; empty where there is none. */
export function perConstruct(figure: Figure): [construct: string, value: number | null][] {
  const found = figure["per_construct"];
  if (typeof found !== "object" || found === null) return [];
  return Object.entries(found).map(([name, value]) => [name, typeof value === "number" ? value : null]);
}

/** A correlation with the similarities of texts taken out, and its own p. */
export function partialOf(figure: Figure): { value: number; p: number | null } | null {
  const found = figure["partial"];
  if (typeof found !== "object" || found === null) return null;
  const { value, p } = found as Record<string, unknown>;
  return typeof value === "number" ? { value, p: typeof p === "number" ? p : null } : null;
}
