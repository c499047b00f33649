import { z } from "zod";

/**
 * What text alone (or chance) reaches on the same split, in the figure's metric.
 *
 * `chance`; `length` (words and characters); `surface` (capitals, digits, punctuation); `function_words`; `bag_of_words` (TF-IDF); `embedding` (the same direction
 * method on the mean token embedding, before any layer has run); `embedding_ridge` (the same embedding read by ridge
 * regression, which finds faint features too); `shuffled` (mean over label permutations of the
 * maximum over layers: what the sweep itself yields). `null` = could not be computed.
 */
export const Floors = z.strictObject({
  chance: z.number(),
  length: z.number().nullable(),
  surface: z.number().nullable().default(null),
  function_words: z.number().nullable(),
  bag_of_words: z.number().nullable(),
  embedding: z.number().nullable(),
  embedding_ridge: z.number().nullable().default(null),
  shuffled: z.number().nullable(),
});
export type Floors = z.infer<typeof Floors>;

/** Figure minus the highest floor, with the 95 % interval of that difference on shared resamples. */
export const Excess = z.strictObject({
  over: z.enum([
    "chance",
    "length",
    "surface",
    "function_words",
    "bag_of_words",
    "embedding",
    "embedding_ridge",
    "shuffled",
  ]),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  /** Upper end of the 90 % interval: below the equivalence bound means "nothing beyond text as large as the bound". */
  high_90: z.number(),
});
export type Excess = z.infer<typeof Excess>;

/**
 * `separation` and `transfer` of the construct against its control; `constructs` and `confusion` among the constructs;
 * `response` to items that share a vignette's words or its keyword; `false_alarms` on eventful texts; `leak` of the
 * construct in the controls; `geometry` of the constructs' means; `dissociation` between words and situations.
 */
export const MEASURES = [
  "separation",
  "transfer",
  "dissociation",
  "confusion",
  "constructs",
  "response",
  "false_alarms",
  "leak",
  "geometry",
] as const;

/** One measured figure about a model, never without its floors. A missing figure has `value: null` and the reason in `unscored`. */
export const Figure = z.looseObject({
  measure: z.enum(MEASURES),
  contrast: z.string(),
  construct: z.string(),
  metric: z.enum(["auroc", "index", "accuracy", "rate", "correlation"]),
  tap: z.string().nullable(),
  layer: z.int().nullable(),
  reading: z.enum(["last", "mean"]),
  /**
   * `nested`: layer chosen inside the training folds; `largest`: the layer where it is largest, which p and the floor
   * `shuffled` pay for (both are headlines); `fixed`: this layer, for the curve.
   */
  selection: z.enum(["nested", "largest", "fixed"]),
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
