import type { ProjectOptions } from "../../src/reference/kernels.ts";

/** Unit roundoff of f32. */
const U = 2 ** -24;

/** Seeded values, about normal: the same in every runtime. */
export function noise(n: number, seed: number, scale = 1): Float32Array {
  let state = seed * 2654435761 >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: n }, () => scale * (next() + next() + next() + next()));
}

/** Seeded whole numbers from -8 to 8. */
export function integers(n: number, seed: number): Float32Array {
  return noise(n, seed, 5).map(Math.round);
}

/** gamma_n = n u / (1 - n u): what n roundings in a row may add up to. */
export function gamma(n: number): number {
  return n * U / (1 - n * U);
}

/** Longest chain of roundings in a projection, from the contract of `project.wgsl`, for any shipped cut. */
export function chain(width: number): number {
  const columns = Math.ceil(width / 4);
  const lanes = [8, 32].map((count) => 4 * Math.ceil(columns / count) + count + 6);
  return Math.max(4 * columns + 6, ...lanes);
}

/** One exact value per result, and how far from it a kernel may be. */
export interface Expected {
  readonly exact: Float64Array;
  readonly bound: Float64Array;
}

/** Projections in f64, written apart from the twin, with the bound of the kernels' contract: [rows, k]. */
export function expectProject(
  acts: Float32Array,
  rows: number,
  width: number,
  directions: Float32Array,
  k: number,
  { mu, cosine = false }: ProjectOptions = {},
): Expected {
  const exact = new Float64Array(rows * k), bound = new Float64Array(rows * k);
  const n = chain(width);
  for (let t = 0; t < rows; t++) {
    for (let j = 0; j < k; j++) {
      let product = 0, size = 0, squares = 0, length = 0;
      for (let i = 0; i < width; i++) {
        const a = acts[t * width + i]! - (mu?.[i] ?? 0), v = directions[j * width + i]!;
        product += a * v;
        size += Math.abs(a * v);
        squares += a * a;
        length += v * v;
      }
      const scale = Math.sqrt(length || 1) * (cosine ? Math.sqrt(squares || 1) : 1);
      exact[t * k + j] = product / scale;
      const root = cosine ? (n + 8) * U * Math.abs(product / scale) : 0;
      bound[t * k + j] = 2 * gamma(n) * size / scale + root + n * 2 ** -126;
    }
  }
  return { exact, bound };
}

/** The first value beyond its bound, in words, or "" where all hold. NaN is far from any number. */
export function violation(actual: Float32Array, { exact, bound }: Expected): string {
  if (actual.length !== exact.length) return `${actual.length} values, expected ${exact.length}`;
  for (let i = 0; i < exact.length; i++) {
    const off = Math.abs(actual[i]! - exact[i]!);
    if (off <= bound[i]! || (Number.isNaN(actual[i]!) && Number.isNaN(exact[i]!))) continue;
    return `[${i}] is ${actual[i]}, expected ${exact[i]} within ${bound[i]}`;
  }
  return "";
}

/** Pools per-row values and bounds [rows, width] -> [segments, width]: n is the rows' own chain in a mean. */
export function expectPool(
  rows: Expected,
  width: number,
  list: readonly (readonly [number, number])[],
  pooling: "mean" | "max" | "last",
): Expected {
  const exact = new Float64Array(list.length * width).fill(NaN), bound = new Float64Array(list.length * width);
  list.forEach(([start, length], s) => {
    for (let i = 0; i < width && length > 0; i++) {
      const column = Array.from({ length }, (_, t) => rows.exact[(start + t) * width + i]!);
      const bounds = Array.from({ length }, (_, t) => rows.bound[(start + t) * width + i]!);
      const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / length;
      const at = s * width + i;
      if (pooling === "mean") {
        exact[at] = mean(column);
        // 64 additions in f32 per block, one rounding of the result.
        bound[at] = mean(bounds) + 2 * gamma(65) * (mean(column.map(Math.abs)) + mean(bounds));
      } else {
        exact[at] = pooling === "max" ? Math.max(...column) : column[length - 1]!;
        bound[at] = pooling === "max" ? Math.max(...bounds) : bounds[length - 1]!;
      }
    }
  });
  return { exact, bound };
}
