import { type CsvError, parse } from "csv-parse/sync";
import { type Problem, suiteError } from "./problem.ts";

/** One item as written: its row (1 = header; a line number in JSON lines) and its cells by column. */
export interface Row {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Records of a CSV file (RFC 4180, UTF-8, a byte order mark is ignored); throws on a broken quote. */
function records(text: string, file: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] });
  } catch (cause) {
    const { code, records, lines, message } = cause as CsvError & { records: number; lines: number };
    const what = code === "CSV_QUOTE_NOT_CLOSED"
      ? "a text in quotes is never closed"
      : code === "INVALID_OPENING_QUOTE" || code === "CSV_INVALID_CLOSING_QUOTE" ||
          code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE"
      ? `a quote inside a text must be doubled and the text put in quotes (line ${lines} of the file)`
      : message;
    throw suiteError(file, [{ row: (records ?? 0) + 1, column: null, what }]);
  }
}

/** Header problems: a column missing, unknown or named twice. */
export function headerProblems(header: readonly string[], allowed: readonly string[], row: number): Problem[] {
  const found: Problem[] = [];
  header.forEach((name, i) => {
    if (!allowed.includes(name)) found.push({ row, column: name, what: `unknown column "${name}"` });
    else if (header.indexOf(name) !== i) found.push({ row, column: name, what: `column "${name}" appears twice` });
  });
  for (const name of allowed) {
    if (!header.includes(name)) found.push({ row, column: name, what: `column "${name}" is missing` });
  }
  return found;
}

/** Reads items.csv: the header must hold exactly `columns`, in any order. */
export function readCsv(text: string, file: string, columns: readonly string[]): Row[] {
  const first = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0]!;
  if (!first.includes(",") && /[;\t]/.test(first)) {
    const what = `the columns are separated by ${first.includes(";") ? "semicolons" : "tabs"}, not by commas`;
    throw suiteError(file, [{ row: 1, column: null, what }]);
  }
  const [header = [], ...body] = records(text, file);
  const problems = headerProblems(header, columns, 1), rows: Row[] = [];
  if (problems.length) throw suiteError(file, problems);
  body.forEach((cells, i) => {
    if (cells.length === 1 && cells[0] === "") return;
    const row = i + 2;
    if (cells.length !== header.length) {
      problems.push({ row, column: null, what: `it has ${cells.length} columns, the header has ${header.length}` });
    } else rows.push({ row, cells: Object.fromEntries(header.map((name, k) => [name, cells[k]!])) });
  });
  if (problems.length) throw suiteError(file, problems);
  return rows;
}

/** Reads items.jsonl: one object per line, with exactly `columns` as keys; numbers become text. */
export function readJsonLines(text: string, file: string, columns: readonly string[]): Row[] {
  const rows: Row[] = [];
  text.replace(/^\uFEFF/, "").split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === "") return;
    const row = i + 1, fail = (what: string) => suiteError(file, [{ row, column: null, what }]);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw fail(`it is not valid JSON (${(cause as Error).message})`);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw fail("it is not a JSON object");
    const problems = headerProblems(Object.keys(value), columns, row);
    if (problems.length) throw suiteError(file, problems);
    for (const [key, cell] of Object.entries(value)) {
      if (cell !== null && typeof cell !== "string" && typeof cell !== "number") {
        throw suiteError(file, [{ row, column: key, what: `${key} must be a text, a number or null` }]);
      }
    }
    rows.push({ row, cells: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, String(v ?? "")])) });
  });
  return rows;
}
