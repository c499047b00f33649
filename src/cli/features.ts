import type { CommandModule } from "yargs";
import { addOptions, BATCH_SIZE, DEVICE_OPTIONS, JSON_FLAG, MODEL, TRUNCATE } from "./common.ts";
import { batchSize, deviceRequest, once, whole } from "./values.ts";

export const featuresCommand = (signal: AbortSignal): CommandModule => ({
  command: "features",
  describe: "The most active features of a sparse autoencoder on the residual stream of texts",
  builder: (yargs) =>
    addOptions(yargs, {
      "model": MODEL,
      "sae": {
        type: "string",
        demandOption: true,
        requiresArg: true,
        describe:
          "Autoencoder (.safetensors): W_enc or encoder.weight, b_enc, b_dec, threshold; cfg.json beside it is read",
      },
      "layer": {
        type: "string",
        demandOption: true,
        requiresArg: true,
        describe: "Layer whose output it reads (resid_post), from 0",
      },
      "input": {
        alias: "i",
        type: "string",
        requiresArg: true,
        describe: 'JSONL: {"id": "...", "text": "..."} or {"id": "...", "token_ids": [...]}',
      },
      "suite": { type: "string", requiresArg: true, describe: "The items of a suite instead: name or folder" },
      "top": { type: "string", default: "32", requiresArg: true, describe: "Features per text, 1 to 1024" },
      "reading": {
        choices: ["last", "mean", "all"],
        default: "last",
        describe: "Last token, mean over the text's tokens, or every token",
      },
      "output-path": {
        alias: "o",
        type: "string",
        requiresArg: true,
        describe: "Write them: .parquet (a row per feature) or .jsonl (a line per text or token)",
      },
      ...DEVICE_OPTIONS,
      "batch-size": BATCH_SIZE,
      "truncate": TRUNCATE,
      "json": JSON_FLAG,
    }),
  async handler(argv) {
    const { writeFeatures } = await import("../run/write-features.ts");
    const { print } = await import("../runtime/terminal.ts");
    const text = (name: string, value: unknown) => value === undefined ? undefined : once(name, value as string);
    const output = text("output-path", argv.outputPath);
    const done = await writeFeatures({
      model: once("model", argv.model as string),
      sae: once("sae", argv.sae as string),
      layer: whole("layer", once("layer", argv.layer), 0),
      input: text("input", argv.input),
      suite: text("suite", argv.suite),
      output,
      top: whole("top", once("top", argv.top), 1, 1024),
      reading: once("reading", argv.reading as "last"),
      device: deviceRequest(argv),
      batchSize: batchSize(argv.batchSize),
      truncate: argv.truncate as boolean,
      signal,
    });
    await print(done.why + "\n", "stderr");
    for (const warning of done.read.warnings) await print(`Note: ${warning}\n`, "stderr");
    await show(done, output, argv.json === true);
  },
});

/** Records as JSON, the file that was written, or the table. */
async function show(
  { read, sae, items }: Awaited<ReturnType<typeof import("../run/write-features.ts").writeFeatures>>,
  output: string | undefined,
  json: boolean,
): Promise<void> {
  const { featureRecords } = await import("../run/features.ts");
  const { color, columns, plain, print } = await import("../runtime/terminal.ts");
  if (json) {
    for (const record of featureRecords(read)) await print(JSON.stringify(record) + "\n");
    return;
  }
  const size = `${sae.architecture} autoencoder, ${sae.dSae} features, resid_post.${read.layer}`;
  if (output !== undefined) {
    await print(`${plain(output)}: ${items} texts, ${read.places.length} places, ${read.top} features each; ${size}\n`);
    return;
  }
  const { featureLines } = await import("../report/features.ts");
  for (const line of featureLines([...featureRecords(read)], { color: color("stdout"), width: columns() })) {
    await print(line + "\n");
  }
  await print(`${size}; feature:activation, the largest first.\n`, "stderr");
}
