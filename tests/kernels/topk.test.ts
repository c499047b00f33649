import { test } from "uvu";
import * as assert from "uvu/assert";
import { topkBench } from "../../bench/topk.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { execute, withArena } from "../../src/gpu/launch.ts";
import { TOPK_CUTS } from "../../src/gpu/topk.ts";
import { runnableCuts } from "../../src/gpu/tune.ts";
import { launchOf, webgpuKernels } from "../../src/gpu/webgpu.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";
import type { Kernels, Top } from "../../src/reference/kernels.ts";
import { matmulTopk } from "../../src/reference/topk.ts";
import { closeAdapter, gpuRows, halves, openAdapter } from "./adapter.ts";
import { integers, noise } from "./bound.ts";

const gpu = await openAdapter("topk");
const cuts = gpu ? runnableCuts(gpu, TOPK_CUTS).map(({ name }) => name) : [];
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
for (const name of cuts) backends.push([name, webgpuKernels(gpu!, { cuts: { topk: name }, poison: true })]);

/** By sorting all of a row: written apart from the twin. */
function sortedTop(data: Float32Array, width: number, k: number): Top {
  const rows = data.length / width, kept = Math.min(k, width);
  const order = (x: number) => Number.isNaN(x) ? Infinity : x === Infinity ? Number.MAX_VALUE : x;
  const indices = Array.from({ length: rows }, (_, t) => {
    const row = data.subarray(t * width, (t + 1) * width);
    const all = Array.from({ length: width }, (_, i) => i);
    return all.sort((i, j) => (order(row[i]!) === order(row[j]!) ? i - j : order(row[j]!) > order(row[i]!) ? 1 : -1))
      .slice(0, kept);
  });
  const values = indices.flatMap((list, t) => list.map((i) => data[t * width + i]!));
  return { values: Float32Array.from(values), indices: Uint32Array.from(indices.flat()) };
}

/** The first place where two results differ: in index, or in the value's bits (any NaN is a NaN). */
function difference(actual: Top, wanted: Top): string {
  if (actual.values.length !== wanted.values.length) return `${actual.values.length} values`;
  const i = wanted.indices.findIndex((index, i) =>
    actual.indices[i] !== index || !Object.is(actual.values[i], wanted.values[i])
  );
  const show = ({ values, indices }: Top) => `${values[i]} at ${indices[i]}`;
  return i < 0 ? "" : `[${i}] is ${show(actual)}, expected ${show(wanted)}`;
}

/** Rows with few values above 0, as behind a gate: most winners may be zeros, of which the first count. */
function sparse(n: number, seed: number): Float32Array {
  return noise(n, seed).map((x) => Math.max(0, x - 1.1));
}

/** Everything that a number can be, by its bits (numbers of the language do not keep a NaN's): ends with two NaNs. */
const BITS = [
  ...new Uint32Array(Float32Array.of(-0, 0, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38, -3.4e38, 1, -1).buffer),
];
BITS.push(0xffc00001, 0x7fc00000);
const ODD = new Float32Array(Uint32Array.from(BITS).buffer);
function odd(n: number): Float32Array {
  const picks = [...noise(n, 9)].map((x) => BITS[Math.abs(Math.round(50 * x)) % BITS.length]!);
  return new Float32Array(Uint32Array.from(picks).buffer);
}

/** What is searched: name, values, width, winners. Widths around a vec4, a workgroup, and the candidates that fit. */
const cases: readonly (readonly [string, Float32Array, number, number])[] = [
  ...([[1, 1], [2, 5], [7, 7], [33, 8], [64, 32], [65, 32], [255, 3], [1027, 16], [1536, 1024], [3000, 700]] as const)
    .map(([width, k]) => [`noise ${width}`, noise(2 * width, width), width, k] as const),
  ["a wide row", noise(131_072, 1), 131_072, 33],
  ["several rows", noise(5 * 4_100, 2), 4_100, 32],
  ["few levels", integers(2 * 4_096, 3), 4_096, 100],
  ["all alike", new Float32Array(8_192).fill(-2), 8_192, 70],
  ["few above zero", sparse(16_384, 4), 16_384, 300],
  ["ascending: more candidates than fit", Float32Array.from({ length: 16_384 }, (_, i) => i), 16_384, 512],
  ["descending", Float32Array.from({ length: 5_000 }, (_, i) => -i), 5_000, 40],
  ["NaN, infinities, zeros of both signs", odd(2_000), 2_000, 600],
  ["the same, where they are all", ODD, ODD.length, 20],
];
const wanted = cases.map(([, data, width, k]) => sortedTop(data, width, k));

/** The first case that is wrong. */
async function wrongCase(kernels: Kernels<GPUBuffer>, some = cases): Promise<string> {
  for (const [name, data, width, k] of some) {
    const actual = await kernels.topk({ data, rows: data.length / width, width }, k);
    const wrong = difference(actual, wanted[cases.findIndex((entry) => entry[0] === name)]!);
    if (wrong) return `${name}, k = ${k}: ${wrong}`;
  }
  return "";
}

