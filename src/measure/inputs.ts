import type { Item } from "../suite/suite.ts";
import { createPace, type Pace } from "./pace.ts";
import type { Place } from "./pair-products.ts";
import type { Readings, TransferOptions } from "./readings.ts";

/** Options with their defaults filled in. */
export type Settings = Required<Omit<TransferOptions, "signal">> & { readonly pace: Pace };

/** Fills in the defaults. */
export function settingsOf(options: TransferOptions): Settings {
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
export function usableItems({ acts, embedding, n }: Readings): Uint8Array {
  const usable = new Uint8Array(n).fill(1);
  for (const rows of [...acts, embedding]) {
    const width = rows.length / n;
    rows.forEach((value, k) => Number.isFinite(value) || (usable[Math.floor(k / width)] = 0));
  }
  return usable;
}

/** Every tap as a place, then the embedding where there is one. Throws `RangeError` when the shapes do not fit. */
export function placesOf({ acts, embedding, width, n, taps }: Readings, items: readonly Item[]): Place[] {
  if (n !== items.length || acts.length !== taps.length || acts.some((rows) => rows.length !== n * width)) {
    throw new RangeError(
      `Cannot measure: ${items.length} items need ${taps.length} readings of shape [${items.length}, ${width}], ` +
        `found ${acts.length} of lengths ${acts.map((rows) => rows.length).join(", ")}.`,
    );
  }
  const layers = acts.map((rows) => ({ acts: rows, width, n }));
  return embedding.length ? [...layers, { acts: embedding, width: embedding.length / n, n }] : layers;
}
