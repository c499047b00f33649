import { dot, norm } from "./dot.ts";

/** An orthonormal basis of the constant and some columns [n]; columns that add nothing are left out. */
export function basisOf(columns: readonly ArrayLike<number>[], n: number): Float64Array[] {
  const out: Float64Array[] = [];
  for (const column of [new Float64Array(n).fill(1), ...columns]) {
    const left = residual(column, out), length = norm(left);
    if (length > 1e-9 * Math.max(1, norm(column))) out.push(left.map((v) => v / length));
  }
  return out;
}

/** What is left of `y` [n] when everything along an orthonormal basis is taken out. */
export function residual(y: ArrayLike<number>, basis: readonly Float64Array[]): Float64Array {
  const left = Float64Array.from(y);
  for (const e of basis) {
    const along = dot(left, e);
    for (let i = 0; i < left.length; i++) left[i] = left[i]! - along * e[i]!;
  }
  return left;
}
