import type { Model } from "../model/model.ts";
import { TapsRecord } from "../record/taps.ts";

/** What `alienist taps` prints: every tap, and what is pruned when the stream is read up to the last layer. */
export function tapsOf(model: Model): TapsRecord {
  const stream = model.residual.taps.filter((tap) => tap.site !== "final_norm");
  return TapsRecord.parse({
    schema: "alienist/taps/1",
    model: model.ref,
    width: model.width,
    layers: model.layers,
    taps: model.residual.taps,
    pruned: model.pruned(stream),
  });
}
