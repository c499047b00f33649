import type { CommandModule } from "yargs";
import { addOptions, BATCH_SIZE, DEVICE_OPTIONS, JSON_FLAG, LAYERS, MODEL, TRUNCATE } from "./common.ts";
import { batchSize, deviceRequest, once } from "./values.ts";

export const activationsCommand = (signal: AbortSignal): CommandModule => ({
  command: "activations",
  describe: "Write the residual stream of texts as safetensors",
  builder: (yargs) =>
    addOptions(yargs, {
      "model": MODEL,
      "input": {
        alias: "i",
        type: "string",
        demandOption: true,
        requiresArg: true,
        describe: 'JSONL: {"id": "...", "text": "..."} or {"id": "...", "token_ids": [...]}',
      },
      "output-path": {
        alias: "o",
        type: "string",
        demandOption: true,
        requiresArg: true,
        describe: "File to write (.safetensors)",
      },
      "layers": LAYERS,
      "reading": {
        choices: ["last", "mean", "all"],
        default: "last",
        describe: "Last token, mean over the text's tokens, or every token",
      },
      ...DEVICE_OPTIONS,
      "batch-size": BATCH_SIZE,
      "truncate": TRUNCATE,
      "json": JSON_FLAG,
    }),
  async handler(argv) {
    const { writeActivations } = await import("../run/activations.ts");
    const { print } = await import("../runtime/terminal.ts");
    const summary = await writeActivations({
      model: once("model", argv.model as string),
      input: once("input", argv.input as string),
      output: once("output-path", argv.outputPath as string),
      layers: once("layers", argv.layers as string),
      reading: once("reading", argv.reading as "last"),
      device: deviceRequest(argv),
      batchSize: batchSize(argv.batchSize),
      truncate: argv.truncate as boolean,
      signal,
    });
    await print(summary.why + "\n", "stderr");
    for (const warning of summary.warnings) await print(`Note: ${warning}\n`, "stderr");
    await print(
      argv.json
        ? JSON.stringify(summary) + "\n"
        : `${summary.output}: ${summary.texts} texts, ${summary.tokens} tokens, ${summary.taps.join(", ")}\n`,
    );
  },
});
