import type { z } from "zod";
import { type Problem, quoted, suiteError } from "./problem.ts";
import { COLUMNS, SuiteFile } from "./schema.ts";

/** A zod issue as the end of our sentence, the key's name first. */
function describe(issue: z.core.$ZodIssue): Problem {
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const where = key ? ` in "${key}"` : "";
    return {
      row: null,
      column: null,
      what: `unknown key${issue.keys.length > 1 ? "s" : ""} ${quoted(issue.keys)}${where}`,
    };
  }
  return { row: null, column: null, what: key ? `"${key}": ${issue.message}` : issue.message };
}

/** What the schema cannot say: names that must differ, or must occur elsewhere in the file. */
function crossChecks({ design, columns, constructs, lexicon }: SuiteFile): Problem[] {
  const found: Problem[] = [];
  const say = (what: string) => found.push({ row: null, column: null, what });
  const conditions = [design.source, design.target, design.control, ...design.others];
  const twice = conditions.find((name, i) => conditions.indexOf(name) !== i);
  if (twice !== undefined) say(`condition "${twice}" has two parts in "design"`);
  const construct = constructs.find((name, i) => constructs.indexOf(name) !== i);
  if (construct !== undefined) say(`construct "${construct}" is named twice in "constructs"`);
  if (design.keyword_column !== null && !(design.keyword_column in columns)) {
    say(`"design.keyword_column" is "${design.keyword_column}", which is not one of "columns"`);
  }
  const own = Object.keys(columns).find((name) => (COLUMNS as readonly string[]).includes(name));
  if (own !== undefined) say(`column "${own}" is one that every suite has; leave it out of "columns"`);
  const { vivid, unfelt, reversed, shuffled } = design.probes;
  const probes = [vivid, unfelt, reversed, shuffled?.target ?? null, shuffled?.control ?? null];
  const unknown = probes.find((name) => name !== null && !design.others.includes(name));
  if (unknown) {
    say(`"design.probes" names "${unknown}", which is not one of "design.others" (${quoted(design.others)})`);
  }
  const { circle = [], coordinates = null } = design.geometry ?? {};
  const sorted = (names: readonly string[]) => [...names].sort().join("\n");
  if (design.geometry && sorted(circle) !== sorted(constructs)) {
    say(`"design.geometry.circle" must name every construct once (${quoted(constructs)})`);
  }
  if (coordinates && sorted(Object.keys(coordinates)) !== sorted(constructs)) {
    say(`"design.geometry.coordinates" must name every construct once (${quoted(constructs)})`);
  }
  const stranger = Object.keys(lexicon).find((name) => !constructs.includes(name));
  if (stranger !== undefined) say(`"lexicon" names "${stranger}", which is not one of ${quoted(constructs)}`);
  return found;
}

/** Reads and checks `suite.json`. `file` is the name used in messages. Throws `SuiteError`. */
export function parseSuiteJson(text: string, file: string): SuiteFile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw suiteError(file, [{ row: null, column: null, what: `it is not valid JSON (${(cause as Error).message})` }]);
  }
  const parsed = SuiteFile.safeParse(value);
  if (!parsed.success) throw suiteError(file, parsed.error.issues.map(describe));
  const problems = crossChecks(parsed.data);
  if (problems.length) throw suiteError(file, problems);
  return parsed.data;
}
