import type { Figure } from "../record/figure.ts";
import type { RunRecord, Verdict } from "../record/run.ts";
import { count, fixed, floorName, highestFloor, interval, percent, signed } from "./words.ts";

/** `keyword->keyword-free` is `{ source, target }`; `keyword (unseen words)` is `{ source: "keyword", note: "unseen words" }`. */
export function contrastParts(contrast: string): { source: string; target: string | null; note: string | null } {
  const [left = "", right] = contrast.split("->").map((part) => part.trim());
  const match = /^(.*?)\s*\(([^)]*)\)$/.exec(right ?? left);
  const name = match?.[1] ?? right ?? left;
  const note = match?.[2] ?? null;
  return right === undefined ? { source: name, target: null, note } : { source: left, target: name, note };
}

/** What was measured, for a reader who meets the word "transfer" for the first time. */
export function measured(figure: Figure): string {
  const { source, target, note } = contrastParts(figure.contrast);
  const tail = wordsNote(note);
  switch (figure.measure) {
    case "separation":
      return `${source} items told from controls${tail}`;
    case "transfer":
      return `direction from ${source} items, tested on ${target ?? source} items${tail}`;
    case "dissociation":
      return target === null
        ? `share of the ${source} figure that does not transfer${tail}`
        : `share of the ${source} figure that is lost on ${target} items${tail}`;
    case "confusion":
      return target === null
        ? `which construct a ${source} item is read as${tail}`
        : `which construct a ${target} item is read as, learned from ${source} items${tail}`;
    default:
      return figure.measure satisfies never;
  }
}

function wordsNote(note: string | null): string {
  if (note === null) return "";
  if (note === "unseen words") return ", words never seen in training";
  if (note === "seen words") return ", words also seen in training";
  return `, ${note}`;
}

/** What the row comes to, in at most four words. */
export function shortly(figure: Figure): string {
  if (figure.value === null) return "unscored";
  const p = figure.p_holm ?? figure.p;
  if (figure.metric === "index") return "a share, no floor";
  if (p !== null && p >= 0.05) return "not told from chance";
  if (figure.excess === null) return p === null ? "not tested" : "above chance";
  return figure.excess.low > 0 ? "more than its floor" : "not beyond its floor";
}

/** One sentence or two that say the row in words, for the table's newcomer. */
export function sentence(figure: Figure): string {
  if (figure.value === null) return `Unscored: ${figure.unscored ?? "no reason was recorded"}.`;
  return [meaning(figure, figure.value), beyond(figure), ground(figure)].filter((part) => part !== "").join(" ");
}

function meaning(figure: Figure, value: number): string {
  const { source, target } = contrastParts(figure.contrast);
  if (figure.metric === "index") {
    return `0 = nothing of the ${source} figure is lost${target ? ` on ${target} items` : ""}, 1 = all of it; here ${
      fixed(value)
    }.`;
  }
  if (figure.metric === "accuracy") {
    const guess = figure.floors === null ? "" : `; guessing reaches ${percent(figure.floors.chance)}`;
    return `${percent(value)} of ${target ?? source} items are read as their own construct${guess}.`;
  }
  const right = Math.round(value * 100);
  return `Of 100 random couples of one ${target ?? source} item and one control, ${right} are put in the right order.`;
}

function beyond(figure: Figure): string {
  const floor = highestFloor(figure);
  if (floor === null || figure.excess === null) return "";
  const { value, low, high } = figure.excess;
  const reaches = `The highest floor (${floorName(floor.floor)}) reaches ${fixed(floor.value)}`;
  if (low > 0) return `${reaches}; ${signed(value)} lies beyond it, and the interval of that excess stays above zero.`;
  if (high < 0) return `${reaches}, which is more than the figure (excess ${interval(low, high)}).`;
  return `${reaches}; an excess over it is not shown, for its interval (${interval(low, high)}) includes zero.`;
}

function ground(figure: Figure): string {
  const mde = figure.mde === null
    ? ""
    : `; smallest difference from chance that could have been found: ${fixed(figure.mde)}`;
  return `${count(figure.n, "item")} in ${count(figure.clusters, "group")}${mde}.`;
}

/** The verdict's fixed word, explained with the conditions of this record. */
export function plainVerdict(word: Verdict["word"], roles: { source: string; target: string }): string {
  const { source, target } = roles;
  switch (word) {
    case "transfers":
      return `A direction learned from ${source} items alone also tells ${target} items from their controls, by more than the text gives without the model (the floors below): a representation is reused.`;
    case "keyword-bound":
      return `The model's state tells ${source} items from controls, even by words never seen in training, but the direction does not answer to ${target} items beyond what the text alone gives.`;
    case "explained by text":
      return `Something can be told apart, but nothing beyond what the text gives without the model: length, words, or the embedding before any layer has run.`;
    case "no evidence":
      return `Nothing that was measured could be told from chance. That is no proof of absence: see the smallest differences that this number of items could have found.`;
    case "inconclusive":
      return `The figures do not decide: neither an excess over the floors nor its absence is shown.`;
    default:
      return word satisfies never;
  }
}

/** `model  ->  TRANSFERS at resid_post.2: reason`. */
export function verdictLine(record: RunRecord): string {
  const { word, tap, reason } = record.verdict;
  return `${record.model.ref}  ->  ${word.toUpperCase()}${tap === null ? "" : ` at ${tap}`}: ${reason}`;
}
