import Table from "cli-table3";
import {
  type AuditComparison,
  type AuditDifference,
  type AuditFigure,
  type AuditRecord,
  COMPARISON_SCHEMA,
} from "../record/audit.ts";
import { paint, RULES, wrap } from "./ansi.ts";
import { auditName, passWord } from "./audit.ts";
import type { TableBlock } from "./blocks.ts";
import { escapeTerminal } from "./escape.ts";
import { markdownTable } from "./markdown.ts";
import type { TerminalOptions } from "./terminal.ts";
import { capital, fixed, interval, NONE, signed, spaced } from "./words.ts";

/** Fewest columns in which the table is readable. */
const GRID = 96;

const LEGEND =
  "A figure is what text alone reaches without any model (AUROC, 0.5 is chance). The difference has no interval of its own: intervals that do not overlap are noted, and intervals that do are no proof that the suites are alike.";

const keys = (a: object, b: object) => [...new Set([...Object.keys(a), ...Object.keys(b)])];

function figureDifference(name: string, a?: AuditFigure, b?: AuditFigure): AuditDifference {
  const why = (letter: string, figure?: AuditFigure) =>
    figure === undefined
      ? [`${letter} has no such figure`]
      : figure.value === null
      ? [`${letter}: ${figure.unscored ?? "no reason was recorded"}`]
      : [];
  const reasons = [...why("A", a), ...why("B", b)];
  if (!a || !b || reasons.length) return { name, difference: null, overlap: null, unscored: reasons.join("; ") };
  const known = a.low !== null && a.high !== null && b.low !== null && b.high !== null;
  return {
    name,
    difference: a.value! - b.value!,
    overlap: known ? a.low! <= b.high! && b.low! <= a.high! : null,
    unscored: null,
  };
}

/** Two audits side by side: differences A - B of every figure and count. */
export function compareAudits(a: AuditRecord, b: AuditRecord): AuditComparison {
  const counted = ({ counts }: AuditRecord, name: string) =>
    typeof counts[name as "near_duplicates"] === "number" ? counts[name as "near_duplicates"] : null;
  return {
    schema: COMPARISON_SCHEMA,
    a,
    b,
    figures: keys(a.figures, b.figures).map((name) => figureDifference(name, a.figures[name], b.figures[name])),
    counts: keys(a.counts, b.counts).map((name) => {
      const one = counted(a, name), two = counted(b, name), whole = one !== null && two !== null;
      const unscored = whole ? null : `${one === null ? "A" : "B"} has no such count`;
      return { name, difference: whole ? one - two : null, overlap: null, unscored };
    }),
  };
}

const noteOf = ({ overlap, unscored }: AuditDifference) =>
  unscored ?? (overlap === false ? "intervals do not overlap" : "");

/** A figure's cells: name, and for both suites value, interval and result; difference; note. */
function cells({ a, b }: AuditComparison, row: AuditDifference): string[] {
  const of = (figure?: AuditFigure) =>
    figure === undefined
      ? [NONE, NONE, NONE]
      : [fixed(figure.value), interval(figure.low, figure.high), passWord(figure)];
  return [
    auditName(row.name),
    ...of(a.figures[row.name]),
    ...of(b.figures[row.name]),
    signed(row.difference),
    noteOf(row),
  ];
}

const whoIs = ({ a, b }: AuditComparison) =>
  ([["A", a], ["B", b]] as const).map(([letter, { suite, version, hash, pass }]) =>
    `${letter}: ${suite} ${version} (${hash.slice(0, 19)}): ${pass ? "pass" : "FAIL"}`
  );

/** Counts as rows: name, A, B, A - B. */
function countRows({ a, b, counts }: AuditComparison): string[][] {
  const of = ({ counts }: AuditRecord, name: string) => `${counts[name as "near_duplicates"] ?? NONE}`;
  return counts.map(({ name, difference }) => [
    capital(spaced(name)),
    of(a, name),
    of(b, name),
    difference === null ? NONE : `${difference > 0 ? "+" : ""}${difference}`,
  ]);
}

/** Two audits for a terminal. Ends without a newline. */
export function comparisonTable(comparison: AuditComparison, { color, width = 100 }: TerminalOptions): string {
  const { bold, bad } = paint(color), rows = comparison.figures.map((row) => cells(comparison, row));
  return [
    bold("Audits of two suites, A and B"),
    whoIs(comparison).map((line) => wrap(escapeTerminal(line), width, "  ")).join("\n"),
    width < GRID ? rows.map((row) => plainRow(row, width)).join("\n") : grid(rows, width, { bold, bad }),
    countRows(comparison).map(([name, one, two, difference]) =>
      wrap(escapeTerminal(`${name}: A ${one}, B ${two}, A - B ${difference}`), width, "  ")
    ).join("\n"),
    wrap(LEGEND, width),
  ].join("\n\n");
}

function plainRow([name, a, aRange, aPass, b, bRange, bPass, difference, note]: string[], width: number): string {
  const text = `- ${name}: A ${a} (${aRange}; ${aPass}), B ${b} (${bRange}; ${bPass}), A - B ${difference}`;
  return wrap(escapeTerminal(text + (note ? `; ${note}` : "")), width, "  ");
}

function grid(rows: readonly string[][], width: number, { bold, bad }: Pick<ReturnType<typeof paint>, "bold" | "bad">) {
  const fixedWidths = [7, 15, 10, 7, 15, 10, 7], name = width - fixedWidths.reduce((sum, one) => sum + one, 0);
  const table = new Table({
    head: ["what text alone tells", "A", "95 % interval", "", "B", "95 % interval", "", "A - B"].map(bold),
    colWidths: [name, ...fixedWidths],
    colAligns: ["left", "right", "right", "left", "right", "right", "left", "right"],
    wordWrap: true,
    chars: RULES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
  });
  for (const [first, ...rest] of rows) {
    const note = rest.pop()!, tinted = rest.map((text) => text === "FAIL" ? bad(text) : text);
    table.push([wrap(escapeTerminal(capital(first!) + (note ? `: ${note}` : "")), name - 1), ...tinted]);
  }
  return table.toString().split("\n").map((line) => line.trimEnd()).join("\n");
}

/** Two audits as Markdown tables. */
export function comparisonMarkdown(comparison: AuditComparison): string {
  const head = ["Figure", "A", "95 % interval", "Result", "B", "95 % interval", "Result", "A - B", "Note"];
  const figures: TableBlock = {
    kind: "table",
    caption: `Audits of two suites. ${whoIs(comparison).join("; ")}. ${LEGEND}`,
    head: head.map((text, i) => ({ text, number: [1, 2, 4, 5, 7].includes(i) })),
    rows: comparison.figures.map((row) => {
      const [name, ...rest] = cells(comparison, row);
      return { cells: [capital(name!), ...rest] };
    }),
  };
  const counts: TableBlock = {
    kind: "table",
    caption: "Counts.",
    head: ["Count", "A", "B", "A - B"].map((text, i) => ({ text, number: i > 0 })),
    rows: countRows(comparison).map((cells) => ({ cells })),
  };
  return [...markdownTable(figures), ...markdownTable(counts)].join("\n\n") + "\n";
}
