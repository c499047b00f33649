import { quoted } from "../problem.ts";
import type { Row } from "../read-rows.ts";
import { csvEntries, jsonEntries } from "./entries.ts";
import { importFault, isCsv } from "./fault.ts";
import { finishImport, type Imported } from "./imported.ts";
import { ownKeyword } from "./keywords.ts";
import { tableNotes } from "./table-notes.ts";
import { findColumns, rowOf, type TableOptions } from "./table-rows.ts";

/** The design by the conditions that occur. @throws Fault where a part that a suite cannot do without has no row */
function designOf(rows: readonly Row[], options: TableOptions, keywords: boolean) {
  const { file, source = "keyword", target = "keyword-free", control = "neutral" } = options;
  const names = [...new Set(rows.map(({ cells }) => cells.condition!))], parts = { source, target, control };
  const needless = (part: string) => part !== "control" && (names.includes(source) || names.includes(target));
  for (const part of ["source", "target", "control"] as const) {
    if (names.includes(parts[part]) || (options[part] === undefined && needless(part))) continue;
    throw importFault(file, `no row has the condition "${parts[part]}"; found ${quoted(names)}`, {
      remedy: `Say which condition is the ${part}: --${part} ...`,
    });
  }
  const others = names.filter((name) => ![source, target, control].includes(name));
  return {
    ...parts,
    kind: "transfer" as const,
    others,
    keyword_column: keywords ? "keyword" : null,
    direction: "effect",
  };
}

/** Conditions by their part. */
export type TableDesign = Readonly<Record<"source" | "target" | "control", string>>;

/** Fills in what the design decides: constructs of unscored rows, keywords of source rows that have none. */
function complete(
  rows: readonly Row[],
  { source, target, control }: TableDesign,
  { keywords, file }: { keywords: boolean; file: string },
) {
  const scored = ({ cells }: Row) => [source, target, control].includes(cells.condition!);
  const bare = rows.find((row) => scored(row) && row.cells.construct === "");
  if (bare) throw importFault(file, "its construct is empty", bare);
  const constructs = [...new Set(rows.filter(scored).map(({ cells }) => cells.construct!))];
  const lexicon: Record<string, Record<string, string[]>> = Object.create(null);
  let unnamed = 0, strangers = 0;
  const filled = rows.map((row): Row => {
    const { keyword: word, ...cells } = row.cells as Record<string, string>;
    const known = constructs.includes(cells.construct!) || scored(row);
    if (!known && cells.construct !== "") strangers++;
    const construct = known ? cells.construct! : "none", mine = cells.condition === source;
    if (keywords && mine && word === "") unnamed++;
    const keyword = keywords && mine ? word || ownKeyword(row.row) : "";
    if (keyword) (lexicon[construct] ??= {})[keyword] = [keyword];
    return { row: row.row, cells: { ...cells, construct, ...(keywords ? { keyword } : {}) } };
  });
  return { rows: filled, constructs, lexicon, unnamed, strangers };
}

/**
 * Reads a table (CSV with a header, or JSONL) as a suite, with the given columns and conditions.
 *
 * Where the table has no such column: `id` is the row's number, `scene` the pair, `domain` "none",
 * `construct` one for all, `status` final, `note` empty; without `keyword` no words are kept apart.
 *
 * @throws Fault `bad_import` (exit 2) with the row, what was found and what is allowed
 */
export async function importTable(text: string, options: TableOptions): Promise<Imported> {
  const { file, name } = options, entries = isCsv(file) ? csvEntries(text, file) : jsonEntries(text, file);
  const found = findColumns(entries, options), keywords = found.has("keyword");
  const read = entries.map((entry) => rowOf(entry, found, file)), design = designOf(read, options, keywords);
  const { rows, constructs, lexicon, unnamed, strangers } = complete(read, design, { keywords, file });
  const notes = tableNotes({ entries, found, rows, design, unnamed, strangers });
  const columns: Record<string, string> = keywords ? { keyword: "The word that gives the construct away." } : {};
  return await finishImport({
    title: "Imported table",
    constructs,
    design,
    columns,
    lexicon,
    rows,
    summary: {
      format: "table",
      read: rows.length,
      pairing: [{ how: "row with the pair that the table gives it", n: rows.length }],
      left_over: [],
      notes,
    },
  }, { name, file });
}
