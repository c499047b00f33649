import { z } from "zod";
import { Tap } from "./run.ts";

/** `alienist taps MODEL --json`. */
export const TapsRecord = z.looseObject({
  schema: z.literal("alienist/taps/1"),
  model: z.string(),
  width: z.int(),
  layers: z.int(),
  taps: z.array(Tap),
  pruned: z.strictObject({ nodes: z.int(), bytes: z.int() }),
});
export type TapsRecord = z.infer<typeof TapsRecord>;
