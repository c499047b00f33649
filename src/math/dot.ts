/** Inner product, summed in double precision; `a` and `b` [width]. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Euclidean length of `v`. */
export function norm(v: ArrayLike<number>): number {
  return Math.sqrt(dot(v, v));
}
