import type { BoundRows } from "./rows.ts";
import { type Cut, type Load, LOADS, type Variant } from "./variant.ts";

/** How a product is cut. */
export interface MatmulCut extends Cut {
  /** Rows and columns of C per workgroup. */
  readonly tile: readonly [number, number];
  /** Operands in workgroup memory, or lanes with registers alone. */
  readonly operands: "shared" | "lanes";
  /** Lanes of a workgroup where there is no workgroup memory. */
  readonly lanes?: number;
  /** Ships with every way to load and to store, as one cut of each kind does; the others with the usual ones. */
  readonly whole?: boolean;
}

/** Every cut that ships. */
export const MATMUL_CUTS: readonly MatmulCut[] = [
  { name: "lanes 8", for: "cpu", subgroups: 8, operands: "lanes", lanes: 8, tile: [64, 32] },
  { name: "lanes 4", for: "cpu", subgroups: 4, operands: "lanes", lanes: 4, tile: [32, 32] },
  { name: "plain", for: "cpu", operands: "lanes", lanes: 8, tile: [8, 64], whole: true },
  { name: "plain 4", for: "cpu", operands: "lanes", lanes: 4, tile: [8, 32] },
  { name: "128 x 64", for: "gpu", operands: "shared", tile: [128, 64] },
  { name: "128 x 128", for: "gpu", operands: "shared", tile: [128, 128] },
  { name: "64 x 64", for: "gpu", operands: "shared", tile: [64, 64], whole: true },
];

/** What a text must know of a matrix. */
type Stored = Pick<BoundRows, "load" | "dtype">;

/** How two matrices are read together. */
function loadOf(a: Stored, b: Stored): Load {
  return a.load === "vec4" && b.load === "vec4" ? "vec4" : "scalar";
}

/** Vec4 loads, and no f32 weights on f16 activations. */
function isUsual(a: Stored, b: Stored): boolean {
  return loadOf(a, b) === "vec4" && (a.dtype === "f32" || b.dtype !== "f32");
}

/** The cut itself, or, where it does not ship for matrices stored this way, the one of its kind that does. */
export function cutFor(cut: MatmulCut, a: Stored, b: Stored): MatmulCut {
  return cut.whole || isUsual(a, b)
    ? cut
    : MATMUL_CUTS.find(({ operands, whole }) => whole && operands === cut.operands)!;
}

/** The text for a cut, and A and B stored and read this way. */
export function matmulVariant(cut: MatmulCut, a: Stored, b: Stored): Variant {
  const [rows, columns] = cut.tile, share = cut.subgroups ? cut.lanes! : 1;
  const reduce = cut.subgroups ? "subgroup" : "none";
  const words = { tile: cut.operands, load: loadOf(a, b), dtype: a.dtype, second: b.dtype, reduce };
  if (cut.operands === "shared") {
    return { kernel: "matmul", words, sizes: { ROWS: rows / 64, COLS: columns / 64, Q: 4 }, constants: {} };
  }
  const sizes = { ROWS: rows / share, COLS: columns / cut.lanes!, Q: share };
  return { kernel: "matmul", words, sizes, constants: { LANES: cut.lanes! } };
}

/** Storages that meet: both halves are read alike. */
const PAIRS = [
  ["f32", "f32"],
  ["f32", "f16"],
  ["f32", "packed"],
  ["f16", "f32"],
  ["f16", "f16"],
  ["packed", "f32"],
  ["packed", "packed"],
] as const;

/** Every shipped text. */
export function matmulVariants(): Variant[] {
  const stored = LOADS.flatMap((load) => PAIRS.map(([a, b]) => [{ load, dtype: a }, { load, dtype: b }] as const));
  return MATMUL_CUTS.flatMap((cut) =>
    stored.filter(([a, b]) => cutFor(cut, a, b) === cut).map(([a, b]) => matmulVariant(cut, a, b))
  );
}
