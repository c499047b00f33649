import type { CommandModule } from "yargs";
import { FORMATS, targetOf, writeTo } from "./bench-output.ts";
import { addOptions, JSON_FLAG } from "./common.ts";
import { once } from "./values.ts";

export const OUTPUT = {
  "output-path": {
    alias: "o",
    type: "string",
    requiresArg: true,
    describe: "A file by its ending (.md .csv .json .jsonl .html), a folder, or md, csv, json, jsonl to print",
  },
  "format": { choices: FORMATS, requiresArg: true, describe: "The form, where no ending says it" },
} as const;

export const benchCompareCommand: CommandModule = {
  command: "compare <file..>",
  describe: "Records of several adapters or days side by side, as a table or a page with charts",
  builder: (yargs) =>
    addOptions(
      yargs.positional("file", { type: "string", array: true, demandOption: true, describe: "bench's .json files" }),
      { ...OUTPUT, "json": JSON_FLAG },
    ),
  async handler({ file, outputPath, format, json }) {
    const { comparedText, readRecord } = await import("./bench-forms.ts");
    const { print } = await import("../runtime/terminal.ts");
    const output = outputPath === undefined ? undefined : once("output-path", outputPath as string);
    const target = await targetOf(output, format as typeof FORMATS[number] | undefined, json === true);
    const records = [];
    for (const one of file as string[]) records.push(await readRecord(one));
    const text = await comparedText(records, target.format);
    const path = await writeTo(target, text, undefined);
    await print(path === null ? text : `${path}\n`);
  },
};
