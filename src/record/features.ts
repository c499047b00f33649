import { z } from "zod";

/** One feature of a sparse autoencoder, and how strongly it answers; never 0. */
export const Feature = z.strictObject({ feature: z.int(), activation: z.number() });
export type Feature = z.infer<typeof Feature>;

/** One line of `alienist features --json` and of its `.jsonl`: one place of one item. */
export const FeatureRecord = z.looseObject({
  schema: z.literal("alienist/features/1"),
  item: z.string(),
  /** The token as it is in the vocabulary; `null` for the mean over tokens. */
  token: z.string().nullable(),
  /** Place of the token in the text, special tokens counted, from 0; `null` for the mean over tokens. */
  position: z.int().nullable(),
  /** Layer that was read: `resid_post.<layer>`. */
  layer: z.int(),
  /** Features above 0 at this place; where `more` is true, at least so many. */
  active: z.int(),
  more: z.boolean(),
  /** The most active ones, descending; of equal ones the lowest feature first. */
  features: z.array(Feature),
});
export type FeatureRecord = z.infer<typeof FeatureRecord>;
