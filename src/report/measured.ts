import type { Figure } from "../record/figure.ts";
import { contrastParts } from "./contrast.ts";
import { arrangementOf, ARRANGEMENTS, roleOf } from "./roles.ts";

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
    case "constructs":
      return target === null
        ? `one construct told from the others within ${source} items${tail}`
        : `one construct told from the others, learned from ${source}, tested on ${target} items${tail}`;
    case "response":
      return response(figure) + tail;
    case "false_alarms":
      return `${target ?? source} items taken for ${figure.construct} (lower is better)${tail}`;
    case "leak":
      return `construct of the pair read from its ${source} member (a check)${tail}`;
    case "geometry":
      return `arrangement of the constructs in ${source} items: ${arrangementName(figure)}${tail}`;
    default:
      return figure.measure satisfies never;
  }
}

function response(figure: Figure): string {
  const { source, target, against } = contrastParts(figure.contrast);
  if (against !== null) {
    return target === null
      ? `${source} items told from ${against} items, where the word is a mere name`
      : `${target} items told from their ${against} versions, which hold the same words`;
  }
  const tested = `direction from ${source} items, tested on ${target ?? source} items`;
  if (roleOf(figure) === "unfelt") return `${tested} (the word as a mere name)`;
  return roleOf(figure) === "shuffled" ? `${tested} (words in random order, as in their controls)` : tested;
}

/** The same in a few words, for a column that is narrow and stands under its group's title. */
export function brief(figure: Figure): string {
  const { source, target, against, note } = contrastParts(figure.contrast);
  const tested = target ?? source, tail = note === null ? "" : `, ${note}`;
  const way = target === null ? `within ${source}` : `${source} -> ${target}`;
  switch (figure.measure) {
    case "separation":
      return source + tail;
    case "transfer":
      return roleOf(figure) === "domains" ? tested + tail : way + tail;
    case "dissociation":
      return `share lost on ${tested}${tail}`;
    case "confusion":
      return `confusion, ${way}${tail}`;
    case "constructs":
      return way + tail;
    case "response":
      return tested + (against === null ? beneath(figure) : ` against ${against}`) + tail;
    case "false_alarms":
      return `false alarms, ${tested}${tail}`;
    case "leak":
      return `leak from ${source}${tail}`;
    case "geometry":
      return `${arrangementName(figure)}, ${source}${tail}`;
    default:
      return figure.measure satisfies never;
  }
}

function beneath(figure: Figure): string {
  const role = roleOf(figure);
  return role === "unfelt" ? ", a mere name" : role === "shuffled" ? ", words at random" : "";
}

function arrangementName(figure: Figure): string {
  const arrangement = arrangementOf(figure);
  return arrangement === null ? "claimed order" : ARRANGEMENTS[arrangement];
}

function wordsNote(note: string | null): string {
  if (note === null) return "";
  if (note === "unseen words") return ", words never seen in training";
  if (note === "seen words") return ", words also seen in training";
  if (note === "other domains") return ", domains never learned from";
  return `, ${note}`;
}
