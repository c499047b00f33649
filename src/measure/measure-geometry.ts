import type { Geometry } from "../record/run.ts";
import { type Arrangement, arrangements, fitClaimed, fitOrders, type ReadyModel, readyModel } from "./arrangement.ts";
import type { Settings } from "./inputs.ts";
import { ENOUGH_SCENES } from "./resample.ts";
import { geometryPairs } from "./similarity.ts";
import { type Evaluated, evaluateStatistic, type Null, type Resampled, unscoredFigure } from "./statistic.ts";

import { type GeometryInput, type Similarities, similarities } from "./geometry-similarities.ts";
import { remember } from "./memory.ts";
import { plane } from "./plane.ts";
/** The largest over layers, for every order but the claimed one. */
function nullOf(fits: readonly Float64Array[]): Null {
  const values = Float64Array.from(
    { length: fits[0]!.length - 1 },
    (_, o) => fits.reduce((most, fit) => Math.max(most, fit[o + 1]!), -Infinity),
  );
  return { values, mean: values.reduce((sum, v) => sum + v, 0) / values.length };
}

/**
 * How are the constructs arranged? Their mean differences from the controls, compared over two halves of the scenes,
 * against a circle of known order, opposite pairs, valence and arousal, and mere difference; for words and situations.
 *
 * Values are correlations with the claimed arrangement, at the layer where it fits best; p is exact over all orders, the
 * largest over layers. `partial`: with the similarities of lengths and of bags of words taken out.
 */
export async function measureGeometry(
  input: GeometryInput,
  settings: Settings,
): Promise<{ evaluated: Evaluated[]; geometry: Geometry[] }> {
  const { suite, pairs, taps, resamples, common } = input, { geometry, source, target } = suite.design;
  if (!geometry) return { evaluated: [], geometry: [] };
  const { constructs } = suite, k = constructs.length, place = constructs.map((name) => geometry.circle.indexOf(name));
  const coordinates = geometry.coordinates && constructs.map((name) => geometry.coordinates![name]!);
  const models = await remember(
    suite,
    "arrangements",
    () => Promise.resolve(arrangements(place, coordinates).map((model) => ({ ...model, ready: readyModel(model, k) }))),
  );
  const evaluated: Evaluated[] = [], found: Geometry[] = [];
  for (const [side, condition] of [["source", source], ["target", target]] as const) {
    settings.onProgress({ stage: `geometry ${condition}`, done: found.length, total: 2 });
    const list = geometryPairs(pairs, side), scenes = new Set(Array.from(list, (p) => pairs.scene[p])).size;
    const who = (role: Arrangement["role"]) =>
      ({
        measure: "geometry",
        contrast: condition,
        role: `${role}_${side}`,
        metric: "correlation",
        construct: `${k} constructs`,
        n: list.length,
        clusters: scenes,
      }) as const;
    const missing = constructs.find((_, c) => ![...list].some((p) => pairs.construct[p] === c));
    if (scenes < ENOUGH_SCENES || missing !== undefined) {
      const why = missing === undefined
        ? `It needs pairs from at least ${ENOUGH_SCENES} scenes; there are ${scenes}.`
        : `No pair of "${missing}" is complete.`;
      evaluated.push(...models.map(({ role }) => unscoredFigure(who(role), common, why)));
      continue;
    }
    const all = await similarities(input, side, settings);
    const covariates = ["length", "bag_of_words"].map((name) => all.floors.get(name)!);
    for (const model of models) {
      await settings.pace();
      const { ready } = model, fits = all.layers.map((matrix) => fitOrders(ready, matrix));
      const result = await evaluateStatistic(
        {
          layers: all.layers.length,
          chance: 0,
          at: (layer, weights) => fitClaimed(ready, weights ? all.on(weights).layers[layer]! : all.layers[layer]!),
          nested: (weights) => {
            const values = (weights ? all.on(weights).layers : all.layers).map((matrix) => fitClaimed(ready, matrix));
            const best = values.indexOf(Math.max(...values));
            return { value: values[best]!, layers: [best] };
          },
          floors: Object.fromEntries(
            [...all.floors.keys()].map((name) => [name, floorOf(ready, name, all)] as const),
          ),
          null: nullOf(fits),
        },
        who(model.role),
        { resamples, taps, common: { ...common, permutations: model.orders.length - 1 }, pace: settings.pace },
      );
      const partial = partialOf(ready, all.layers, covariates);
      evaluated.push({ ...result, headline: { ...result.headline, selection: "largest", partial } });
      if (model.role === "circle") {
        const layer = result.layers[0]!, matrix = all.layers[layer]!;
        // The best of all orders, at the layer where it fits best: not where the claimed one does.
        const most = fits.map((fit) => fit.reduce((a, b) => Math.max(a, b)));
        const at = most.indexOf(Math.max(...most)), best = fits[at]!.indexOf(most[at]!);
        found.push({
          condition,
          tap: taps[layer]!.name,
          layer: taps[layer]!.layer,
          labels: [...constructs],
          circle: [...geometry.circle],
          best_tap: taps[at]!.name,
          best_order: Array.from(model.orders[best]!, (q) => geometry.circle[q]!),
          similarity: constructs.map((_, i) => Array.from(matrix.subarray(i * k, (i + 1) * k))),
          points: plane(matrix, k, place),
          opposites: k % 2 ? [] : geometry.circle.slice(0, k / 2).map((name, q) => {
            const other = geometry.circle[q + k / 2]!, i = constructs.indexOf(name), j = constructs.indexOf(other);
            return { a: name, b: other, cosine: matrix[i * k + j]! };
          }),
        });
      }
    }
  }
  return { evaluated, geometry: found };
}

function floorOf(
  ready: ReadyModel,
  name: string,
  all: Similarities & { readonly on: (weights: ArrayLike<number>) => Similarities },
): Resampled {
  return (weights) => fitClaimed(ready, weights ? all.on(weights).floors.get(name)! : all.floors.get(name)!);
}

/** The fit with text taken out, at its best layer, with its own exact p over layers. */
function partialOf(
  ready: ReadyModel,
  layers: readonly Float64Array[],
  covariates: readonly Float64Array[],
): { value: number; p: number } {
  const fits = layers.map((matrix) => fitOrders(ready, matrix, covariates));
  const value = Math.max(...fits.map((fit) => fit[0]!));
  const others = nullOf(fits).values, above = others.filter((v) => v >= value - 1e-12).length;
  return { value, p: (1 + above) / (others.length + 1) };
}
