import Table from "cli-table3";
import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import { paint, RULES, wrap } from "./ansi.ts";
import { escapeTerminal } from "./escape.ts";
import { brief, measured } from "./measured.ts";
import { GROUPS } from "./roles.ts";
import { verdictLine } from "./sentence.ts";
import { shortly } from "./shortly.ts";
import { list } from "./terminal-list.ts";
import { groupedHeadlines, mainFigure } from "./view.ts";
import { capital, fixed, floorName, highestFloor, interval, NONE, pValue, signed } from "./words.ts";

/** Below this many columns a table wraps badly: a plain list is printed. */
const LEAST = 80;

const LEGEND = [
  "figure  share of (item, control) couples put in the right order: 0.5 is chance, 1 is every couple (AUROC); confusion: accuracy, false alarms: share, circle: correlation; beneath: 95 % interval",
  "floor   what the same statistic reaches without the model's layers: chance, length, surface marks (capitals, punctuation), words, embedding, shuffled labels",
  "excess  figure minus its highest floor; only an interval above 0 says something about the model",
  "p       how often chance alone gives such a figure, corrected for the search over layers and for the number of figures (Holm); raw: not for their number",
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
    const figures = width < LEAST ? list(record, { color, width }) : table(record, width, color);
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

const HEAD = ["what was measured", "figure", "highest floor", "excess", "p (Holm)", "in words"];

/** What fits in `width` columns: at 80 the numbers, with more room also what they come to and longer names. */
function layout(width: number): { widths: number[]; head: string[] } {
  if (width < 100) return { widths: [width - 60, 15, 18, 16, 11], head: HEAD.slice(0, 5) };
  const spare = Math.min(width - 100, 44), words = Math.min(spare, 10);
  return { widths: [24 + spare - words, 15, 18, 16, 10, 19 + words], head: HEAD };
}

/** One grid per group of figures, all with the same columns. */
function table(record: RunRecord, width: number, color: boolean): string {
  const { bold, dim } = paint(color), { widths, head } = layout(width), groups = groupedHeadlines(record);
  const rule = dim("-".repeat(widths.reduce((sum, w) => sum + w, -2)));
  const parts = groups.map(([group, figures]) => {
    const rows = figures.map((figure) => cellsOf(record, figure, widths).slice(0, widths.length));
    const title = groups.length > 1 ? [bold(GROUPS[group])] : [];
    return [...title, grid(rows, widths, dim)].join("\n");
  });
  return [grid([head.map(bold)], widths, (text) => text), rule, parts.join("\n\n")].join("\n");
}

/** First lines of cells in full strength, what stands beneath them dimmed; names keep theirs. */
function grid(rows: readonly string[][], widths: number[], dim: (text: string) => string): string {
  const out = new Table({
    colWidths: widths,
    colAligns: ["left", "right", "right", "right", "right", "left"],
    chars: RULES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const row of rows) {
    out.push(
      row.map((cell, i) => cell.split("\n").map((line, k) => k > 0 && i > 0 && i < 5 ? dim(line) : line).join("\n")),
    );
  }
  return out.toString().split("\n").map((line) => line.trimEnd()).join("\n");
}

/** A figure's name: in full where two lines hold it. */
function name(record: RunRecord, figure: Figure, room: number): string {
  const other = figure["role"] !== undefined || figure.construct === mainFigure(record)?.construct;
  const full = capital(escapeTerminal(measured(figure) + (other ? "" : ` (${figure.construct})`)));
  const long = wrap(full, room, "  ");
  if (long.split("\n").length <= 2) return long;
  return wrap(capital(escapeTerminal(brief(figure) + (other ? "" : ` (${figure.construct})`))), room, "  ");
}

function cellsOf(record: RunRecord, figure: Figure, widths: readonly number[]): string[] {
  const floor = highestFloor(figure), { excess } = figure, room = widths[0]! - 2, last = (widths[5] ?? 14) - 2;
  if (figure.value === null) {
    const why = wrap(`  unscored: ${escapeTerminal(figure.unscored ?? "no reason was recorded")}`, room - 2, "    ");
    return [`${name(record, figure, room)}\n${"  "}${why}`, NONE, NONE, NONE, NONE, "unscored"];
  }
  const p = pValue(figure.p_holm ?? figure.p, figure.permutations);
  return [
    name(record, figure, room),
    `${fixed(figure.value)}\n${interval(figure.low, figure.high)}`,
    floor === null ? NONE : `${fixed(floor.value)}\n${floorName(floor.floor)}`,
    excess === null ? NONE : `${signed(excess.value)}\n${interval(excess.low, excess.high)}`,
    figure.p !== null && figure.p_holm === null ? `${p}\nraw` : p,
    wrap(shortly(figure), last),
  ];
}
