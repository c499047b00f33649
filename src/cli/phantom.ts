import type { CommandModule } from "yargs";
import { addOptions, JSON_FLAG } from "./common.ts";

export const phantomCommand: CommandModule = {
  command: "phantom <ref>",
  describe: "Write a phantom (a compiled model with a known answer) as a model folder",
  builder: (yargs) =>
    addOptions(
      yargs.positional("ref", {
        type: "string",
        demandOption: true,
        describe: "phantom:affect|keyword|lexical|wheel|null?effect=2&layer=2&seed=1&width=128&layers=4",
      }),
      {
        "output-path": {
          alias: "o",
          type: "string",
          demandOption: true,
          requiresArg: true,
          describe: "Folder to write",
        },
        "json": JSON_FLAG,
      },
    ),
  async handler({ ref, outputPath, json }) {
    const { phantom } = await import("../run/open.ts");
    const { plainAnswer, writePhantom } = await import("../phantom/phantom.ts");
    const { once } = await import("./values.ts");
    const { print } = await import("../runtime/terminal.ts");
    const folder = once("output-path", outputPath as string);
    const compiled = await phantom(ref as string);
    await writePhantom(compiled, folder);
    await print(
      json ? JSON.stringify({ folder, ref, ...plainAnswer(compiled.answer) }) + "\n" : `${folder}\n`,
    );
  },
};
