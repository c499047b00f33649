/** Eigenvalues in descending order and their unit eigenvectors (rows) of a symmetric matrix. */
export interface Eigen {
  readonly values: Float64Array;
  /** [n][n] */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues of a small symmetric matrix [n, n] by Jacobi rotations; meant for a few dozen rows.
 *
 * Source: Golub and Van Loan 2013, Matrix Computations, section 8.5.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): Eigen {
  const a = Float64Array.from(matrix), v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) off += a[i * n + j]! ** 2;
    if (off < 1e-24) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => a[y * n + y]! - a[x * n + x]!);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]!),
    vectors: order.map((i) => Float64Array.from({ length: n }, (_, k) => v[k * n + i]!)),
  };
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1), s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p]!, y = a[k * n + q]!;
    a[k * n + p] = c * x - s * y, a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k]!, y = a[q * n + k]!, z = v[k * n + p]!, w = v[k * n + q]!;
    a[p * n + k] = c * x - s * y, a[q * n + k] = s * x + c * y;
    v[k * n + p] = c * z - s * w, v[k * n + q] = s * z + c * w;
  }
}
