import { type Tensor, transposed } from "../src/bench/program.ts";

/** Directions [k, d] at unit length, as columns [d, k]: what a product with other packages wants. */
export function unitColumns(directions: Float32Array, k: number, d: number): Tensor {
  const unit = new Float32Array(directions.length);
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += directions[j * d + i]! ** 2;
    for (let i = 0; i < d; i++) unit[j * d + i] = directions[j * d + i]! / Math.sqrt(sum);
  }
  return transposed(unit, k, d);
}
