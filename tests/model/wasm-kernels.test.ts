import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemRows, items, segmentsOf, shapes } from "../kernels/cases.ts";
import {
  chain,
  type Expected,
  expectPool,
  expectProject,
  gamma,
  integers,
  noise,
  violation,
} from "../kernels/bound.ts";
import { wasmIsLoaded } from "../../src/model/ort.ts";
import { CROSSOVER, wasmKernels } from "../../src/model/wasm-kernels.ts";
import { tileSteps } from "../../src/model/wasm-product.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";

/** Everything on the runtime, however small. */
const kernels = wasmKernels({ crossover: { loaded: 0, cold: 0 } });
const twins = cpuKernels();

/** The bounds of bound.ts for the longest chain that any order of summation has: width, and mu, direction, result. */
function anyOrder({ exact, bound }: Expected, width: number): Expected {
  return { exact, bound: bound.map((b) => b * Math.max(1, gamma(width + 3) / gamma(chain(width)))) };
}

const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];

test("small products never load the runtime, large ones do, and what lies between follows the first of its size", async () => {
  const acts = (rows: number, width: number) => ({ data: noise(rows * width, 1), rows, width });
  const between = acts(64, 128), directions = noise(32 * 128, 2);
  assert.ok(64 * 128 * 32 >= CROSSOVER.loaded && 64 * 128 * 32 < CROSSOVER.cold);
  const early = wasmKernels(), late = wasmKernels();
  const twin = bits(await twins.project(between, directions, 32));
  assert.equal(bits(await early.project(between, directions, 32)), twin);
  assert.is(wasmIsLoaded(), false);
  const large = await late.project(acts(2048, 2048), noise(64 * 2048, 3), 64);
  assert.is(large.length, 2048 * 64);
  assert.is(wasmIsLoaded(), true);
  assert.equal(bits(await early.project(between, directions, 32)), twin, "the same bits as before");
  assert.is.not(bits(await late.project(between, directions, 32)).join(), twin.join(), "on the runtime, in f32");
  const small = acts(63, 128), few = noise(16 * 128, 4);
  assert.equal(bits(await late.project(small, few, 16)), bits(await twins.project(small, few, 16)));
});

test("project: every shape stays within the bound, with and without mu and cosine", async () => {
  for (const [rows, width, k] of [...shapes, [70, 300, 40], [3, 5000, 2]] as const) {
    const data = noise(rows * width, 1), directions = noise(k * width, 2, 3), mu = noise(width, 3);
    for (const options of [{}, { mu }, { cosine: true }, { mu, cosine: true }]) {
      const actual = await kernels.project({ data, rows, width }, directions, k, options);
      const expected = anyOrder(expectProject(data, rows, width, directions, k, options), width);
      assert.is(violation(actual, expected), "", `[${rows}, ${width}] x [${k}] ${Object.keys(options)}`);
    }
  }
});

test("project: a mean of a million is subtracted before anything is rounded; subtracted after, the check fails", async () => {
  const rows = 9, width = 130, k = 3;
  const mu = new Float32Array(width).fill(1e6), data = noise(rows * width, 6).map((x) => x + 1e6);
  const directions = noise(k * width, 7), acts = { data, rows, width };
  const expected = anyOrder(expectProject(data, rows, width, directions, k, { mu }), width);
  assert.is(violation(await kernels.project(acts, directions, k, { mu }), expected), "");
  const raw = await kernels.project(acts, directions, k);
  const centre = await kernels.project({ data: mu, rows: 1, width }, directions, k);
  assert.is.not(violation(raw.map((x, i) => x - centre[i % k]!), expected), "");
  const segments = segmentsOf([[0, 9], [2, 5]]);
  const pooled = expectPool(expected, k, [[0, 9], [2, 5]], "mean");
  assert.is(violation(await kernels.projectPool(acts, directions, k, segments, "mean", { mu }), pooled), "");
});

