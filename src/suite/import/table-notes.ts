import { quoted } from "../problem.ts";
import type { Row } from "../read-rows.ts";
import type { Entry } from "./entries.ts";
import type { TableDesign } from "./table.ts";
import { TABLE_COLUMNS, type TableColumn } from "./table-rows.ts";

/** What is told about an imported table. */
interface Told {
  readonly entries: readonly Entry[];
  readonly found: ReadonlyMap<TableColumn, string>;
  readonly rows: readonly Row[];
  readonly design: TableDesign;
  /** Source rows without a keyword. */
  readonly unnamed: number;
  /** Rows outside the pairs whose construct no pair has. */
  readonly strangers: number;
}

/** What a reader of figures must know about an imported table. */
export function tableNotes({ entries, found, rows, design, unnamed, strangers }: Told): string[] {
  const used = [...found.values()], there = new Set(entries.flatMap(({ value }) => Object.keys(value)));
  const dropped = [...there].filter((name) => !used.includes(name));
  const missing = TABLE_COLUMNS.filter((column) => !found.has(column));
  const renamed = [...found].filter(([ours, theirs]) => ours !== theirs);
  const absent = (["source", "target"] as const).filter((part) =>
    rows.every(({ cells }) => cells.condition !== design[part])
  );
  return [
    ...renamed.map(([ours, theirs]) => `Column "${ours}" is the table's "${theirs}".`),
    ...(missing.length ? [`The table has no ${quoted(missing)}: filled with what stands for them.`] : []),
    ...(dropped.length ? [`Not taken over: ${quoted(dropped)}.`] : []),
    ...absent.map((part) => `No row has the condition "${design[part]}" (${part}), so transfer cannot be scored.`),
    ...(unnamed
      ? [`${unnamed} rows of "${design.source}" have no keyword; each counts as a word of its own ("unnamed...").`]
      : []),
    ...(strangers ? [`${strangers} rows outside the pairs have a construct that no pair has; it is "none" now.`] : []),
    ...(found.has("keyword") ? [] : ["Without keywords, the audit looks for no forbidden words."]),
  ];
}
