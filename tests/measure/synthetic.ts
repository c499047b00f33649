import { normal, uniform } from "../../src/math/random.ts";
import type { Readings, TransferOptions } from "../../src/measure/readings.ts";
import { wordsOf } from "../../src/measure/words.ts";
import { gramOf } from "../../src/measure/embedding-floor.ts";
import { splitPairs } from "../../src/measure/folds.ts";
import { placesOf, settingsOf, usableItems } from "../../src/measure/inputs.ts";
import { gatherPairs } from "../../src/measure/pairs.ts";
import { prepareResamples } from "../../src/measure/resample.ts";
import { productsOn } from "../../src/measure/side-products.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import type { Item, Suite } from "../../src/suite/suite.ts";

/** Options of a made-up suite. */
export interface SyntheticOptions {
  readonly scenes?: number;
  readonly constructs?: number;
  /** Keywords per construct. */
  readonly keywords?: number;
  /** A word put at the end of every source and target text, so that text gives the class away. */
  readonly giveaway?: string;
  readonly seed?: number;
  /** Adds the conditions `mere`, `turned`, `mixed`, `mixed-plain`, `busy`, and a circle of the constructs. */
  readonly probes?: boolean;
}

/** Six words out of `n`, the same for the same place. */
const phrase = (seed: number, place: number, n: number, words = 6) =>
  Array.from({ length: words }, (_, k) => `w${Math.floor(uniform(seed, place, k) * n)}`).join(" ");

/**
 * A suite of nonsense: every scene carries every construct; the members of a pair share all but two words.
 *
 * Texts carry no sign of their condition unless a keyword or `giveaway` does.
 */
export function syntheticSuite(
  { scenes = 24, constructs = 4, keywords = 8, giveaway = "", seed = 1, probes = false }: SyntheticOptions = {},
): Suite {
  const names = Array.from({ length: constructs }, (_, k) => `c${k}`), items: Item[] = [];
  const words = (name: string) => Array.from({ length: keywords }, (_, k) => `${name}word${k}`);
  for (let scene = 0; scene < scenes; scene++) {
    for (const [k, construct] of names.entries()) {
      const pair = `s${scene}-${construct}`,
        place = scene * constructs + k,
        word = words(construct)[(scene + k) % keywords]!;
      const shared = `the ${phrase(seed, 1000 + scene, 200)} and ${phrase(seed, place, 400)}`;
      const add = (condition: string, own: string, keyword = "") =>
        items.push({
          id: `${pair}-${condition}`,
          text: `${shared} ${own}`.trim(),
          condition,
          construct,
          pair,
          scene: `s${scene}`,
          domain: probes ? `d${scene % 4}` : "none",
          status: "final",
          note: "",
          extra: { keyword },
        });
      add("word", `${word} ${phrase(seed + 1, place, 400, 1)} ${giveaway}`, word);
      add("event", `${phrase(seed + 2, place, 400, 2)} ${giveaway}`);
      add("plain", `${phrase(seed + 3, place, 400, 2)} ${giveaway && "w0"}`);
      if (!probes) continue;
      add("mere", `${word} ${phrase(seed + 4, place, 400, 1)}`, word);
      add("turned", `${phrase(seed + 2, place, 400, 2)} ${giveaway}`);
      add("mixed", `${phrase(seed + 2, place, 400, 2)} ${giveaway}`);
      add("mixed-plain", `${phrase(seed + 3, place, 400, 2)} ${giveaway && "w0"}`);
      const busy = { condition: "busy", construct: "none", pair: `${pair}-busy`, id: `${pair}-busy` };
      items.push({ ...items.at(-1)!, ...busy, text: `${phrase(seed + 5, place, 400, 8)}` });
    }
  }
  const lexicon = Object.fromEntries(names.map((name) => [name, Object.fromEntries(words(name).map((w) => [w, [w]]))]));
  return {
    name: "synthetic",
    version: "1",
    title: "Synthetic",
    question: "Is the planted answer found?",
    constructs: names,
    design: {
      kind: "transfer",
      source: "word",
      target: "event",
      control: "plain",
      others: probes ? ["mere", "turned", "mixed", "mixed-plain", "busy"] : [],
      keyword_column: "keyword",
      direction: "affect",
      probes: probes
        ? { vivid: "busy", unfelt: "mere", reversed: "turned", shuffled: { target: "mixed", control: "mixed-plain" } }
        : { vivid: null, unfelt: null, reversed: null, shuffled: null },
      geometry: probes
        ? {
          circle: names,
          coordinates: Object.fromEntries(names.map((name, k) => [name, [k % 2, k % 3] as const])),
          note: "",
        }
        : null,
    },
    lexicon,
    items,
    hash: "sha256:0",
  };
}

