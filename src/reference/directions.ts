/**
 * Directions at unit length, in f64.
 *
 * @param directions [k, width] row-major. A direction of length 0 stays 0, so everything projects to 0 on it.
 * @returns [k, width] row-major.
 */
export function unitDirections(directions: Float32Array, k: number, width: number): Float64Array {
  const units = Float64Array.from(directions);
  for (let j = 0; j < k; j++) {
    const unit = units.subarray(j * width, (j + 1) * width);
    let squares = 0;
    for (const x of unit) squares += x * x;
    if (squares === 0) continue;
    const norm = Math.sqrt(squares);
    for (let i = 0; i < width; i++) unit[i] = unit[i]! / norm;
  }
  return units;
}
