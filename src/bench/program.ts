/** A dense f32 tensor in memory, row-major. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** One operation of another package, on the result of the one before. */
export type Step =
  /** [.., n] times [n, m]. */
  | { readonly op: "matmul"; readonly by: Tensor }
  /** Plus a vector over the last axis. */
  | { readonly op: "add"; readonly what: Tensor }
  | { readonly op: "relu" }
  | { readonly op: "reshape"; readonly dims: readonly number[] }
  /** Over one axis, which goes. */
  | { readonly op: "mean"; readonly axis: number }
  | { readonly op: "max"; readonly axis: number }
  /** Rows by number. */
  | { readonly op: "gather"; readonly rows: Int32Array }
  /** The k largest along the last axis, descending: values and indices. Last step only. */
  | { readonly op: "topk"; readonly k: number };

/** What a kernel computes, in operations that array packages have; its inputs lie as is best for them. */
export interface Program {
  readonly input: Tensor;
  readonly steps: readonly Step[];
}

/** Shape after each step; the first entry is the input's. */
export function dimsOf({ input, steps }: Program): (readonly number[])[] {
  const all: (readonly number[])[] = [input.dims];
  for (const step of steps) {
    const dims = all.at(-1)!;
    if (step.op === "matmul") all.push([...dims.slice(0, -1), step.by.dims[1]!]);
    else if (step.op === "reshape") all.push(step.dims);
    else if (step.op === "mean" || step.op === "max") all.push(dims.filter((_, axis) => axis !== step.axis));
    else if (step.op === "gather") all.push([step.rows.length, ...dims.slice(1)]);
    else if (step.op === "topk") all.push([...dims.slice(0, -1), step.k]);
    else all.push(dims);
  }
  return all;
}

/** [rows, columns] turned to [columns, rows]. */
export function transposed(data: Float32Array, rows: number, columns: number): Tensor {
  const out = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c]!;
  }
  return { dims: [columns, rows], data: out };
}
