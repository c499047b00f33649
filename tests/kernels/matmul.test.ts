import { test } from "uvu";
import * as assert from "uvu/assert";
import { matmulBench } from "../../bench/matmul.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { execute, withArena } from "../../src/gpu/launch.ts";
import { MATMUL_CUTS } from "../../src/gpu/matmul-cuts.ts";
import { runnableCuts } from "../../src/gpu/tune.ts";
import { launchOf, webgpuKernels } from "../../src/gpu/webgpu.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";
import type { Epilogue, Kernels, MatmulOptions } from "../../src/reference/kernels.ts";
import { closeAdapter, gpuRows, halves, openAdapter } from "./adapter.ts";
import { type Expected, gamma, integers, noise, violation } from "./bound.ts";

const gpu = await openAdapter("matmul");
const cuts = gpu ? runnableCuts(gpu, MATMUL_CUTS).map(({ name }) => name) : [];
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
for (const name of cuts) backends.push([name, webgpuKernels(gpu!, { cuts: { matmul: name }, poison: true })]);

/** Around the tiles of 8, 32, 64 and 128 rows, 32, 64 and 128 columns and 16 of the width: [rows, width, n]. */
const shapes = [[1, 1, 1], [3, 2, 5], [7, 15, 31], [8, 16, 32], [9, 17, 33], [31, 4, 63], [33, 20, 65], [63, 12, 127], [
  129,
  68,
  129,
], [2, 1030, 3]] as const;

/** Products in f64, written apart from the twin, with the bound of the kernel's contract; nothing gated. */
function expectMatmul(a: Float32Array, b: Float32Array, width: number, bias?: Float32Array): Expected {
  const rows = a.length / width, n = b.length / width;
  const exact = new Float64Array(rows * n), bound = new Float64Array(rows * n);
  for (let t = 0; t < rows; t++) {
    for (let j = 0; j < n; j++) {
      let size = Math.abs(bias?.[j] ?? 0), sum = bias?.[j] ?? 0;
      for (let i = 0; i < width; i++) {
        const term = a[t * width + i]! * b[j * width + i]!;
        sum += term;
        size += Math.abs(term);
      }
      exact[t * n + j] = sum;
      bound[t * n + j] = 2 * gamma(width + 1) * size + width * 2 ** -126;
    }
  }
  return { exact, bound };
}

/** What a gate leaves: 0 up to the threshold, the sum above it; where the bound reaches across, what `actual` chose. */
function gate(actual: Float32Array, { exact, bound }: Expected, threshold: Float32Array): Expected {
  const left = exact.map((sum, i) => {
    const over = sum - threshold[i % threshold.length]!;
    return over > bound[i]! || (over > -bound[i]! && actual[i] !== 0) ? sum : 0;
  });
  return { exact: left, bound: bound.map((bound, i) => left[i] === 0 ? 0 : bound) };
}

/** The first value that is wrong after every epilogue on noise. */
async function wrongNoise(
  kernels: Kernels<GPUBuffer>,
  [rows, width, n]: readonly [number, number, number],
): Promise<string> {
  const a = noise(rows * width, 1), b = noise(n * width, 2), bias = noise(n, 3), levels = noise(n, 4);
  const sums = expectMatmul(a, b, width, bias);
  const gates: [MatmulOptions, Float32Array | null][] = [
    [{ bias }, null],
    [{ bias, epilogue: "relu" }, new Float32Array(n)],
    [{ bias, epilogue: "jumprelu", threshold: levels }, levels],
  ];
  for (const [options, threshold] of gates) {
    const actual = await kernels.matmul({ data: a, rows, width }, { data: b, rows: n, width }, options);
    const wrong = violation(actual, threshold ? gate(actual, sums, threshold) : sums);
    if (wrong) return `[${rows}, ${width}] x [${n}] ${options.epilogue}: ${wrong}`;
  }
  return "";
}

