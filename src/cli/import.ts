import type { CommandModule } from "yargs";
import { addOptions, JSON_FLAG } from "./common.ts";
import { usage } from "./fail.ts";
import { once } from "./values.ts";

/** Options that only one format has. */
const ONLY: Record<string, string> = {
  columns: "table",
  source: "table",
  target: "table",
  control: "table",
  lexicon: "affect-reception",
};

/** `text=prompt,condition=label` as columns. @throws Fault (exit 2) */
function columnsFrom(value: unknown, known: readonly string[]): Record<string, string> {
  const parts = [value].flat().flatMap((text) => String(text).split(","));
  return Object.fromEntries(parts.map((part) => {
    const at = part.indexOf("="), ours = part.slice(0, at).trim(), theirs = part.slice(at + 1).trim();
    if (at < 0 || theirs === "") throw usage(`--columns "${part}" is not of the form text=prompt`);
    if (!known.includes(ours)) throw usage(`--columns: "${ours}" is not one of ${known.join(", ")}`);
    return [ours, theirs];
  }));
}

export const importCommand = (signal: AbortSignal): CommandModule => ({
  command: "import <format> <file>",
  describe: "Make a suite's folder of a stimulus file that you have",
  builder: (yargs) =>
    addOptions(
      yargs
        .positional("format", {
          choices: ["affect-reception", "table"],
          demandOption: true,
          describe: "affect-reception: JSONL with emotion and matched_control_id; table: CSV or JSONL, see --columns",
        })
        .positional("file", { type: "string", demandOption: true, describe: "File to read; it is not changed" }),
      {
        "output-path": {
          alias: "o",
          type: "string",
          demandOption: true,
          requiresArg: true,
          describe: "Folder to write: suite.json, items.csv, README.md",
        },
        "columns": {
          type: "string",
          requiresArg: true,
          describe:
            "table: which column is which, text=prompt,pair=group; for id, text, condition, construct, pair, scene, domain, keyword, status, note; if not named, the column of that name",
        },
        "source": {
          type: "string",
          requiresArg: true,
          describe: 'table: condition of texts that name it; if not given, "keyword"',
        },
        "target": {
          type: "string",
          requiresArg: true,
          describe: 'table: condition of texts that show it; if not given, "keyword-free"',
        },
        "control": {
          type: "string",
          requiresArg: true,
          describe: 'table: condition of controls; if not given, "neutral"',
        },
        "lexicon": {
          type: "string",
          requiresArg: true,
          describe: "affect-reception: {emotion: {keyword: [forms]}} as JSON; if not given, that of the suite emotion",
        },
        "json": JSON_FLAG,
      },
    ),
  async handler(argv) {
    const { importSuite } = await import("../run/import.ts");
    const { importLines } = await import("../suite/import/card.ts");
    const { TABLE_COLUMNS } = await import("../suite/import/table-rows.ts");
    const { plain, print } = await import("../runtime/terminal.ts");
    for (const [name, format] of Object.entries(ONLY)) {
      if (argv[name] !== undefined && argv.format !== format) throw usage(`--${name} is for the format ${format}`);
    }
    const given = ["source", "target", "control", "lexicon"].flatMap((name) =>
      argv[name] === undefined ? [] : [[name, once(name, argv[name] as string)]]
    );
    const summary = await importSuite({
      format: argv.format as "table",
      file: argv.file as string,
      output: once("output-path", argv.outputPath as string),
      ...(argv.columns === undefined ? {} : { columns: columnsFrom(argv.columns, TABLE_COLUMNS) }),
      ...Object.fromEntries(given),
      signal,
    });
    const next = `Next: alienist audit ${summary.folder}`;
    await print(
      argv.json
        ? JSON.stringify(summary) + "\n"
        : [summary.folder, ...importLines(summary).map((line) => `  ${plain(line)}`), next].join("\n") + "\n",
    );
  },
});
