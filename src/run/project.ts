import type { ProjectOptions } from "../reference/kernels.ts";
import type { Device } from "./device.ts";

/** Activations and directions, row-major float32. */
export interface ProjectInput extends ProjectOptions {
  /** [rows, width] */
  readonly acts: Float32Array;
  /** [k, width]; need not be of unit length. */
  readonly directions: Float32Array;
  readonly width: number;
}

/**
 * Projections of activations on directions: P = (A - mu) V^T / |v| -> [rows, k].
 *
 * Unit: that of the activations; higher = closer to the direction; with `cosine`, -1 to 1.
 *
 * @example
 * const device = await chooseDevice("cpu");
 * const acts = new Float32Array([3, 4]);
 * const [value] = await project({ acts, directions: new Float32Array([0, 2]), width: 2 }, device);
 * value; // 4
 * @throws RangeError when the lengths are no multiples of `width`
 */
export async function project(
  { acts, directions, width, ...options }: ProjectInput,
  device: Device,
): Promise<Float32Array> {
  const rows = acts.length / width;
  const k = directions.length / width;
  if (!Number.isInteger(width) || width < 1 || !Number.isInteger(rows) || !Number.isInteger(k)) {
    throw new RangeError(
      `Cannot project: acts (${acts.length}) and directions (${directions.length}) must hold whole rows of width ${width}`,
    );
  }
  return await device.kernels.project({ data: acts, rows, width }, directions, k, options);
}
