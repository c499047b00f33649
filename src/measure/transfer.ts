import { holm } from "../math/holm.ts";
import { deriveSeed } from "../math/random.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { measureConfusion } from "./confusion.ts";
import { headlineContrasts, type Split } from "./contrasts.ts";
import { dissociation } from "./dissociation.ts";
import type { Common } from "./draft.ts";
import { type ContrastResult, evaluateContrast, unscoredContrast } from "./evaluate-contrast.ts";
import { gatherEvidence } from "./evidence.ts";
import { gatherFloors, textFloors } from "./floors.ts";
import { assignFolds } from "./folds.ts";
import { judge } from "./judge.ts";
import { createPace, type Pace } from "./pace.ts";
import { type PairProducts, pairProducts, type Place } from "./pair-products.ts";
import { gatherPairs, type Pairs } from "./pairs.ts";
import { permuteContrast } from "./permute.ts";
import { type Plan, planContrast } from "./plan.ts";
import { projectItems } from "./projections.ts";
import type { Readings, TransferOptions, TransferResult } from "./readings.ts";
import { prepareResamples, type Resamples } from "./resample.ts";

/** Options with their defaults filled in. */
type Settings = Required<Omit<TransferOptions, "signal">> & { readonly pace: Pace };

function settingsOf(options: TransferOptions): Settings {
  return {
    seed: 0,
    permutations: 10_000,
    bootstraps: 2_000,
    folds: 5,
    equivalence: 0.05,
    onProgress: () => {},
    ...options,
    pace: createPace(options.signal),
  };
}

/** [n]; 1 where every tap (and the embedding) is finite. */
function usableItems({ acts, embedding, n }: Readings): Uint8Array {
  const usable = new Uint8Array(n).fill(1);
  for (const rows of [...acts, embedding]) {
    const width = rows.length / n;
    rows.forEach((value, k) => Number.isFinite(value) || (usable[Math.floor(k / width)] = 0));
  }
  return usable;
}

function placesOf({ acts, embedding, width, n, taps }: Readings, items: readonly Item[]): Place[] {
  if (n !== items.length || acts.length !== taps.length || acts.some((rows) => rows.length !== n * width)) {
    throw new RangeError(
      `Cannot measure: ${items.length} items need ${taps.length} readings of shape [${items.length}, ${width}], ` +
        `found ${acts.length} of lengths ${acts.map((rows) => rows.length).join(", ")}.`,
    );
  }
  const layers = acts.map((rows) => ({ acts: rows, width, n }));
  return embedding.length ? [...layers, { acts: embedding, width: embedding.length / n, n }] : layers;
}

/** Scenes into folds, seeded; the same for all contrasts, so that their figures can be compared. */
function splitOf(pairs: Pairs, { folds, seed }: Settings): Split {
  const sizes = new Float64Array(pairs.scenes.length);
  for (const scene of pairs.scene) sizes[scene] = sizes[scene]! + 1;
  const { count, ofGroup } = assignFolds(sizes, { count: folds, seed: deriveSeed(seed, "folds") });
  return { pairs, folds: count, foldOfPair: pairs.scene.map((scene) => ofGroup[scene]!) };
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
async function runContrasts(
  { suite, items, readings, plans, resamples, common, places, key }: {
    suite: Suite;
    items: readonly Item[];
    readings: Readings;
    plans: readonly Plan[];
    resamples: Resamples;
    common: Common;
    places: readonly Place[];
    key: string;
  },
  settings: Settings,
): Promise<ContrastResult[]> {
  const { pace, onProgress, seed, permutations } = settings, results: ContrastResult[] = [];
  if (plans.every((plan) => plan.unscored !== null)) {
    return plans.map((plan) => unscoredContrast(plan, common, plan.unscored!));
  }
  const products = await productsOf(places, readings.taps.length, plans[0]!.split.pairs, settings);
  const texts = await textFloors({ suite, items, plans, key }, pace);
  const byLayer = { source: products.source.layers, target: products.target.layers };
  for (const [i, plan] of plans.entries()) {
    onProgress({ stage: `${plan.contrast.measure} ${plan.contrast.name}`, done: i, total: plans.length });
    if (plan.unscored !== null) {
      results.push(unscoredContrast(plan, common, plan.unscored));
      continue;
    }
    const { learn, role } = plan.contrast, seeds = deriveSeed(seed, `permutation ${role}`);
    const floors = gatherFloors(plan, texts[i]!, products[learn].embedding, resamples.cluster);
    const evidence = gatherEvidence(plan, products[learn].layers, resamples.cluster);
    const nulls = await permuteContrast(plan, byLayer, { seed: seeds, draws: permutations, pace });
    results.push(
      await evaluateContrast({ plan, evidence, floors, null: nulls, resamples, taps: readings.taps, common }, pace),
    );
  }
  return results;
}

/**
 * Measures what a suite asks: separation within each condition, transfer between them in both directions, each beside
 * its floors; the dissociation index, the k-way confusion, out-of-fold projections and the verdict.
 *
 * `items` [n] in the order of the readings; doubtful ones and those whose reading is not finite are not scored. Yields
 * to the event loop at least every 100 ms or so; throws `Interrupted` when `signal` fires.
 */
export async function measureTransfer(
  suite: Suite,
  items: readonly Item[],
  readings: Readings,
  options: TransferOptions,
): Promise<TransferResult> {
  const settings = settingsOf(options), places = placesOf(readings, items), usable = usableItems(readings);
  const { seed, bootstraps, permutations, kernels, equivalence, pace, reading } = settings;
  const pairs = gatherPairs(suite, items, usable), split = splitOf(pairs, settings);
  const resamples = prepareResamples(pairs, { draws: bootstraps, seed });
  const common: Common = { reading, direction: suite.design.direction, permutations, resampledBy: resamples.by };
  const plans = headlineContrasts(suite.design).map((contrast) => planContrast(contrast, split));
  const key = `${seed} ${split.folds} ${usable.join("")}`;
  const results = await runContrasts({ suite, items, readings, plans, resamples, common, places, key }, settings);
  holm(results.map(({ headline }) => headline.p)).forEach((p, i) => results[i]!.headline.p_holm = p);
  const by = (role: string) => results[plans.findIndex((plan) => plan.contrast.role === role)]!;
  const transfer = by("transfer"), plan = plans.find(({ contrast }) => contrast.role === "transfer")!;
  const tap = readings.taps.findIndex(({ name }) => name === transfer.headline.tap);
  const confusion = await measureConfusion(
    { suite, items, plan, places, taps: readings.taps, resamples, common },
    settings,
  );
  const drawn = tap < 0
    ? null
    : await projectItems(places[tap]!, plan, { suite, items, usable, kernels, tap: readings.taps[tap]! });
  await pace();
  const curves = results.filter((_, i) => plans[i]!.contrast.role !== "source_seen").flatMap(({ curve }) => curve);
  const figures = [
    ...results.map(({ headline }) => headline),
    dissociation(by("source_unseen"), transfer, plan.contrast.name, common),
    ...(confusion.figure ? [confusion.figure] : []),
    ...curves,
  ];
  const bad = usable.filter((x) => !x).length;
  const reason = transfer.headline.unscored ?? "Nothing could be scored.";
  return {
    figures,
    verdict: judge(figures, { equivalence }),
    confusion: confusion.confusion,
    projections: drawn?.projections ?? items.map(({ id }) => ({ id, value: null, unscored: reason })),
    direction: drawn?.direction ?? null,
    warnings: bad ? [`${bad} item${bad > 1 ? "s have" : " has"} readings that are not finite and are left out.`] : [],
  };
}
