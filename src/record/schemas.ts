import { z } from "zod";
import { AuditComparison, AuditRecord } from "./audit.ts";
import { BenchComparison, BenchRecord } from "./bench.ts";
import { ModelBenchRecord } from "./bench-model.ts";
import { EvalEvent } from "./events.ts";
import { FeatureRecord } from "./features.ts";
import { Figure } from "./figure.ts";
import { ItemRecord, RunRecord } from "./run.ts";
import { TapsRecord } from "./taps.ts";

/** JSON Schemas (2020-12) of every file and message, from the definitions that validate. Published as `schemas/*.json`. */
export function jsonSchemas(): Record<string, object> {
  const sources = {
    run: RunRecord,
    item: ItemRecord,
    figure: Figure,
    audit: AuditRecord,
    "audit-comparison": AuditComparison,
    taps: TapsRecord,
    "eval-event": EvalEvent,
    features: FeatureRecord,
    bench: BenchRecord,
    "bench-comparison": BenchComparison,
    "bench-model": ModelBenchRecord,
  };
  return Object.fromEntries(Object.entries(sources).map(([name, schema]) => [name, z.toJSONSchema(schema)]));
}
