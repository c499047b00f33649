/** A fitted kernel ridge regression: weights of the training rows, one column per target. */
export interface Ridge {
  /** [columns][m] */
  readonly weights: readonly Float64Array[];
}

/** Lower triangular Cholesky factor of a symmetric positive definite matrix [m, m], in place. Throws `RangeError`. */
function factorize(a: Float64Array, m: number): void {
  for (let j = 0; j < m; j++) {
    for (let i = j; i < m; i++) {
      let sum = a[i * m + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * m + k]! * a[j * m + k]!;
      if (i === j) {
        if (!(sum > 0)) throw new RangeError(`Cannot factorize: the matrix is not positive definite at row ${j}.`);
        a[j * m + j] = Math.sqrt(sum);
      } else a[i * m + j] = sum / a[j * m + j]!;
    }
  }
}

function solve(lower: Float64Array, m: number, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < i; k++) x[i] = x[i]! - lower[i * m + k]! * x[k]!;
    x[i] = x[i]! / lower[i * m + i]!;
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let k = i + 1; k < m; k++) x[i] = x[i]! - lower[k * m + i]! * x[k]!;
    x[i] = x[i]! / lower[i * m + i]!;
  }
  return x;
}

/**
 * Ridge regression in the dual, `(K + lambda mean(diag K) I) w = y - mean(y)`: a linear read-out that whitens, so that
 * a faint but consistent feature counts as much as a loud one.
 *
 * gram [n, n] holds inner products of all rows about a common origin; train [m] numbers of the rows to learn from,
 * centred on their mean here; targets: columns of [m]. Source: Saunders et al. 1998 (ICML, "Ridge regression learning
 * algorithm in dual variables"); with two classes it is regularised linear discriminant analysis up to scale.
 */
export function fitRidge(
  gram: Float64Array,
  n: number,
  { train, targets, lambda = 0.1 }: { train: Int32Array; targets: readonly ArrayLike<number>[]; lambda?: number },
): Ridge {
  const m = train.length, means = new Float64Array(m), k = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) means[i] = means[i]! + gram[train[i]! * n + train[j]!]! / m;
  }
  const all = means.reduce((sum, v) => sum + v, 0) / m;
  let trace = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) k[i * m + j] = gram[train[i]! * n + train[j]!]! - means[i]! - means[j]! + all;
    trace += k[i * m + i]! / m;
  }
  for (let i = 0; i < m; i++) k[i * m + i] = k[i * m + i]! + Math.max(lambda * trace, 1e-12);
  factorize(k, m);
  const weights = targets.map((y) => {
    const mean = Array.from(y).reduce((sum, v) => sum + v, 0) / m;
    const alpha = solve(k, m, Float64Array.from(y, (v) => v - mean));
    // Centring the training rows is the same as centring the weights: test rows need no centring then.
    const shift = alpha.reduce((sum, v) => sum + v, 0) / m;
    return alpha.map((v) => v - shift);
  });
  return { weights };
}

/** Score of row `j` on each target, up to a constant per target: [columns]. */
export function ridgeScores(gram: Float64Array, n: number, { weights }: Ridge, train: Int32Array, j: number): number[] {
  return weights.map((alpha) => {
    let sum = 0;
    for (let i = 0; i < train.length; i++) sum += alpha[i]! * gram[j * n + train[i]!]!;
    return sum;
  });
}
