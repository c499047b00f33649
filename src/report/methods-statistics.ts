import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import { arrangementOf, ARRANGEMENTS, isReverse, roleOf } from "./roles.ts";
import { isPlutchik } from "./methods-material.ts";
import { measured } from "./measured.ts";
import { cite, CITED } from "./references.ts";
import { allHeadlines, grouped, headlines } from "./view.ts";
import { arrows, count, listing, spaced } from "./words.ts";

/** How figures, floors, p-values and intervals come about: sentences for the methods paragraph. */
export function statistics(record: RunRecord): string[] {
  const { settings, seeds, verdict } = record;
  const named = Object.entries(seeds).map(([name, seed]) => (name === "seed" ? `${seed}` : `${spaced(name)} ${seed}`));
  return [
    ...directions(record),
    ...splits(record),
    ...floors(record),
    ...tests(record),
    ...orders(record),
    `95 % intervals come from ${count(settings.bootstraps, "bootstrap resample")} by ${
      resampledBy(record)
    }, as percentiles ${cite("davison")}, the excess on the same resamples as its figure.`,
    `Random seeds: ${listing(named) || "none recorded"}.`,
    `Verdict rule: ${arrows(verdict.rule)}`,
  ];
}

function directions(record: RunRecord): string[] {
  const figures = headlines(record), has = (measure: Figure["measure"]) => figures.some((f) => f.measure === measure);
  const among = has("constructs") || has("confusion")
    ? ", and among constructs of the items of one construct minus those of the others"
    : "";
  return [
    `A direction is the difference of means ${
      cite("marks")
    } of items minus their controls${among}; projections are on unit directions after subtracting the training mean, and out of fold.`,
    `A figure is the area under the ROC curve (AUROC: the share of couples of one item and one control that the direction puts in the right order; ${CITED.hanley}) unless another metric is named.`,
    ...(figures.length === 0 ? [] : [`Measured were: ${figures.map(measured).join("; ")}.`]),
  ];
}

function splits(record: RunRecord): string[] {
  const { settings } = record;
  const domains = allHeadlines(record).find((figure) => roleOf(figure) === "domains")?.["chosen_layers"];
  const left = Array.isArray(domains)
    ? ` For other domains one of ${count(domains.length, "domain")} at a time was left out of training.`
    : "";
  return [
    `Cross-validation used ${settings.folds} folds that keep pairs and scenes together; for headline figures the layer was chosen inside the training folds: the earliest within one standard error of the best ${
      cite("breiman")
    }.${left}`,
  ];
}

function floors(record: RunRecord): string[] {
  const ridge = record.figures.some(({ floors }) => typeof floors?.embedding_ridge === "number");
  const surface = record.figures.some(({ floors }) => typeof floors?.surface === "number")
    ? " surface marks (capitals, digits, punctuation),"
    : "";
  const embedding = ridge
    ? `the embedding layer (by the same method, and by ridge regression; ${CITED.saunders})`
    : "the embedding layer";
  return [
    `Every figure is reported beside what chance, text length,${surface} function words, a bag of words, ${embedding} and shuffled labels reach on the same split; the excess is the figure minus the highest of these floors.`,
  ];
}

function tests(record: RunRecord): string[] {
  const { settings } = record, tested = allHeadlines(record).filter((figure) => figure.p !== null);
  const drawn = tested.filter((figure) => arrangementOf(figure) === null);
  const among = drawn.some((figure) => figure.measure === "constructs" || figure.measure === "confusion")
    ? ", among constructs of their names within scenes"
    : "";
  const fewer = [...grouped(drawn.filter((f) => f.permutations !== settings.permutations), (f) => `${f.permutations}`)];
  const other = fewer.map(([, list]) => `; ${count(list[0]!.permutations, "permutation")} for ${named(list)}`).join(
    "",
  );
  const reverse = drawn.filter(isReverse);
  const cross = reverse.length === 0
    ? ""
    : ` For ${
      named(reverse)
    } they test the products of the differences on both sides, which are large only where both point the same way.`;
  return [
    `p-values come from ${
      count(settings.permutations, "permutation")
    } within pairs${among}${other}. They use the maximum statistic over layers ${cite("nichols")} and are never zero ${
      cite("phipson")
    }.${cross}`,
    adjusted(tested),
  ];
}

/** What Holm's method was applied to, and what not. */
function adjusted(tested: readonly Figure[]): string {
  const family = tested.filter((figure) => figure.p_holm !== null), others = tested.filter((f) => f.p_holm === null);
  const left = others.length === 0
    ? ""
    : ` Not adjusted, for they are checks or set beside another figure: ${named(others)}.`;
  return `${count(family.length, "headline p-value")} were adjusted together ${cite("holm")}.${left}`;
}

/** How arrangements were compared. */
function orders(record: RunRecord): string[] {
  const figures = allHeadlines(record).filter((figure) => arrangementOf(figure) !== null && figure.value !== null);
  if (figures.length === 0) return [];
  const by = [...grouped(figures, (figure) => arrangementOf(figure)!).values()].map(([figure]) =>
    `${ARRANGEMENTS[arrangementOf(figure!)!]} with all ${count(figure!.permutations + 1, "order")}`
  );
  const wheel = record.geometry[0] !== undefined && isPlutchik(record.geometry[0].labels)
    ? ` The circle is Plutchik's: ${record.geometry[0].circle.join(", ")}.`
    : "";
  return [
    `For the arrangement of the constructs, their mean differences from the controls, about the mean of all constructs, were compared across halves of the scenes (split-half cosines, which noise does not raise; ${CITED.walther}), and these similarities correlated with each claimed arrangement at the layer where it fits best. p-values are exact, comparing the claimed order of the constructs (${
      listing(by)
    }), each at its own best layer.${wheel} Partial correlations take out the similarities of text lengths and of bags of words.`,
  ];
}

function resampledBy(record: RunRecord): string {
  const by = record.figures.map((figure) => figure["resampled_by"]).find((value) => typeof value === "string");
  return typeof by === "string" ? by : "cluster";
}

/** `leak (neutral) and false alarms (keyword → vivid-neutral)`. */
function named(figures: readonly Figure[]): string {
  return listing(figures.map((figure) => {
    const arrangement = arrangementOf(figure), what = arrangement === null ? figure.measure : ARRANGEMENTS[arrangement];
    return `${spaced(what)} (${arrows(figure.contrast)})`;
  }));
}
