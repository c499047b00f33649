import type { Model } from "../model/model.ts";
import { Fault } from "../record/fault.ts";
import { tapName } from "../record/run.ts";
import { readText, resolve, writeWhole } from "../runtime/files.ts";
import { chooseDevice, type Device, type DeviceChoice, type DeviceRequest } from "./device.ts";
import { encodeAll, type Input } from "./encode.ts";
import { chooseLayers } from "./layers.ts";
import { openModel } from "./open.ts";
import { encodeSafetensors, type TensorData } from "./safetensors.ts";
import { type Reading, readStream } from "./stream.ts";

export interface ActivationOptions {
  readonly device: Device;
  readonly layers?: string;
  readonly reading?: Reading;
  readonly batchSize?: number | undefined;
  readonly truncate?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The residual stream of some texts. */
export interface Activations {
  /** `embed`, `resid_post.0` ...: [n, width], or [n_tokens, width] with reading `all`. Float32, row-major. */
  readonly taps: ReadonlyMap<string, Float32Array>;
  readonly width: number;
  /** Token ids of every text, special tokens included. */
  readonly tokenIds: readonly (readonly number[])[];
  readonly warnings: readonly string[];
}

/**
 * Reads the residual stream of texts (or token ids) at `embed` and every chosen layer.
 *
 * @example
 * const { model } = await openModel("phantom:null?width=32&layers=2");
 * const device = await chooseDevice("cpu");
 * const { taps } = await readActivations(model, [{ id: "a", text: "She set out two plates." }], { device });
 * taps.get("resid_post.1")?.length; // 32
 * @throws Fault `too_long`, `empty_text`
 */
export async function readActivations(
  model: Model,
  inputs: readonly Input[],
  options: ActivationOptions,
): Promise<Activations> {
  const { device, layers = "all", reading = "last", truncate = false } = options;
  const { sequences, warnings } = encodeAll(model, inputs, truncate);
  const taps = [model.find("embed"), ...chooseLayers(model, layers)];
  const read = await readStream(model, device, sequences, taps.map((tap) => ({ tap, reading })), {
    batchSize: options.batchSize,
    signal: options.signal,
  });
  return {
    taps: new Map(taps.map((tap, i) => [tapName(tap), read[i]!])),
    width: model.width,
    tokenIds: sequences.map((sequence) => sequence.ids),
    warnings: [...model.residual.warnings, ...warnings],
  };
}

interface WriteOptions extends Omit<ActivationOptions, "device"> {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly device: DeviceChoice | DeviceRequest;
}

/** Reads texts from a JSONL file and writes their activations as safetensors: the command `activations`. */
export async function writeActivations(options: WriteOptions) {
  if (resolve(options.input) === resolve(options.output)) {
    throw new Fault("bad_output", `Cannot write ${options.output}: it is the input.`, "Choose another file for -o.", 2);
  }
  const inputs = parseInputs(await readText(options.input), options.input);
  const { model } = await openModel(options.model);
  const device = await chooseDevice(options.device);
  try {
    const read = await readActivations(model, inputs, { ...options, device });
    await writeWhole(options.output, toSafetensors(read, inputs, model, options.reading ?? "last"));
    const tokens = read.tokenIds.reduce((sum, ids) => sum + ids.length, 0);
    return {
      output: options.output,
      texts: inputs.length,
      tokens,
      width: read.width,
      taps: [...read.taps.keys()],
      why: device.why,
      warnings: read.warnings,
    };
  } finally {
    device.dispose();
  }
}

function toSafetensors(read: Activations, inputs: readonly Input[], model: Model, reading: Reading): Uint8Array {
  const tensors: Record<string, TensorData> = {};
  for (const [name, data] of read.taps) tensors[name] = { shape: [data.length / read.width, read.width], data };
  let at = 0n;
  const offsets = BigInt64Array.from([0n, ...read.tokenIds.map((ids) => at += BigInt(ids.length))]);
  if (reading === "all") tensors.offsets = { shape: [offsets.length], data: offsets };
  tensors.token_ids = { shape: [Number(at)], data: BigInt64Array.from(read.tokenIds.flat(), BigInt) };
  tensors.token_offsets = { shape: [offsets.length], data: offsets };
  return encodeSafetensors(tensors, {
    ids: JSON.stringify(inputs.map((input) => input.id)),
    model_hash: model.hash,
    tokenizer_hash: model.tokenizerHash,
    reading,
  });
}

/** @throws Fault `bad_input` naming the line and what is wrong with it */
export function parseInputs(text: string, file: string): Input[] {
  const bad = (line: number, why: string) =>
    new Fault(
      "bad_input",
      `Cannot read ${file} line ${line}: ${why}.`,
      'A line is {"id": "...", "text": "..."} or {"id": "...", "token_ids": [...]}.',
    );
  const seen = new Map<string, number>();
  const inputs: Input[] = [];
  text.replace(/^\uFEFF/, "").split(/\r?\n/).forEach((line, at) => {
    if (line.trim() === "") return;
    let raw: Record<string, unknown>;
    try {
      raw = JSON.parse(line);
    } catch {
      throw bad(at + 1, "it is not JSON");
    }
    const { id, text: words, token_ids: ids } = raw ?? {};
    if (typeof id !== "string") throw bad(at + 1, "it has no id (a string)");
    if (seen.has(id)) throw bad(at + 1, `the id "${id}" is used already in line ${seen.get(id)}`);
    if ((words === undefined) === (ids === undefined)) throw bad(at + 1, "it must have either text or token_ids");
    if (words !== undefined && typeof words !== "string") throw bad(at + 1, "text is not a string");
    if (ids !== undefined && !(Array.isArray(ids) && ids.every((token) => Number.isSafeInteger(token) && token >= 0))) {
      throw bad(at + 1, "token_ids is not a list of whole numbers");
    }
    seen.set(id, at + 1);
    inputs.push(words !== undefined ? { id, text: words as string } : { id, token_ids: ids as number[] });
  });
  if (inputs.length === 0) throw bad(1, "there is no text in it");
  return inputs;
}
