import { z } from "zod";

/**
 * What text alone (or chance) reaches on the same split, in the figure's metric.
 *
 * `chance`; `length` (words and characters); `function_words`; `bag_of_words` (TF-IDF); `embedding` (the same direction
 * method on the mean token embedding, before any layer has run); `shuffled` (mean over label permutations of the
 * maximum over layers: what the sweep itself yields). `null` = could not be computed.
 */
export const Floors = z.strictObject({
  chance: z.number(),
  length: z.number().nullable(),
  function_words: z.number().nullable(),
  bag_of_words: z.number().nullable(),
  embedding: z.number().nullable(),
  shuffled: z.number().nullable(),
});
export type Floors = z.infer<typeof Floors>;

/** Figure minus the highest floor, with the 95 % interval of that difference on shared resamples. */
export const Excess = z.strictObject({
  over: z.enum(["chance", "length", "function_words", "bag_of_words", "embedding", "shuffled"]),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  /** Upper end of the 90 % interval: below the equivalence bound means "nothing beyond text as large as the bound". */
  high_90: z.number(),
});
export type Excess = z.infer<typeof Excess>;

/** One measured figure about a model, never without its floors. A missing figure has `value: null` and the reason in `unscored`. */
export const Figure = z.looseObject({
  measure: z.enum(["separation", "transfer", "dissociation", "confusion"]),
  contrast: z.string(),
  construct: z.string(),
  metric: z.enum(["auroc", "index", "accuracy"]),
  tap: z.string().nullable(),
  layer: z.int().nullable(),
  reading: z.enum(["last", "mean"]),
  /** `nested`: layer chosen inside the training folds (the headline); `fixed`: this layer, for the curve. */
  selection: z.enum(["nested", "fixed"]),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.int(),
  clusters: z.int(),
  floors: Floors.nullable(),
  excess: Excess.nullable(),
  p: z.number().nullable(),
  p_holm: z.number().nullable(),
  permutations: z.int(),
  /** Smallest difference from chance that this n would have detected with 80 % power at one-sided .05. */
  mde: z.number().nullable(),
  unscored: z.string().nullable(),
});
export type Figure = z.infer<typeof Figure>;
