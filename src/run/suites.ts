import { Fault } from "../record/fault.ts";
import * as files from "../runtime/files.ts";
import { parseSuite } from "../suite/parse-suite.ts";
import type { Suite } from "../suite/suite.ts";

/** Names of the suites that come with the package. */
export async function suiteNames(): Promise<string[]> {
  const root = files.join(files.packageRoot(), "suites");
  const names: string[] = [];
  for (const name of await files.list(root)) {
    if (await files.kindOf(files.join(root, name, "suite.json")) === "file") names.push(name);
  }
  return names;
}

/**
 * Reads a suite: a name (`emotion`) or the path of a folder with suite.json and items.csv (or items.jsonl).
 *
 * @example
 * const suite = await loadSuite("emotion");
 * suite.constructs.length; // 8
 * @throws Fault `unknown_suite` (exit 2); SuiteError naming file, row and column.
 */
export async function loadSuite(nameOrFolder: string): Promise<Suite> {
  const names = await suiteNames();
  const folder = names.includes(nameOrFolder) ? files.join(files.packageRoot(), "suites", nameOrFolder) : nameOrFolder;
  const json = files.join(folder, "suite.json");
  if (await files.kindOf(json) !== "file") {
    throw new Fault(
      "unknown_suite",
      `Cannot find the suite "${nameOrFolder}": it is not one of ${
        names.join(", ")
      }, and not a folder with a suite.json.`,
      "Run `alienist suites` to see what there is.",
      2,
    );
  }
  const csv = files.join(folder, "items.csv");
  if (await files.kindOf(csv) === "file" && await files.kindOf(files.join(folder, "items.jsonl")) === "file") {
    throw new Fault(
      "two_items",
      `Cannot read the suite ${nameOrFolder}: it has items.csv and items.jsonl.`,
      "Keep one of them.",
    );
  }
  const itemsName = await files.kindOf(csv) === "file" ? "items.csv" : "items.jsonl";
  return await parseSuite({
    suiteJson: await files.readText(json),
    items: await files.readText(files.join(folder, itemsName)),
    itemsName,
    folder: nameOrFolder,
  });
}
