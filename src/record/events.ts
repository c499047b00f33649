import { z } from "zod";
import { Figure } from "./figure.ts";

const ShortVerdict = z.looseObject({ verdict: z.string(), tap: z.string().nullable(), reason: z.string() });

/** One NDJSON line of `alienist eval --json`; the last is `done` or `error`. */
export const EvalEvent = z.discriminatedUnion("event", [
  z.looseObject({ event: z.literal("start"), suite: z.string(), model: z.string(), items: z.int() }),
  z.looseObject({ event: z.literal("progress"), stage: z.string(), done: z.int(), total: z.int() }),
  z.looseObject({ event: z.literal("figure"), figure: Figure }),
  z.looseObject({
    event: z.literal("run"),
    record: z.string(),
    model: z.string(),
    verdicts: z.record(z.string(), ShortVerdict),
  }),
  z.looseObject({
    event: z.literal("done"),
    record: z.string(),
    verdicts: z.record(z.string(), ShortVerdict),
    seconds: z.number(),
  }),
  z.looseObject({ event: z.literal("error"), code: z.string(), message: z.string(), remedy: z.string() }),
]);
export type EvalEvent = z.infer<typeof EvalEvent>;
