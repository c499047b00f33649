import { Fault } from "../record/fault.ts";
import type { Safetensors, TensorEntry } from "./safetensors-read.ts";
import type { SaeConfig } from "./sae-config.ts";

/** The encoder's matrix, and how it lies in the file. */
export interface EncoderMatrix {
  readonly tensor: TensorEntry;
  /** `true`: [d_in, d_sae]; `false`: [d_sae, d_in]. */
  readonly transposed: boolean;
}

/** Name -> whether the matrix lies as [d_in, d_sae]. The name alone decides, so that a square one cannot be mistaken. */
const ENCODERS: Readonly<Record<string, boolean>> = { W_enc: true, w_enc: true, "encoder.weight": false };

/** Names that are [d_sae] (a threshold may be one value for all), and that are [d_in]. */
const PER_FEATURE = [
  "b_enc",
  "encoder.bias",
  "latent_bias",
  "threshold",
  "log_threshold",
  "log_jumprelu_threshold",
  "b_gate",
  "gate_bias",
  "b_mag",
  "mag_bias",
  "r_mag",
];
const PER_INPUT = ["b_dec", "decoder.bias", "pre_bias", "bias"];

/** Finds the encoder's matrix by its name. @throws Fault `bad_sae` naming the tensors that there are */
export function encoderOf(file: Safetensors): { matrix: EncoderMatrix; dIn: number; dSae: number } {
  const found = Object.keys(ENCODERS).filter((name) => file.tensors.has(name));
  if (found.length !== 1) {
    const names = [...file.tensors.values()].map(({ name, shape }) => `${name} [${shape.join(", ")}]`);
    const held = names.length > 12 ? [...names.slice(0, 12), `${names.length - 12} more`] : names;
    const what = found.length ? `both ${found.join(" and ")}` : `no ${Object.keys(ENCODERS).join(", ")}`;
    throw new Fault(
      "bad_sae",
      `Cannot use ${file.file} as a sparse autoencoder: it has ${what}; it holds ${held.join(", ") || "no tensors"}.`,
      "Give one autoencoder of the residual stream: W_enc [d_in, d_sae] or encoder.weight [d_sae, d_in], with b_enc.",
    );
  }
  const tensor = file.tensors.get(found[0]!)!, transposed = ENCODERS[tensor.name]!;
  const [rows, columns, ...rest] = tensor.shape;
  if (!rows || !columns || rest.length) {
    throw new Fault(
      "bad_sae",
      `Cannot use ${file.file}: ${tensor.name} is [${tensor.shape.join(", ")}], and must have two lengths from 1 on.`,
      "Give an autoencoder of one layer; crosscoders and transcoders of several layers cannot be read.",
    );
  }
  return { matrix: { tensor, transposed }, dIn: transposed ? rows : columns, dSae: transposed ? columns : rows };
}

/** Throws Fault `bad_sae` unless every other size in the file and in cfg.json fits the matrix as its name lays it. */
export function checkSizes(
  file: Safetensors,
  { matrix, dIn, dSae }: { matrix: EncoderMatrix; dIn: number; dSae: number },
  config: SaeConfig,
): void {
  const wrong: string[] = [];
  const expect = (name: string, found: readonly number[], allowed: readonly number[]) => {
    if (found.join() === allowed.join()) return;
    wrong.push(`${name} is [${found.join(", ")}], not [${allowed.join(", ")}]`);
  };
  for (const { name, shape } of file.tensors.values()) {
    const one = name.endsWith("threshold") && shape.reduce((product, length) => product * length, 1) === 1;
    if (PER_FEATURE.includes(name) && !one) expect(name, shape, [dSae]);
    if (PER_INPUT.includes(name)) expect(name, shape, [dIn]);
    if (name === "W_dec" || name === "w_dec") expect(name, shape, [dSae, dIn]);
    if (name === "decoder.weight") expect(name, shape, [dIn, dSae]);
  }
  if (config.dIn !== null && config.dIn !== dIn) wrong.push(`d_in in ${config.file} is ${config.dIn}, not ${dIn}`);
  if (config.dSae !== null && config.dSae !== dSae) {
    wrong.push(`d_sae in ${config.file} is ${config.dSae}, not ${dSae}`);
  }
  if (wrong.length === 0) return;
  const { tensor, transposed } = matrix, order = transposed ? "[d_in, d_sae]" : "[d_sae, d_in]";
  throw new Fault(
    "bad_sae",
    `Cannot use ${file.file}: ${tensor.name} [${tensor.shape.join(", ")}] is read as ${order}, and ${
      wrong.join("; ")
    }.`,
    "Its name says how it lies: W_enc is [d_in, d_sae], encoder.weight [d_sae, d_in]. Name or export it so.",
  );
}
