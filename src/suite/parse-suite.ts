import { checkRows } from "./check-rows.ts";
import { parseSuiteJson } from "./parse-suite-json.ts";
import { suiteError } from "./problem.ts";
import { readCsv, readJsonLines, type Row } from "./read-rows.ts";
import { COLUMNS, type SuiteFile } from "./schema.ts";
import type { Item, Suite } from "./suite.ts";

/** The two files of a suite's folder, already read as text. */
export interface SuiteTexts {
  readonly suiteJson: string;
  readonly items: string;
  /** `items.csv` or `items.jsonl`: the ending decides how it is read, and messages name it. */
  readonly itemsName?: string;
  /** Put before the files' names in messages, such as a folder. Default: nothing. */
  readonly folder?: string;
}

/** `sha256:` and the hash of both texts, with a zero byte between them. */
async function hashOf(texts: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(texts.join("\0"));
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
  return "sha256:" + Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function itemOf({ cells }: Row, own: readonly string[]): Item {
  const { id, text, condition, construct, pair, scene, domain, status, note } = cells as Record<string, string>;
  const extra = Object.fromEntries(own.map((name) => [name, cells[name]!]));
  const final = status === "final" ? "final" : "doubtful";
  return {
    id: id!,
    text: text!,
    condition: condition!,
    construct: construct!,
    pair: pair!,
    scene: scene!,
    domain: domain!,
    status: final,
    note: note!,
    extra,
  };
}

function readItems(text: string, name: string, path: string, file: SuiteFile): Item[] {
  const own = Object.keys(file.columns), columns = [...COLUMNS, ...own];
  const rows = name.endsWith(".jsonl") ? readJsonLines(text, path, columns) : readCsv(text, path, columns);
  const problems = checkRows(rows, file);
  if (problems.length) throw suiteError(path, problems);
  return rows.map((row) => itemOf(row, own));
}

/** Every keyword's forms in lower case, the keyword itself among them. */
function lowerLexicon(lexicon: SuiteFile["lexicon"]): Suite["lexicon"] {
  const forms = (word: string, list: string[]) => [...new Set([word, ...list].map((form) => form.toLowerCase()))];
  return Object.fromEntries(
    Object.entries(lexicon).map(([construct, words]) => [
      construct,
      Object.fromEntries(Object.entries(words).map(([word, list]) => [word, forms(word, list)])),
    ]),
  );
}

/**
 * Reads a suite from its texts; no file access.
 *
 * Throws `SuiteError` with the first problem (by row) and the number of further ones:
 * `Cannot read items.csv row 14: condition "neutrl" is not one of "keyword", "keyword-free", "neutral".`
 */
export async function parseSuite(
  { suiteJson, items, itemsName = "items.csv", folder = "" }: SuiteTexts,
): Promise<Suite> {
  const path = (name: string) => folder ? `${folder.replace(/\/$/, "")}/${name}` : name;
  const file = parseSuiteJson(suiteJson, path("suite.json"));
  return {
    name: file.name,
    version: file.version,
    title: file.title,
    question: file.question,
    constructs: file.constructs,
    design: file.design,
    lexicon: lowerLexicon(file.lexicon),
    items: readItems(items, itemsName, path(itemsName), file),
    hash: await hashOf([suiteJson, items]),
  };
}
