/** A sparse row: column -> value. */
export type SparseRow = ReadonlyMap<number, number>;

/**
 * The smallest w with (rows) w = targets, as nearly as `ridge` allows: w = A^T (A A^T + ridge I)^-1 b.
 *
 * @param rows [n] sparse rows over columns
 * @param targets [n]
 * @returns column -> weight, for columns that occur
 */
export function minimumNorm(
  rows: readonly SparseRow[],
  targets: Float64Array,
  { ridge = 1e-6 } = {},
): Map<number, number> {
  const n = rows.length;
  const gram = new Float64Array(n * n);
  const byColumn = new Map<number, [number, number][]>();
  rows.forEach((row, i) =>
    row.forEach((value, column) => {
      const list = byColumn.get(column);
      if (list) list.push([i, value]);
      else byColumn.set(column, [[i, value]]);
    })
  );
  for (const list of byColumn.values()) {
    for (const [i, a] of list) for (const [j, b] of list) gram[i * n + j]! += a * b;
  }
  let trace = 0;
  for (let i = 0; i < n; i++) trace += gram[i * n + i]!;
  for (let i = 0; i < n; i++) gram[i * n + i]! += ridge * trace / n + 1e-12;
  const dual = solveCholesky(gram, targets);
  const weights = new Map<number, number>();
  for (const [column, list] of byColumn) {
    weights.set(
      column,
      list.reduce((sum, [i, value]) => sum + value * dual[i]!, 0),
    );
  }
  return weights;
}

/** Solves M x = b for symmetric positive definite M [n, n], which is overwritten by its factor. */
function solveCholesky(m: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = m[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= m[i * n + k]! * m[j * n + k]!;
      m[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-18)) : sum / m[j * n + j]!;
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= m[i * n + k]! * x[k]!;
    x[i]! /= m[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= m[k * n + i]! * x[k]!;
    x[i]! /= m[i * n + i]!;
  }
  return x;
}
