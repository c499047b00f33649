import type { ItemRecord, RunRecord } from "../record/run.ts";
import { asked, floorsTable, headlineTable, verdict } from "./answer.ts";
import type { Block } from "./blocks.ts";
import { confusionRead, layers, projections } from "./evidence.ts";
import { knownAnswer } from "./known.ts";
import { extremes, limits } from "./limits.ts";
import { calibration, methods } from "./methods.ts";

/** Everything that a report of one run says, in the order in which it says it. */
export function content(record: RunRecord, items: readonly ItemRecord[]): Block[] {
  return [
    ...asked(record),
    ...verdict(record),
    ...headlineTable(record),
    ...layers(record),
    ...projections(record, items),
    ...confusionRead(record),
    ...floorsTable(record),
    ...knownAnswer(record),
    ...limits(record),
    ...extremes(record, items),
    ...methods(record),
    ...calibration(record),
  ];
}
