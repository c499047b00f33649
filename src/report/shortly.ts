import type { Figure } from "../record/figure.ts";
import { arrangementOf, roleOf } from "./roles.ts";

/** How a figure stands: told from chance or not, beyond what text gives or not. */
export type Standing = "unscored" | "untested" | "chance" | "floor" | "beyond";

export function standing(figure: Figure): Standing {
  const p = figure.p_holm ?? figure.p;
  if (figure.value === null) return "unscored";
  if (p !== null && p >= 0.05) return "chance";
  if (figure.excess === null) return "untested";
  return figure.excess.low > 0 ? "beyond" : "floor";
}

type Words = Partial<Record<Standing, string>>;

const PLAIN = {
  unscored: "unscored",
  chance: "not told from chance",
  floor: "not beyond its floor",
  beyond: "more than its floor",
} satisfies Words;

const BY_ROLE: Record<string, Words> = {
  domains: { beyond: "transfers to other domains" },
  unfelt: { floor: "answers to the mere word", beyond: "answers to the mere word" },
  felt: { chance: "felt not told from named", beyond: "felt told from mere name" },
  shuffled: { chance: "no answer without word order", beyond: "answers without word order" },
  constructs: { beyond: "told apart beyond text" },
  constructs_reverse: { beyond: "told apart beyond text" },
  constructs_target: { beyond: "told apart beyond text" },
  reversed: { chance: "outcome not told", beyond: "outcome told" },
  circle: { chance: "no circle shown", floor: "no circle beyond text", beyond: "lies on the circle" },
};

/** Is a share of false alarms above that of plain controls by its interval, where its p does not show it? */
export function exceedsControls(figure: Figure): boolean {
  const { measure, low, floors } = figure;
  return measure === "false_alarms" && standing(figure) === "chance" && low !== null && floors !== null &&
    low > floors.chance;
}

function alarms(figure: Figure, is: Standing): string {
  if (exceedsControls(figure)) return "perhaps more than controls";
  return is === "chance" ? "no more than controls" : "more than plain controls";
}

/** Equivalence bound of AUROC figures: an answer as large as this can be excluded or not. */
const NOTHING = 0.05;

/** What the row comes to, in a few words. */
export function shortly(figure: Figure): string {
  const is = standing(figure), role = arrangementOf(figure) ?? roleOf(figure) ?? "";
  if (is === "unscored") return PLAIN.unscored;
  if (figure.metric === "index") return "a share, no floor";
  if (is === "untested") return figure.p === null ? "not tested" : "above chance";
  if (figure.measure === "leak") {
    return is === "chance" ? "at chance, as it should be" : "above chance: the controls leak";
  }
  if (figure.measure === "false_alarms") return alarms(figure, is);
  if (role === "unfelt" && is === "chance") {
    return figure.excess !== null && figure.excess.high_90 < NOTHING
      ? "does not answer to the mere word"
      : "no answer to the mere word shown";
  }
  return (Object.hasOwn(BY_ROLE, role) ? BY_ROLE[role]![is] : undefined) ?? PLAIN[is];
}
