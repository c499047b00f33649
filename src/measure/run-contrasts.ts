import { deriveSeed } from "../math/random.ts";
import type { Item, Suite } from "../suite/suite.ts";
import type { Common } from "./draft.ts";
import type { Gram } from "./embedding-floor.ts";
import { evaluateContrast, unscoredContrast } from "./evaluate-contrast.ts";
import { gatherEvidence } from "./evidence.ts";
import { gatherFloors, textFloors } from "./floors.ts";
import type { Settings } from "./inputs.ts";
import type { Place } from "./pair-products.ts";
import { permuteContrast, permuteCrossProducts } from "./permute.ts";
import type { Plan } from "./plan.ts";
import type { Readings } from "./readings.ts";
import type { Resamples } from "./resample.ts";
import type { ProductsOf } from "./side-products.ts";
import type { Evaluated } from "./statistic.ts";

/** What the measures of one run are computed from. */
export interface Ground {
  readonly suite: Suite;
  readonly items: readonly Item[];
  /** [n]; 0 where a reading is not finite. */
  readonly usable: ArrayLike<number>;
  readonly taps: Readings["taps"];
  readonly resamples: Resamples;
  readonly common: Common;
  /** Every tap, then the embedding where there is one. */
  readonly places: readonly Place[];
  readonly products: ProductsOf;
  /** Of the embedding; `null` where there is none. */
  readonly gram: Gram | null;
  /** Names the split, for the text floors' memory. */
  readonly key: string;
}

/** Runs every contrast; the unscored ones keep their reason. */
export async function runContrasts(
  { suite, items, plans, resamples, common, taps, products, gram, key }: Ground & { readonly plans: readonly Plan[] },
  settings: Settings,
): Promise<Evaluated[]> {
  const { pace, onProgress, seed, permutations, kernels } = settings, results: Evaluated[] = [];
  if (plans.every((plan) => plan.unscored !== null)) {
    return plans.map((plan) => unscoredContrast(plan, common, plan.unscored!));
  }
  const texts = await textFloors({ suite, items, plans, key }, pace);
  for (const [i, plan] of plans.entries()) {
    onProgress({ stage: `${plan.contrast.measure} ${plan.contrast.name}`, done: i, total: plans.length });
    if (plan.unscored !== null) {
      results.push(unscoredContrast(plan, common, plan.unscored));
      continue;
    }
    const { learn, test, role } = plan.contrast, { pairs } = plan.split;
    const how = { seed: deriveSeed(seed, `permutation ${role}`), draws: permutations, pace, kernels };
    const learned = await products(pairs, learn), tested = await products(pairs, test);
    const space = learned.embedding && gram && { products: learned.embedding, gram };
    const floors = gatherFloors(plan, texts[i]!, space, resamples.cluster);
    const evidence = await gatherEvidence(plan, learned.layers, resamples.cluster, pace);
    const swapped = await permuteContrast(plan, { learned: learned.layers, tested: tested.layers }, how);
    const nulls = role === "reverse"
      ? { mean: swapped.mean, ...await permuteCrossProducts(plan, (await products(pairs, "source")).layers, how) }
      : swapped;
    const setting = { resamples, taps, common, pace };
    results.push(await evaluateContrast({ plan, evidence, floors, null: nulls }, resamples, setting));
  }
  return results;
}
