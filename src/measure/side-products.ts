import type { Settings } from "./inputs.ts";
import { type PairProducts, pairProducts, type Place } from "./pair-products.ts";
import { opponent, type Pairs, type Side } from "./pairs.ts";

/** Products of one side at every layer, and in the embedding where there is one. */
export interface SideProducts {
  readonly layers: readonly PairProducts[];
  readonly embedding: PairProducts | null;
}

/** Gives products of some pairs on one side. */
export type ProductsOf = (pairs: Pairs, side: Side) => Promise<SideProducts>;

const same = (a: Int32Array, b: Int32Array) => a.length === b.length && a.every((value, i) => value === b[i]);

/** Computes products when they are first asked for; whoever asks for the same differences shares them. */
export function productsOn(places: readonly Place[], layers: number, { pace, kernels }: Settings): ProductsOf {
  const known: { readonly member: Int32Array; readonly other: Int32Array; readonly products: SideProducts }[] = [];
  return async (pairs, side) => {
    const member = pairs[side], other = opponent(pairs, side);
    const found = known.find((one) => same(one.member, member) && same(one.other, other));
    if (found) return found.products;
    const all: PairProducts[] = [];
    for (const place of places) {
      await pace();
      all.push(await pairProducts(place, pairs, side, kernels));
    }
    const products = { layers: all.slice(0, layers), embedding: all[layers] ?? null };
    known.push({ member, other, products });
    return products;
  };
}
