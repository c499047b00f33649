import { type BenchComparison, benchKey, type BenchRecord, type BenchRow, COMPARISON_SCHEMA } from "../record/bench.ts";
import { paint, wrap } from "./ansi.ts";
import { csv } from "./bench-csv.ts";
import { adapterText, caseText, roofText, SOFTWARE_NOTE, three, timesText, whoShort } from "./bench-words.ts";
import type { TableBlock } from "./blocks.ts";
import { escapeMarkdown, escapeTerminal } from "./escape.ts";
import { markdownTable } from "./markdown.ts";
import type { TerminalOptions } from "./terminal.ts";
import { NONE } from "./words.ts";

type Cell = BenchComparison["rows"][number]["cells"][number];

/** A letter for each record: A, B ... Z, AA. */
const letter = (i: number): string => (i < 26 ? "" : letter(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + i % 26);

/**
 * Records side by side: rows with the same kernel, shape, storage and who. Nothing is averaged; `speed_up` is the first
 * record's time over this one's, above 1 where this one is faster.
 */
export function compareBenches(records: readonly BenchRecord[]): BenchComparison {
  const tables = records.map(({ rows }) => new Map(rows.map((row) => [`${benchKey(row)} ${row.who}`, row])));
  const first = new Map<string, BenchRow>();
  for (const table of tables) for (const [key, row] of table) if (!first.has(key)) first.set(key, row);
  return {
    schema: COMPARISON_SCHEMA,
    records: records.map((record, i) => ({
      name: letter(i),
      label: adapterText(record),
      created: record.created,
      software: record.adapter?.software ?? false,
      adapter: record.adapter,
      roof: record.roof,
    })),
    rows: [...first].map(([key, { kernel, shape, dtype, who }]) => {
      const base = tables[0]?.get(key)?.ms ?? null;
      return { kernel, shape, dtype, who, cells: tables.map((table) => cellOf(table.get(key), base)) };
    }),
  };
}

function cellOf(row: BenchRow | undefined, base: BenchRow["ms"]): Cell {
  if (row === undefined) return null;
  const { ms, clock, gflop_s, gb_s, roof_fraction, bound, ratio, best_peer, status, reason } = row;
  const speed_up = ms === null || base === null ? null : base.median / ms.median;
  return { ms, clock, gflop_s, gb_s, roof_fraction, bound, ratio, best_peer, speed_up, status, reason };
}

const figure = (cell: Cell) => cell === null ? NONE : cell.ms === null ? cell.status : timesText(cell.ms);
const speed = (cell: Cell) => cell?.speed_up == null ? NONE : `${three(cell.speed_up)} x`;

/** Who is who: a line per record. */
export function comparisonFacts({ records }: BenchComparison): string[] {
  const lines = records.map(({ name, label, created }) => `${name}: ${label}, ${created.slice(0, 10)}`);
  return records.some(({ software }) => software) ? [...lines, SOFTWARE_NOTE] : lines;
}

/** Times of all, and how many times as fast as the first each of the others is. */
export function comparisonBlock(comparison: BenchComparison): TableBlock {
  const { records, rows } = comparison;
  const head = records.flatMap(({ name, software }, i) => [
    { text: `${name}${software ? " (software)" : ""}, ms`, number: true },
    { text: `${name}, roof`, number: true },
    ...(i === 0 ? [] : [{ text: `${name} against A`, number: true }]),
  ]);
  let group = "";
  return {
    kind: "table",
    caption:
      "Medians (quartiles) of one execution in milliseconds; against A: A's time over this one's, above 1 is faster than A.",
    head: [{ text: "who" }, ...head],
    rows: rows.map((row) => {
      const title = caseText(row), starts = title !== group;
      group = title;
      const cells = row.cells.flatMap((cell, i) => [
        figure(cell),
        cell === null ? NONE : roofText(cell),
        ...(i === 0 ? [] : [speed(cell)]),
      ]);
      return {
        cells: [whoShort(row.who), ...cells],
        strong: row.who === "alienist",
        ...(starts ? { group: title } : {}),
      };
    }),
  };
}

/** Records side by side as Markdown. */
export function comparisonMarkdown(comparison: BenchComparison): string {
  const facts = comparisonFacts(comparison).map((line) => `- ${escapeMarkdown(line)}`).join("\n");
  return ["# Benches side by side", facts, ...markdownTable(comparisonBlock(comparison))].join("\n\n") + "\n";
}

/** Records side by side for a terminal. Ends without a newline. */
export function comparisonTable(comparison: BenchComparison, { color, width = 100 }: TerminalOptions): string {
  const { bold } = paint(color), { head, rows } = comparisonBlock(comparison);
  const facts = comparisonFacts(comparison).map((line) => wrap(escapeTerminal(line), width)).join("\n");
  const lines = rows.flatMap(({ cells: [who = "", ...cells], group }) => {
    const said = cells.flatMap((cell, i) => cell === NONE ? [] : [`${head[i + 1]!.text} ${cell}`]).join("; ");
    const line = wrap(escapeTerminal(`${who}: ${said || "no figure"}`), width - 2, "    ");
    return [...(group === undefined ? [] : ["", bold(escapeTerminal(group))]), `  ${line}`];
  });
  return [facts, ...lines].join("\n");
}

/** Records side by side as CSV: a line per kernel, shape, storage and who. */
export function comparisonCsv({ records, rows }: BenchComparison): string {
  const head = records.flatMap((
    { name },
  ) => [`${name}_ms`, `${name}_roof_fraction`, `${name}_ratio`, `${name}_speed_up`, `${name}_software`]);
  return csv([
    ["kernel", "shape", "dtype", "who", ...head],
    ...rows.map(({ kernel, shape, dtype, who, cells }) => [
      ...[kernel, Object.entries(shape).map(([key, value]) => `${key}=${value}`).join(" "), dtype, who],
      ...cells.flatMap((cell, i) => [
        ...[cell?.ms?.median ?? null, cell?.roof_fraction ?? null, cell?.ratio ?? null, cell?.speed_up ?? null],
        records[i]!.software,
      ]),
    ]),
  ]);
}
