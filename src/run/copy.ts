import { Fault } from "../record/fault.ts";
import { dirname, extname, join, kindOf, readText, writeWhole } from "../runtime/files.ts";

const SOURCES: Record<string, string> = {
  ".json": "run.json",
  ".html": "report.html",
  ".md": "report.md",
  ".jsonl": "items.jsonl",
};

/**
 * Copies a run's record, report or items to each path, by its ending. Several runs go to numbered files.
 *
 * @throws Fault `bad_output` (exit 2) for an ending that has no form
 */
export async function copyOutputs(runs: readonly string[], outputs: readonly string[]): Promise<void> {
  for (const output of outputs) {
    for (const [i, run] of runs.entries()) {
      const ending = extname(output);
      const target = runs.length === 1 ? output : `${output.slice(0, -ending.length)}-${i + 1}${ending}`;
      await writeWhole(target, await readText(join(dirname(run), sourceOf(output))));
    }
  }
}

/** Refuses an ending that has no form and a folder that is not there. @throws Fault `bad_output` (exit 2) */
export async function checkOutput(output: string): Promise<void> {
  sourceOf(output);
  if (await kindOf(dirname(output)) !== "folder") {
    throw new Fault(
      "bad_output",
      `Cannot write ${output}: there is no folder ${dirname(output)}.`,
      "Make it first.",
      2,
    );
  }
}

/** Writes what the ending asks for. @throws Fault `bad_output` (exit 2) */
export async function writeAs(output: string, forms: Readonly<Record<string, () => string>>): Promise<void> {
  await writeWhole(output, formOf(output, forms)());
}

const sourceOf = (output: string) => formOf(output, SOURCES);

function formOf<T>(output: string, forms: Readonly<Record<string, T>>): T {
  const form = forms[extname(output).toLowerCase()];
  if (form !== undefined) return form;
  throw new Fault(
    "bad_output",
    `Cannot write ${output}: the ending "${extname(output)}" is not one of ${Object.keys(forms).join(", ")}.`,
    "Choose one of these endings.",
    2,
  );
}
