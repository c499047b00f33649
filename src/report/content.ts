import type { ItemRecord, RunRecord } from "../record/run.ts";
import { asked, verdict } from "./answer.ts";
import type { Block } from "./blocks.ts";
import { arrangement } from "./arrangement.ts";
import { distributions } from "./distributions.ts";
import { extremes } from "./extremes.ts";
import { floorsTable, headlineTable } from "./headline.ts";
import { knownAnswer } from "./known.ts";
import { layers } from "./layers.ts";
import { limits } from "./limits.ts";
import { calibration, methods } from "./methods.ts";
import { whichConstruct } from "./which.ts";

/** Everything that a report of one run says, in the order in which it says it. */
export function content(record: RunRecord, items: readonly ItemRecord[]): Block[] {
  return [
    ...asked(record),
    ...verdict(record),
    ...headlineTable(record),
    ...layers(record),
    ...distributions(record, items),
    ...whichConstruct(record),
    ...arrangement(record),
    ...floorsTable(record),
    ...knownAnswer(record),
    ...limits(record),
    ...extremes(record, items),
    ...methods(record, items),
    ...calibration(record),
  ];
}
