import type { Argv, Options, PositionalOptions } from "yargs";
import { env } from "../runtime/terminal.ts";

/**
 * Adds options to a command. Each has a twin in the environment (`--log-dir`: ALIENIST_LOG_DIR), which stands in for its
 * default; other variables of that prefix are nobody's business. They are the command's own: its subcommands have others.
 */
export function addOptions(yargs: Argv, options: Readonly<Record<string, Options>>): Argv {
  for (const [name, option] of Object.entries(options)) {
    const value = env[`ALIENIST_${name.toUpperCase().replaceAll("-", "_")}`];
    yargs.option(
      name,
      value === undefined || value === ""
        ? { ...option, global: false }
        : { ...option, default: fromText(value, option), demandOption: false, global: false },
    );
  }
  return yargs;
}

/** `1`, `true`, `yes`, `on`. */
export function isTrue(value: string | undefined): boolean {
  return /^(1|true|yes|on)$/i.test(value ?? "");
}

function fromText(value: string, option: Options): unknown {
  if (option.type === "boolean") return isTrue(value);
  return option.type === "number" ? Number(value) : value;
}

/** The suite that a command works on. */
export const SUITE: PositionalOptions = {
  type: "string",
  demandOption: true,
  describe: "Name, or folder with suite.json and items.csv",
};

/** Options that several commands share, so that they read the same everywhere. */
export const MODEL: Options = {
  alias: "M",
  type: "string",
  demandOption: true,
  requiresArg: true,
  describe: "Model folder (config.json, tokenizer.json, onnx/model.onnx) or phantom:KIND?key=value",
};

const DEVICE: Options = {
  choices: ["auto", "webgpu", "wasm", "cpu"],
  default: "auto",
  describe:
    "webgpu: model and kernels on the GPU; wasm: model on WebAssembly, kernels on the GPU if there is one; cpu: no GPU",
};

/** Where things run, and how the kernels are tuned and bounded there. */
export const DEVICE_OPTIONS: Readonly<Record<string, Options>> = {
  "device": DEVICE,
  "autotune": {
    type: "boolean",
    default: true,
    describe: "Measure once per GPU which variant of a kernel is fastest; --no-autotune takes the usual one",
  },
  "max-gpu-memory": {
    type: "string",
    requiresArg: true,
    describe: "Most GPU memory for the kernels' buffers: 512M, 2G (the model's own is not counted)",
  },
};

export const LAYERS: Options = {
  type: "string",
  default: "all",
  requiresArg: true,
  describe: "all, or numbers and ranges: 0,2-3",
};

export const BATCH_SIZE: Options = {
  alias: "b",
  type: "string",
  default: "auto",
  requiresArg: true,
  describe: "Texts per forward pass: a number, or auto",
};

export const TRUNCATE: Options = {
  type: "boolean",
  default: false,
  describe: "Cut texts that are longer than the model's context",
};

export const JSON_FLAG: Options = {
  type: "boolean",
  default: false,
  describe: "Print JSON on stdout, and nothing else there",
};
