import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import { contrastName } from "./answer.ts";
import type { Block, Row } from "./blocks.ts";
import { measured } from "./measured.ts";
import { GROUPS, isCheck } from "./roles.ts";
import { sentence } from "./sentence.ts";
import { shortly } from "./shortly.ts";
import { allHeadlines, groupedHeadlines, mainFigure } from "./view.ts";
import { capital, fixed, floorName, FLOORS, highestFloor, interval, NONE, printedP, signed, spaced } from "./words.ts";

/** The table that a reader who reads one thing should read. */
export function headlineTable(record: RunRecord): Block[] {
  const groups = groupedHeadlines(record);
  const rows = groups.flatMap(([group, figures]) =>
    figures.map((figure, i): Row => ({
      ...headlineRow(record, figure),
      ...(i === 0 && groups.length > 1 ? { group: GROUPS[group] } : {}),
    }))
  );
  const head = ["Figure", "95 % interval", "Highest floor", "Excess (95 % interval)", "p (Holm)"];
  return [
    { kind: "heading", level: 2, text: "Headline figures" },
    {
      kind: "table",
      caption:
        "Figures with the layer chosen inside the training folds (of a circle: the layer where it fits best, which its p pays for), each beside the highest floor on the same split. p marked raw: outside the family that Holm corrects.",
      head: [{ text: "Measure" }, { text: "Contrast" }, ...head.map((text) => ({ text, number: true }))],
      rows,
      noted: "In words",
    },
  ];
}

function headlineRow(record: RunRecord, figure: Figure): Row {
  const floor = highestFloor(figure), { excess } = figure;
  const short = figure.value === null || figure.metric === "index" || isCheck(figure)
    ? ""
    : ` ${capital(shortly(figure))}.`;
  return {
    cells: [
      capital(spaced(figure.measure)),
      contrastName(record, figure),
      figure.value === null ? "unscored" : fixed(figure.value),
      interval(figure.low, figure.high),
      floor === null ? NONE : `${fixed(floor.value)} (${floorName(floor.floor)})`,
      excess === null ? NONE : `${signed(excess.value)} (${interval(excess.low, excess.high)})`,
      printedP(figure),
    ],
    note: `${capital(measured(figure))}.${short} ${sentence(figure)}`,
    strong: figure === mainFigure(record),
  };
}

/** Every floor of every headline figure: the reader can check which one the excess is over. */
export function floorsTable(record: RunRecord): Block[] {
  const figures = allHeadlines(record).filter((figure) => figure.floors !== null);
  if (figures.length === 0) return [];
  const rows = figures.map((figure): Row => ({
    cells: [
      `${capital(spaced(figure.measure))}: ${contrastName(record, figure)}`,
      figure.value === null ? "unscored" : fixed(figure.value),
      ...FLOORS.map((floor) => fixed(figure.floors![floor]) + (highestFloor(figure)?.floor === floor ? " *" : "")),
    ],
  }));
  return [
    { kind: "heading", level: 2, text: "Floors" },
    {
      kind: "text",
      text:
        "A floor is what the same statistic reaches on the same split without the model's layers: by chance, from the text's length, surface marks (capitals, digits, punctuation) or words, from the embedding before any layer has run (read by difference of means, and by ridge regression, which finds faint features too), or from shuffled labels. For false alarms, chance is the share of plain controls that are taken for the construct.",
    },
    {
      kind: "table",
      caption: `All floors. * = the highest, over which the excess is taken; ${NONE} = could not be computed.`,
      head: ["Contrast", "Figure", ...FLOORS.map(floorName)].map((text, i) => ({ text: capital(text), number: i > 0 })),
      rows,
      folded: rows.length > MANY,
    },
  ];
}

/** Rows above which a table that repeats no headline is folded away. */
const MANY = 10;
