import { z } from "zod";
import { Fault, Interrupted } from "../record/fault.ts";
import {
  basename,
  dirname,
  join,
  kindOf,
  list,
  makeFolder,
  readText,
  remove,
  rename,
  resolve,
  sha256,
  writeWhole,
} from "../runtime/files.ts";
import { importAffectReception } from "../suite/import/affect-reception.ts";
import { importCard } from "../suite/import/card.ts";
import type { Format, Imported, ImportSummary } from "../suite/import/imported.ts";
import type { Lexicon } from "../suite/import/keywords.ts";
import { importTable } from "../suite/import/table.ts";
import type { TableColumn } from "../suite/import/table-rows.ts";
import { loadSuite, suiteNames } from "./suites.ts";

/** What is imported from where to where. */
export interface ImportOptions {
  readonly format: Format;
  readonly file: string;
  /** Folder that is made; it may exist if it is empty. */
  readonly output: string;
  /** `table`: our column -> the file's, and the values of `condition` by their part. */
  readonly columns?: Partial<Record<TableColumn, string>>;
  readonly source?: string;
  readonly target?: string;
  readonly control?: string;
  /** `affect-reception`: file with {emotion: {keyword: [forms]}}. Default: the lexicon of the suite `emotion`. */
  readonly lexicon?: string;
  readonly date?: Date;
  readonly signal?: AbortSignal;
}

/** The summary, and where the suite is. */
export interface ImportedFolder extends ImportSummary {
  readonly folder: string;
  /** Name of the suite in records. */
  readonly name: string;
  /** `sha256:...` of the imported file. */
  readonly source_hash: string;
}

const LexiconFile = z.record(z.string().min(1), z.record(z.string().min(1), z.array(z.string().min(1))));

/** A text that the user named: what is wrong with it is a matter of usage. @throws Fault (exit 2) */
async function readGiven(file: string): Promise<string> {
  try {
    return await readText(file);
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, error.message, error.remedy, 2, { cause: error }) : error;
  }
}

/** @throws Fault `bad_lexicon` (exit 2) */
async function readLexicon(file: string | undefined): Promise<Lexicon> {
  if (file === undefined) return (await loadSuite("emotion")).lexicon;
  const fail = (what: string) =>
    new Fault(
      "bad_lexicon",
      `Cannot read the lexicon ${file}: ${what}.`,
      'It must look like {"joy": {"happy": ["happy", "happily"]}}: emotion, keyword, its forms.',
      2,
    );
  let value: unknown;
  try {
    value = JSON.parse((await readGiven(file)).replace(/^\uFEFF/, ""));
  } catch (error) {
    throw error instanceof Fault ? error : fail(`it is not valid JSON (${(error as Error).message})`);
  }
  const parsed = LexiconFile.safeParse(value), issue = parsed.error?.issues[0];
  if (issue) throw fail(`${issue.path.length ? `"${issue.path.join(".")}": ` : ""}${issue.message}`);
  return Object.fromEntries(
    Object.entries(parsed.data!).map(([emotion, words]) => [emotion.trim().toLowerCase(), words]),
  );
}

/** @throws Fault `bad_output` (exit 2) where something is there already */
async function checkFolder(folder: string, output: string): Promise<void> {
  const kind = output.trim() === "" ? "nothing" : await kindOf(folder);
  const what = kind === "nothing"
    ? "the folder has no name"
    : kind === "file"
    ? "it is a file"
    : kind === "folder" && (await list(folder)).length > 0
    ? "the folder exists and is not empty"
    : null;
  if (what) {
    throw new Fault("bad_output", `Cannot write ${output}: ${what}.`, "Name a folder that does not exist yet.", 2);
  }
}

/** A suite's name from that of its folder; never that of a suite which comes with the package. */
async function nameFrom(folder: string): Promise<string> {
  const name = basename(folder).toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[._-]+/, "").slice(0, 50);
  return name === "" || (await suiteNames()).includes(name) ? `imported${name && `-${name}`}` : name;
}

async function read(text: string, name: string, options: ImportOptions): Promise<Imported> {
  if (options.format === "table") return await importTable(text, { ...options, name });
  return await importAffectReception(text, { file: options.file, name, lexicon: await readLexicon(options.lexicon) });
}

/** Writes all files into a neighbour first, which is then renamed: the folder is whole or not there. */
async function writeFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const part = join(dirname(folder), `.${basename(folder)}.${globalThis.crypto.randomUUID().slice(0, 8)}.partial`);
  await makeFolder(part);
  try {
    for (const [name, text] of Object.entries(files)) {
      await writeWhole(join(part, name), text);
      if (signal?.aborted) throw new Interrupted();
    }
    await rename(part, folder);
  } catch (error) {
    await remove(part);
    throw error;
  }
}

/**
 * Turns a stimulus file into the folder of a suite: suite.json, items.csv, and a README.md that says what was made of what.
 *
 * The suite is built in memory and judged as any suite is before anything is written.
 *
 * @throws Fault (exit 2) for a file that cannot be read as asked, and for a folder that is not empty
 */
export async function importSuite(options: ImportOptions): Promise<ImportedFolder> {
  const { file, output, date = new Date(), signal } = options, folder = resolve(output);
  await checkFolder(folder, output);
  const text = await readGiven(file), hash = sha256(text), name = await nameFrom(folder);
  const { suiteJson, items, summary } = await read(text, name, options);
  const card = importCard(summary, { name, file: basename(file), hash, date });
  await writeFolder(folder, { "suite.json": suiteJson, "items.csv": items, "README.md": card }, signal);
  return { folder: output, name, source_hash: hash, ...summary };
}
