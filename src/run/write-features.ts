import { Fault } from "../record/fault.ts";
import { extname, readText, resolve, writeWhole } from "../runtime/files.ts";
import { parseInputs } from "./activations.ts";
import { chooseDevice, type DeviceChoice, type DeviceRequest } from "./device.ts";
import { checkLayer, type FeatureOptions, featureRecords, type Features, features } from "./features.ts";
import { concat } from "../model/onnx/encode.ts";
import { openModel } from "./open.ts";
import { featuresParquet } from "./parquet.ts";
import { readSae } from "./sae.ts";
import { loadSuite } from "./suites.ts";

/** Lines that become bytes at once, so that no string grows too long. */
const LINES = 1000;

/** What the command `features` is asked. */
export interface WriteFeatureOptions extends Omit<FeatureOptions, "sae" | "device"> {
  readonly model: string;
  readonly sae: string;
  /** Either a JSONL file of texts, or a suite's name or folder. */
  readonly input?: string | undefined;
  readonly suite?: string | undefined;
  /** `.parquet` or `.jsonl`; not given: nothing is written. */
  readonly output?: string | undefined;
  readonly device: DeviceChoice | DeviceRequest;
}

/** Reads texts and an autoencoder, and writes the features where an output is given: the command `features`. */
export async function writeFeatures(options: WriteFeatureOptions) {
  const { input, output } = options;
  const suite = options.suite === undefined ? undefined : await loadSuite(options.suite);
  if ((suite === undefined) === (input === undefined)) {
    const found = input === undefined ? "neither is given" : "both are given";
    throw new Fault(
      "usage",
      `Cannot choose the texts: ${found}.`,
      "Give either --input FILE.jsonl or --suite NAME.",
      2,
    );
  }
  if (output !== undefined) checkOutput(output, [options.sae, ...input === undefined ? [] : [input]]);
  const inputs = suite?.items ?? parseInputs(await readText(input!), input!);
  const { model } = await openModel(options.model, suite ? { suite } : {});
  checkLayer(model, options.layer); // before gigabytes are read
  const sae = await readSae(options.sae);
  const device = await chooseDevice(options.device);
  try {
    const read = await features(model, inputs, { ...options, sae, device });
    if (output !== undefined) {
      const metadata = { model: model.ref, model_hash: model.hash, sae: sae.file, reading: options.reading ?? "last" };
      await writeWhole(output, isParquet(output) ? await featuresParquet(read, metadata) : featuresJsonl(read));
    }
    return { read, sae, model: model.ref, items: inputs.length, why: device.why };
  } finally {
    device.dispose();
  }
}

const isParquet = (output: string) => extname(output).toLowerCase() === ".parquet";

function checkOutput(output: string, read: readonly string[]): void {
  const refuse = (found: string, remedy: string) => {
    throw new Fault("bad_output", `Cannot write ${output}: ${found}.`, remedy, 2);
  };
  if (!/\.(parquet|jsonl)$/i.test(output)) {
    refuse(`the ending "${extname(output)}" is not one of .parquet, .jsonl`, "Choose one of these endings.");
  }
  const same = read.find((file) => resolve(file) === resolve(output));
  if (same !== undefined) refuse("it is what is read", "Choose another file for -o.");
}

/** One line of JSON per place. */
export function featuresJsonl(read: Features): Uint8Array {
  const parts: Uint8Array[] = [], encoder = new TextEncoder();
  let lines: string[] = [];
  const flush = () => (parts.push(encoder.encode(lines.join(""))), lines = []);
  for (const record of featureRecords(read)) {
    if (lines.push(JSON.stringify(record) + "\n") === LINES) flush();
  }
  flush();
  return concat(parts);
}
