import type { Normalize } from "./sae-config.ts";

/** As SAELens and OpenAI's autoencoders have it. */
const EPSILON = 1e-5;

/**
 * Rows as an autoencoder's training scaled them. `layer_norm`: (x - mean) / (SD + 1e-5), with the SD of n - 1;
 * `constant_norm_rescale`: x sqrt(width) / |x|, a row of zeros staying so.
 *
 * @param acts [rows, width]; not changed
 * @see https://github.com/decoderesearch/SAELens
 */
export function normalized(acts: Float32Array, width: number, kind: Normalize = "none"): Float32Array {
  if (kind === "none") return acts;
  const out = new Float32Array(acts.length);
  for (let from = 0; from < acts.length; from += width) {
    const row = acts.subarray(from, from + width);
    const mean = kind === "layer_norm" ? row.reduce((sum, value) => sum + value, 0) / width : 0;
    const squares = row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const scale = kind === "layer_norm"
      ? 1 / (Math.sqrt(squares / (width - 1)) + EPSILON)
      : squares === 0
      ? 0
      : Math.sqrt(width / squares);
    for (let i = 0; i < width; i++) out[from + i] = (row[i]! - mean) * scale;
  }
  return out;
}