for (const [name, kernels] of backends) {
  test(`${name}: every shape stays within the bound, with every epilogue`, async () => {
    for (const shape of shapes) assert.is(await wrongNoise(kernels, shape), "");
  });

  test(`${name}: whole numbers are exact, and a threshold that is met closes the gate`, async () => {
    const rows = 35, width = 20, n = 67, a = integers(rows * width, 5), b = integers(n * width, 6);
    const { exact } = expectMatmul(a, b, width), threshold = integers(n, 7);
    const [left, right] = [{ data: a, rows, width }, { data: b, rows: n, width }];
    assert.equal(await kernels.matmul(left, right), Float32Array.from(exact));
    const relu = await kernels.matmul(left, right, { epilogue: "relu" });
    assert.equal(relu, Float32Array.from(exact, (x) => Math.max(x, 0)));
    const jump = await kernels.matmul(left, right, { epilogue: "jumprelu", threshold });
    assert.ok(exact.some((x, i) => x === threshold[i % n] && x !== 0), "some threshold is met");
    assert.equal(jump, Float32Array.from(exact, (x, i) => x > threshold[i % n]! ? x : 0));
  });

  test(`${name}: NaN and infinity reach their own row and column, and pass the gate`, async () => {
    const rows = 4, width = 9, n = 3, a = noise(rows * width, 8), b = new Float32Array(n * width).fill(1);
    a[width] = NaN;
    a[2 * width + 8] = Infinity;
    a[3 * width + 4] = -Infinity;
    b[2 * width + 1] = NaN;
    for (const epilogue of ["none", "relu", "jumprelu"] as Epilogue[]) {
      const c = await kernels.matmul({ data: a, rows, width }, { data: b, rows: n, width }, { epilogue });
      const low = epilogue === "none" ? -Infinity : 0;
      assert.equal([...c.subarray(3)], [NaN, NaN, NaN, Infinity, Infinity, NaN, low, low, NaN], epilogue);
      assert.ok(Number.isFinite(c[0]) && Number.isFinite(c[1]) && Number.isNaN(c[2]), epilogue);
    }
  });

  test(`${name}: nothing in, nothing out; no width gives the bias`, async () => {
    const none = new Float32Array(0), one = { data: Float32Array.of(1), rows: 1, width: 1 };
    assert.is((await kernels.matmul({ data: none, rows: 0, width: 1 }, one)).length, 0);
    assert.is((await kernels.matmul(one, { data: none, rows: 0, width: 1 })).length, 0);
    const empty = { data: none, rows: 2, width: 0 }, bias = Float32Array.of(3, -1);
    assert.equal([...await kernels.matmul(empty, empty, { bias, epilogue: "relu" })], [3, 0, 3, 0]);
  });

  test(`${name}: what does not fit is refused with both sizes`, async () => {
    const message = async (work: Promise<unknown>) => await work.then(() => "", (error: Error) => error.message);
    const a = { data: new Float32Array(6), rows: 2, width: 3 }, b = { data: new Float32Array(8), rows: 2, width: 4 };
    assert.match(await message(kernels.matmul(a, b)), "equal widths: they have 3 and 4");
    assert.match(await message(kernels.matmul(a, { ...a, rows: 3 })), "3 x 3 = 9 values: the array holds 6");
    const bias = new Float32Array(3);
    assert.match(await message(kernels.matmul(a, a, { bias })), "bias needs one value per row of b, 2: there are 3");
    assert.match(await message(kernels.matmul(a, a, { threshold: bias })), "threshold needs one value");
  });
}

for (const [name, kernels] of backends.slice(1)) {
  test(`${name}: the same bits twice, and in many dispatches`, async () => {
    const rows = 70, n = 45;
    for (const width of [64, 19]) {
      const a = { data: noise(rows * width, 9), rows, width }, b = { data: noise(n * width, 10), rows: n, width };
      const bits = (values: Float32Array) => new Uint32Array(values.buffer);
      const once = bits(await kernels.matmul(a, b));
      assert.equal(bits(await kernels.matmul(a, b)), once);
      const pieces = webgpuKernels(gpu!, { cuts: { matmul: name }, maxBytes: 512 + 4 * width * 9, poison: true });
      assert.equal(bits(await pieces.matmul(a, b)), once, `width ${width}, in pieces`);
    }
  });

  test(`${name}: GPU buffers are read from their offsets on`, async () => {
    const rows = 18, n = 37;
    for (const width of [40, 33]) {
      const a = noise(rows * width, 11), b = noise(n * width, 12), expected = expectMatmul(a, b, width);
      for (const [offset, other] of [[0, 16], [4, 0], [16, 260], [256, 1040]] as const) {
        const buffers = [gpuRows(gpu!, a, offset), gpuRows(gpu!, b, other)] as const;
        const left = { data: buffers[0], rows, width, offset };
        const actual = await kernels.matmul(left, { data: buffers[1], rows: n, width, offset: other });
        for (const buffer of buffers) buffer.destroy();
        assert.is(violation(actual, expected), "", `width ${width}, offsets ${offset} and ${other}`);
      }
    }
  });
}

