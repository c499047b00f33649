import { unitDirections } from "../reference/directions.ts";
import type { Gpu } from "./device.ts";
import { type Binding, upload } from "./launch.ts";
import type { Variant } from "./variant.ts";

/** Directions in one dispatch at most: bounds the buffer, and the work of a dispatch. */
export const MAX_K = 1024;

/** Mu and unit directions on the GPU, padded with zeros to whole vec4 columns and whole tiles. */
export interface BoundDirections {
  readonly mu: Binding;
  readonly directions: Binding;
  release(): void;
}

/** Vec4 columns of a row. */
export function vec4Columns(width: number): number {
  return Math.ceil(width / 4);
}

/**
 * Takes the directions to unit length in f64, rounds them once to f32, pads and uploads them.
 *
 * @param directions [k, width].
 */
export function bindDirections(
  gpu: Gpu,
  directions: Float32Array,
  k: number,
  width: number,
  { tile }: Variant,
  mu?: Float32Array,
): BoundDirections {
  const padded = 4 * vec4Columns(width);
  const units = unitDirections(directions, k, width);
  const packed = new Float32Array(Math.ceil(k / tile.k) * tile.k * padded);
  for (let j = 0; j < k; j++) packed.set(units.subarray(j * width, (j + 1) * width), j * padded);
  const centre = new Float32Array(padded);
  if (mu) centre.set(mu);
  const bound = { mu: upload(gpu, "mu", centre), directions: upload(gpu, "directions", packed) };
  return {
    ...bound,
    release() {
      bound.mu.buffer.destroy();
      bound.directions.buffer.destroy();
    },
  };
}
