import type { Segments } from "./pool.ts";

/** How the tokens of one item become one row. */
export type Pooling = "mean" | "max" | "last";

/** Options of a projection. */
export interface ProjectOptions {
  /** [width]; subtracted from every row first. Default: zeros. */
  readonly mu?: Float32Array;
  /** Divide by the norm of (row - mu) too: a cosine in [-1, 1]; 0 where that norm is 0. Directions are always taken at unit length. */
  readonly cosine?: boolean;
}

/** Rows of activations: in memory, or on the GPU where the model left them. */
export interface Rows<B = unknown> {
  /** Row-major [rows, width], or a GPU buffer holding the same from byte `offset` on. */
  readonly data: Float32Array | B;
  readonly rows: number;
  readonly width: number;
  /** In bytes; GPU buffers only. Default 0. */
  readonly offset?: number;
}

/**
 * The one interface that both backends fill: the WGSL kernels, and their CPU twins.
 *
 * Shapes: acts [rows, width], directions [k, width], results row-major. No rows, or no directions, give empty results.
 * A direction whose length is 0 projects everything to 0. NaN and infinity propagate as in IEEE 754, into a maximum too;
 * of equal values a maximum keeps the first. What does not fit is a Fault `bad_shape` with both sizes in its message.
 */
export interface Kernels<B = unknown> {
  readonly name: "webgpu" | "cpu";
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
  dispose(): void;
}
