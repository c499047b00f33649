import type { GramOptions } from "../reference/kernels.ts";
import type { BoundRows } from "./rows.ts";
import { type Cut, DTYPES, LOADS, type Variant } from "./variant.ts";

/** What a product is of. */
export type GramOf = GramOptions["of"];

/** Vec4 that a thread multiplies per term: loaded on the left, and on the right. */
type Block = readonly [left: number, right: number];

/** How a Gram matrix is cut: threads across and down a tile, what each multiplies, and where both sides come from. */
export interface GramCut extends Cut {
  readonly tx: number;
  readonly ty: number;
  readonly stage: "cache" | "subgroup" | "shared";
  readonly columns: Block;
  readonly rows: Block;
}

/**
 * Every cut that ships. A tile's sides are powers of two up to 128.
 *
 * On CPU-like adapters every lane's load is a branch of its own: what a lane loads is handed to the subgroup.
 */
export const GRAM_CUTS: readonly GramCut[] = [
  { name: "subgroup", for: "cpu", subgroups: 4, tx: 8, ty: 1, stage: "subgroup", columns: [4, 2], rows: [8, 4] },
  {
    name: "subgroup small",
    for: "cpu",
    subgroups: 4,
    tx: 8,
    ty: 1,
    stage: "subgroup",
    columns: [2, 2],
    rows: [4, 4],
  },
  { name: "narrow", for: "cpu", tx: 8, ty: 1, stage: "cache", columns: [4, 2], rows: [8, 8] },
  { name: "shared", for: "gpu", tx: 16, ty: 16, stage: "shared", columns: [1, 1], rows: [4, 4] },
  { name: "shared large", for: "gpu", tx: 16, ty: 16, stage: "shared", columns: [2, 2], rows: [8, 8] },
  { name: "wide", for: "gpu", tx: 16, ty: 16, stage: "cache", columns: [1, 1], rows: [4, 4] },
];

/** Lanes of a subgroup that hold different values: as many as every subgroup has. */
const SHARE = 4;

/** Rows and columns of a cut's tile of G. */
export function tileOf({ tx, ty, stage, ...cut }: GramCut, of: GramOf): { tall: number; wide: number } {
  const [left, right] = cut[of], each = of === "columns" ? 4 : 1;
  return { tall: each * left * ty * (stage === "subgroup" ? SHARE : 1), wide: each * right * tx };
}

/** The text for a cut, and rows stored and read this way. */
export function gramVariant(cut: GramCut, of: GramOf, { load, dtype }: Pick<BoundRows, "load" | "dtype">): Variant {
  const { tx, ty, stage } = cut, [left, right] = cut[of];
  // Terms in workgroup memory at a time: 16 numbers of every row or column of the tile, 16 KiB at most.
  const steps = of === "columns" ? 16 : 4, share = stage === "subgroup" ? SHARE : 1;
  return {
    kernel: "gram",
    words: { load, dtype, of, stage },
    sizes: { TX: tx, TY: ty, LEFT: left, RIGHT: right, SHARE: share, STEPS: steps },
    constants: {},
  };
}

/** Every shipped text. */
export function gramVariants(): Variant[] {
  return GRAM_CUTS.flatMap((cut) =>
    (["columns", "rows"] as const).flatMap((of) =>
      LOADS.flatMap((load) => DTYPES.map((dtype) => gramVariant(cut, of, { load, dtype })))
    )
  );
}
