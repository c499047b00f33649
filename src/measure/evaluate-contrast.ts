import { aurocOf } from "../math/concordance.ts";
import type { Common } from "./draft.ts";
import { type Evidence, nestedAuroc } from "./evidence.ts";
import type { FloorEvidence } from "./floors.ts";
import type { Plan } from "./plan.ts";
import type { Resamples } from "./resample.ts";
import {
  type Evaluated,
  evaluateStatistic,
  type Identity,
  type Null,
  type Setting,
  type Statistic,
  unscoredFigure,
} from "./statistic.ts";

/** Everything that a contrast's figures are made from. */
export interface ContrastInput {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly floors: FloorEvidence;
  readonly null: Null;
}

function identityOf({ contrast, tested }: Plan, cluster: Int32Array): Identity {
  const { measure, name, role } = contrast;
  const clusters = new Set(Array.from(tested, (p) => cluster[p])).size;
  return { measure, contrast: name, role, n: 2 * tested.length, clusters };
}

/** An unscored contrast: the figure with its reason. */
export function unscoredContrast(plan: Plan, common: Common, reason: string): Evaluated {
  return unscoredFigure({ ...identityOf(plan, plan.split.pairs.scene), clusters: 0 }, common, reason);
}

/** Makes a contrast's figures from its comparisons. */
export function evaluateContrast(
  { plan, evidence, floors, null: nulls }: ContrastInput,
  resamples: Resamples,
  setting: Setting,
): Promise<Evaluated> {
  const statistic: Statistic = {
    layers: evidence.outer.length,
    at: (layer, weights) => aurocOf(evidence.outer[layer]!, weights),
    nested: (weights) => nestedAuroc(evidence, weights),
    chance: 0.5,
    floors: Object.fromEntries(
      Object.entries(floors).map(([name, set]) =>
        [name, set && ((weights?: ArrayLike<number>) => aurocOf(set, weights))] as const
      ),
    ),
    null: nulls,
  };
  return evaluateStatistic(statistic, identityOf(plan, resamples.cluster), setting);
}
