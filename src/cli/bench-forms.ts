import { type BenchComparison, BenchRecord } from "../record/bench.ts";
import { Fault } from "../record/fault.ts";
import { readText } from "../runtime/files.ts";
import { color, columns } from "../runtime/terminal.ts";
import type { Target } from "./bench-output.ts";

/** A record in the form that was asked for. */
export async function benchText(record: BenchRecord, format: Target["format"]): Promise<string> {
  if (format === "html") return await (await import("../report/bench-page.ts")).benchPage([record]);
  if (format === "json") return JSON.stringify(record, null, 1) + "\n";
  if (format === "csv") return (await import("../report/bench-csv.ts")).benchCsv(record);
  if (format === "jsonl") return (await import("../report/bench-csv.ts")).benchJsonl(record);
  const { benchMarkdown, benchTable } = await import("../report/bench.ts");
  return format === "md" ? benchMarkdown(record) : benchTable(record, face()) + "\n";
}

/** Records side by side in the form that was asked for. */
export async function comparedText(records: readonly BenchRecord[], format: Target["format"]): Promise<string> {
  if (format === "html") return await (await import("../report/bench-page.ts")).benchPage(records);
  const { compareBenches, comparisonCsv, comparisonMarkdown, comparisonTable } = await import(
    "../report/bench-compare.ts"
  );
  const comparison = compareBenches(records);
  if (format === "json") return JSON.stringify(comparison, null, 1) + "\n";
  if (format === "jsonl") return comparison.rows.map((row) => JSON.stringify(lineOf(comparison, row)) + "\n").join("");
  if (format === "csv") return comparisonCsv(comparison);
  return format === "md" ? comparisonMarkdown(comparison) : comparisonTable(comparison, face()) + "\n";
}

const face = () => ({ color: color("stdout"), width: columns() });

const lineOf = ({ schema, records }: BenchComparison, row: BenchComparison["rows"][number]) => ({
  schema,
  records: records.map(({ label }) => label),
  ...row,
});

/** Reads a record of `alienist bench`. @throws Fault `bad_bench` (exit 2) for another file */
export async function readRecord(file: string): Promise<BenchRecord> {
  const text = await readText(file);
  try {
    return BenchRecord.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? "it is not JSON" : firstIssue(cause);
    const remedy = "Give a file that `alienist bench -o FILE.json` wrote.";
    throw new Fault("bad_bench", `Cannot read ${file} as a bench: ${why}.`, remedy, 2, { cause });
  }
}

function firstIssue(error: unknown): string {
  const [issue] = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues ?? [];
  return issue ? `${issue.path.join(".") || "the file"}: ${issue.message}` : "it has another form";
}
