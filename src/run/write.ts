import { appendLine, join, kindOf, makeFolder, remove, rename, writeWhole } from "../runtime/files.ts";
import { reportHtml } from "../report/html.ts";
import { reportMarkdown } from "../report/markdown.ts";
import type { Evaluation } from "./evaluate.ts";

/** Files of a run in the making: only a finished run gets its folder's name. */
export interface RunFolder {
  /** Appends to journal.jsonl, synced. */
  journal(entry: object): Promise<void>;
  /** Writes run.json, items.jsonl, report.html, report.md, and names the folder. Returns the path of run.json. */
  finish(evaluation: Evaluation): Promise<string>;
  /** Removes everything. */
  discard(): Promise<void>;
}

/**
 * Opens `<logDir>/.<mark>.partial`; `finish` renames it to `<logDir>/<id>`, so that a folder with an id is always whole.
 *
 * @throws Fault `disk_full`, `file`
 */
export async function startRun(logDir: string, mark: string): Promise<RunFolder> {
  const partial = join(logDir, `.${mark}.partial`);
  await makeFolder(partial);
  return {
    journal: (entry) => appendLine(join(partial, "journal.jsonl"), JSON.stringify(entry)),
    async finish(evaluation) {
      const { record } = evaluation;
      const items = [...evaluation.items];
      await writeWhole(join(partial, "items.jsonl"), items.map((item) => JSON.stringify(item) + "\n").join(""));
      await writeWhole(join(partial, "report.html"), await reportHtml(record, items));
      await writeWhole(join(partial, "report.md"), reportMarkdown(record, items));
      await writeWhole(join(partial, "run.json"), JSON.stringify(record, null, 1) + "\n");
      const folder = join(logDir, record.id);
      if (await kindOf(folder) !== null) throw new Error(`The run ${record.id} exists already.`);
      await rename(partial, folder);
      return join(folder, "run.json");
    },
    discard: () => remove(partial),
  };
}
