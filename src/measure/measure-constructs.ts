import { deriveSeed } from "../math/random.ts";
import type { Floors } from "../record/figure.ts";
import type { Confusion } from "../record/run.ts";
import type { ClassProducts } from "./classify.ts";
import { confusionStatistic } from "./confusion.ts";
import { type ConstructContrast, constructContrasts, type ConstructRounds, constructRounds } from "./construct-plan.ts";
import type { ScoreTable } from "./construct-text.ts";
import {
  compareTable,
  type ConstructSide,
  constructStatistic,
  gatherConstructs,
  macroAuroc,
  perConstruct,
} from "./constructs.ts";
import type { Split } from "./contrasts.ts";
import type { Settings } from "./inputs.ts";
import { gatherPairs, type Pairs, partsOf } from "./pairs.ts";
import { reversedStatistic, winFloor } from "./reversed.ts";
import {
  type Evaluated,
  evaluateStatistic,
  type Identity,
  type Resampled,
  type Setting,
  unscoredFigure,
} from "./statistic.ts";

import { type ConstructInput, type FloorTables, nullOf, type Shared, shared, tablesOf } from "./construct-ground.ts";
/** The figures among constructs; `null` where a suite has one construct only. */
export interface ConstructResult {
  readonly evaluated: readonly Evaluated[];
  readonly confusion: Confusion | null;
}

/** Fewest scenes among which constructs can be exchanged and held out, and fewest vignettes with a reversed version. */
const ENOUGH_SCENES = 3, ENOUGH_REVERSED = 6;

/** One contrast, laid out and learned; what the confusion and the reversed items need too. */
interface Learned {
  readonly contrast: ConstructContrast;
  readonly rounds: ConstructRounds;
  readonly who: Identity;
  readonly layers: readonly ClassProducts[];
  readonly embedding: ClassProducts | null;
  readonly tables: FloorTables;
}

/** What all measures of one run share. */
interface Run {
  readonly input: ConstructInput;
  readonly settings: Settings;
  readonly ours: Shared;
  readonly setting: Setting;
  /** The pairs with their reversed versions as `against`; `null` where a suite has none. */
  readonly reversed: Pairs | null;
}

function identityOf(
  { suite, resamples: { cluster } }: ConstructInput,
  contrast: ConstructContrast,
  rounds: ConstructRounds,
) {
  const clusters = new Set(Array.from(rounds.tested, (p) => cluster[p])).size;
  const { measure, name, role } = contrast, construct = `${suite.constructs.length} constructs`;
  return { measure, contrast: name, role, construct, n: rounds.tested.length, clusters } satisfies Identity;
}

/** One against the rest: figures of one contrast. */
async function oneVsRest({ input, settings, ours, setting }: Run, learned: Learned): Promise<Evaluated> {
  const { suite, split: { pairs }, resamples: { cluster }, common } = input, constructs = suite.constructs.length;
  const { contrast, rounds, who, layers, embedding, tables } = learned;
  const side: ConstructSide = { pairs, test: contrast.test, constructs, cluster };
  const evidence = await gatherConstructs(side, rounds, layers, settings.pace);
  const floors: Partial<Record<keyof Floors, Resampled>> = {};
  for (const [floor, table] of Object.entries(tables) as [keyof Floors, ScoreTable][]) {
    const sets = compareTable(side, rounds, table);
    floors[floor] = (weights) => macroAuroc(sets, weights);
  }
  if (embedding) {
    const { outer } = await gatherConstructs(side, { ...rounds, inner: [] }, [embedding], settings.pace);
    floors.embedding = (weights) => macroAuroc(outer[0]!, weights);
  }
  const nulls = await nullOf(contrast, rounds, input, settings, ours);
  const counted = { ...setting, common: { ...common, permutations: nulls.values.length } };
  const statistic = { ...constructStatistic(evidence, constructs), floors, null: nulls };
  const result = await evaluateStatistic(statistic, who, counted);
  const each = perConstruct(evidence, result.layers, suite.constructs);
  return { ...result, headline: { ...result.headline, per_construct: each } };
}

const CONFUSED = { measure: "confusion", role: "confusion", metric: "accuracy" } as const;

/** Which construct each vignette is read as. */
async function confusionOf({ input, settings, ours, setting }: Run, learned: Learned) {
  const { suite, split, resamples: { cluster } } = input, { layers, embedding, tables, who } = learned;
  const read = { split, constructs: suite.constructs.length, layers, embedding, tables, cluster };
  const { statistic, matrix } = await confusionStatistic(read, ours.labels("target"), settings.pace);
  const evaluated = await evaluateStatistic(statistic, { ...who, ...CONFUSED }, setting);
  return { evaluated, confusion: { labels: [...suite.constructs], matrix: matrix(evaluated.layers) } };
}

