import { Fault } from "../record/fault.ts";
import * as files from "../runtime/files.ts";

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
  return {
    ref: folder,
    onnx: await files.readBytes(onnx),
    external: await externalFiles(onnx),
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

/** Files such as `model.onnx_data` or `model.onnx.data` beside the model. */
async function externalFiles(onnx: string): Promise<ModelFiles["external"]> {
  const folder = files.dirname(onnx);
  const base = files.basename(onnx);
  const names = (await files.list(folder)).filter((name) =>
    name.startsWith(`${base}_data`) || name.startsWith(`${base}.data`)
  );
  return await Promise.all(
    names.map(async (path) => ({ path, data: await files.readBytes(files.join(folder, path)) })),
  );
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
  const number = (...keys: string[]) =>
    keys.map((key) => raw[key]).find((value): value is number => typeof value === "number");
  return {
    layers: number("num_hidden_layers", "n_layer", "num_layers", "n_layers"),
    context: number("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len"),
    type: typeof raw.model_type === "string" ? raw.model_type : undefined,
  };
}
