import { Fault } from "../../record/fault.ts";

/** Is this file read as a table with a header row, so that places in it are rows? */
export function isCsv(file: string): boolean {
  return file.toLowerCase().endsWith(".csv");
}

/** `Cannot import FILE line 3: WHAT.` with exit code 2; `row` counts from 1, `null` = the file as a whole. */
export function importFault(
  file: string,
  what: string,
  { row = null, remedy = "Correct the file and try again." }: { row?: number | null; remedy?: string } = {},
): Fault {
  const where = row === null ? file : `${file} ${isCsv(file) ? "row" : "line"} ${row}`;
  return new Fault("bad_import", `Cannot import ${where}: ${what}.`, remedy, 2);
}