test("project: whole numbers are exact, and a column left out is caught", async () => {
  const rows = 37, width = 70, k = 21, data = integers(rows * width, 4), directions = new Float32Array(k * width);
  for (let j = 0; j < k; j++) directions[j * width + 3 * j] = j % 2 ? -7 : 2;
  const actual = await kernels.project({ data, rows, width }, directions, k);
  const wanted = actual.map((_, c) => data[Math.floor(c / k) * width + 3 * (c % k)]! * (c % k % 2 ? -1 : 1));
  assert.is(actual.findIndex((x, c) => x !== wanted[c]!), -1);
  const noisy = noise(rows * width, 5), cut = noisy.map((x, i) => i % width === width - 1 ? 0 : x), v = noise(width, 6);
  const broken = await kernels.project({ data: cut, rows, width }, v, 1);
  assert.is.not(violation(broken, anyOrder(expectProject(noisy, rows, width, v, 1), width)), "");
});

test("project: NaN and infinity reach their own row and no other, zero norms and zero directions give 0", async () => {
  for (const width of [9, 200]) {
    const rows = 5, k = 2, data = noise(rows * width, 8), directions = new Float32Array(k * width).fill(1);
    data[width] = NaN;
    data[2 * width + 8] = Infinity;
    data[3 * width] = -Infinity;
    data[3 * width + 5] = Infinity;
    const acts = { data, rows, width };
    for (const options of [{}, { cosine: true }, { mu: noise(width, 9) }]) {
      const actual = [...await kernels.project(acts, directions, k, options)];
      const wanted = [...await twins.project(acts, directions, k, options)];
      assert.equal(actual.map((x) => Number.isFinite(x) ? 0 : x), wanted.map((x) => Number.isFinite(x) ? 0 : x));
    }
    // 0 * NaN and 0 * infinity are NaN: a direction of zeros must not be skipped.
    assert.equal([...await kernels.project(acts, new Float32Array(width), 1)], [0, NaN, NaN, NaN, 0]);
    const ones = new Float32Array(width).fill(1);
    const flat = { data: new Float32Array(2 * width).fill(1), rows: 2, width };
    assert.equal([...await kernels.project(flat, ones, 1, { mu: ones, cosine: true })], [0, 0]);
  }
});

test("project: cosines of rows whose squares underflow or overflow in f32", async () => {
  for (const scale of [1e-25, 1e25]) {
    const rows = 3, width = 40, data = noise(rows * width, 10, scale), directions = noise(2 * width, 11);
    const actual = await kernels.project({ data, rows, width }, directions, 2, { cosine: true });
    const wanted = await twins.project({ data, rows, width }, directions, 2, { cosine: true });
    assert.ok(actual.every((x, i) => Math.abs(x - wanted[i]!) < 1e-5), `${scale}: ${actual} and ${wanted}`);
  }
});

test("projectPool: mean, max and last, empty, short, long and overlapping segments", async () => {
  const width = 67, k = 6, data = noise(itemRows * width, 12), directions = noise(k * width, 13), mu = noise(width, 14);
  const acts = { data, rows: itemRows, width };
  for (const options of [{}, { mu }, { cosine: true }, { mu, cosine: true }]) {
    const rows = anyOrder(expectProject(data, itemRows, width, directions, k, options), width);
    for (const pooling of ["mean", "max", "last"] as const) {
      for (const list of [items, [[20, 70], [90, 0], [95, 3]], [[4, 0]]] as const) {
        const actual = await kernels.projectPool(acts, directions, k, segmentsOf(list), pooling, options);
        assert.is(violation(actual, expectPool(rows, k, list, pooling)), "", `${pooling} ${Object.keys(options)}`);
      }
    }
  }
  const pooled = await kernels.projectPool(acts, directions, k, segmentsOf(items), "mean", { cosine: true });
  const wrong = expectPool(anyOrder(expectProject(data, itemRows, width, directions, k), width), k, items, "mean");
  assert.is.not(violation(pooled, wrong), "", "a cosine is no projection");
});

