import { differenceOfMeans, meanOfRows } from "../math/difference-of-means.ts";
import { dot, norm } from "../math/dot.ts";
import type { Kernels } from "../reference/kernels.ts";
import type { Item, Suite } from "../suite/suite.ts";
import { trainingPairs } from "./contrasts.ts";
import { grandMean, type Place } from "./pair-products.ts";
import type { Plan } from "./plan.ts";
import type { LearnedDirection, Projection } from "./readings.ts";

/** A direction and its zero point, learned from some pairs. */
interface Learned {
  readonly vector: Float64Array;
  readonly mu: Float64Array;
}

/** Difference of means at unit length, and the mean of the training items; `null` when nothing can be learned. */
function learn({ acts, width }: Place, { contrast, split: { pairs } }: Plan, train: Int32Array): Learned | null {
  const positives = train.map((p) => pairs[contrast.learn][p]!), negatives = train.map((p) => pairs.control[p]!);
  const v = differenceOfMeans(acts, width, positives, negatives), length = norm(v);
  if (!train.length || !(length > 0)) return null;
  return { vector: v.map((x) => x / length), mu: meanOfRows(acts, width, [...positives, ...negatives]) };
}

/** Fold of each item by its scene, -1 where the scene has no scored pair and so is never learned from. */
function foldsOfItems(items: readonly Item[], { split: { pairs, foldOfPair } }: Plan): number[] {
  const ofScene = new Map<string, number>();
  pairs.scene.forEach((scene, p) => ofScene.set(pairs.scenes[scene]!, foldOfPair[p]!));
  return items.map((item) => ofScene.get(item.scene) ?? -1);
}

/** Standard deviation within folds of the control items' projections. */
function controlSd(values: readonly (number | null)[], folds: readonly number[], controls: readonly number[]): number {
  let squares = 0, freedom = 0;
  for (const fold of new Set(folds)) {
    const list = controls.filter((i) => folds[i] === fold && values[i] !== null).map((i) => values[i]!);
    const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
    squares += list.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    freedom += Math.max(0, list.length - 1);
  }
  if (freedom > 0) return Math.sqrt(squares / freedom);
  // One control per fold: the spread over folds is all there is.
  const list = controls.filter((i) => values[i] !== null).map((i) => values[i]!);
  const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
  return Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (list.length - 1));
}

/**
 * Out-of-fold projections of all items at one tap, `(x - mu_f) . v_f / |v_f|` in standard deviations of the control
 * items, and the direction learned from all pairs.
 *
 * Each item is projected on the direction of the fold that holds its scene out; items of scenes without scored pairs on
 * the direction of all pairs. Doubtful items are projected too: they are not learned from.
 */
export async function projectItems(
  place: Place,
  plan: Plan,
  { suite, items, usable, kernels, tap }: {
    suite: Suite;
    items: readonly Item[];
    usable: ArrayLike<number>;
    kernels: Kernels;
    tap: { readonly name: string; readonly layer: number };
  },
): Promise<{ projections: Projection[]; direction: LearnedDirection | null }> {
  const { width, n, acts } = place, folds = foldsOfItems(items, plan);
  const without = [...plan.outer.map((_, f) => [f]), []];
  const learned = without.map((held) => learn(place, plan, trainingPairs(plan.contrast, plan.split, held)));
  const rows = new Float32Array(learned.length * width).fill(1), mean = grandMean(place);
  learned.forEach((one, f) => one && rows.set(one.vector, f * width));
  const raw = await kernels.project({ data: acts, rows: n, width }, rows, learned.length, { mu: mean });
  const values = items.map((_, i) => {
    const f = folds[i]! < 0 ? learned.length - 1 : folds[i]!, one = learned[f];
    if (!usable[i] || !one) return null;
    return raw[i * learned.length + f]! - dot(one.vector, one.mu.map((x, k) => x - mean[k]!));
  });
  const controls = [...items.keys()].filter((i) =>
    items[i]!.condition === suite.design.control && items[i]!.status === "final" && folds[i]! >= 0
  );
  const sd = controlSd(values, folds, controls), all = learned.at(-1)!;
  const reason = (i: number) => usable[i] ? "No direction could be learned for it." : "Its reading is not finite.";
  const projections = items.map(({ id }, i): Projection =>
    values[i] === null || !(sd > 0)
      ? { id, value: null, unscored: sd > 0 ? reason(i) : "The control items do not vary." }
      : { id, value: values[i]! / sd, unscored: null }
  );
  const direction = all &&
    { tap: tap.name, layer: tap.layer, vector: Float32Array.from(all.vector), mu: Float32Array.from(all.mu) };
  return { projections, direction };
}
