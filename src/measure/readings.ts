import type { Confusion, Geometry, Verdict } from "../record/run.ts";
import type { Figure } from "../record/figure.ts";
import type { Kernels } from "../reference/kernels.ts";

/** What a model's residual stream held for each item, in the order of the items. */
export interface Readings {
  /** Taps in ascending depth, named as `tapName` does (`resid_post.3`). */
  readonly taps: readonly { readonly name: string; readonly layer: number }[];
  /** Per tap [n, width], row-major: pooled per item. */
  readonly acts: readonly Float32Array[];
  /** [n, any width]: mean over the item's tokens at tap `embed`; empty when there is none. */
  readonly embedding: Float32Array;
  readonly width: number;
  readonly n: number;
}

/** Options of `measureTransfer`. */
export interface TransferOptions {
  readonly kernels: Kernels;
  /** Where in the text the readings were taken; copied into the figures. */
  readonly reading: "last" | "mean";
  readonly seed?: number;
  /** Label permutations B. Default 10,000. */
  readonly permutations?: number;
  /** Cluster resamples. Default 2,000. */
  readonly bootstraps?: number;
  /** Folds of the outer cross-validation; fewer scenes than folds make one fold per scene. Default 5. */
  readonly folds?: number;
  /** Excess below this (AUROC) counts as nothing. Default 0.05. */
  readonly equivalence?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a measure has come. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** Out-of-fold projection of one item, in standard deviations of the control items; `null` with the reason. */
export interface Projection {
  readonly id: string;
  readonly value: number | null;
  readonly unscored: string | null;
}

/** The direction learned from all pairs, for drawing and for reading other texts. */
export interface LearnedDirection {
  readonly tap: string;
  readonly layer: number;
  /** [width], unit length. */
  readonly vector: Float32Array;
  /** [width], mean of the training items. */
  readonly mu: Float32Array;
}

/** Everything that `measureTransfer` found. */
export interface TransferResult {
  readonly figures: Figure[];
  readonly verdict: Verdict;
  readonly confusion: Confusion | null;
  readonly geometry: readonly Geometry[];
  /** One per item, in the order of the items, at the tap of `direction`. */
  readonly projections: Projection[];
  /** `null` when nothing could be scored. */
  readonly direction: LearnedDirection | null;
  readonly warnings: string[];
}