test("projectPool: NaN and infinity as in the twin", async () => {
  const width = 12, rows = 9, data = noise(rows * width, 15), directions = noise(2 * width, 16);
  data[3] = NaN;
  data[2 * width] = Infinity;
  data[3 * width] = -Infinity;
  data[5 * width + 4] = Infinity;
  const acts = { data, rows, width }, segments = segmentsOf([[0, 2], [2, 2], [4, 3], [7, 2], [1, 2]]);
  for (const pooling of ["mean", "max", "last"] as const) {
    const actual = [...await kernels.projectPool(acts, directions, 2, segments, pooling)];
    const wanted = [...await twins.projectPool(acts, directions, 2, segments, pooling)];
    const state = (values: number[]) => values.map((x) => Number.isFinite(x) ? 0 : x);
    assert.equal(state(actual), state(wanted), pooling);
    assert.ok(wanted.some((x) => !Number.isFinite(x)) && wanted.some(Number.isFinite));
  }
});

test("f16 rows are widened exactly", async () => {
  const rows = 20, width = 33, k = 4, half = narrow(noise(rows * width, 17)), directions = noise(k * width, 18);
  const actual = await kernels.project({ data: half, rows, width }, directions, k);
  const same = await kernels.project({ data: widen(half), rows, width }, directions, k);
  assert.equal(bits(actual), bits(same));
  const segments = segmentsOf([[3, 9], [1, 4]]);
  const max = await kernels.projectPool({ data: half, rows, width }, directions, k, segments, "max");
  assert.equal(
    bits(max),
    bits(await kernels.projectPool({ data: widen(half), rows, width }, directions, k, segments, "max")),
  );
});

test("matmul: within the bound, epilogues, tiles in rows of A and of B", async () => {
  const cases = [[1, 1, 1], [5, 4, 7], [33, 129, 65], [3, 4100, 2060], [4200, 2, 2100]] as const;
  assert.ok(tileSteps(3, 2060, 4100)[1] < 2060 && tileSteps(4200, 2100, 2)[0] < 4200, "the last two are cut");
  for (const [m, width, n] of cases) {
    const a = noise(m * width, 19), b = noise(n * width, 20), bias = noise(n, 21), threshold = noise(n, 22);
    const run = (options = {}) => kernels.matmul({ data: a, rows: m, width }, { data: b, rows: n, width }, options);
    const plain = await run(), biased = await run({ bias });
    const relu = await run({ epilogue: "relu", bias }), jump = await run({ epilogue: "jumprelu", bias, threshold });
    for (let c = 0; c < m * n; c += c < 5000 ? 1 : 997) {
      const [i, j] = [Math.floor(c / n), c % n];
      let exact = 0, size = 0;
      for (let x = 0; x < width; x++) {
        exact += a[i * width + x]! * b[j * width + x]!;
        size += Math.abs(a[i * width + x]! * b[j * width + x]!);
      }
      assert.ok(Math.abs(plain[c]! - exact) <= gamma(width + 1) * size, `[${i}, ${j}] ${plain[c]} and ${exact}`);
      assert.is(biased[c]!, Math.fround(plain[c]! + bias[j]!));
      assert.is(relu[c]!, biased[c]! <= 0 ? 0 : biased[c]!);
      assert.is(jump[c]!, biased[c]! > threshold[j]! ? biased[c]! : 0);
    }
  }
});

test("matmul: NaN and infinity as in the twin, through a gate too", async () => {
  const a = { data: Float32Array.of(1, 2, NaN, 1, Infinity, 0, -Infinity, 0), rows: 4, width: 2 };
  const b = { data: Float32Array.of(1, 1, 0, 1, -1, 0), rows: 3, width: 2 };
  for (const epilogue of ["none", "relu", "jumprelu"] as const) {
    const options = { epilogue, threshold: Float32Array.of(0, 1, -5) };
    assert.equal([...await kernels.matmul(a, b, options)], [...await twins.matmul(a, b, options)]);
  }
});

