import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import type { Block } from "./blocks.ts";
import { contrastParts } from "./contrast.ts";
import { arrangementOf, ARRANGEMENTS, roleOf } from "./roles.ts";
import { plainVerdict } from "./sentence.ts";
import { mainFigure, rolesOf } from "./view.ts";
import { arrows, capital, count } from "./words.ts";

/** The suite's question, or the one that its main contrast asks. */
export function asked(record: RunRecord): Block[] {
  const { source, target } = rolesOf(record);
  const question = record.suite["question"];
  const text = typeof question === "string" && question !== ""
    ? question
    : `Does a direction that tells ${source} items from controls, read inside the model, also answer to ${target} items?`;
  const { model, counts, settings } = record;
  const where = settings.reading === "last" ? "the last token" : "the mean over tokens";
  const read = [
    `${
      count(counts.items, "item")
    } of the suite ${record.suite.name} ${record.suite.version} were read by ${model.ref}`,
    `(${count(model.layers, "layer")}, width ${model.width}, ${model.dtype}) at ${where}.`,
  ].join(" ");
  const missing = counts.unscored > 0
    ? ` ${capital(count(counts.unscored, "item"))} could not be scored and are left out, not counted as zero.`
    : "";
  return [
    { kind: "heading", level: 2, text: "What was asked" },
    { kind: "text", text, tone: "lead" },
    { kind: "text", text: read + missing },
  ];
}

/** The verdict's word, what it means here, and the rule that gave it. */
export function verdict(record: RunRecord): Block[] {
  const { word, tap, reason, rule } = record.verdict;
  const blocks: Block[] = [
    { kind: "heading", level: 2, text: "Verdict" },
    { kind: "verdict", word, tap, reason: arrows(reason), plain: plainVerdict(word, rolesOf(record)) },
    { kind: "text", text: `Rule, stated before the run: ${arrows(rule)}`, tone: "note" },
  ];
  if (record.calibration === null) blocks.push({ kind: "text", text: UNCALIBRATED, tone: "warning" });
  return blocks;
}

export const UNCALIBRATED = "uncalibrated: no certificate of calibration for these kernels and this adapter";

/** Names a row; what its role does not say (another construct than the main one) is said with it. */
export function contrastName(record: RunRecord, figure: Figure): string {
  const { source, target, against, note } = contrastParts(figure.contrast), arrangement = arrangementOf(figure);
  const name = (target === null ? source : `${source} → ${target}`) + (against === null ? "" : ` against ${against}`);
  const other = arrangement !== null
    ? `, ${ARRANGEMENTS[arrangement]}`
    : roleOf(figure) !== null || figure.construct === mainFigure(record)?.construct
    ? ""
    : `: ${figure.construct}`;
  return name + (note === null ? "" : ` (${note})`) + other;
}
