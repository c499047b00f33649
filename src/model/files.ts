import { Fault } from "../record/fault.ts";
import * as files from "../runtime/files.ts";
import { readGraph } from "./onnx/graph.ts";

/** What the loader needs of a model, wherever it comes from: a folder, or a phantom compiled in memory. */
export interface ModelFiles {
  /** How the user named it. */
  readonly ref: string;
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Weights beside the model file: name as the model refers to it, and bytes. */
  readonly external: readonly { readonly path: string; readonly data: Uint8Array<ArrayBuffer> }[];
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
  readonly config: ModelConfig;
}

/** The keys of config.json that are used here; the many spellings are made one. */
export interface ModelConfig {
  readonly layers: number | undefined;
  /** Longest input in tokens; `undefined` when config.json does not say. */
  readonly context: number | undefined;
  readonly type: string | undefined;
}

/**
 * Reads a folder in Hugging Face layout: config.json, tokenizer.json, onnx/model.onnx (or model.onnx).
 *
 * @throws Fault `no_model` when the folder or one of its files is missing.
 */
export async function readFolder(folder: string): Promise<ModelFiles> {
  const layout = "A model folder holds config.json, tokenizer.json and onnx/model.onnx.";
  const kind = await files.kindOf(folder);
  if (kind === null) {
    throw new Fault(
      "no_model",
      `Cannot open the model ${folder}: there is no such folder.`,
      `${layout} Or name a phantom, such as phantom:affect.`,
    );
  }
  if (kind === "file") {
    throw new Fault("no_model", `Cannot open the model ${folder}: it is a file, not a folder.`, layout);
  }
  const onnx = await firstOf(folder, ["onnx/model.onnx", "model.onnx"]);
  if (!onnx) {
    throw new Fault(
      "no_model",
      `Cannot open the model ${folder}: it holds no onnx/model.onnx and no model.onnx.`,
      layout,
    );
  }
  const tokenizer = await firstOf(folder, ["tokenizer.json"]);
  if (!tokenizer) {
    throw new Fault("no_tokenizer", `Cannot open the model ${folder}: it holds no tokenizer.json.`, layout);
  }
  const tokenizerConfig = await firstOf(folder, ["tokenizer_config.json"]);
  const config = await firstOf(folder, ["config.json"]);
  const bytes = await files.readBytes(onnx);
  return {
    ref: folder,
    onnx: bytes,
    external: await externalFiles(onnx, bytes),
    tokenizer: await files.readText(tokenizer),
    tokenizerConfig: tokenizerConfig ? await files.readText(tokenizerConfig) : "{}",
    config: parseConfig(config ? await files.readText(config) : "{}", config ?? "config.json"),
  };
}

async function firstOf(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const file = files.join(folder, name);
    if (await files.kindOf(file) === "file") return file;
  }
  return undefined;
}

/** The files beside the model that hold its weights, by the names that the graph gives. */
async function externalFiles(onnx: string, bytes: Uint8Array): Promise<ModelFiles["external"]> {
  const names = new Set([...readGraph(bytes, onnx).initializers.values()].flatMap((weight) => weight.external ?? []));
  return await Promise.all([...names].map(async (path) => {
    const file = files.join(files.dirname(onnx), path);
    if (path.split(/[\\/]/).includes("..") || await files.kindOf(file) !== "file") {
      throw new Fault(
        "no_weights",
        `Cannot open ${onnx}: its weights are in ${path}, which is not beside it.`,
        "Download that file too, into the same folder.",
      );
    }
    return { path, data: await files.readBytes(file) };
  }));
}

/** Reads config.json. @throws Fault `bad_config` when it is not JSON. */
export function parseConfig(json: string, file = "config.json"): ModelConfig {
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(json);
  } catch (error) {
    throw new Fault(
      "bad_config",
      `Cannot read ${file}: it is not JSON.`,
      "Export the model again, or repair the file.",
      1,
      { cause: error },
    );
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new Fault(
      "bad_config",
      `Cannot read ${file}: it is not a JSON object.`,
      "Export the model again, or repair the file.",
    );
  }
  // Models that also see or hear keep their text part's sizes one level down.
  const inner = raw.text_config;
  if (typeof inner === "object" && inner !== null) raw = { ...inner, ...raw };
  const number = (...keys: string[]) =>
    keys.map((key) => Number(raw[key] ?? NaN)).find((value) => Number.isInteger(value) && value > 0);
  return {
    layers: number("num_hidden_layers", "n_layer", "num_layers", "n_layers"),
    context: number("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len"),
    type: typeof raw.model_type === "string" ? raw.model_type : undefined,
  };
}
