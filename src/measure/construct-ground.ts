import { type PermutedLabels, permuteLabels } from "../math/permute-labels.ts";
import { deriveSeed } from "../math/random.ts";
import type { Floors } from "../record/figure.ts";
import { type ClassProducts, classProducts, classScores, type Member } from "./classify.ts";
import { exchangeAll, exchangeCrossProducts, exchangeTested } from "./construct-nulls.ts";
import type { ConstructContrast, ConstructRounds } from "./construct-plan.ts";
import { ridgeTable, type ScoreTable, type TableGround, textTables } from "./construct-text.ts";
import type { Split } from "./contrasts.ts";
import { gramOf } from "./embedding-floor.ts";
import type { Settings } from "./inputs.ts";
import type { Place } from "./pair-products.ts";
import type { Pairs } from "./pairs.ts";
import type { Ground } from "./run-contrasts.ts";
import type { Null } from "./statistic.ts";

/** What the measures among constructs are made on; `split` is that of the headline contrasts. */
export type ConstructInput = Ground & { readonly split: Split };

/** Out-of-fold scores by floor. */
export type FloorTables = Partial<Record<keyof Floors, ScoreTable>>;

/** Everything that several of the measures need, computed once. */
export interface Shared {
  readonly products: (member: Member) => Promise<readonly ClassProducts[]>;
  readonly labels: (member: Member) => PermutedLabels;
}

export function shared({ split, places, suite }: ConstructInput, settings: Settings): Shared {
  const { kernels, pace, permutations, seed } = settings, constructs = suite.constructs.length, { pairs } = split;
  const products = new Map<Member, readonly ClassProducts[]>(), labels = new Map<Member, PermutedLabels>();
  return {
    products: async (member) => {
      const found = products.get(member);
      if (found) return found;
      const all: ClassProducts[] = [];
      for (const place of places) {
        await pace();
        all.push(await classProducts(place, split, { constructs, member, kernels }));
      }
      products.set(member, all);
      return all;
    },
    labels: (member) => {
      const found = labels.get(member) ?? permuteLabels(
        pairs.construct.map((k, p) => pairs[member][p]! >= 0 ? k : -1),
        pairs.scene,
        { draws: permutations, seed: deriveSeed(seed, `permutation constructs ${member}`) },
      );
      labels.set(member, found);
      return found;
    },
  };
}

/** Inner products among the pairs' members on one side, [P, P]; zeros where a member is missing. */
async function memberGram(place: Place, pairs: Pairs, member: Member, kernels: Settings["kernels"]) {
  const list = pairs[member], count = list.length, rows = new Float32Array(count * place.width);
  list.forEach((j, p) =>
    j >= 0 && rows.set(place.acts.subarray(j * place.width, (j + 1) * place.width), p * place.width)
  );
  const { values } = await gramOf({ acts: rows, width: place.width, n: count }, kernels);
  return values;
}

/** Floors' score tables of one contrast: text, and the embedding by ridge regression. */
export async function tablesOf(
  { suite, items, split: { pairs }, key, gram }: ConstructInput,
  { rounds, learn, test, extra }: { rounds: ConstructRounds; learn: Member; test: Member; extra: Int32Array | null },
  { pace }: Settings,
): Promise<FloorTables> {
  const scored = rounds.outer.map(({ test: list }) =>
    Int32Array.from([
      ...list.map((p) => pairs[test][p]!),
      ...(extra ? [...list].map((p) => extra[p]!).filter((j) => j >= 0) : []),
    ])
  );
  const ground: TableGround = { pairs, rounds, learn, scored, constructs: suite.constructs.length, n: items.length };
  const text = await textTables({ suite, items, ground, key: `${key} ${learn}->${test}` }, pace);
  return { ...text, ...(gram ? { embedding_ridge: await ridgeTable(ground, gram, pace) } : {}) };
}

/** A contrast's null: see `exchangeTested`, `exchangeAll`, `exchangeCrossProducts`. */
export async function nullOf(
  contrast: ConstructContrast,
  rounds: ConstructRounds,
  { split, places, taps, suite }: ConstructInput,
  { pace, kernels }: Settings,
  { products, labels }: Shared,
): Promise<Null> {
  const { learn, test, role } = contrast, { pairs } = split, constructs = suite.constructs.length;
  if (learn === test) {
    const grams: Float64Array[] = [];
    for (const place of places.slice(0, taps.length)) grams.push(await memberGram(place, pairs, test, kernels));
    const draws = Math.min(labels(test).draws, ENOUGH_DRAWS);
    return exchangeAll({ pairs, constructs }, rounds, grams, { ...labels(test), draws }, pace);
  }
  const learned = (await products(learn)).slice(0, taps.length);
  const scores = learned.map((layer) => (fold: number) => classScores(layer, [fold]));
  const exchanged = await exchangeTested({ pairs, test, constructs }, rounds, scores, labels(test), pace);
  if (role !== "constructs_reverse") return exchanged;
  const source = (await products("source")).slice(0, taps.length);
  return { mean: exchanged.mean, ...await exchangeCrossProducts(split, source, labels("target"), pace) };
}

/** Draws of an exchange over the whole pipeline, which costs 200 times as much as one of the tested labels only. */
const ENOUGH_DRAWS = 2_000;
