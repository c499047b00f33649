import { checkDirections, checkRows } from "./check.ts";
import { unitDirections } from "./directions.ts";
import type { ProjectOptions, Rows } from "./kernels.ts";
import { inMemory } from "./pool.ts";

/**
 * Projects every row onto every direction: the CPU twin of `kernels/project.wgsl`.
 *
 * P = (A - mu) V^T with V at unit length; with `cosine` each row is divided by its |a - mu|, 0 where that is 0.
 * A direction of length 0 gives 0. NaN and infinity propagate as in IEEE 754. Sums are f64, the result is f32.
 *
 * @param acts [rows, width] in memory.
 * @param directions [k, width], any length.
 * @returns [rows, k].
 * @throws Fault `bad_shape` where an array does not fit.
 */
export function project(acts: Rows, directions: Float32Array, k: number, options: ProjectOptions = {}): Float32Array {
  checkRows(acts);
  checkDirections(acts, directions, k, options);
  const projectRow = rowProjector(acts, directions, k, options);
  const out = new Float32Array(acts.rows * k);
  for (let t = 0; t < acts.rows; t++) out.set(projectRow(t), t * k);
  return out;
}

/** A function that projects row t: [k] in f64, valid until its next call. Shapes must have been checked. */
export function rowProjector(
  acts: Rows,
  directions: Float32Array,
  k: number,
  { mu, cosine = false }: ProjectOptions,
): (t: number) => Float64Array {
  const { width } = acts;
  const data = inMemory(acts);
  const units = unitDirections(directions, k, width);
  const row = new Float64Array(width);
  const values = new Float64Array(k);
  return (t) => {
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const x = data[t * width + i]! - (mu ? mu[i]! : 0);
      row[i] = x;
      squares += x * x;
    }
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let i = 0, v = j * width; i < width; i++, v++) sum += row[i]! * units[v]!;
      values[j] = !cosine ? sum : squares === 0 ? 0 : sum / Math.sqrt(squares);
    }
    return values;
  };
}
