import type { Figure, Floors } from "../record/figure.ts";

/** What a cell says where a number cannot exist (an index has no floor): never `0`. */
export const NONE = "none";

/** `0.83`, `-0.05`; `-0.00` is written `0.00`. `null` and NaN are `none`, never a number. */
export function fixed(value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  const text = value.toFixed(digits);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text;
}

/** `+0.22`, `-0.05`: for differences. */
export function signed(value: number | null, digits = 2): string {
  const text = fixed(value, digits);
  return text === NONE || text.startsWith("-") || Number(text) === 0 ? text : `+${text}`;
}

/** `0.79 to 0.87`: brackets and commas are hard to read beside minus signs. */
export function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? NONE : `${fixed(low)} to ${fixed(high)}`;
}

/** `41 %` of a share. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : NONE;
}

/** The printed p: `< 0.001`, or two digits; never smaller than 1/(B + 1), which is all that B permutations can show. */
export function pValue(p: number | null, permutations: number): string {
  if (p === null || Number.isNaN(p)) return NONE;
  const honest = permutations > 0 ? Math.max(p, 1 / (permutations + 1)) : p;
  if (honest < 0.001) return "< 0.001";
  return honest < 0.1 ? String(Number(honest.toPrecision(2))) : honest.toFixed(2);
}

/** The figure's p after Holm; a figure outside the corrected family shows its own p as `raw`. */
export function printedP({ p, p_holm, permutations }: Figure): string {
  if (p_holm !== null || p === null) return pValue(p_holm, permutations);
  return `${pValue(p, permutations)} raw`;
}

/** `1 item`, `96 items`, `no items`. */
export function count(n: number, noun: string): string {
  return `${n === 0 ? "no" : n.toLocaleString("en-GB")} ${noun}${n === 1 ? "" : "s"}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Key of a record in words: `bag_of_words_transfer` becomes `bag of words transfer`. */
export function spaced(key: string): string {
  return key.replaceAll("_", " ");
}

/** `a->b` as `a → b`, for reading. */
export function arrows(text: string): string {
  return text.replace(/\s*->\s*/g, " → ");
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const FLOOR_NAMES: Record<keyof Floors, string> = {
  chance: "chance",
  length: "text length",
  surface: "surface marks",
  function_words: "function words",
  bag_of_words: "bag of words",
  embedding: "embedding",
  embedding_ridge: "embedding, ridge",
  shuffled: "shuffled",
};

/** What the floor knows, in two words. */
export function floorName(floor: keyof Floors): string {
  return FLOOR_NAMES[floor];
}

/** The floors in the order in which reports print them, from knowing least to knowing most. */
export const FLOORS = Object.keys(FLOOR_NAMES) as (keyof Floors)[];

/** The highest floor and its name: the one that a figure's excess is over, or else the largest number. */
export function highestFloor(figure: Figure): { floor: keyof Floors; value: number } | null {
  const { floors, excess } = figure;
  if (floors === null) return null;
  const named = excess === null ? null : floors[excess.over];
  if (excess !== null && named !== null) return { floor: excess.over, value: named };
  let best: { floor: keyof Floors; value: number } = { floor: "chance", value: floors.chance };
  for (const floor of FLOORS) {
    const value = floors[floor];
    if (value !== null && value > best.value) best = { floor, value };
  }
  return best;
}
