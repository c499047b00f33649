import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import type { Block, Row } from "./blocks.ts";
import { contrastParts, measured, plainVerdict, sentence } from "./sentence.ts";
import { headlines, mainFigure, rolesOf } from "./view.ts";
import {
  arrows,
  capital,
  count,
  fixed,
  floorName,
  FLOORS,
  highestFloor,
  interval,
  NONE,
  printedP,
  signed,
} from "./words.ts";

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

/** Names a row; a construct other than the main one is said with it. */
export function contrastName(record: RunRecord, figure: Figure): string {
  const main = mainFigure(record)?.construct;
  const { source, target, note } = contrastParts(figure.contrast);
  const name = target === null ? source : `${source} → ${target}`;
  return name + (note === null ? "" : ` (${note})`) + (figure.construct === main ? "" : `: ${figure.construct}`);
}

/** The table that a reader who reads one thing should read. */
export function headlineTable(record: RunRecord): Block[] {
  const rows = headlines(record).map((figure): Row => {
    const floor = highestFloor(figure);
    return {
      cells: [
        capital(figure.measure),
        contrastName(record, figure),
        figure.value === null ? "unscored" : fixed(figure.value),
        interval(figure.low, figure.high),
        floor === null ? NONE : `${fixed(floor.value)} (${floorName(floor.floor)})`,
        figure.excess === null
          ? NONE
          : `${signed(figure.excess.value)} (${interval(figure.excess.low, figure.excess.high)})`,
        printedP(figure),
      ],
      note: `${capital(measured(figure))}. ${sentence(figure)}`,
      strong: figure === mainFigure(record),
    };
  });
  const head = ["Figure", "95 % interval", "Highest floor", "Excess (95 % interval)", "p (Holm)"];
  return [
    { kind: "heading", level: 2, text: "Headline figures" },
    {
      kind: "table",
      caption:
        "Figures with the layer chosen inside the training folds, each beside the highest floor on the same split. p marked raw: outside the family that Holm corrects.",
      head: [{ text: "Measure" }, { text: "Contrast" }, ...head.map((text) => ({ text, number: true }))],
      rows,
      noted: "In words",
    },
  ];
}

/** Every floor of every headline figure: the reader can check which one the excess is over. */
export function floorsTable(record: RunRecord): Block[] {
  const figures = headlines(record).filter((figure) => figure.floors !== null);
  if (figures.length === 0) return [];
  const rows = figures.map((figure): Row => ({
    cells: [
      `${capital(figure.measure)}: ${contrastName(record, figure)}`,
      figure.value === null ? "unscored" : fixed(figure.value),
      ...FLOORS.map((floor) => fixed(figure.floors![floor]) + (highestFloor(figure)?.floor === floor ? " *" : "")),
    ],
  }));
  return [
    { kind: "heading", level: 2, text: "Floors" },
    {
      kind: "text",
      text:
        "A floor is what the same statistic reaches on the same split without the model's layers: by chance, from the text's length or words, from the embedding before any layer has run, or from shuffled labels.",
    },
    {
      kind: "table",
      caption: `All floors. * = the highest, over which the excess is taken; ${NONE} = could not be computed.`,
      head: ["Contrast", "Figure", ...FLOORS.map(floorName)].map((text, i) => ({ text: capital(text), number: i > 0 })),
      rows,
    },
  ];
}
