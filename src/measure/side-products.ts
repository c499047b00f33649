import type { Settings } from "./inputs.ts";
import { type PairProducts, pairProducts, type Place } from "./pair-products.ts";
import type { Pairs, Side } from "./pairs.ts";

/** Products of one side at every layer, and in the embedding where there is one. */
export interface SideProducts {
  readonly layers: readonly PairProducts[];
  readonly embedding: PairProducts | null;
}

/** Gives products of some pairs on one side. */
export type ProductsOf = (pairs: Pairs, side: Side) => Promise<SideProducts>;

/** Computes products when they are first asked for; whoever asks for the same pairs shares them. */
export function productsOn(places: readonly Place[], layers: number, { pace, kernels }: Settings): ProductsOf {
  const known = new Map<Pairs, Partial<Record<Side, SideProducts>>>();
  return async (pairs, side) => {
    const mine = known.get(pairs) ?? {};
    known.set(pairs, mine);
    if (mine[side]) return mine[side];
    const all: PairProducts[] = [];
    for (const place of places) {
      await pace();
      all.push(await pairProducts(place, pairs, side, kernels));
    }
    return mine[side] = { layers: all.slice(0, layers), embedding: all[layers] ?? null };
  };
}
