import { percentileInterval } from "../math/bootstrap.ts";
import type { Figure } from "../record/figure.ts";
import { type Common, draft } from "./draft.ts";
import type { Evaluated } from "./statistic.ts";

/**
 * Dissociation index: the share of the separation by words that does not transfer, `(A - C) / (A - 0.5)`.
 *
 * A = separation of source items on unseen words, C = transfer from source to target; 0 = all of it transfers, 1 = none.
 * Unscored when the lower bound of A is not above chance: a ratio to nothing has no meaning.
 */
export function dissociation(a: Evaluated, c: Evaluated, name: string, common: Common): Figure {
  const made = (rest: Partial<Figure>) =>
    draft({ ...common, permutations: 0 }, {
      measure: "dissociation",
      contrast: name,
      role: "dissociation",
      metric: "index",
      n: c.headline.n,
      clusters: c.headline.clusters,
      ...rest,
    });
  const reason = a.headline.unscored ?? c.headline.unscored;
  if (reason !== null) return made({ unscored: reason });
  if (a.headline.low === null || a.headline.low <= 0.5) {
    const low = a.headline.low?.toFixed(2) ?? "missing";
    return made({ unscored: `${a.headline.contrast} is not above chance (lower bound ${low}): nothing can be lost` });
  }
  const index = (av: number, cv: number) => (av - cv) / (av - 0.5);
  const interval = percentileInterval(a.values.map((av, draw) => index(av, c.values[draw]!)));
  return made({
    value: index(a.headline.value!, c.headline.value!),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  });
}
