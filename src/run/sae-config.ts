import { Fault } from "../record/fault.ts";
import * as files from "../runtime/files.ts";

/** How the activations of a place are scaled before the encoder: not at all, or row by row. */
export type Normalize = "none" | "layer_norm" | "constant_norm_rescale";

/** What cfg.json says of a sparse autoencoder; `null` where it does not say. */
export interface SaeConfig {
  /** Path of the file that was read, or `null` where there is none. */
  readonly file: string | null;
  readonly architecture: "standard" | "jumprelu" | "topk" | "gated" | null;
  /** Features that stay active: `topk`. */
  readonly k: number | null;
  readonly applyBDec: boolean | null;
  readonly normalize: Normalize;
  /** Pre-activations are multiplied by the norms of W_dec's rows first: `topk`. */
  readonly rescale: boolean;
  readonly dIn: number | null;
  readonly dSae: number | null;
  /** Where the activations were taken in training: `blocks.8.hook_resid_pre`. */
  readonly hook: string | null;
  /** The tap which that is, `resid_post.7`; `null` where it is not known, or no residual stream. */
  readonly tap: string | null;
  readonly warnings: readonly string[];
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads the configuration beside a file of weights: cfg.json, or a config.json that is none of a model.
 *
 * Keys of SAELens (before and after version 6), of EleutherAI's sparsify and of Gemma Scope 2.
 *
 * @throws Fault `bad_sae` naming the key and what is allowed
 */
export async function readSaeConfig(weights: string): Promise<SaeConfig> {
  const folder = files.dirname(weights), name = files.basename(folder);
  // sparsify names the folder after the place: layers.5, layers.5.mlp.
  const place = /^(layers|h)\.\d+(\.\w+)*$/.test(name) ? { hookpoint: name } : {};
  for (const file of ["cfg.json", "config.json"].map((name) => files.join(folder, name))) {
    if (await files.kindOf(file) !== "file") continue;
    const raw = parse(await files.readText(file), file);
    if (raw.model_type === undefined) return saeConfig({ ...place, ...raw }, file);
  }
  return saeConfig(place, null);
}

/** The same of keys that are read already. */
export function saeConfig(raw: Raw, file: string | null): SaeConfig {
  const all: Raw = { ...(raw.metadata as Raw | undefined), ...(raw.meta as Raw | undefined), ...raw };
  const first = (...keys: string[]) =>
    keys.map((key) => all[key]).find((value) => value !== undefined && value !== null);
  const number = (...keys: string[]) => {
    const value = first(...keys);
    return typeof value === "number" ? value : null;
  };
  const kwargs = (all.activation_fn_kwargs ?? {}) as Raw;
  const hook = first("hook_name", "hook_point", "hf_hook_point_in", "hookpoint");
  const normalize = normalizeOf(first("normalize_activations"), file);
  return {
    file,
    architecture: architectureOf(
      first("architecture"),
      first("activation_fn", "activation_fn_str", "activation"),
      file,
    ),
    k: number("k") ?? (typeof kwargs.k === "number" ? kwargs.k : null),
    applyBDec: typeof all.apply_b_dec_to_input === "boolean"
      ? all.apply_b_dec_to_input
      : typeof all.transcode === "boolean"
      ? !all.transcode
      : null,
    normalize: normalize.kind,
    rescale: all.rescale_acts_by_decoder_norm === true,
    dIn: number("d_in"),
    dSae: number("d_sae", "num_latents", "width") || null,
    hook: typeof hook === "string" ? hook : null,
    tap: tapOf(hook, number("hook_layer", "hook_point_layer")),
    warnings: normalize.warnings,
  };
}

const ARCHITECTURES: Readonly<Record<string, SaeConfig["architecture"]>> = {
  standard: "standard",
  relu: "standard",
  jumprelu: "jumprelu",
  jump_relu: "jumprelu",
  // Trained with a budget for a whole batch, and saved with the threshold that this comes to.
  batchtopk: "jumprelu",
  matryoshka_batchtopk: "jumprelu",
  topk: "topk",
  gated: "gated",
};

function architectureOf(named: unknown, activation: unknown, file: string | null): SaeConfig["architecture"] {
  const find = (name: unknown) => Object.hasOwn(ARCHITECTURES, String(name)) ? ARCHITECTURES[String(name)]! : undefined;
  const known = named === undefined ? null : find(named);
  if (known === undefined) throw bad(file, "architecture", named, Object.keys(ARCHITECTURES));
  if (activation === undefined || activation === "relu" || find(activation) === known) return known;
  // Before SAELens 6 a TopK encoder was a standard one with another activation; sparsify names the activation only.
  if (activation === "topk" && (known === null || known === "standard")) return "topk";
  throw bad(file, "activation", activation, ["relu", "topk"]);
}

function normalizeOf(value: unknown, file: string | null): { kind: Normalize; warnings: string[] } {
  if (value === undefined || value === false || value === "none") return { kind: "none", warnings: [] };
  if (value === "layer_norm" || value === "constant_norm_rescale") return { kind: value, warnings: [] };
  if (value !== true && value !== "expected_average_only_in") {
    const allowed = ["none", "layer_norm", "constant_norm_rescale", "expected_average_only_in"];
    throw bad(file, "normalize_activations", value, allowed);
  }
  const why = "the average norm that it was trained with is not in the file";
  const warning =
    `${file} says normalize_activations "expected_average_only_in", and ${why}: activations are taken as they
 are. Unless the factor is folded into the weights, the features' sizes are off.`.replace("\n", "");
  return { kind: "none", warnings: [warning] };
}

/** The tap that a hook reads: TransformerLens' names, Hugging Face's, or a layer's number alone. */
function tapOf(hook: unknown, layer: number | null): string | null {
  if (typeof hook !== "string") return layer === null ? null : `resid_post.${layer}`;
  const [, at, site] = /^blocks\.(\d+)\.hook_resid_(pre|mid|post)$/.exec(hook) ?? [];
  if (at !== undefined) {
    if (site !== "pre") return `resid_${site}.${at}`;
    // What a block receives is what the block before it left.
    return at === "0" ? "embed" : `resid_post.${Number(at) - 1}`;
  }
  const [, number] = /^(?:[a-z_]+\.)*(?:layers|h)\.(\d+)(?:\.output)?$/.exec(hook) ?? [];
  return number === undefined ? null : `resid_post.${number}`;
}

function parse(text: string, file: string): Raw {
  try {
    const raw = JSON.parse(text);
    if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return raw;
  } catch { /* said below */ }
  throw new Fault("bad_sae", `Cannot read ${file}: it is not a JSON object.`, "Download it again, or remove it.");
}

function bad(file: string | null, key: string, found: unknown, allowed: readonly string[]): Fault {
  return new Fault(
    "bad_sae",
    `Cannot use the sparse autoencoder of ${file}: ${key} ${JSON.stringify(found)} is not one of ${
      allowed.join(", ")
    }.`,
    "Use an autoencoder of one of these kinds.",
  );
}
