/** Rows [n, width] in the rotated basis, as float32. */
export function rotateRows(rows: Float64Array, width: number, turn: Float64Array): Float32Array {
  return Float32Array.from(product(rows, turn, rows.length / width, width, width));
}

/** A square matrix turned over. */
export function transposed(m: Float64Array, size: number): Float64Array {
  return Float64Array.from(m, (_, at) => m[(at % size) * size + Math.floor(at / size)]!);
}

/** A [n, m] times B [m, k]; zeros of A are passed over, for most of A is zeros. */
export function product(a: Float64Array, b: Float64Array, n: number, m: number, k: number): Float64Array {
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const factor = a[i * m + j]!;
      if (factor === 0) continue;
      for (let c = 0; c < k; c++) out[i * k + c]! += factor * b[j * k + c]!;
    }
  }
  return out;
}
