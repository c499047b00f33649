import Table from "cli-table3";
import type { AuditFigure, AuditRecord } from "../record/audit.ts";
import { paint, RULES, wrap } from "./ansi.ts";
import type { TableBlock } from "./blocks.ts";
import { escapeMarkdown, escapeTerminal } from "./escape.ts";
import { markdownTable } from "./markdown.ts";
import type { TerminalOptions } from "./terminal.ts";
import { capital, count, fixed, interval, NONE, spaced } from "./words.ts";

const NAMES: Record<string, string> = {
  function_words: "function words, items against controls",
  function_words_keyword: "function words, keyword items against controls",
  length_characters: "text length in characters, items against controls",
  bag_of_words: "bag of words, items against controls",
  surface: "capitals and punctuation, items against controls",
  length: "text length, items against controls",
  bag_of_words_transfer: "bag of words, learned on source and tested on target items",
  neutral_leak: "construct read from the neutral member of its pair, bag of words",
  neutral_leak_surface: "the same from capitals and punctuation",
  neutral_leak_function_words: "the same from function words",
};

const WORST = 10;

/** What a bar allows that the audit has not, in words; empty where every bar holds. */
export function auditFailures({ figures, counts }: AuditRecord): string[] {
  return [
    ...Object.entries(figures).flatMap(([key, { pass, value, bar }]) =>
      pass === false ? [`${auditName(key)} ${value === null ? "unscored" : `${fixed(value)} > ${fixed(bar)}`}`] : []
    ),
    ...Object.entries(counts).flatMap(([key, n]) => typeof n === "number" && n > 0 ? [`${spaced(key)} ${n}`] : []),
  ];
}

/** A figure of the audit in words; a key that is not known here is spelled out. */
export function auditName(key: string): string {
  return NAMES[key] ?? spaced(key);
}

export function passWord({ pass, value }: AuditFigure): string {
  if (value === null) return "unscored";
  return pass === null ? "no bar" : pass ? "pass" : "FAIL";
}

/** An audit for a terminal: figures against their bars, counts, and the items that offend most. Ends without a newline. */
export function auditTable(audit: AuditRecord, { color, width = 100 }: TerminalOptions): string {
  const { bold, good, bad } = paint(color);
  const title = bold(escapeTerminal(`Audit of ${audit.suite} ${audit.version}: ${audit.pass ? "pass" : "FAIL"}`));
  const tint = (text: string) => (text === "pass" ? good(text) : text === "FAIL" ? bad(text) : text);
  const figures = Object.entries(audit.figures).map(([key, figure]) => ({ key, figure }));
  const body = width < 64
    ? figures.map(({ key, figure }) => plainLine(key, figure, width)).join("\n")
    : grid(figures, width, color, tint);
  const offenders = worst(audit).map((row) => "  " + wrap(row.map(escapeTerminal).join(", "), width - 2, "    "));
  return [
    title,
    body,
    countRows(audit).map(([name, n, pass]) => `${capital(name)}: ${n} ${tint(pass)}`).join("\n"),
    offenders.length === 0
      ? "No offenders."
      : `Worst offenders (${offenders.length} of ${audit.offenders.length}):\n${offenders.join("\n")}`,
    wrap(
      "A figure is what text alone reaches without any model (AUROC, 0.5 is chance); above its bar, a score on this suite could be explained by the text.",
      width,
    ),
  ].join("\n\n");
}

function grid(
  figures: readonly { key: string; figure: AuditFigure }[],
  width: number,
  color: boolean,
  tint: (text: string) => string,
): string {
  const { bold } = paint(color);
  const first = Math.min(64, width - 46);
  const table = new Table({
    head: ["what text alone tells", "figure", "95 % interval", "bar", ""].map(bold),
    colWidths: [first, 9, 16, 9, 12],
    colAligns: ["left", "right", "right", "right", "left"],
    wordWrap: true,
    chars: RULES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const { key, figure } of figures) {
    const why = figure.value === null ? `: ${figure.unscored ?? "no reason was recorded"}` : "";
    const name = wrap(escapeTerminal(auditName(key) + why), first - 2);
    table.push([
      name,
      fixed(figure.value),
      interval(figure.low, figure.high),
      fixed(figure.bar),
      tint(passWord(figure)),
    ]);
  }
  return table.toString().split("\n").map((line) => line.trimEnd()).join("\n");
}

function plainLine(key: string, figure: AuditFigure, width: number): string {
  const value = figure.value === null
    ? escapeTerminal(figure.unscored ?? "no reason was recorded")
    : `${fixed(figure.value)} (${interval(figure.low, figure.high)})`;
  return wrap(
    `- ${escapeTerminal(auditName(key))}: ${value}; bar ${fixed(figure.bar)}; ${passWord(figure)}`,
    width,
    "  ",
  );
}

function countRows({ counts }: AuditRecord): [string, number, string][] {
  return Object.entries(counts).flatMap(([key, n]) =>
    typeof n === "number" ? [[spaced(key), n, n === 0 ? "pass" : "FAIL"]] : []
  );
}

function worst({ offenders }: AuditRecord): string[][] {
  return [...offenders].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, WORST)
    .map(({ item, word, weight, why }) => [item, word, fixed(weight), why]);
}

/** The audit for a suite's card. */
export function auditMarkdown(audit: AuditRecord): string {
  const figures: TableBlock = {
    kind: "table",
    caption: `Audit of ${audit.suite} ${audit.version} (${audit.hash}): ${
      audit.pass ? "pass" : "FAIL"
    }. Text alone, no model.`,
    head: ["Figure", "AUROC", "95 % interval", "Bar", "Result"].map((text, i) => ({ text, number: i > 0 && i < 4 })),
    rows: Object.entries(audit.figures).map(([key, figure]) => ({
      cells: [
        capital(auditName(key)) + (figure.value === null ? `: ${figure.unscored ?? "no reason was recorded"}` : ""),
        fixed(figure.value),
        interval(figure.low, figure.high),
        figure.bar === null ? NONE : `<= ${fixed(figure.bar)}`,
        passWord(figure),
      ],
    })),
  };
  const counts: TableBlock = {
    kind: "table",
    caption: `Counts; ${count(Object.keys(audit.cells).length, "cell")} of construct and condition.`,
    head: [{ text: "Count" }, { text: "Found", number: true }, { text: "Result" }],
    rows: countRows(audit).map(([name, n, pass]) => ({ cells: [capital(name), `${n}`, pass] })),
  };
  const rows = worst(audit).map((cells) => ({ cells }));
  const head = [{ text: "Item" }, { text: "Word" }, { text: "Weight", number: true }, { text: "Why" }];
  const offenders = rows.length === 0
    ? [escapeMarkdown("No offenders.")]
    : markdownTable({ kind: "table", caption: "Worst offenders.", head, rows });
  return [...markdownTable(figures), ...markdownTable(counts), ...offenders].join("\n\n") + "\n";
}
