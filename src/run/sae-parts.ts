import { Fault } from "../record/fault.ts";
import type { Safetensors } from "./safetensors-read.ts";
import type { SaeConfig } from "./sae-config.ts";
import { readVector, rowNorms } from "./sae-weights.ts";

export type Architecture = "standard" | "jumprelu" | "topk" | "gated";

/** Everything of an encoder but its matrix. */
export interface Parts {
  readonly architecture: Architecture;
  /** [d_sae]; added to the (scaled) products. */
  readonly bias: Float64Array;
  /** [d_in], or `null` where there is none. */
  readonly bDec: Float32Array | null;
  /** [d_sae], none below 0; `null`: 0. */
  readonly threshold: Float32Array | null;
  /** [d_sae]; factors of the matrix' rows, or `null` for 1. */
  readonly scale: Float64Array | null;
  readonly notes: readonly string[];
}

/**
 * Reads the vectors of an encoder. What cfg.json does not say of the architecture, they do: gates, then a threshold, then
 * `k`, otherwise a plain ReLU.
 *
 * @throws Fault `bad_sae` where the architecture needs a tensor that is not there
 */
export async function partsOf(file: Safetensors, config: SaeConfig, dSae: number): Promise<Parts> {
  const bEnc = await readVector(file, "b_enc", "encoder.bias", "latent_bias");
  const bDec = await readVector(file, "b_dec", "decoder.bias", "pre_bias", "bias");
  const limit = await thresholdOf(file, dSae), gate = await gateOf(file);
  const architecture = config.architecture ?? (gate ? "gated" : limit ? "jumprelu" : config.k ? "topk" : "standard");
  const need = <T>(part: T | null, name: string): T => {
    if (part !== null) return part;
    const found = `it has no ${name}`, remedy = "Export it whole, or correct the architecture in cfg.json.";
    throw new Fault("bad_sae", `Cannot use ${file.file} as a ${architecture} autoencoder: ${found}.`, remedy);
  };
  if (architecture === "gated") return { ...gated(need(gate, "b_gate, b_mag and r_mag")), bDec };
  const notes = bEnc ? [] : [`${file.file} has no b_enc: it is taken to be 0.`];
  const bias = Float64Array.from(bEnc ?? new Float32Array(dSae)), plain = { bDec, bias, scale: null, notes };
  if (architecture === "jumprelu") return { ...plain, architecture, threshold: above0(need(limit, "threshold")) };
  if (limit) notes.push(`${file.file} has a threshold, which a ${architecture} autoencoder does not use.`);
  if (architecture === "standard" || !config.rescale) return { ...plain, architecture, threshold: null };
  const decoder = file.tensors.get("W_dec") ?? file.tensors.get("w_dec");
  const scale = await rowNorms(file, need(decoder ?? null, "W_dec, whose norms rescale_acts_by_decoder_norm asks for"));
  return { ...plain, architecture, threshold: null, scale, bias: bias.map((value, row) => value * scale[row]!) };
}

interface Gate {
  readonly bias: Float32Array;
  readonly mag: Float32Array;
  readonly r: Float32Array;
}

/**
 * A gated encoder as a JumpReLU one: W x + b_gate > 0 is e^r W x + b_mag > b_mag - e^r b_gate.
 *
 * @see https://arxiv.org/abs/2404.16014
 */
function gated({ bias, mag, r }: Gate): Omit<Parts, "bDec"> {
  const scale = Float64Array.from(r, Math.exp);
  const threshold = above0(mag.map((value, row) => value - scale[row]! * bias[row]!));
  return { architecture: "gated", bias: Float64Array.from(mag), scale, threshold, notes: [] };
}

/** SAELens and Gemma Scope take the positive part as well: a threshold below 0 says no more than 0. */
const above0 = (threshold: Float32Array) => threshold.map((value) => Math.max(value, 0));

async function gateOf(file: Safetensors): Promise<Gate | null> {
  const bias = await readVector(file, "b_gate", "gate_bias"), mag = await readVector(file, "b_mag", "mag_bias");
  const r = await readVector(file, "r_mag");
  return bias && mag && r ? { bias, mag, r } : null;
}

/** [d_sae]; one value stands for all features, a logarithm for its threshold. */
async function thresholdOf(file: Safetensors, dSae: number): Promise<Float32Array | null> {
  const logarithm = await readVector(file, "log_threshold", "log_jumprelu_threshold");
  const found = await readVector(file, "threshold") ?? logarithm?.map(Math.exp) ?? null;
  return found?.length === 1 ? new Float32Array(dSae).fill(found[0]!) : found;
}
