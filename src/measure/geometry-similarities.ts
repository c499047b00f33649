import { deriveSeed } from "../math/random.ts";
import { applyTfidf, fitTfidf } from "../math/tfidf.ts";
import type { Floors } from "../record/figure.ts";
import type { Settings } from "./inputs.ts";
import { remember } from "./memory.ts";
import type { Pairs, Side } from "./pairs.ts";
import type { Ground } from "./run-contrasts.ts";
import { type BlockGram, gramOfProducts, gramOfRows, meanSimilarity, sceneHalves, similarity } from "./similarity.ts";
import { textFeatures } from "./text-features.ts";

/** What the arrangement of the constructs is measured on. */
export type GeometryInput = Ground & { readonly pairs: Pairs };

/** Splits into halves that a figure is averaged over; resamples use one each. */
const HALVES = 16;

type TextGrams = Readonly<Record<"length" | "surface" | "function_words" | "bag_of_words", BlockGram>>;

function textGrams({ suite, items, pairs, key }: GeometryInput, side: Side): Promise<TextGrams> {
  const k = suite.constructs.length;
  return remember(suite, ["geometry", side, key, ...items.map((item) => item.id)].join("\n"), () => {
    const features = textFeatures(items), rows = applyTfidf(fitTfidf(features.words), features.words);
    const dense = items.map((_, j) => {
      const row = new Float64Array(rows.width);
      for (let c = rows.starts[j]!; c < rows.starts[j + 1]!; c++) row[rows.indices[c]!] = rows.values[c]!;
      return row;
    });
    return Promise.resolve({
      length: gramOfRows([...features.length], pairs, side, k),
      surface: gramOfRows([...features.surface], pairs, side, k),
      function_words: gramOfRows([...features.function_words], pairs, side, k),
      bag_of_words: gramOfRows(dense, pairs, side, k),
    });
  });
}

/** Similarities at every layer and of every floor. */
export interface Similarities {
  readonly layers: readonly Float64Array[];
  readonly floors: ReadonlyMap<string, Float64Array>;
}

/** One side's similarities, on all scenes and (`on`) on a resample of them. */
export async function similarities(input: GeometryInput, side: Side, settings: Settings) {
  const { pairs, suite } = input, k = suite.constructs.length;
  const halves = sceneHalves(pairs.scenes.length, { halves: HALVES, seed: deriveSeed(settings.seed, "halves") });
  const products = await input.products(pairs, side), text = await textGrams(input, side);
  const grams = products.layers.map((layer) => gramOfProducts(layer, pairs, side, k));
  const floors: Partial<Record<keyof Floors, BlockGram>> = {
    ...text,
    ...(products.embedding ? { embedding: gramOfProducts(products.embedding, pairs, side, k) } : {}),
  };
  const mean = (gram: BlockGram) => meanSimilarity(gram, halves);
  const layers: Float64Array[] = [];
  for (const gram of grams) {
    await settings.pace();
    layers.push(mean(gram));
  }
  // A resample's similarities are the same for every arrangement.
  const known = new Map<ArrayLike<number>, Similarities>();
  const on = (weights: ArrayLike<number>): Similarities => {
    const found = known.get(weights);
    if (found) return found;
    const half = halves[known.size % halves.length]!;
    const drawn = {
      layers: grams.map((gram) => similarity(gram, half, weights)),
      floors: new Map(Object.entries(floors).map(([name, gram]) => [name, similarity(gram, half, weights)])),
    };
    known.set(weights, drawn);
    return drawn;
  };
  return { layers, on, floors: new Map(Object.entries(floors).map(([name, gram]) => [name, mean(gram)])) };
}