/** What vignettes against their reversed versions are called. */
function answeredOf({ suite: { design } }: ConstructInput) {
  const contrast = `${design.source}->${design.target} against ${design.probes.reversed}`;
  return { measure: "response", contrast, role: "reversed" } as const;
}

/** Vignettes against their reversed versions, on their own construct's direction. */
async function reversedOf({ input, settings, setting }: Run, reversed: Pairs, learned: Learned): Promise<Evaluated> {
  const { suite, resamples: { cluster }, common } = input, constructs = suite.constructs.length;
  const { rounds, layers, embedding, tables } = learned, { seed, permutations, pace } = settings;
  const how = { cluster, seed: deriveSeed(seed, "permutation reversed"), draws: permutations, pace };
  const statistic = await reversedStatistic(reversed, rounds, layers, how);
  const tested = [...rounds.tested].filter((p) => reversed.against[p]! >= 0);
  const clusters = new Set(tested.map((p) => cluster[p])).size;
  const who = { ...learned.who, ...answeredOf(input), n: 2 * statistic.compared, clusters };
  if (statistic.compared < ENOUGH_REVERSED) {
    const found =
      `It needs at least ${ENOUGH_REVERSED} vignettes with a reversed version; there are ${statistic.compared}.`;
    return unscoredFigure(who, common, found);
  }
  const floors: Partial<Record<keyof Floors, Resampled>> = {};
  for (const [floor, table] of Object.entries(tables) as [keyof Floors, ScoreTable][]) {
    floors[floor] = winFloor(reversed, rounds, { table, constructs, cluster });
  }
  if (embedding) {
    const { at } = await reversedStatistic(reversed, rounds, [embedding], { ...how, draws: 1 });
    floors.embedding = (weights) => at(0, weights);
  }
  return await evaluateStatistic({ ...statistic, floors }, who, setting);
}

/** Why a contrast cannot be scored, or `null`. */
function reasonOf({ pairs }: Split, { tested }: ConstructRounds): string | null {
  const scenes = new Set(Array.from(tested, (p) => pairs.scene[p])).size;
  return scenes < ENOUGH_SCENES ? `It needs pairs from at least ${ENOUGH_SCENES} scenes; there are ${scenes}.` : null;
}

/** Learns one contrast at every layer and on every floor. */
async function learn({ input, settings, ours, reversed }: Run, contrast: ConstructContrast, rounds: ConstructRounds) {
  const { taps } = input, extra = contrast.role === "constructs" ? reversed?.against ?? null : null;
  const tables = await tablesOf(input, { rounds, learn: contrast.learn, test: contrast.test, extra }, settings);
  const products = await ours.products(contrast.learn), who = identityOf(input, contrast, rounds);
  const layers = products.slice(0, taps.length), embedding = products[taps.length] ?? null;
  return { contrast, rounds, who, layers, embedding, tables } satisfies Learned;
}

/**
 * Measures what tells the constructs from each other: one against the rest from words to situations and back, within
 * situations, in the controls (which must tell nothing), the confusion, and vignettes against their reversed versions.
 */
export async function measureConstructs(input: ConstructInput, settings: Settings): Promise<ConstructResult> {
  const { suite, items, usable, split, taps, resamples, common } = input,
    { source, target, control, probes } = suite.design;
  if (suite.constructs.length < 2) return { evaluated: [], confusion: null };
  const parts = { ...partsOf(suite), against: probes.reversed ?? "" };
  const reversed = probes.reversed === null ? null : gatherPairs(suite, items, usable, parts);
  const setting = { resamples, taps, common, pace: settings.pace };
  const run: Run = { input, settings, ours: shared(input, settings), setting, reversed };
  const evaluated: Evaluated[] = [], contrasts = constructContrasts(source, target, control);
  let confusion: Confusion | null = null;
  for (const [done, contrast] of contrasts.entries()) {
    settings.onProgress({ stage: `${contrast.measure} ${contrast.name}`, done, total: contrasts.length });
    const rounds = constructRounds(split, contrast.learn, contrast.test), reason = reasonOf(split, rounds);
    const who = identityOf(input, contrast, rounds), main = contrast.role === "constructs";
    if (reason !== null) {
      const missed = [{}, ...(main ? [CONFUSED] : []), ...(main && reversed ? [answeredOf(input)] : [])];
      evaluated.push(...missed.map((own) => unscoredFigure({ ...who, ...own }, common, reason)));
      continue;
    }
    const learned = await learn(run, contrast, rounds);
    evaluated.push(await oneVsRest(run, learned));
    if (!main) continue;
    const read = await confusionOf(run, learned);
    confusion = read.confusion;
    evaluated.push(read.evaluated);
    if (reversed) evaluated.push(await reversedOf(run, reversed, learned));
  }
  return { evaluated, confusion };
}
