import { type Problem, quoted } from "./problem.ts";
import type { Row } from "./read-rows.ts";
import type { SuiteFile } from "./schema.ts";

/** Construct of items that stand for none; allowed in the conditions that are not scored. */
export const NO_CONSTRUCT = "none";

/** Problems of one row by itself. */
function rowProblems({ row, cells }: Row, { design, constructs, lexicon }: SuiteFile): Problem[] {
  const found: Problem[] = [];
  const say = (column: string, what: string) => found.push({ row, column, what });
  const oneOf = (column: string, allowed: readonly string[]) => {
    if (!allowed.includes(cells[column]!)) say(column, `${column} "${cells[column]}" is not one of ${quoted(allowed)}`);
  };
  for (const column of ["id", "text", "pair", "scene"]) {
    if (cells[column]!.trim() === "") say(column, `${column} is empty`);
  }
  oneOf("condition", [design.source, design.target, design.control, ...design.others]);
  oneOf("construct", design.others.includes(cells.condition!) ? [...constructs, NO_CONSTRUCT] : constructs);
  oneOf("status", ["final", "doubtful"]);
  const column = design.keyword_column, words = lexicon[cells.construct!];
  if (column !== null && cells.condition === design.source) {
    if (cells[column] === "") say(column, `${column} is empty, though the condition is "${design.source}"`);
    else if (words && !(cells[column]! in words)) {
      say(column, `${column} "${cells[column]}" is not in the lexicon of "${cells.construct}"`);
    } else if (!words && Object.keys(lexicon).length && constructs.includes(cells.construct!)) {
      say(column, `the lexicon has no "${cells.construct}"`);
    }
  }
  return found;
}

/** Conditions that mean nothing in a pair without another one. */
function needs({ source, target, control, probes }: SuiteFile["design"]): [string, string][] {
  const list: [string | null | undefined, string][] = [
    [probes.unfelt, source],
    [probes.unfelt, control],
    [probes.reversed, target],
    [probes.shuffled?.target, probes.shuffled?.control ?? ""],
    [probes.shuffled?.control, probes.shuffled?.target ?? ""],
  ];
  return list.filter((row): row is [string, string] => typeof row[0] === "string");
}

/** Problems between the members of one pair. */
function pairProblems(pair: string, members: readonly Row[], { design }: SuiteFile): Problem[] {
  const found: Problem[] = [], first = members[0]!;
  const of = (condition: string) => members.filter(({ cells }) => cells.condition === condition);
  for (const { row, cells } of members) {
    for (const column of ["scene", "construct"]) {
      if (cells[column] === first.cells[column]) continue;
      const what = `${column} "${cells[column]}" differs from "${
        first.cells[column]
      }" of pair "${pair}" (row ${first.row})`;
      found.push({ row, column, what });
    }
  }
  const scored = [design.source, design.target, design.control];
  const { unfelt, reversed, shuffled } = design.probes;
  const beside = [unfelt, reversed, shuffled?.target, shuffled?.control].filter((name) => typeof name === "string");
  for (const condition of [...scored, ...beside]) {
    const [one, two] = of(condition);
    if (one && two) {
      const what = `pair "${pair}" has a second item of condition "${condition}" (the first is row ${one.row})`;
      found.push({ row: two.row, column: "pair", what });
    }
  }
  for (const [one, other] of needs(design)) {
    if (!of(one).length || of(other).length) continue;
    const what = `pair "${pair}" has an item of condition "${one}" and none of condition "${other}"`;
    found.push({ row: of(one)[0]!.row, column: "pair", what });
  }
  if (!scored.some((condition) => of(condition).length)) return found;
  const missing = !of(design.control).length
    ? `no item of condition "${design.control}"`
    : !of(design.source).length && !of(design.target).length
    ? `neither an item of condition "${design.source}" nor one of "${design.target}"`
    : null;
  if (missing) found.push({ row: first.row, column: "pair", what: `pair "${pair}" has ${missing}` });
  return found;
}

/** Everything that is wrong with the items of a suite, in no particular order. */
export function checkRows(rows: readonly Row[], file: SuiteFile): Problem[] {
  const found: Problem[] = [], ids = new Map<string, number>(), pairs = new Map<string, Row[]>();
  for (const row of rows) {
    found.push(...rowProblems(row, file));
    const { id, pair } = row.cells as { id: string; pair: string };
    if (id && ids.has(id)) {
      found.push({ row: row.row, column: "id", what: `id "${id}" is already the id of row ${ids.get(id)}` });
    } else ids.set(id, row.row);
    if (pair) pairs.set(pair, [...(pairs.get(pair) ?? []), row]);
  }
  // A misspelt condition would be told again as a pair without its member.
  if (!found.length) { for (const [pair, members] of pairs) found.push(...pairProblems(pair, members, file)); }
  if (rows.length === 0) found.push({ row: null, column: null, what: "it has no items" });
  return found;
}
