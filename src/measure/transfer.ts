import { holm } from "../math/holm.ts";
import type { Figure } from "../record/figure.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { measureConfusion } from "./confusion.ts";
import { headlineContrasts } from "./contrasts.ts";
import { dissociation } from "./dissociation.ts";
import type { Common } from "./draft.ts";
import type { ContrastResult } from "./evaluate-contrast.ts";
import { splitPairs } from "./folds.ts";
import { placesOf, settingsOf, usableItems } from "./inputs.ts";
import { judge } from "./judge.ts";
import { gatherPairs } from "./pairs.ts";
import { type Plan, planContrast } from "./plan.ts";
import { projectItems } from "./projections.ts";
import type { Readings, TransferOptions, TransferResult } from "./readings.ts";
import { prepareResamples } from "./resample.ts";
import { runContrasts } from "./run-contrasts.ts";

/** Headlines in the order of the contrasts, then what is derived from them, then the curves over layers. */
function listFigures(
  plans: readonly Plan[],
  results: readonly ContrastResult[],
  confusion: Figure | null,
  common: Common,
) {
  const by = (role: string) => results[plans.findIndex((plan) => plan.contrast.role === role)]!;
  const transfer = by("transfer");
  return [
    ...results.map(({ headline }) => headline),
    dissociation(by("source_unseen"), transfer, transfer.headline.contrast, common),
    ...(confusion ? [confusion] : []),
    ...results.filter((_, i) => plans[i]!.contrast.role !== "source_seen").flatMap(({ curve }) => curve),
  ];
}

/** What a reader should know before believing the figures. */
function warningsOf(usable: Uint8Array, plans: readonly Plan[]): string[] {
  const bad = usable.filter((x) => !x).length, found: string[] = [];
  if (bad) found.push(`${bad} item${bad > 1 ? "s have" : " has"} readings that are not finite and are left out.`);
  const [unseen, seen] = plans;
  const left = unseen!.contrast.unseenWords && !unseen!.unscored ? seen!.tested.length - unseen!.tested.length : 0;
  if (left > 0) found.push(`${left} pairs could not be tested on unseen words: all others share their keywords.`);
  return found;
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
  const pairs = gatherPairs(suite, items, usable), split = splitPairs(pairs, settings);
  const resamples = prepareResamples(pairs, { draws: bootstraps, seed });
  const common: Common = { reading, direction: suite.design.direction, permutations, resampledBy: resamples.by };
  const plans = headlineContrasts(suite.design).map((contrast) => planContrast(contrast, split));
  const key = `${seed} ${split.folds} ${usable.join("")}`;
  const results = await runContrasts({ suite, items, readings, plans, resamples, common, places, key }, settings);
  holm(results.map(({ headline }) => headline.p)).forEach((p, i) => results[i]!.headline.p_holm = p);
  const at = plans.findIndex(({ contrast }) => contrast.role === "transfer"),
    plan = plans[at]!,
    { headline } = results[at]!;
  const { taps } = readings;
  settings.onProgress({ stage: `confusion ${plan.contrast.name}`, done: plans.length, total: plans.length + 1 });
  const { figure, confusion } = await measureConfusion(
    { suite, items, plan, places, taps, resamples, common },
    settings,
  );
  const figures = listFigures(plans, results, figure, common), reason = headline.unscored ?? "Nothing could be scored.";
  const verdict = judge(figures, { equivalence });
  // Items are drawn where the verdict was reached; without such a tap, where transfer was best.
  const tap = taps.findIndex(({ name }) => name === (verdict.tap ?? headline.tap));
  const drawn = tap < 0
    ? null
    : await projectItems(places[tap]!, plan, { suite, items, usable, kernels, tap: taps[tap]! });
  await pace();
  return {
    figures,
    verdict,
    confusion,
    projections: drawn?.projections ?? items.map(({ id }) => ({ id, value: null, unscored: reason })),
    direction: drawn?.direction ?? null,
    warnings: warningsOf(usable, plans),
  };
}
