import type { ModelBenchRecord, ModelRow } from "../record/bench-model.ts";
import { paint, wrap } from "./ansi.ts";
import { three } from "./bench-words.ts";
import type { TableBlock } from "./blocks.ts";
import { escapeMarkdown, escapeTerminal } from "./escape.ts";
import { markdownTable } from "./markdown.ts";
import type { TerminalOptions } from "./terminal.ts";
import { NONE } from "./words.ts";

/** What the columns mean. */
export const MODEL_LEGEND =
  "Seconds are medians (quartiles) of a run over all texts. Ratio: over the plain forward pass with logits of the same file on the same runtime. Bytes read back: what left the runtime, or the GPU, for the program. activations and eval are the whole commands, opening a session included.";

const HEAD = ["way", "seconds", "items/s", "tokens/s", "ratio", "read back, MB", "parts, s"];

function cells(row: ModelRow): string[] {
  const { seconds, stages } = row;
  const parts = Object.entries(stages).map(([name, value]) => `${name} ${three(value)}`).join(", ");
  return [
    row.way,
    seconds ? `${three(seconds.median)} (${three(seconds.q1)} to ${three(seconds.q3)})` : NONE,
    row.items_s === null ? NONE : three(row.items_s),
    row.tokens_s === null ? NONE : three(row.tokens_s),
    row.ratio === null ? NONE : `${row.ratio.toFixed(2)}x`,
    row.read_back_bytes === null ? NONE : three(row.read_back_bytes / 1e6),
    parts || NONE,
  ];
}

/** The model and what was run on it. */
function caseOf({ model, layers, width, vocabulary, items, tokens, directions, file_bytes }: ModelRow): string {
  const task = directions > 0 ? `${directions} directions at every layer` : "commands, whole";
  const size = `${layers} layers, width ${width}, vocabulary ${vocabulary}, ${three(file_bytes / 1e6)} MB`;
  return `${model} (${size}): ${items} texts, ${tokens} tokens, ${task}`;
}

function facts({ created, why, machine, versions }: ModelBenchRecord): string[] {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return [`${why} ${machine.cores} cores, ${created.slice(0, 10)}.`, `Versions: ${list}.`];
}

function groups(rows: readonly ModelRow[]): Map<string, ModelRow[]> {
  const found = new Map<string, ModelRow[]>();
  for (const row of rows) found.set(caseOf(row), [...found.get(caseOf(row)) ?? [], row]);
  return found;
}

/** The record as Markdown. */
export function modelBenchMarkdown(record: ModelBenchRecord): string {
  const block: TableBlock = {
    kind: "table",
    caption: MODEL_LEGEND,
    head: HEAD.map((text, i) => ({ text, number: i > 0 && i < HEAD.length - 1 })),
    rows: [...groups(record.rows)].flatMap(([group, rows]) =>
      rows.map((row, i) => ({
        cells: cells(row),
        strong: row.way === "alienist",
        ...(i === 0 ? { group } : {}),
        ...(row.reason === null ? {} : { note: row.reason }),
      }))
    ),
    noted: "note",
  };
  const list = facts(record).map((line) => `- ${escapeMarkdown(line)}`).join("\n");
  return ["# What reading a model costs", list, ...markdownTable(block)].join("\n\n") + "\n";
}

/** The record for a terminal. Ends without a newline. */
export function modelBenchTable(record: ModelBenchRecord, { color, width = 100 }: TerminalOptions): string {
  const { bold, dim } = paint(color);
  const parts = [...groups(record.rows)].map(([title, rows]) => {
    const lines = rows.map((row) => {
      const [way = "", ...values] = cells(row).map(escapeTerminal);
      const said = values.flatMap((value, i) => value === NONE ? [] : [`${HEAD[i + 1]} ${value}`]).join("; ");
      return wrap(`${way}: ${said || row.reason || "no figure"}`, width - 2, "    ");
    });
    return [bold(wrap(escapeTerminal(title), width)), ...lines.map((line) => `  ${line}`)].join("\n");
  });
  const head = facts(record).map((line) => wrap(escapeTerminal(line), width)).join("\n");
  return [head, ...parts, dim(wrap(MODEL_LEGEND, width))].join("\n\n");
}
