import type { Permuted, PermuteProblem } from "./permute.ts";
import type { Segments } from "./pool.ts";

/** How the tokens of one item become one row. */
export type Pooling = "mean" | "max" | "last";

/** How numbers are stored; sums are f32 at least. `f16` in memory is a Uint16Array of IEEE 754 binary16 bits. */
export type Dtype = "f32" | "f16";

/** Options of a projection. */
export interface ProjectOptions {
  /** [width]; subtracted from every row first. Default: zeros. */
  readonly mu?: Float32Array;
  /** Divide by the norm of (row - mu) too: a cosine in [-1, 1]; 0 where that norm is 0. Directions are always taken at unit length. */
  readonly cosine?: boolean;
}

/** Rows of activations or weights: in memory, or on the GPU where the model left them. */
export interface Rows<B = unknown> {
  /** Row-major [rows, width] (f16: its bits), or a GPU buffer holding the same from byte `offset` on. */
  readonly data: Float32Array | Uint16Array | B;
  readonly rows: number;
  readonly width: number;
  /** In bytes; GPU buffers only; a multiple of 4. Default 0. */
  readonly offset?: number;
  /** Storage of a GPU buffer. Default `f32`; an array in memory says it itself. */
  readonly dtype?: Dtype;
}

/** What happens to `x = a . b + bias` before it is stored: nothing, max(x, 0), or x where x > threshold and 0 elsewhere. */
export type Epilogue = "none" | "relu" | "jumprelu";

/** Options of a product. */
export interface MatmulOptions {
  /** Default `none`. */
  readonly epilogue?: Epilogue;
  /** [n], one per row of B. Default: zeros. */
  readonly bias?: Float32Array;
  /** [n]; for `jumprelu`. Default: zeros. */
  readonly threshold?: Float32Array;
}

/** The largest values of each row, descending; of equal values the lowest index first; NaN counts as larger than all. */
export interface Top {
  /** [rows, k] */
  readonly values: Float32Array;
  /** [rows, k] */
  readonly indices: Uint32Array;
}

/** Options of a Gram matrix. */
export interface GramOptions {
  /** `rows`: X X^T [rows, rows]. `columns`: X^T X [width, width]. */
  readonly of: "rows" | "columns";
  /** Take the mean of the columns off first (a covariance, times the number of rows). Default: false. */
  readonly centre?: boolean;
}

/**
 * The one interface that both backends fill: the WGSL kernels, and their CPU twins.
 *
 * Shapes: acts [rows, width], directions [k, width], results row-major. No rows, or no directions, give empty results.
 * A direction whose length is 0 projects everything to 0. NaN and infinity propagate as in IEEE 754, into a maximum too;
 * of equal values a maximum keeps the first. What does not fit is a Fault `bad_shape` with both sizes in its message.
 */
export interface Kernels<B = unknown> {
  /** `wasm`: large products on the ONNX runtime's WebAssembly, the rest as `cpu`. */
  readonly name: "webgpu" | "wasm" | "cpu";
  /** P = (A - mu) V^T / |v| -> [rows, k]. */
  project(acts: Rows<B>, directions: Float32Array, k: number, options?: ProjectOptions): Promise<Float32Array>;
  /** The same, pooled per segment -> [segments, k]; an empty segment gives NaN. */
  projectPool(
    acts: Rows<B>,
    directions: Float32Array,
    k: number,
    segments: Segments,
    pooling: Pooling,
    options?: ProjectOptions,
  ): Promise<Float32Array>;
  /** A -> [segments, width]; an empty segment gives NaN. */
  pool(acts: Rows<B>, segments: Segments, pooling: Pooling): Promise<Float32Array>;
  /** C = A B^T with epilogue -> [a.rows, b.rows]; the widths must be equal. */
  matmul(a: Rows<B>, b: Rows<B>, options?: MatmulOptions): Promise<Float32Array>;
  /** The k largest of every row. */
  topk(acts: Rows<B>, k: number): Promise<Top>;
  /** The k largest of every row of `matmul`, which is never read back. */
  matmulTopk(a: Rows<B>, b: Rows<B>, k: number, options?: MatmulOptions): Promise<Top>;
  /** Inner products of rows or of columns -> [m, m], symmetric. */
  gram(acts: Rows<B>, options: GramOptions): Promise<Float64Array>;
  /** Label-permutation null of the AUROC at every layer, and its maximum over layers. */
  permute(problem: PermuteProblem): Promise<Permuted>;
  /** Rows kept where the kernels run, for repeated use; the caller releases them. */
  hold(acts: Rows<B>): { readonly rows: Rows<B>; release(): void };
  /** Most bytes of GPU memory that the kernels held at once so far (the model's own are not counted); 0 on the CPU. */
  peakMemory(): number;
  dispose(): void;
}
