import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { checkRowsOf, seeded, valuesOf } from "../src/bench/data.ts";
import { transposed } from "../src/bench/program.ts";
import { addTriangle, planGram } from "../src/gpu/gram.ts";
import { SPLIT } from "../src/gpu/gram-pieces.ts";
import type { Rows } from "../src/reference/kernels.ts";

/** X [T, d]; `of` is `rows` or `columns`. */
export type GramShape = { readonly T: number; readonly d: number; readonly of: "rows" | "columns" };

/** Inputs in memory. */
export interface GramData {
  readonly acts: Float32Array | Uint16Array;
}

/** Side of G, and the numbers that each of its elements sums. */
function sides({ T, d, of }: GramShape): { m: number; terms: number } {
  return of === "rows" ? { m: T, terms: d } : { m: d, terms: T };
}

/** Row i of the triangle in f64: [m], zeros below the diagonal. */
function exactRow(shape: GramShape, x: Float32Array, i: number): Float64Array {
  const { m, terms } = sides(shape), { d } = shape, exact = new Float64Array(m);
  if (shape.of === "columns") {
    for (let t = 0; t < terms; t++) {
      for (let j = i; j < m; j++) exact[j] = exact[j]! + x[t * d + i]! * x[t * d + j]!;
    }
    return exact;
  }
  for (let j = i; j < m; j++) {
    for (let t = 0; t < terms; t++) exact[j] = exact[j]! + x[i * d + t]! * x[j * d + t]!;
  }
  return exact;
}

/** Compares the upper triangle [m, m]; sums of `own` terms are f32, those of such sums f64. */
function checkTriangle(shape: GramShape, x: Float32Array, out: Float64Array, own: number): Checked {
  const { m, terms } = sides(shape);
  // A diagonal element is the largest: about a third of its terms, per split; the splits' errors add up as their root.
  const size = own / 3 * Math.sqrt(terms / own);
  return checkRowsOf(Float32Array.from(out), m, m, (i) => ({ exact: exactRow(shape, x, i), size, terms: own }));
}

export const gramBench: KernelBench<GramShape, GramData> = {
  kernel: "gram",
  cases: [
    { T: 64, d: 96, of: "columns" },
    { T: 64, d: 96, of: "rows" },
    { T: 100_000, d: 256, of: "columns" },
    { T: 2_048, d: 1_024, of: "rows" },
  ],
  dtypes: ["f32", "f16"],
  // The triangle is all that must be worked out; of the result, its partial sums are what the GPU writes at least once.
  work(shape, dtype) {
    const { m, terms } = sides(shape), triangle = m * (m + 1) / 2;
    return { bytes: (dtype === "f16" ? 2 : 4) * shape.T * shape.d + 4 * triangle, flops: 2 * triangle * terms };
  },
  data: ({ T, d }, dtype) => ({ acts: seeded(T * d, 1, dtype) }),
  async plan(launch, arena, shape, { acts }): Promise<BenchPlan> {
    const { m } = sides(shape), rows: Rows<GPUBuffer> = { data: acts, rows: shape.T, width: shape.d };
    const work = { of: shape.of, mu: null, low: 0, high: m };
    const { job, cut, partials } = await planGram(launch, arena, rows, work);
    return { jobs: [job], reads: [partials], cut: cut.name };
  },
  check(shape, { acts }, [output]): Checked {
    const { m, terms } = sides(shape), x = valuesOf(acts), partials = new Float32Array(output!);
    const triangle = m * (m + 1) / 2, out = new Float64Array(m * m);
    for (let at = 0; at < partials.length; at += triangle) {
      addTriangle(out, partials.subarray(at, at + triangle), m, 0, m);
    }
    return checkTriangle(shape, x, out, Math.min(terms, SPLIT));
  },
  // Ours is summed in splits, in f64 at last; other packages give f32, summed as they like.
  checkResult(shape, { acts }, result) {
    const { m, terms } = sides(shape), own = result instanceof Float64Array ? Math.min(terms, SPLIT) : terms;
    const triangle = Float64Array.from(result as ArrayLike<number>, (x, at) => at % m < Math.floor(at / m) ? 0 : x);
    return checkTriangle(shape, valuesOf(acts), triangle, own);
  },
  call: (kernels, { T, d, of }, { acts }) => kernels.gram({ data: acts, rows: T, width: d }, { of }),
  program({ T, d, of }, { acts }) {
    const straight = { dims: [T, d], data: acts as Float32Array }, turned = transposed(straight.data, T, d);
    const [input, by] = of === "rows" ? [straight, turned] : [turned, straight];
    return { input, steps: [{ op: "matmul", by }] };
  },
};