for (const [name, kernels] of backends) {
  test(`${name}: every case is what sorting gives, ties to the lowest index`, async () => {
    assert.is(await wrongCase(kernels), "");
  });

  test(`${name}: nothing in, nothing out; k is refused with what it was`, async () => {
    const message = async (work: Promise<unknown>) => await work.then(() => "", (error: Error) => error.message);
    const none = new Float32Array(0), acts = { data: new Float32Array(6), rows: 2, width: 3 };
    assert.is((await kernels.topk({ data: none, rows: 0, width: 4 }, 2)).values.length, 0);
    assert.is((await kernels.topk({ data: none, rows: 4, width: 0 }, 2)).indices.length, 0);
    assert.is((await kernels.topk(acts, 0)).indices.length, 0);
    assert.match(await message(kernels.topk(acts, -1)), "k must be a whole number from 0 to 1024: it is -1");
    assert.match(await message(kernels.topk(acts, 1025)), "it is 1025");
    assert.match(await message(kernels.topk({ ...acts, rows: 3 }, 1)), "3 x 3 = 9 values: the array holds 6");
    assert.match(await message(kernels.matmulTopk(acts, { ...acts, width: 2 }, 1)), "equal widths: they have 3 and 2");
  });

  test(`${name}: the winners of a product, and of a gated one`, async () => {
    for (const [rows, width, n, k] of [[3, 8, 50, 4], [9, 6, 1031, 32], [2, 5, 3, 7]] as const) {
      const a = { data: integers(rows * width, 5), rows, width }, b = { data: integers(n * width, 6), rows: n, width };
      const options = { epilogue: "jumprelu", bias: integers(n, 7), threshold: integers(n, 8).map(Math.abs) } as const;
      for (const gate of [{}, options]) {
        assert.is(difference(await kernels.matmulTopk(a, b, k, gate), matmulTopk(a, b, k, gate)), "", `n = ${n}`);
      }
    }
    const empty = { data: new Float32Array(0), rows: 2, width: 0 };
    const top = await kernels.matmulTopk(empty, empty, 1, { bias: Float32Array.of(1, 2) });
    assert.equal([...top.values, ...top.indices], [2, 2, 1, 1]);
  });
}

for (const [name, kernels] of backends.slice(1)) {
  test(`${name}: GPU buffers are read from their offsets on`, async () => {
    for (const width of [260, 203]) {
      const rows = 3, data = noise(rows * width, 10), expected = sortedTop(data, width, 9);
      for (const offset of [0, 4, 16, 260]) {
        const buffer = gpuRows(gpu!, data, offset);
        const actual = await kernels.topk({ data: buffer, rows, width, offset }, 9);
        buffer.destroy();
        assert.is(difference(actual, expected), "", `width ${width}, offset ${offset}`);
      }
    }
  });

  test(`${name}: many dispatches give what one gives, of rows and of blocks of a product`, async () => {
    const rows = 7, width = 20, n = 301, k = 11;
    const pieces = webgpuKernels(gpu!, { cuts: { topk: name }, maxBytes: 512 + 2 * 4 * 304, poison: true });
    const acts = { data: integers(rows * n, 11), rows, width: n };
    assert.is(difference(await pieces.topk(acts, k), await kernels.topk(acts, k)), "");
    const a = { data: integers(rows * width, 12), rows, width }, b = { data: integers(n * width, 13), rows: n, width };
    assert.is(difference(await pieces.matmulTopk(a, b, k), matmulTopk(a, b, k)), "");
  });
}

for (const [how, f16] of halves(gpu)) {
  test(`f16, ${how}: as the f32 values`, async () => {
    for (const name of cuts) {
      const kernels = webgpuKernels(gpu!, { f16, cuts: { topk: name }, poison: true });
      for (const width of name === cuts[0] ? [1024, 333] : [1024]) {
        const bits = narrow(noise(3 * width, 14));
        const actual = await kernels.topk({ data: bits, rows: 3, width }, 24);
        assert.is(difference(actual, sortedTop(widen(bits), width, 24)), "", `${name}, width ${width}`);
      }
    }
  });
}

if (gpu) {
  test("a broken step is caught by the same cases", async () => {
    const breaks: [string, string][] = [
      ["left -= wg_sums[s];", ""],
      ["(~x.y & floor.index_mask) >= floor.index", "(~x.y & floor.index_mask) > floor.index"],
      ["wg_indices[i] > wg_indices[j]", "wg_indices[i] < wg_indices[j]"],
      ["(i & run) == 0u", "(i & gap) == 0u"],
      ["if (listed <= CANDIDATES)", "if (listed > 0u)"],
      ["(bits & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u)", "vec4<bool>(false)"],
      ["bits == vec4<u32>(0x80000000u)", "vec4<bool>(false)"],
      ["i < shape.k * shape.span", "i + 1u < shape.k * shape.span"],
    ];
    for (const [from, to] of breaks) {
      assert.ok(SOURCES.topk.includes(from), `"${from}" is in the kernel`);
      const sources = { ...SOURCES, topk: SOURCES.topk.replaceAll(from, to) };
      const broken = webgpuKernels(gpu, { sources, cuts: { topk: "row 64" }, poison: true });
      // One text per break: compiling is what takes time.
      const quick = cases.filter(([name, , width]) => width % 4 === 0 && !name.includes("wide"));
      assert.is.not(await wrongCase(broken, quick), "", `unnoticed: ${from} -> ${to}`);
    }
  });

  test("more workgroups than one dimension allows", async () => {
    const rows = 65_539, data = Float32Array.from({ length: 3 * rows }, (_, i) => i % 3 === 1 ? 5 : 0);
    const kernels = webgpuKernels(gpu, { cuts: { topk: "row 8" }, poison: true });
    const top = await kernels.topk({ data, rows, width: 3 }, 1);
    assert.ok(top.values.every((x) => x === 5) && top.indices.every((i) => i === 1));
  });

  test("the bench's first case runs and is checked", async () => {
    const shape = topkBench.cases[0]!, data = topkBench.data(shape, "f32"), launch = launchOf(gpu);
    const checked = await withArena(launch, async (arena) => {
      const { jobs, reads } = await topkBench.plan(launch, arena, shape, data);
      return topkBench.check(shape, data, await execute(launch, arena, jobs, reads));
    });
    assert.is(checked.ok, true, checked.what);
  });
}

closeAdapter(gpu);
test.run();
