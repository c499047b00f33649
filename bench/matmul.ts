import { checkRowsOf, seeded } from "../src/bench/data.ts";
import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { planMatmul } from "../src/gpu/matmul.ts";
import { bindColumns } from "../src/gpu/matmul-chunks.ts";
import { transposed } from "../src/bench/program.ts";
import type { MatmulOptions } from "../src/reference/kernels.ts";
import { matmul } from "../src/reference/matmul.ts";

/** Rows [T, d] times the rows of [n, d], and what happens to the sums; `relu` has a bias. */
export type MatmulShape = {
  readonly T: number;
  readonly d: number;
  readonly n: number;
  readonly epilogue: "none" | "relu" | "jumprelu";
};

/** Inputs in memory. */
export interface MatmulData {
  readonly a: Float32Array | Uint16Array;
  readonly b: Float32Array | Uint16Array;
  /** Of all shapes; without an epilogue they are not used. [n] */
  readonly bias: Float32Array;
  readonly threshold: Float32Array;
}

/** Rows that are worked out in f64: a row of the largest case has 34 million terms. */
const ROWS_EXACT = 8;

export const matmulBench: KernelBench<MatmulShape, MatmulData> = {
  kernel: "matmul",
  cases: [
    { T: 70, d: 100, n: 90, epilogue: "none" },
    { T: 512, d: 768, n: 768, epilogue: "none" },
    { T: 2_048, d: 1_024, n: 2_048, epilogue: "none" },
    { T: 2_048, d: 1_024, n: 2_048, epilogue: "relu" },
    { T: 2_048, d: 1_024, n: 2_048, epilogue: "jumprelu" },
    { T: 4_096, d: 2_048, n: 16_384, epilogue: "none" },
  ],
  dtypes: ["f32", "f16"],
  work: ({ T, d, n }, dtype) => ({ bytes: (dtype === "f16" ? 2 : 4) * (T + n) * d + 4 * T * n, flops: 2 * T * d * n }),
  data: ({ T, d, n }, dtype) => ({
    a: seeded(T * d, 1, dtype),
    b: seeded(n * d, 2, dtype),
    bias: seeded(n, 3, "f32") as Float32Array,
    threshold: seeded(n, 4, "f32") as Float32Array,
  }),
  async plan(launch, arena, { T, d, n, epilogue }, data): Promise<BenchPlan> {
    const { a, b } = data,
      columns = bindColumns(launch, arena, { data: b, rows: n, width: d }, optionsOf(epilogue, data));
    const { jobs, output, cut } = await planMatmul(launch, arena, { data: a, rows: T, width: d }, [0, T], columns);
    return { jobs, reads: [output], cut: cut.name };
  },
  check: (shape, data, [output]) => checkProduct(shape, data, new Float32Array(output!), Math.ceil(shape.n / 4) * 4),
  checkResult: (shape, data, result) => checkProduct(shape, data, result as Float32Array, shape.n),
  call: (kernels, { T, d, n, epilogue }, data) => {
    const a = { data: data.a, rows: T, width: d }, b = { data: data.b, rows: n, width: d };
    return kernels.matmul(a, b, optionsOf(epilogue, data));
  },
  program({ T, d, n, epilogue }, { a, b, bias }) {
    if (epilogue === "jumprelu") return "array packages have no JumpReLU";
    const product = { op: "matmul", by: transposed(b as Float32Array, n, d) } as const;
    const gated = [{ op: "add", what: { dims: [n], data: bias } }, { op: "relu" }] as const;
    const input = { dims: [T, d], data: a as Float32Array };
    return { input, steps: epilogue === "relu" ? [product, ...gated] : [product] };
  },
};

function optionsOf(epilogue: MatmulShape["epilogue"], { bias, threshold }: MatmulData): MatmulOptions {
  if (epilogue === "none") return {};
  return epilogue === "relu" ? { epilogue, bias } : { epilogue, bias, threshold };
}

/** Compares some rows of C [T, stride]. A sum that is close to its threshold may fall on either side of it. */
function checkProduct({ T, d, n, epilogue }: MatmulShape, data: MatmulData, c: Float32Array, stride: number): Checked {
  const { a, b, bias, threshold } = data, count = Math.min(T, ROWS_EXACT), right = { data: b, rows: n, width: d };
  if (c.length !== T * stride) {
    return { ok: false, maxError: Infinity, what: `${c.length} values, expected ${T * stride}` };
  }
  const rowOf = (i: number) => count === 1 ? 0 : Math.round(i * (T - 1) / (count - 1));
  const some = new Float32Array(count * n);
  for (let i = 0; i < count; i++) some.set(c.subarray(rowOf(i) * stride, rowOf(i) * stride + n), i * n);
  // Terms have the size of a product of two values that are uniform between -1 and 1: 1/3.
  const size = Math.sqrt(d) / 3, near = 8 * 2 ** -24 * Math.sqrt(d) * size;
  const checked = checkRowsOf(some, count, n, (i) => {
    const row = { data: a.subarray(rowOf(i) * d, (rowOf(i) + 1) * d), rows: 1, width: d };
    const exact = matmul(row, right, optionsOf(epilogue, data));
    if (epilogue === "jumprelu") {
      const sums = matmul(row, right, { bias });
      sums.forEach((sum, j) => {
        const found = some[i * n + j]!;
        if (Math.abs(sum - threshold[j]!) < near && (found === 0 || Math.abs(found - sum) < near)) exact[j] = found;
      });
    }
    return { exact, size, terms: d };
  });
  return checked.ok ? { ...checked, what: count === T ? "every value" : `${count} of ${T} rows` } : checked;
}