test("matmulTopk: the largest of every row of matmul, ties to the lowest index", async () => {
  const m = 7, width = 6, n = 50, k = 9;
  const a = { data: integers(m * width, 23), rows: m, width }, b = { data: integers(n * width, 24), rows: n, width };
  const top = await kernels.matmulTopk(a, b, k, { epilogue: "relu" });
  assert.is((await kernels.matmulTopk(a, b, n + 1)).values.length, m * n);
  const all = await kernels.matmul(a, b, { epilogue: "relu" });
  for (let i = 0; i < m; i++) {
    const row = all.subarray(i * n, (i + 1) * n), order = [...row.keys()].sort((x, y) => row[y]! - row[x]! || x - y);
    assert.equal([...top.indices.subarray(i * k, (i + 1) * k)], order.slice(0, k));
    assert.equal([...top.values.subarray(i * k, (i + 1) * k)], order.slice(0, k).map((j) => row[j]!));
  }
});

test("gram: rows and columns, centred or not, within the bound and symmetric", async () => {
  for (const [rows, width] of [[1, 1], [30, 7], [6, 1100], [1100, 6], [2100, 3]] as const) {
    const data = noise(rows * width, 25).map((x, i) => x + 100 * (i % width % 2));
    for (const axis of ["rows", "columns"] as const) {
      for (const centre of [false, true]) {
        const actual = await kernels.gram({ data, rows, width }, { of: axis, centre });
        assert.is(gramViolation(actual, data, rows, width, axis, centre), "", `[${rows}, ${width}] ${axis} ${centre}`);
      }
    }
  }
  const data = noise(60, 26).map((x) => x + 3), shape = { data, rows: 12, width: 5 };
  const plain = await kernels.gram(shape, { of: "columns" });
  assert.is.not(gramViolation(plain, data, 12, 5, "columns", true), "", "not centred is caught");
});

function gramViolation(
  actual: Float64Array,
  data: Float32Array,
  rows: number,
  width: number,
  of: "rows" | "columns",
  centre: boolean,
): string {
  const mean = Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let t = 0; t < rows; t++) sum += data[t * width + i]!;
    return centre ? sum / rows : 0;
  });
  const x = (t: number, i: number) => data[t * width + i]! - mean[i]!;
  const [m, length] = of === "rows" ? [rows, width] : [width, rows];
  if (actual.length !== m * m) return `${actual.length} values`;
  for (let c = 0; c < m * m; c += m * m < 5000 ? 1 : 1013) {
    const i = Math.floor(c / m), j = c % m;
    let exact = 0, size = 0;
    for (let d = 0; d < length; d++) {
      const product = of === "rows" ? x(i, d) * x(j, d) : x(d, i) * x(d, j);
      exact += product;
      size += Math.abs(product);
    }
    // The rounding of a mean in f64 is that of the values' size, not of the centred ones'.
    const bound = gamma(1024 + 3) * size + 1e-12 * length;
    if (!(Math.abs(actual[c]! - exact) <= bound)) {
      return `[${i}, ${j}] is ${actual[c]}, expected ${exact} within ${bound}`;
    }
    if (actual[c] !== actual[j * m + i]) return `[${i}, ${j}] is not [${j}, ${i}]`;
  }
  return "";
}

test("the same bits twice", async () => {
  const rows = 700, width = 203, k = 19, data = noise(rows * width, 27), directions = noise(k * width, 28);
  const run = async () => bits(await kernels.project({ data, rows, width }, directions, k, { cosine: true }));
  assert.equal(await run(), await run());
});

test("what does not fit is refused in the twin's words", async () => {
  const message = (work: Promise<unknown>) => work.then(() => "", (error: Error) => error.message);
  const acts = { data: new Float32Array(5), rows: 2, width: 3 };
  assert.match(await message(kernels.project(acts, new Float32Array(3), 1)), "2 x 3 = 6 values: the array holds 5");
  const buffer = { data: { size: 24 }, rows: 2, width: 3 };
  assert.match(await message(kernels.project(buffer, new Float32Array(3), 1)), "must be a Float32Array");
  const other = { data: new Float32Array(8), rows: 2, width: 4 };
  const [own, twin] = await Promise.all([kernels, twins].map(async (one) => {
    const a = { data: new Float32Array(6), rows: 2, width: 3 };
    return [await message(one.matmul(a, other)), await message(one.gram(acts, { of: "rows" }))];
  }));
  assert.equal(own, twin);
  assert.ok(own!.every((text) => text.length > 0));
});

test.run();
