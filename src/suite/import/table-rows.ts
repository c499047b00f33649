import { quoted } from "../problem.ts";
import type { Row } from "../read-rows.ts";
import type { Entry } from "./entries.ts";
import { importFault } from "./fault.ts";

/** Columns of a suite that a table can fill. */
export const TABLE_COLUMNS = [
  "id",
  "text",
  "condition",
  "construct",
  "pair",
  "scene",
  "domain",
  "keyword",
  "status",
  "note",
] as const;
export type TableColumn = typeof TABLE_COLUMNS[number];

/** Columns that nothing can stand for: without `pair`, no text would have a control. */
const NEEDED: readonly TableColumn[] = ["text", "condition", "pair"];

/** How a table is read. */
export interface TableOptions {
  /** Name of the file, for messages; `.csv` is read as CSV, anything else as JSONL. */
  readonly file: string;
  readonly name: string;
  /** Our column -> the table's; a column that is not named is looked for under our name. */
  readonly columns?: Partial<Record<TableColumn, string>>;
  /** Values of `condition` by their part in the design. */
  readonly source?: string;
  readonly target?: string;
  readonly control?: string;
}

/** The construct of every row where the table has no column for it. */
const ALL = "all";

/** Our column -> the table's, for those that the table has. @throws Fault for a column that it has not */
export function findColumns(entries: readonly Entry[], { file, columns = {} }: TableOptions): Map<TableColumn, string> {
  const there = new Set(entries.flatMap(({ value }) => Object.keys(value))), found = new Map<TableColumn, string>();
  for (const column of TABLE_COLUMNS) {
    const name = columns[column] ?? column, asked = columns[column] !== undefined;
    if (there.has(name)) found.set(column, name);
    else if (asked || NEEDED.includes(column)) {
      throw importFault(file, `there is no column "${name}" for "${column}"; it has ${quoted(there)}`, {
        remedy: `Say which column it is: --columns ${column}=...`,
      });
    }
  }
  return found;
}

/** A cell as text. @throws Fault `bad_import` (exit 2) for a list or an object */
function cellOf({ row, value }: Entry, name: string | undefined, file: string): string {
  const found = name === undefined ? null : value[name] ?? null;
  if (found === null) return "";
  if (typeof found === "object") {
    throw importFault(file, `"${name}" is ${JSON.stringify(found)}, and must be a text or a number`, { row });
  }
  return String(found);
}

/** A row with what a missing column stands for; `construct` and `keyword` are filled in later. */
export function rowOf(entry: Entry, found: ReadonlyMap<TableColumn, string>, file: string): Row {
  const of = (column: TableColumn) => cellOf(entry, found.get(column), file);
  const id = found.has("id") ? of("id") : `row-${entry.row}`, pair = of("pair");
  const condition = of("condition").trim(), construct = found.has("construct") ? of("construct").trim() : ALL;
  return {
    row: entry.row,
    cells: {
      id,
      text: of("text"),
      condition,
      construct,
      pair,
      scene: found.has("scene") ? of("scene") : pair,
      domain: of("domain") || "none",
      keyword: of("keyword"),
      status: found.has("status") ? of("status") : "final",
      note: of("note"),
    },
  };
}
