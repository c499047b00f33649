import { parse } from "csv-parse/sync";
import { SuiteError } from "../../record/fault.ts";
import { readCsv } from "../read-rows.ts";
import { importFault } from "./fault.ts";

/** One object of a file that is imported, and its place: a line (JSONL), or a row with the header as row 1 (CSV). */
export interface Entry {
  readonly row: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * Reads one JSON object per line; empty lines are passed over.
 *
 * @throws Fault `bad_import` (exit 2) for a line that is no JSON object, and for a file without any
 */
export function jsonEntries(text: string, file: string): Entry[] {
  const entries: Entry[] = [];
  text.replace(/^\uFEFF/, "").split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw importFault(file, `it is not valid JSON (${(cause as Error).message})`, { row: i + 1 });
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const what = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
      throw importFault(file, `it is ${what}, not a JSON object with keys`, { row: i + 1 });
    }
    entries.push({ row: i + 1, value: value as Record<string, unknown> });
  });
  if (entries.length === 0) throw importFault(file, "it has no lines");
  return entries;
}

/** Names in the header; `[]` where it cannot be read, so that `readCsv` says what is wrong. */
function headerOf(text: string): string[] {
  try {
    return (parse(text, { bom: true, to: 1, relax_column_count: true }) as string[][])[0] ?? [];
  } catch {
    return [];
  }
}

/**
 * Reads a CSV file with any header (RFC 4180, commas).
 *
 * @throws Fault `bad_import` (exit 2) for broken quotes, semicolons, a column named twice, rows of another length, no rows
 */
export function csvEntries(text: string, file: string): Entry[] {
  try {
    const rows = readCsv(text, "table", [...new Set(headerOf(text))]);
    if (rows.length === 0) throw importFault(file, "it has no rows");
    return rows.map(({ row, cells }) => ({ row, value: cells }));
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    throw importFault(file, error.message.replace(/^.*?: /, "").replace(/\.$/, ""), { row: error.at.row });
  }
}