/** What is planted in made-up readings. */
export interface PlantOptions {
  /** Distance between source (target) items and controls, in standard deviations of the noise. */
  readonly source?: number;
  readonly target?: number;
  /** Distance along a construct's own direction, for source and target items alike. */
  readonly construct?: number;
  /** Distance along the affect direction by condition, for the probes. */
  readonly probe?: Readonly<Record<string, number>>;
  /** Radius of a circle on which the constructs of source and target items lie, in the order given (default: theirs). */
  readonly wheel?: number;
  readonly order?: readonly number[];
  /** Size of the words' own vectors: a reader of token identity. */
  readonly bag?: number;
  /** Size of the noise. */
  readonly noise?: number;
  /** First layer that carries what is planted. */
  readonly at?: number;
  readonly layers?: number;
  readonly width?: number;
  readonly seed?: number;
}

/** Unit vector `number` of a seeded random set. */
export function plantedDirection(width: number, seed: number, number = 0): Float64Array {
  const v = Float64Array.from({ length: width }, (_, i) => normal(seed, 900_000 + number, i));
  const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  return v.map((x) => x / length);
}

const vectors = new Map<string, Float64Array>();

/** A word's own random vector. */
function vectorOf(word: string, width: number): Float64Array {
  const key = `${width} ${word}`, found = vectors.get(key);
  if (found) return found;
  let hash = 0;
  for (const c of word) hash = (Math.imul(hash, 31) + c.charCodeAt(0)) >>> 0;
  const vector = Float64Array.from({ length: width }, (_, i) => normal(77, hash, i));
  vectors.set(key, vector);
  return vector;
}

/** Mean of the words' own vectors. */
function bagOf(text: string, width: number): Float64Array {
  const sum = new Float64Array(width), words = wordsOf(text);
  for (const word of words) vectorOf(word, width).forEach((x, i) => sum[i] = sum[i]! + x / words.length);
  return sum;
}

/** What single measures are computed from, as `measureTransfer` lays it out. */
export async function groundOf(suite: Suite, readings: Readings) {
  const settings = settingsOf(QUICK), { items } = suite, usable = usableItems(readings);
  const places = placesOf(readings, items), { taps } = readings, pairs = gatherPairs(suite, items, usable);
  const split = splitPairs(pairs, settings), resamples = prepareResamples(pairs, { draws: 100, seed: 1 });
  const common = { reading: "last", direction: "affect", permutations: 299, resampledBy: resamples.by } as const;
  const products = productsOn(places, taps.length, settings), gram = await gramOf(places.at(-1)!, settings.kernels);
  const ground = { suite, items, usable, taps, resamples, common, key: "test", places, products, gram };
  return { ground, pairs, split, settings };
}

/** Readings with a known answer; the embedding is always the words' own vectors. */
export function plantedReadings(
  { items, constructs, design }: Suite,
  {
    source = 0,
    target = 0,
    construct = 0,
    bag = 0,
    noise = 1,
    at = 2,
    layers = 4,
    width = 16,
    seed = 5,
    probe = {},
    wheel = 0,
    order = constructs.map((_, k) => k),
  }: PlantOptions = {},
): Readings {
  const n = items.length, affect = plantedDirection(width, seed), bags = items.map((item) => bagOf(item.text, width));
  const own = constructs.map((_, k) => plantedDirection(width, seed, k + 1));
  const [x, y] = [100, 101].map((number) => plantedDirection(width, seed, number));
  const shown = [design.source, design.target];
  const acts = Array.from({ length: layers }, (_, layer) => {
    const rows = new Float32Array(n * width);
    items.forEach((item, j) => {
      const size = layer < at
        ? 0
        : item.condition === design.source
        ? source
        : item.condition === design.target
        ? target
        : probe[item.condition] ?? 0;
      const k = constructs.indexOf(item.construct),
        felt = layer < at || !shown.includes(item.condition) ? 0 : construct;
      const turn = 2 * Math.PI * order.indexOf(k) / constructs.length,
        radius = layer < at || !shown.includes(item.condition) ? 0 : wheel;
      for (let i = 0; i < width; i++) {
        const value = noise * normal(seed * 100 + layer, j, i) + bag * bags[j]![i]!;
        const round = radius * (Math.cos(turn) * x![i]! + Math.sin(turn) * y![i]!);
        rows[j * width + i] = value + size * affect[i]! + (felt && felt * own[k]![i]!) + round;
      }
    });
    return rows;
  });
  const taps = acts.map((_, layer) => ({ name: `resid_post.${layer}`, layer }));
  return { taps, acts, embedding: Float32Array.from(bags.flatMap((row) => [...row])), width, n };
}

/** Settings of a quick run. */
export const QUICK = {
  kernels: cpuKernels(),
  reading: "last",
  seed: 3,
  permutations: 299,
  bootstraps: 200,
} as const satisfies TransferOptions;
