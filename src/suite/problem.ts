import { SuiteError } from "../record/fault.ts";

/** One thing that is wrong with a file: where, and the end of the sentence "Cannot read FILE row N: ...". */
export interface Problem {
  /** 1 = header; `null` = the file as a whole. */
  readonly row: number | null;
  readonly column: string | null;
  readonly what: string;
}

/** `"a", "b", "c"`: how messages list what is allowed. */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => JSON.stringify(name)).join(", ");
}

/** The first problem by row as an error, with the number of further ones. */
export function suiteError(file: string, problems: readonly Problem[]): SuiteError {
  const [first, ...more] = [...problems].sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  const where = first!.row === null ? file : `${file} ${file.endsWith(".jsonl") ? "line" : "row"} ${first!.row}`;
  const further = more.length ? ` ${more.length} further problem${more.length > 1 ? "s" : ""}.` : "";
  return new SuiteError(`Cannot read ${where}: ${first!.what}.${further}`, {
    file,
    row: first!.row,
    column: first!.column,
  });
}
