import { deriveSeed } from "../math/random.ts";
import type { Item, Suite } from "../suite/suite.ts";
import type { Common } from "./draft.ts";
import { type ContrastResult, evaluateContrast, unscoredContrast } from "./evaluate-contrast.ts";
import { gatherEvidence } from "./evidence.ts";
import { gatherFloors, textFloors } from "./floors.ts";
import type { Settings } from "./inputs.ts";
import { type PairProducts, pairProducts, type Place } from "./pair-products.ts";
import type { Pairs } from "./pairs.ts";
import { permuteContrast } from "./permute.ts";
import type { Plan } from "./plan.ts";
import type { Readings } from "./readings.ts";
import type { Resamples } from "./resample.ts";

/** What the contrasts of one run are computed from. */
export interface RunInput {
  readonly suite: Suite;
  readonly items: readonly Item[];
  readonly readings: Readings;
  readonly plans: readonly Plan[];
  readonly resamples: Resamples;
  readonly common: Common;
  /** Every tap, then the embedding where there is one. */
  readonly places: readonly Place[];
  /** Names the split, for the text floors' memory. */
  readonly key: string;
}

/** Products of one side at every layer, and in the embedding where there is one. */
async function productsOf(places: readonly Place[], layers: number, pairs: Pairs, settings: Settings) {
  const on = async (side: "source" | "target") => {
    const all: PairProducts[] = [];
    for (const place of places) {
      await settings.pace();
      all.push(await pairProducts(place, pairs, side, settings.kernels));
    }
    return { layers: all.slice(0, layers), embedding: all[layers] ?? null };
  };
  return { source: await on("source"), target: await on("target") };
}

/** Runs every headline contrast; the unscored ones keep their reason. */
export async function runContrasts(
  input: RunInput,
  settings: Settings,
): Promise<ContrastResult[]> {
  const { suite, items, readings, plans, resamples, common, places, key } = input;
  const { pace, onProgress, seed, permutations } = settings, results: ContrastResult[] = [];
  if (plans.every((plan) => plan.unscored !== null)) {
    return plans.map((plan) => unscoredContrast(plan, common, plan.unscored!));
  }
  const products = await productsOf(places, readings.taps.length, plans[0]!.split.pairs, settings);
  const texts = await textFloors({ suite, items, plans, key }, pace);
  const byLayer = { source: products.source.layers, target: products.target.layers };
  for (const [i, plan] of plans.entries()) {
    onProgress({ stage: `${plan.contrast.measure} ${plan.contrast.name}`, done: i, total: plans.length + 1 });
    if (plan.unscored !== null) {
      results.push(unscoredContrast(plan, common, plan.unscored));
      continue;
    }
    const { learn, role } = plan.contrast, seeds = deriveSeed(seed, `permutation ${role}`);
    const floors = gatherFloors(plan, texts[i]!, products[learn].embedding, resamples.cluster);
    const evidence = await gatherEvidence(plan, products[learn].layers, resamples.cluster, pace);
    const nulls = await permuteContrast(plan, byLayer, { seed: seeds, draws: permutations, pace });
    results.push(
      await evaluateContrast({ plan, evidence, floors, null: nulls, resamples, taps: readings.taps, common }, pace),
    );
  }
  return results;
}
