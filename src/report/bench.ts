import type { BenchRecord, BenchRow } from "../record/bench.ts";
import { paint, wrap } from "./ansi.ts";
import {
  adapterText,
  byCase,
  caseText,
  ratioText,
  roofSentence,
  roofText,
  SOFTWARE_NOTE,
  three,
  timesText,
  whoShort,
} from "./bench-words.ts";
import type { TableBlock } from "./blocks.ts";
import { escapeMarkdown, escapeTerminal } from "./escape.ts";
import { markdownTable } from "./markdown.ts";
import type { TerminalOptions } from "./terminal.ts";
import { NONE } from "./words.ts";

/** What the columns mean; printed below every table. */
export const LEGEND =
  "Times are medians (quartiles) of one execution in milliseconds. Ratio: this row's time over alienist's in the same run, by the same clock; in alienist's own row that of the fastest other package on the adapter. Roof: least time that the adapter's own measured rates allow, over the time taken; above 100 % the data stayed in a cache, or the machine was busy when the roof was measured. End to end: the public call, from memory to memory. ort: onnxruntime-web, on WebGPU or WebAssembly; twin: the kernel's CPU twin on one core; tfjs and jax-js on WebGPU.";

const HEAD = ["who", "ms", "GFLOP/s", "GB/s", "roof", "ratio", "end to end, ms"];

/** A row's cells, in the order of the table. */
export function benchCells(row: BenchRow): string[] {
  const { best_peer, ratio, who, variant } = row;
  const against = best_peer === null ? NONE : `${ratioText(best_peer.ratio)} ${whoShort(best_peer.who)}`;
  return [
    variant === "" ? whoShort(who) : `${whoShort(who)} (${variant})`,
    timesText(row.ms),
    three(row.gflop_s),
    three(row.gb_s),
    roofText(row),
    who === "alienist" ? against : ratioText(ratio),
    three(row.end_to_end_ms?.median ?? null),
  ];
}

/** Why a row has no figures, or what else must be known of it. */
export function rowNote({ status, reason, upload_ms, compile_ms, read_back_ms }: BenchRow): string | undefined {
  if (status !== "measured") return `${status}: ${reason ?? "no reason was recorded"}`;
  const parts = [
    reason ?? "",
    upload_ms === null ? "" : `upload ${three(upload_ms)} ms`,
    compile_ms === null ? "" : `first-run compile ${three(compile_ms)} ms`,
    read_back_ms === null ? "" : `read-back ${three(read_back_ms)} ms`,
  ].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** Who ran this, on what, by which clock: a line each. */
export function benchFacts(record: BenchRecord): string[] {
  const { adapter, clock, versions, settings, warnings } = record;
  return [
    `${adapterText(record)}${adapter?.driver ? `, driver ${adapter.driver}` : ""}, ${record.created.slice(0, 10)}`,
    ...(adapter?.software ? [SOFTWARE_NOTE] : []),
    ...(adapter === null ? [] : [roofSentence(record.roof)]),
    `Clock: ${clock.note}.`,
    `Versions: ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")}.`,
    ...(settings.toggles.length > 0 ? [`Dawn was started with ${settings.toggles.join(" ")}.`] : []),
    ...warnings.map((warning) => `Warning: ${warning}.`),
  ];
}

/** The record as a table, a group of rows for each case. */
export function benchBlock(record: BenchRecord): TableBlock {
  return {
    kind: "table",
    caption: LEGEND,
    head: HEAD.map((text, i) => ({ text, number: i > 0 })),
    rows: [...byCase(record.rows)].flatMap(([group, rows]) =>
      rows.map((row, i) => {
        const note = rowNote(row);
        return {
          cells: benchCells(row),
          strong: row.who === "alienist",
          ...(i === 0 ? { group } : {}),
          ...(note === undefined ? {} : { note }),
        };
      })
    ),
    noted: "note",
  };
}

/** A record as Markdown. */
export function benchMarkdown(record: BenchRecord): string {
  const facts = benchFacts(record).map((line) => `- ${escapeMarkdown(line)}`).join("\n");
  return ["# Bench", facts, ...markdownTable(benchBlock(record))].join("\n\n") + "\n";
}

/** A record for a terminal. Ends without a newline. */
export function benchTable(record: BenchRecord, { color, width = 100 }: TerminalOptions): string {
  const { bold, dim } = paint(color);
  const facts = benchFacts(record).map((line) => wrap(escapeTerminal(line), width)).join("\n");
  const groups = [...byCase(record.rows)].map(([, rows]) => {
    const title = bold(escapeTerminal(caseText(rows[0]!)));
    return [title, ...rows.flatMap((row) => lines(row, width, dim))].join("\n");
  });
  return [facts, ...groups, wrap(LEGEND, width)].join("\n\n");
}

/** One row as a line, or as several where it does not fit; its note below. */
function lines(row: BenchRow, width: number, dim: (text: string) => string): string[] {
  const [who = "", ...cells] = benchCells(row).map(escapeTerminal);
  const said = cells.flatMap((cell, i) => cell === NONE ? [] : [`${withUnit(cell, HEAD[i + 1]!)}`]).join(", ");
  const note = rowNote(row);
  return [
    wrap(`  ${who}: ${said || (row.status === "measured" ? "no figure" : row.status)}`, width, "    ").replace(
      /^(?! )/,
      "  ",
    ),
    ...(note === undefined ? [] : [dim(wrap(escapeTerminal(note), width - 4, "    ").replace(/^(?! )/, "    "))]),
  ];
}

const withUnit = (cell: string, head: string) =>
  head === "ms"
    ? `${cell} ms`
    : head === "roof" || head === "ratio"
    ? cell
    : head === "end to end, ms"
    ? `end to end ${cell} ms`
    : `${cell} ${head}`;
