import Table from "cli-table3";
import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import { paint, RULES, wrap } from "./ansi.ts";
import { escapeTerminal } from "./escape.ts";
import { measured, shortly, verdictLine } from "./sentence.ts";
import { headlines, mainFigure } from "./view.ts";
import { capital, fixed, floorName, highestFloor, interval, NONE, printedP, signed } from "./words.ts";

/** Below this many columns a table wraps badly: a plain list is printed. */
const LEAST = 80;

const LEGEND = [
  "figure  share of (item, control) couples put in the right order: 0.5 is chance, 1 is every couple (AUROC); accuracy or share where said",
  "floor   what the same statistic reaches without the model's layers: chance, length, words, embedding, shuffled labels",
  "excess  figure minus its highest floor; only an interval above 0 says something about the model",
  "p       how often chance alone gives such a figure, corrected for the search over layers and for the number of figures (Holm)",
];

/** Options of a terminal text; `color: false` honours NO_COLOR. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal. Default 100. */
  readonly width?: number;
}

/** The headline figures of some runs, one block per model, each with its verdict, and a legend. Ends without a newline. */
export function terminalTable(records: readonly RunRecord[], { color, width = 100 }: TerminalOptions): string {
  const { bold, dim } = paint(color);
  const blocks = records.map((record) => {
    const title = bold(
      wrap(
        escapeTerminal(`${record.suite.title} (${record.suite.name} ${record.suite.version}): ${record.model.ref}`),
        width,
        "  ",
      ),
    );
    const figures = width < LEAST ? list(record, width) : table(record, width, color);
    return `${title}\n\n${figures}\n\n${verdictText(record, width, color)}`;
  });
  return [...blocks, LEGEND.map((line) => dim(wrapLegend(line, width))).join("\n")].join("\n\n");
}

function wrapLegend(line: string, width: number): string {
  const name = line.slice(0, 8);
  return name + wrap(line.slice(8), width - 8).replaceAll("\n", "\n        ");
}

function verdictText(record: RunRecord, width: number, color: boolean): string {
  const { bold, good, dim } = paint(color);
  const line = wrap(escapeTerminal(verdictLine(record)), width - 2, "  ").replace(" -> ", "  ->  ");
  const word = record.verdict.word.toUpperCase();
  const tint = record.verdict.word === "transfers" ? good : (text: string) => text;
  const said = line.replace(word, () => bold(tint(word)));
  return record.calibration === null
    ? `${said}\n${
      dim(
        "  " + wrap("uncalibrated: no certificate of calibration for these kernels and this adapter", width - 2, "  "),
      )
    }`
    : said;
}

function name(record: RunRecord, figure: Figure): string {
  const other = figure.construct === mainFigure(record)?.construct ? "" : ` (${figure.construct})`;
  return escapeTerminal(measured(figure) + other);
}

/** What fits in `width` columns: at 80 the numbers, with more room also what they come to. */
function layout(width: number): { widths: number[]; head: string[]; gap: number } {
  const head = ["what was measured", "figure", "95 % interval", "highest floor", "excess", "p (Holm)", "in words"];
  if (width < 100) return { widths: [width - 58, 7, 14, 15, 14, 8], head: [...head.slice(0, 5), "p"], gap: 1 };
  const spare = Math.min(width - 100, 44);
  const words = Math.min(spare, 8);
  return { widths: [24 + spare - words, 8, 15, 16, 15, 10, 12 + words], head, gap: 2 };
}

function table(record: RunRecord, width: number, color: boolean): string {
  const { bold, dim } = paint(color);
  const { widths, head, gap } = layout(width);
  const grid = new Table({
    head: head.map(bold),
    colWidths: widths,
    colAligns: ["left", "right", "right", "right", "right", "right", "left"],
    wordWrap: true,
    chars: RULES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": gap },
  });
  for (const figure of headlines(record)) {
    const cells = cellsOf(record, figure, { first: widths[0]! - gap, last: (widths[6] ?? 12) - gap });
    grid.push((figure.value === null ? cells.map(dimLines(dim)) : cells).slice(0, widths.length));
    grid.push(widths.map(() => ""));
  }
  const lines = grid.toString().split("\n").map((line) => line.trimEnd());
  const rule = dim("-".repeat(widths.reduce((sum, w) => sum + w, -gap)));
  return [lines[0], rule, ...lines.slice(1)].join("\n").trimEnd();
}

function dimLines(dim: (text: string) => string) {
  return (cell: string) => cell.split("\n").map(dim).join("\n");
}

function cellsOf(record: RunRecord, figure: Figure, room: { first: number; last: number }): string[] {
  const floor = highestFloor(figure);
  const { excess } = figure;
  if (figure.value === null) {
    return [
      wrap(
        `${capital(name(record, figure))}: unscored, ${escapeTerminal(figure.unscored ?? "no reason was recorded")}`,
        room.first,
      ),
      NONE,
      NONE,
      NONE,
      NONE,
      NONE,
      "unscored",
    ];
  }
  return [
    wrap(capital(name(record, figure)), room.first),
    fixed(figure.value),
    interval(figure.low, figure.high),
    floor === null ? NONE : `${fixed(floor.value)}\n${floorName(floor.floor)}`,
    excess === null ? NONE : `${signed(excess.value)}\n${interval(excess.low, excess.high)}`,
    printedP(figure),
    wrap(shortly(figure), room.last),
  ];
}

/** The same for narrow terminals and screen readers: one figure per paragraph. */
function list(record: RunRecord, width: number): string {
  return headlines(record).map((figure) => {
    const floor = highestFloor(figure);
    const { excess } = figure;
    const parts = figure.value === null
      ? [`unscored: ${escapeTerminal(figure.unscored ?? "no reason was recorded")}`]
      : [
        `figure ${fixed(figure.value)} (${interval(figure.low, figure.high)})`,
        floor === null ? "no floor" : `highest floor ${fixed(floor.value)} (${floorName(floor.floor)})`,
        excess === null ? "no excess" : `excess ${signed(excess.value)} (${interval(excess.low, excess.high)})`,
        `p ${printedP(figure)}`,
        shortly(figure),
      ];
    return [
      wrap(`- ${capital(name(record, figure))}`, width, "  "),
      ...parts.map((part) => "  " + wrap(part, width - 2, "  ")),
    ].join("\n");
  }).join("\n");
}
