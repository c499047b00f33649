import type { Figure } from "../record/figure.ts";
import type { RunRecord, Verdict } from "../record/run.ts";
import { meaning } from "./meaning.ts";
import { isCheck } from "./roles.ts";
import { exceedsControls, standing } from "./shortly.ts";
import { count, fixed, floorName, highestFloor, interval, signed } from "./words.ts";

/** One sentence or two that say the row in words, for the table's newcomer. */
export function sentence(figure: Figure): string {
  if (figure.value === null) return `Unscored: ${figure.unscored ?? "no reason was recorded"}.`;
  const against = isCheck(figure) ? checked(figure) : beyond(figure);
  return [meaning(figure, figure.value), against, ground(figure)].filter((part) => part !== "").join(" ");
}

/** A check that finds nothing has been passed as far as its items can tell, and no further. */
function checked(figure: Figure): string {
  const is = standing(figure), upTo = figure.high === null ? "" : `; the interval reaches up to ${fixed(figure.high)}`;
  if (figure.measure === "leak") {
    return is === "chance"
      ? `That is not told from chance, as it should be: the controls hold nothing of it${upTo}.`
      : `That is above chance: the controls leak, and part of what is read from their vignettes may be topic.`;
  }
  if (exceedsControls(figure)) {
    return `The interval lies above the share of plain controls, though the test, which pays for the search over layers, does not show it.`;
  }
  return is === "chance"
    ? `That is not told from plain controls, as it should be${upTo}.`
    : `That is more than plain controls: part of the direction answers to events as such.`;
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
