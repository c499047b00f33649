import type { Item, Suite } from "../suite/suite.ts";
import type { Contrast, Split } from "./contrasts.ts";
import { splitPairs } from "./folds.ts";
import { gatherPairs, type Pairs, type Parts, partsOf } from "./pairs.ts";
import { type Plan, planContrast } from "./plan.ts";

/** What the probes of a run are laid out from. */
export interface ProbeGround {
  readonly suite: Suite;
  readonly items: readonly Item[];
  readonly usable: ArrayLike<number>;
  /** The split of the headline contrasts: a probe keeps its folds. */
  readonly split: Split;
  readonly seed: number;
}

/** Fewest domains that can be left out one by one. */
const ENOUGH_DOMAINS = 3;

function probe(ground: ProbeGround, parts: Partial<Parts>, contrast: Pick<Contrast, "role" | "name" | "unseenWords">) {
  const { suite, items, usable, split } = ground;
  const pairs: Pairs = gatherPairs(suite, items, usable, { ...partsOf(suite), ...parts });
  return planContrast({ ...contrast, measure: "response", learn: "source", test: "target" }, { ...split, pairs });
}

/** Transfer to domains that were not learned from: one fold per domain. */
function domainPlan({ suite: { design }, split: { pairs }, seed }: ProbeGround): Plan[] {
  if (pairs.domains.length < ENOUGH_DOMAINS) return [];
  const split = splitPairs(pairs, { folds: pairs.domains.length, seed, purpose: "domains", by: "domain" });
  const name = `${design.source}->${design.target} (other domains)`;
  return [
    planContrast(
      { role: "domains", measure: "transfer", name, learn: "source", test: "target", unseenWords: false },
      split,
    ),
  ];
}

/**
 * Contrasts beside the headlines, all on the direction that is learned from source items and their controls:
 *
 * - `domains`: target against control, one whole domain left out at a time;
 * - `unfelt`: the keyword as a mere name, against the control (words of the test fold never seen in training);
 * - `felt`: the same keyword felt, against the mere name;
 * - `shuffled`: the vignette's words in random order, against the control's words in the same order.
 */
export function probePlans(ground: ProbeGround): Plan[] {
  const { source, probes } = ground.suite.design, plans = domainPlan(ground), { unfelt, shuffled } = probes;
  const words = ground.suite.design.keyword_column !== null;
  if (unfelt !== null) {
    const name = `${source}->${unfelt}`;
    plans.push(probe(ground, { target: unfelt }, { role: "unfelt", name, unseenWords: words }));
    const felt = { target: source, against: unfelt };
    plans.push(probe(ground, felt, { role: "felt", name: `${source} against ${unfelt}`, unseenWords: words }));
  }
  if (shuffled !== null) {
    const parts = { target: shuffled.target, against: shuffled.control };
    plans.push(probe(ground, parts, { role: "shuffled", name: `${source}->${shuffled.target}`, unseenWords: false }));
  }
  return plans;
}
