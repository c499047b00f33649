import { Fault } from "../record/fault.ts";
import { openSafetensors, type Safetensors } from "./safetensors-read.ts";
import { type Normalize, readSaeConfig, type SaeConfig } from "./sae-config.ts";
import { checkSizes, encoderOf } from "./sae-layout.ts";
import { type Architecture, type Parts, partsOf } from "./sae-parts.ts";
import { readWeights, scaleRows, timesVector, type Weights } from "./sae-weights.ts";

/** What an encoder computes: f = g(W x + bias), where g keeps what is above a threshold, and of that the k largest. */
export interface Encoder {
  readonly dIn: number;
  readonly dSae: number;
  /** Row-major [d_sae, d_in]; a Uint16Array holds binary16 bits. */
  readonly weights: Weights;
  /** [d_sae]; what is subtracted from the input is folded in. */
  readonly bias: Float32Array;
  /** [d_sae], none below 0; not given: 0. */
  readonly threshold?: Float32Array;
  /** Features that stay active. Not given: all above the threshold. */
  readonly k?: number;
  /** How each row of activations is scaled first. Default: `none`. */
  readonly normalize?: Normalize;
}

/** The encoder of a sparse autoencoder that was read from a file. */
export interface Sae extends Encoder {
  readonly file: string;
  readonly architecture: Architecture;
  /** Where the activations were taken in training, as cfg.json says it, and the tap which that is; `null`: not known. */
  readonly hook: string | null;
  readonly tap: string | null;
  readonly warnings: readonly string[];
}

/**
 * Reads the encoder of a sparse autoencoder: a safetensors file in the layout of SAELens, Gemma Scope, OpenAI or
 * EleutherAI's sparsify, and the cfg.json beside it.
 *
 * The name of the matrix says how it lies, its shape never does: `W_enc` (`w_enc`) is [d_in, d_sae], `encoder.weight` is
 * [d_sae, d_in]. All other sizes must fit that. Where b_dec is taken off the input, bias = b_enc - W b_dec, in f64.
 *
 * @throws Fault `bad_safetensors`, `bad_sae` saying what was found and what is allowed; `file`
 * @see https://github.com/decoderesearch/SAELens, https://github.com/EleutherAI/sparsify
 */
export async function readSae(path: string): Promise<Sae> {
  const file = await openSafetensors(path);
  try {
    return await read(file, await readSaeConfig(path));
  } finally {
    await file.close();
  }
}

async function read(file: Safetensors, config: SaeConfig): Promise<Sae> {
  const layout = encoderOf(file), { dIn, dSae } = layout;
  checkSizes(file, layout, config);
  const parts = await partsOf(file, config, dSae), { architecture, bDec, scale, threshold } = parts;
  const stored = await readWeights(file, layout.matrix);
  const weights = scale ? scaleRows(stored, dIn, scale) : stored;
  // Gemma Scope and Llama Scope do not centre the input, all others do.
  const centred = config.applyBDec ?? architecture !== "jumprelu";
  const bias = parts.bias.slice();
  if (bDec && centred) timesVector(weights, bDec).forEach((value, row) => bias[row]! -= value);
  return {
    file: file.file,
    architecture,
    dIn,
    dSae,
    weights,
    bias: Float32Array.from(bias),
    ...(threshold ? { threshold } : {}),
    ...(architecture === "topk" ? { k: topK(file, config) } : {}),
    normalize: config.normalize,
    hook: config.hook ?? config.tap,
    tap: config.tap,
    warnings: [...config.warnings, ...guesses(file.file, config, parts, centred)],
  };
}

function topK({ file }: Safetensors, { k }: SaeConfig): number {
  if (k !== null && Number.isInteger(k) && k > 0) return k;
  const found = `k is ${k}, not a whole number from 1 on`;
  throw new Fault(
    "bad_sae",
    `Cannot use ${file} as a topk autoencoder: ${found}.`,
    "Write k into the cfg.json beside it.",
  );
}

/** What was taken to be so because neither the file nor cfg.json says it. */
function guesses(file: string, config: SaeConfig, { architecture, bDec, notes }: Parts, centred: boolean): string[] {
  const where = config.file ?? `a cfg.json beside ${file}`, taken: string[] = [];
  if (config.architecture === null) taken.push(`${file} is read as a ${architecture} autoencoder`);
  if (config.applyBDec === null && bDec?.some((value) => value !== 0)) {
    taken.push(`b_dec is ${centred ? "" : "not "}taken off the input`);
  }
  if (taken.length === 0) return [...notes];
  const hint = `"architecture" and "apply_b_dec_to_input" in ${where} can say otherwise`;
  return [`By its tensors, ${taken.join(" and ")}; ${hint}.`, ...notes];
}
