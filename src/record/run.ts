import { z } from "zod";
import { Figure } from "./figure.ts";

/** Schema id of `run.json`; changes when a key changes its meaning. */
export const RUN_SCHEMA = "alienist/run/1";

/** The adapter that ran the kernels, names normalised over runtimes. */
export const Adapter = z.looseObject({
  name: z.string(),
  vendor: z.string(),
  architecture: z.string(),
  driver: z.string(),
  software: z.boolean(),
  runtime: z.string(),
  features: z.array(z.string()),
});
export type Adapter = z.infer<typeof Adapter>;

/** A place to read: site and layer, and the tensor of the graph that carries it. */
export const Tap = z.looseObject({
  site: z.enum(["embed", "resid_mid", "resid_post", "final_norm"]),
  layer: z.int().nullable(),
  tensor: z.string(),
});
export type Tap = z.infer<typeof Tap>;

/** `embed`, `final_norm`, `resid_post.3`: how figures, files and flags name a tap. */
export function tapName(tap: Pick<Tap, "site" | "layer">): string {
  return tap.layer === null ? tap.site : `${tap.site}.${tap.layer}`;
}

export const VERDICTS = ["transfers", "keyword-bound", "explained by text", "no evidence", "inconclusive"] as const;
export const Verdict = z.strictObject({
  word: z.enum(VERDICTS),
  tap: z.string().nullable(),
  reason: z.string(),
  rule: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

/** Eight-way (or k-way) reading of the construct; `matrix[i][j]` counts items of `labels[i]` read as `labels[j]`. */
export const Confusion = z.strictObject({
  labels: z.array(z.string()),
  matrix: z.array(z.array(z.int())),
});
export type Confusion = z.infer<typeof Confusion>;

/** How the constructs' means lie to each other, at the layer where the circle fits best; for drawing. */
export const Geometry = z.strictObject({
  condition: z.string(),
  tap: z.string(),
  layer: z.int().nullable(),
  labels: z.array(z.string()),
  /** The claimed order, and the one that fits best of all, with the tap where it does. */
  circle: z.array(z.string()),
  best_tap: z.string(),
  best_order: z.array(z.string()),
  /** [labels][labels]; split-half cosines of the constructs' mean differences from their controls. */
  similarity: z.array(z.array(z.number())),
  /** [labels][2]; the best plane through them, turned towards the claimed circle. */
  points: z.array(z.tuple([z.number(), z.number()])),
  opposites: z.array(z.strictObject({ a: z.string(), b: z.string(), cosine: z.number() })),
});
export type Geometry = z.infer<typeof Geometry>;

/** `runs/<id>/run.json`: everything that a reader needs to believe, repeat or doubt the verdict. */
export const RunRecord = z.looseObject({
  schema: z.literal(RUN_SCHEMA),
  id: z.string(),
  created: z.iso.datetime(),
  suite: z.looseObject({ name: z.string(), title: z.string(), version: z.string(), hash: z.string() }),
  model: z.looseObject({
    ref: z.string(),
    hash: z.string(),
    tokenizer_hash: z.string(),
    template_hash: z.string().nullable(),
    layers: z.int(),
    width: z.int(),
    dtype: z.string(),
  }),
  taps: z.array(Tap),
  /** Where the model and where the kernels ran; kernels on `wasm`: large products there, small ones on the CPU twins. */
  device: z.strictObject({
    model: z.enum(["webgpu", "wasm"]),
    kernels: z.enum(["webgpu", "wasm", "cpu"]),
    why: z.string(),
    /** Most bytes of GPU memory that the kernels' own buffers took at once; where they ran on a GPU. */
    peak_gpu_bytes: z.int().optional(),
  }),
  adapter: Adapter.nullable(),
  versions: z.record(z.string(), z.string()),
  seeds: z.record(z.string(), z.int()),
  calibration: z.string().nullable(),
  figures: z.array(Figure),
  confusion: Confusion.nullable(),
  /** Empty where the suite claims no arrangement. */
  geometry: z.array(Geometry).default([]),
  verdict: Verdict,
  timing: z.record(z.string(), z.number()),
  counts: z.looseObject({ items: z.int(), tokens: z.int(), unscored: z.int() }),
  settings: z.looseObject({
    reading: z.enum(["last", "mean"]),
    permutations: z.int(),
    bootstraps: z.int(),
    folds: z.int(),
  }),
  /** For phantoms: what was planted, so that the answer can be checked. `null` for real models. */
  known_answer: z.looseObject({}).nullable(),
  warnings: z.array(z.string()),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** One line of `items.jsonl`. */
export const ItemRecord = z.looseObject({
  id: z.string(),
  condition: z.string(),
  construct: z.string(),
  pair: z.string(),
  scene: z.string(),
  /** Out-of-fold projection on the headline direction in SDs of the control items, keyed `<construct>@<tap>`. */
  projections: z.record(z.string(), z.number().nullable()),
  token_ids: z.array(z.int()),
  text: z.string(),
  /** Why this item has no projection, or `null`. */
  unscored: z.string().nullable(),
});
export type ItemRecord = z.infer<typeof ItemRecord>;
