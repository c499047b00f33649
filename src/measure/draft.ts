import { normalQuantile } from "../math/normal-quantile.ts";
import type { Figure } from "../record/figure.ts";

/** What all figures of a run share. */
export interface Common {
  readonly reading: "last" | "mean";
  readonly direction: string;
  readonly permutations: number;
  readonly resampledBy: "scene" | "pair";
}

/** A figure with nothing in it yet: `unscored` says why until a value is set. */
export function draft(
  { reading, direction, permutations, resampledBy }: Common,
  figure: Pick<Figure, "measure" | "contrast"> & Partial<Figure>,
): Figure {
  return {
    construct: direction,
    metric: "auroc",
    tap: null,
    layer: null,
    reading,
    selection: "nested",
    value: null,
    low: null,
    high: null,
    n: 0,
    clusters: 0,
    floors: null,
    excess: null,
    p: null,
    p_holm: null,
    permutations,
    mde: null,
    unscored: null,
    resampled_by: resampledBy,
    ...figure,
  };
}

/** Smallest difference that would have been detected with 80 % power at one-sided .05, from the standard error. */
export function detectable(sd: number): number | null {
  if (!(sd > 0)) return null;
  return (normalQuantile(0.95) + normalQuantile(0.8)) * sd;
}
