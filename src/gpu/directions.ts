import { unitDirections } from "../reference/directions.ts";
import type { Arena, Binding } from "./arena.ts";

/** Directions in one dispatch at most: bounds the buffer, and the work of a dispatch. */
export const MAX_K = 1024;

/** Directions per tile: the least that holds k, or 16 over and over. A is read once for k <= 16. */
export const TILE_K = [1, 4, 16] as const;

/** Tile for k directions. */
export function tileFor(k: number): number {
  return TILE_K.find((size) => size >= k) ?? 16;
}

/** Mu and unit directions on the GPU, padded with zeros to whole vec4 columns and whole tiles. */
export interface BoundDirections {
  readonly mu: Binding;
  readonly directions: Binding;
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
  arena: Arena,
  directions: Float32Array,
  k: number,
  width: number,
  mu?: Float32Array,
): BoundDirections {
  const padded = 4 * vec4Columns(width), tile = tileFor(k);
  const units = unitDirections(directions, k, width);
  const packed = new Float32Array(Math.ceil(k / tile) * tile * padded);
  for (let j = 0; j < k; j++) packed.set(units.subarray(j * width, (j + 1) * width), j * padded);
  const centre = new Float32Array(padded);
  if (mu) centre.set(mu);
  return { mu: arena.upload("mu", centre), directions: arena.upload("directions", packed) };
}
