import type { z } from "zod";
import { SuiteError } from "../../record/fault.ts";
import { checkRows } from "../check-rows.ts";
import { parseSuite } from "../parse-suite.ts";
import { parseSuiteJson } from "../parse-suite-json.ts";
import { suiteError } from "../problem.ts";
import type { Row } from "../read-rows.ts";
import { COLUMNS, SUITE_SCHEMA, type SuiteFile } from "../schema.ts";
import type { Suite } from "../suite.ts";
import { toCsv } from "./csv.ts";
import { importFault } from "./fault.ts";

/** Formats that can be imported. */
export const FORMATS = ["affect-reception", "table"] as const;
export type Format = typeof FORMATS[number];

/** What was done with a file: the same is printed, written into the folder's README.md, and given with --json. */
export interface ImportSummary {
  readonly format: Format;
  /** Items in the file, and in the suite. */
  readonly read: number;
  readonly items: number;
  readonly conditions: Readonly<Record<string, number>>;
  readonly constructs: readonly string[];
  /** Pairs with a control; and how many of their members came there in which way. */
  readonly pairs: number;
  readonly pairing: readonly { readonly how: string; readonly n: number }[];
  readonly left_over: readonly { readonly id: string; readonly row: number; readonly why: string }[];
  /** What a reader of figures must know. */
  readonly notes: readonly string[];
}

/** A suite in the making; `row` of its rows is the place in the imported file. */
export interface Draft {
  readonly title: string;
  readonly constructs: readonly string[];
  readonly design: z.input<typeof import("../schema.ts").DesignFile>;
  readonly columns: Readonly<Record<string, string>>;
  readonly lexicon: SuiteFile["lexicon"];
  readonly rows: readonly Row[];
  readonly summary: Pick<ImportSummary, "format" | "read" | "pairing" | "left_over" | "notes">;
}

/** The texts of a suite's folder, but for its card. */
export interface Imported {
  readonly suiteJson: string;
  readonly items: string;
  readonly suite: Suite;
  readonly summary: ImportSummary;
}

const QUESTION = "Do directions learned from texts that name the construct answer to texts that only show it?";

/** `counts` of a list of names, in order of first appearance. */
export function tally(names: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function summaryOf({ summary, rows, constructs, design }: Draft): ImportSummary {
  const { format, read, pairing, left_over, notes } = summary;
  return {
    format,
    read,
    items: rows.length,
    conditions: tally(rows.map(({ cells }) => cells.condition!)),
    constructs,
    pairs: rows.filter(({ cells }) => cells.condition === design.control).length,
    pairing,
    left_over,
    notes,
  };
}

/**
 * Makes the texts of a suite, and has them judged as any suite is: nothing comes out that `audit` and `eval` would refuse.
 *
 * @throws Fault `bad_import` (exit 2) naming the place in the imported file
 */
export async function finishImport(draft: Draft, { name, file }: { name: string; file: string }): Promise<Imported> {
  const { title, constructs, design, columns, lexicon, rows } = draft;
  const suiteJson = JSON.stringify(
    { schema: SUITE_SCHEMA, name, version: "1", title, question: QUESTION, constructs, design, columns, lexicon },
    null,
    1,
  ) + "\n";
  const items = toCsv([...COLUMNS, ...Object.keys(columns)], rows.map(({ cells }) => cells));
  try {
    const problems = checkRows(rows, parseSuiteJson(suiteJson, "suite.json"));
    if (problems.length) throw suiteError("items", problems);
    return { suiteJson, items, suite: await parseSuite({ suiteJson, items }), summary: summaryOf(draft) };
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    const what = error.message.replace(/^Cannot read .*?: /, "").replace(/\.$/, "");
    throw importFault(file, what, {
      row: error.at.row,
      remedy: "Correct the file, or say how to read it: see `alienist import --help`.",
    });
  }
}