for (const [how, f16] of halves(gpu)) {
  for (const name of cuts) {
    test(`${name}: f16, ${how}: as their f32 values, whichever matrix they are`, async () => {
      const kernels = webgpuKernels(gpu!, { f16, cuts: { matmul: name }, poison: true });
      // Compiling is what takes time: every storage and load is run, but not with each other, and the usual ones alone
      // where no others ship.
      const whole = MATMUL_CUTS.find((cut) => cut.name === name)!.whole;
      for (
        const [width, left, right] of whole ? [[24, 0, 1], [21, 1, 0], [21, 1, 1]] as const : [[24, 0, 1]] as const
      ) {
        const a = narrow(noise(9 * width, 13)), b = narrow(noise(35 * width, 14));
        const expected = expectMatmul(widen(a), widen(b), width);
        const x = left ? a : widen(a), y = right ? b : widen(b);
        const actual = await kernels.matmul({ data: x, rows: 9, width }, { data: y, rows: 35, width });
        assert.is(violation(actual, expected), "", `width ${width}, ${x.constructor.name} x ${y.constructor.name}`);
      }
    });
  }
}

if (gpu) {
  test("a kernel that leaves out a term, a row or a column, or confuses two, is caught by the same bound", async () => {
    const shared: [string, string][] = [
      ["c < shape.width4);", "c + 1u < shape.width4);"],
      ["row < shape.rows)", "row + 1u < shape.rows)"],
      ["next_0[$i], next_1[$i]", "next_1[$i], next_0[$i]"],
    ];
    const lanes: [string, string][] = [
      ["k < shape.width4;", "k + 1u < shape.width4;"],
      ["$lu < shape.rows)", "$lu + 1u < shape.rows)"],
      ["fma(a_$g_$l.z, b_$c.z", "fma(a_$g_$l.z, b_$c.y"],
      ["y <= gate.y", "y < gate.y - 0.01"],
      ["let y = x + gate.x;", "let y = x;"],
    ];
    for (const [cut, breaks] of [["64 x 64", shared], ["plain", lanes]] as const) {
      for (const [from, to] of breaks) {
        assert.ok(SOURCES.matmul.includes(from), `"${from}" is in the kernel`);
        const sources = { ...SOURCES, matmul: SOURCES.matmul.replaceAll(from, to) };
        const broken = webgpuKernels(gpu, { sources, cuts: { matmul: cut }, poison: true });
        assert.is.not(await wrongNoise(broken, [33, 20, 65]), "", `unnoticed: ${to}`);
      }
    }
  });

  test("more workgroups than one dimension allows", async () => {
    const rows = 65_536 * 8 + 3, data = Float32Array.from({ length: rows }, (_, t) => t);
    const kernels = webgpuKernels(gpu, { cuts: { matmul: "plain" }, poison: true });
    const actual = await kernels.matmul({ data, rows, width: 1 }, { data: Float32Array.of(-3), rows: 1, width: 1 });
    assert.is(actual.findIndex((x, t) => x !== -3 * t), -1);
  });

  test("the bench's first case runs and is checked", async () => {
    const shape = matmulBench.cases[0]!, data = matmulBench.data(shape, "f32"), launch = launchOf(gpu);
    const checked = await withArena(launch, async (arena) => {
      const { jobs, reads } = await matmulBench.plan(launch, arena, shape, data);
      return matmulBench.check(shape, data, await execute(launch, arena, jobs, reads));
    });
    assert.is(checked.ok, true, checked.what);
  });
}

closeAdapter(gpu);
test.run();
