import { holm } from "../math/holm.ts";
import type { Figure } from "../record/figure.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { headlineContrasts } from "./contrasts.ts";
import { dissociation } from "./dissociation.ts";
import type { Common } from "./draft.ts";
import { gramOf } from "./embedding-floor.ts";
import { measureFalseAlarms } from "./false-alarms.ts";
import { splitPairs } from "./folds.ts";
import { placesOf, type Settings, settingsOf, usableItems } from "./inputs.ts";
import { judge } from "./judge.ts";
import { measureConstructs } from "./measure-constructs.ts";
import { measureGeometry } from "./measure-geometry.ts";
import { gatherPairs } from "./pairs.ts";
import { type Plan, planContrast } from "./plan.ts";
import { probePlans } from "./probes.ts";
import { projectItems } from "./projections.ts";
import type { Readings, TransferOptions, TransferResult } from "./readings.ts";
import { prepareResamples } from "./resample.ts";
import { runContrasts } from "./run-contrasts.ts";
import { productsOn } from "./side-products.ts";
import type { Evaluated } from "./statistic.ts";

/**
 * Figures that are not adjusted: checks that ought to find nothing (an adjustment would hide a failed check), and the
 * arrangements that the circle is set beside.
 */
const OUTSIDE_HOLM = /^(leak|false_alarms|(opposites|valence_arousal|categorical)_(source|target))$/;

/** Adjusts the headlines of a suite for their number; returns how many were adjusted. */
function adjust(all: readonly Evaluated[]): void {
  const family = all.map(({ headline }) => headline).filter(({ role }) => !OUTSIDE_HOLM.test(String(role)));
  holm(family.map(({ p }) => p)).forEach((p, i) => family[i]!.p_holm = p);
}

/** Headlines in the order in which they were measured, then what is derived from them, then the curves over layers. */
function listFigures(all: readonly Evaluated[], common: Common): Figure[] {
  const by = (role: string) => all.find(({ headline }) => headline.role === role)!;
  const transfer = by("transfer");
  return [
    ...all.map(({ headline }) => headline),
    dissociation(by("source_unseen"), transfer, transfer.headline.contrast, common),
    ...all.filter(({ headline }) => headline.role !== "source_seen").flatMap(({ curve }) => curve),
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

/** Everything but the verdict and the drawing: the contrasts, the measures among constructs, alarms and geometry. */
async function measureAll(suite: Suite, items: readonly Item[], readings: Readings, settings: Settings) {
  const places = placesOf(readings, items), usable = usableItems(readings), { taps } = readings;
  const { seed, bootstraps, permutations, reading } = settings;
  const pairs = gatherPairs(suite, items, usable), split = splitPairs(pairs, settings);
  const resamples = prepareResamples(pairs, { draws: bootstraps, seed });
  const common: Common = { reading, direction: suite.design.direction, permutations, resampledBy: resamples.by };
  const headlines = headlineContrasts(suite.design).map((contrast) => planContrast(contrast, split));
  const plans = [...headlines, ...probePlans({ suite, items, usable, split, seed })];
  const embedding = places[taps.length], gram = embedding ? await gramOf(embedding, settings.kernels) : null;
  const products = productsOn(places, taps.length, settings), key = `${seed} ${split.folds} ${usable.join("")}`;
  const ground = { suite, items, usable, taps, resamples, common, key, places, products, gram };
  const contrasts = await runContrasts({ ...ground, plans }, settings);
  const among = await measureConstructs({ ...ground, split }, settings);
  const at = headlines.findIndex(({ contrast }) => contrast.role === "transfer"), plan = headlines[at]!;
  const transfer = contrasts[at]!, scored = plan.unscored === null;
  const source = scored ? await products(pairs, "source") : { layers: [], embedding: null };
  const alarms = await measureFalseAlarms({
    ...ground,
    plan,
    products: source.layers,
    embedding: source.embedding,
    layers: transfer.layers,
  }, settings);
  const { evaluated, geometry } = await measureGeometry({ ...ground, pairs }, settings);
  const all = [...contrasts, ...among.evaluated, ...(alarms ? [alarms] : []), ...evaluated];
  adjust(all);
  return {
    figures: listFigures(all, common),
    confusion: among.confusion,
    geometry,
    warnings: warningsOf(usable, headlines),
    places,
    usable,
    plan,
    transfer: transfer.headline,
  };
}

/**
 * Measures what a suite asks: separation within each condition, transfer between them in both directions and to other
 * domains, responses to probes, what tells the constructs from each other, false alarms, and how the constructs are
 * arranged; each beside its floors. Then the dissociation index, the verdict and out-of-fold projections.
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
  const settings = settingsOf(options), { taps } = readings, { kernels, equivalence, pace } = settings;
  const found = await measureAll(suite, items, readings, settings);
  const { figures, confusion, geometry, warnings, places, usable, plan, transfer } = found;
  const reason = transfer.unscored ?? "Nothing could be scored.", verdict = judge(figures, { equivalence });
  // Items are drawn where the verdict was reached; without such a tap, where transfer was best.
  const tap = taps.findIndex(({ name }) => name === (verdict.tap ?? transfer.tap));
  const drawn = tap < 0
    ? null
    : await projectItems(places[tap]!, plan, { suite, items, usable, kernels, tap: taps[tap]! });
  await pace();
  return {
    figures,
    verdict,
    confusion,
    geometry,
    projections: drawn?.projections ?? items.map(({ id }) => ({ id, value: null, unscored: reason })),
    direction: drawn?.direction ?? null,
    warnings,
  };
}
