/** Rows of which most entries are zero (CSR): row i holds `indices` and `values` from `starts[i]` to `starts[i + 1]`. */
export interface SparseRows {
  readonly rows: number;
  readonly width: number;
  /** [rows + 1] */
  readonly starts: Int32Array;
  /** [nonzero]; column of each value, ascending within a row. */
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Packs one map (column -> value) per row. */
export function sparseRows(maps: readonly ReadonlyMap<number, number>[], width: number): SparseRows {
  const starts = new Int32Array(maps.length + 1);
  maps.forEach((map, i) => starts[i + 1] = starts[i]! + map.size);
  const indices = new Int32Array(starts[maps.length]!), values = new Float64Array(indices.length);
  maps.forEach((map, row) => {
    let place = starts[row]!;
    for (const [column, value] of [...map].sort((a, b) => a[0] - b[0])) {
      indices[place] = column;
      values[place++] = value;
    }
  });
  return { rows: maps.length, width, starts, indices, values };
}

/** Packs a dense matrix, row-major [rows, width], zeros included. */
export function denseRows(matrix: ArrayLike<number>, rows: number, width: number): SparseRows {
  return {
    rows,
    width,
    starts: Int32Array.from({ length: rows + 1 }, (_, i) => i * width),
    indices: Int32Array.from({ length: rows * width }, (_, i) => i % width),
    values: Float64Array.from(matrix),
  };
}

/** `x v` -> [rows], each plus `bias`. */
export function timesVector(x: SparseRows, v: Float64Array, bias = 0): Float64Array {
  const out = new Float64Array(x.rows).fill(bias);
  for (let row = 0; row < x.rows; row++) {
    let sum = bias;
    for (let k = x.starts[row]!; k < x.starts[row + 1]!; k++) sum += x.values[k]! * v[x.indices[k]!]!;
    out[row] = sum;
  }
  return out;
}

/** `x^T r` -> [width]. */
export function transposeTimes(x: SparseRows, r: Float64Array): Float64Array {
  const out = new Float64Array(x.width);
  for (let row = 0; row < x.rows; row++) {
    const weight = r[row]!;
    if (weight === 0) continue;
    for (let k = x.starts[row]!; k < x.starts[row + 1]!; k++) {
      out[x.indices[k]!] = out[x.indices[k]!]! + weight * x.values[k]!;
    }
  }
  return out;
}
