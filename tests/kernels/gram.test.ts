import { test } from "uvu";
import * as assert from "uvu/assert";

import { gramBench } from "../../bench/gram.ts";
import { closeAdapter, gpuRows, halves, openAdapter } from "./adapter.ts";
import { gamma, integers, noise } from "./bound.ts";
import { GRAM_CUTS } from "../../src/gpu/gram-cuts.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { execute, withArena } from "../../src/gpu/launch.ts";
import { runnableCuts } from "../../src/gpu/tune.ts";
import { launchOf, webgpuKernels } from "../../src/gpu/webgpu.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";
import type { Kernels } from "../../src/reference/kernels.ts";

const gpu = await openAdapter("gram");
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
for (const { name } of gpu ? runnableCuts(gpu, GRAM_CUTS) : []) {
  backends.push([name, webgpuKernels(gpu!, { cuts: { gram: name }, poison: true })]);
}
const ways = (["rows", "columns"] as const).flatMap((of) => [false, true].map((centre) => ({ of, centre })));

/** [rows, width]: one, tiles of 16, 32, 64 and 128 and their neighbours, tails, and more than one split of 1,024. */
const shapes: readonly (readonly [number, number])[] = [
  [1, 1],
  [2, 3],
  [7, 4],
  [15, 17],
  [16, 16],
  [33, 31],
  [64, 65],
  [127, 12],
  [129, 8],
  [5, 130],
  [1023, 3],
  [1025, 6],
  [3, 2050],
  [2, 1024],
];

/** How f16 is read here. */
const ways16 = halves(gpu);

/** Exact values of the shapes above, worked out once. */
const known = new Map<string, ReturnType<typeof exactly>>();

/** X about the means and the sums of |x_i| |x_j|, in f64 and apart from the twin: [m, m] each. */
function exactly(x: Float32Array, rows: number, width: number, of: "rows" | "columns", centre: boolean) {
  const mean = (i: number) =>
    Array.from({ length: rows }, (_, t) => x[t * width + i]!).reduce((s, v) => s + v, 0) / rows;
  const means = Array.from({ length: width }, (_, i) => centre ? mean(i) : 0);
  const [m, terms] = of === "rows" ? [rows, width] : [width, rows];
  const at = (i: number, t: number) => of === "rows" ? x[i * width + t]! - means[t]! : x[t * width + i]! - means[i]!;
  const exact = new Float64Array(m * m), sizes = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      let sum = 0, size = 0;
      for (let t = 0; t < terms; t++) {
        const product = at(i, t) * at(j, t);
        sum += product;
        size += Math.abs(product);
      }
      exact[i * m + j] = exact[j * m + i] = sum;
      sizes[i * m + j] = sizes[j * m + i] = size;
    }
  }
  return { exact, sizes, m, terms };
}

/**
 * The contract's bound, 2 gamma_n of the sum of sizes. Centred rows take the means of rows and columns off, whose errors
 * are at most the means of these bounds, and the mean of all; 1.01 covers that mu is the mean rounded to f32.
 */
function violation(actual: Float64Array, want: ReturnType<typeof exactly>, doubly: boolean): string {
  const { exact, sizes, m, terms } = want, n = Math.min(terms, 1024) + 4;
  if (actual.length !== m * m) return `${actual.length} values, expected ${m * m}`;
  const means = new Float64Array(m);
  sizes.forEach((size, k) => means[Math.floor(k / m)] = means[Math.floor(k / m)]! + size / m);
  const all = means.reduce((sum, x) => sum + x / m, 0);
  for (let k = 0; k < m * m; k++) {
    const i = Math.floor(k / m), j = k % m;
    const size = sizes[k]! + (doubly ? means[i]! + means[j]! + all : 0);
    const off = Math.abs(actual[k]! - exact[k]!), bound = 1.01 * 2 * gamma(n) * size + n * 2 ** -126;
    if (!(off <= bound)) return `[${i}, ${j}] is ${actual[k]}, expected ${exact[k]} within ${bound}`;
    if (actual[k] !== actual[j * m + i]) return `[${i}, ${j}] and [${j}, ${i}] differ`;
  }
  return "";
}

for (const [name, kernels] of backends) {
  test(`${name}: every shape stays within the bound, of rows and of columns, centred and not`, async () => {
    for (const [rows, width] of shapes) {
      const data = noise(rows * width, 1).map((x, k) => x + k % width % 7);
      for (const options of ways) {
        if (options.of === "columns" && width > 256) continue;
        const actual = await kernels.gram({ data, rows, width }, options);
        const key = [rows, width, options.of, options.centre].join(" ");
        const want = known.get(key) ?? exactly(data, rows, width, options.of, options.centre);
        known.set(key, want);
        const wrong = violation(actual, want, options.centre && options.of === "rows");
        assert.is(wrong, "", `[${rows}, ${width}] ${options.of} ${options.centre}: ${wrong}`);
      }
    }
  });

  test(`${name}: whole numbers are exact`, async () => {
    for (const [rows, width] of [[70, 37], [21, 140]] as const) {
      const data = integers(rows * width, 4);
      for (const side of ["rows", "columns"] as const) {
        const { exact } = exactly(data, rows, width, side, false);
        assert.equal(await kernels.gram({ data, rows, width }, { of: side }), exact, `[${rows}, ${width}] ${side}`);
      }
    }
  });

  test(`${name}: a mean of a million is taken off before anything is rounded`, async () => {
    const rows = 1100, width = 9, data = noise(rows * width, 6).map((x) => x + 1e6);
    for (const [n, d] of [[rows, width], [width, rows]] as const) {
      for (const side of ["rows", "columns"] as const) {
        const actual = await kernels.gram({ data, rows: n, width: d }, { of: side, centre: true });
        assert.is(violation(actual, exactly(data, n, d, side, true), side === "rows"), "", `[${n}, ${d}] ${side}`);
      }
    }
  });

  test(`${name}: NaN and infinity reach their own row and column and no other`, async () => {
    const rows = 5, width = 6, data = noise(rows * width, 8).map(Math.abs);
    data[1 * width + 2] = NaN;
    data[3 * width + 4] = Infinity;
    const ofRows = await kernels.gram({ data, rows, width }, { of: "rows" });
    const ofColumns = await kernels.gram({ data, rows, width }, { of: "columns" });
    const kinds = (values: Float64Array, m: number, nan: number, infinite: number) =>
      values.every((x, k) => {
        const own = [Math.floor(k / m), k % m];
        if (own.includes(nan)) return Number.isNaN(x);
        return own.includes(infinite) ? x === Infinity : Number.isFinite(x);
      });
    assert.ok(kinds(ofRows, rows, 1, 3), `${ofRows}`);
    assert.ok(kinds(ofColumns, width, 2, 4), `${ofColumns}`);
    const centred = await kernels.gram({ data, rows, width }, { of: "columns", centre: true });
    assert.ok(
      centred.every((x, k) => Number.isNaN(x) === [2, 4].some((i) => k % width === i || Math.floor(k / width) === i)),
    );
    assert.ok((await kernels.gram({ data, rows, width }, { of: "rows", centre: true })).every(Number.isNaN));
  });

  test(`${name}: nothing in, nothing or zeros out`, async () => {
    const none = new Float32Array(0);
    for (const { of, centre } of ways) {
      const [m, empty] = [of === "rows" ? { rows: 2, width: 0 } : { rows: 0, width: 2 }, { rows: 0, width: 0 }];
      assert.equal([...await kernels.gram({ data: none, ...m }, { of, centre })], [0, 0, 0, 0]);
      assert.is((await kernels.gram({ data: none, ...empty }, { of, centre })).length, 0);
    }
  });

  test(`${name}: what does not fit is refused`, async () => {
    const acts = { data: new Float32Array(5), rows: 2, width: 3 };
    const message = await kernels.gram(acts, { of: "rows" }).then(() => "", (error: Error) => error.message);
    assert.match(message, "2 x 3 = 6 values: the array holds 5");
  });

  test(`${name}: the bench runs what it says it runs`, async () => {
    for (const shape of gramBench.cases.slice(0, 2)) {
      const data = gramBench.data(shape, "f32");
      const result = await gramBench.call(kernels as Kernels, shape, data) as Float64Array;
      const x = data.acts as Float32Array, of = shape.of as "rows" | "columns";
      assert.is(violation(result, exactly(x, shape.T, shape.d, of, false), false), "");
    }
  });
}

for (const [name, kernels] of backends.slice(1)) {
  for (const [how, f16] of ways16) {
    test(`${name}: f16, ${how}, gives what the widened values give`, async () => {
      const reading = webgpuKernels(gpu!, { cuts: { gram: name }, poison: true, f16 });
      for (const [rows, width] of [[19, 40], [40, 19]] as const) {
        const bits = narrow(noise(rows * width, 3)), data = widen(bits);
        for (const options of ways) {
          const actual = await reading.gram({ data: bits, rows, width }, options);
          assert.equal(actual, await kernels.gram({ data, rows, width }, options), `[${rows}, ${width}]`);
        }
      }
    });
  }

  test(`${name}: the same bits twice`, async () => {
    const rows = 1100, width = 30, data = noise(rows * width, 9), acts = { data, rows, width };
    for (const options of ways) assert.equal(await kernels.gram(acts, options), await kernels.gram(acts, options));
  });

  test(`${name}: a GPU buffer is read from its offset on`, async () => {
    for (const [rows, width] of [[18, 40], [33, 7]] as const) {
      const data = noise(rows * width, 11, 3);
      for (const offset of [4, 1040]) {
        const buffer = gpuRows(gpu!, data, offset);
        for (const options of ways) {
          const actual = await kernels.gram({ data: buffer, rows, width, offset }, options);
          const want = exactly(data, rows, width, options.of, options.centre);
          assert.is(violation(actual, want, options.centre && options.of === "rows"), "", `offset ${offset}`);
        }
        buffer.destroy();
      }
    }
  });

  test(`${name}: many dispatches give what one gives`, async () => {
    const small = webgpuKernels(gpu!, { cuts: { gram: name }, maxBytes: 512 + 2 ** 16, poison: true });
    for (const [rows, width] of [[2500, 140], [150, 2500]] as const) {
      const data = integers(rows * width, 12), acts = { data, rows, width };
      const of = rows > width ? "columns" : "rows";
      assert.equal(await small.gram(acts, { of }), await kernels.gram(acts, { of }), `[${rows}, ${width}]`);
      const centred = await small.gram(acts, { of, centre: true });
      assert.is(violation(centred, exactly(data, rows, width, of, true), of === "rows"), "");
    }
  });

  test(`${name}: the bench's plan gives what its check accepts, and a wrong value is refused`, async () => {
    const launch = launchOf(gpu!, { cuts: { gram: name }, poison: true });
    for (const shape of gramBench.cases.slice(0, 2)) {
      for (const dtype of gramBench.dtypes) {
        const data = gramBench.data(shape, dtype);
        await withArena(launch, async (arena) => {
          const { jobs, reads, cut } = await gramBench.plan(launch, arena, shape, data);
          assert.is(cut, name);
          const outputs = await execute(launch, arena, jobs, reads);
          assert.is(gramBench.check(shape, data, outputs).ok, true);
          new Float32Array(outputs[0]!)[1]! += 1;
          assert.is(gramBench.check(shape, data, outputs).ok, false);
        });
      }
    }
  });
}

if (gpu) {
  test("a kernel that leaves out a term, an element, a mean or a rest is caught by the same bound", async () => {
    const rows = 70, width = 72, data = noise(rows * width, 1).map((x) => x + 1e4);
    const breaks: [string, string, "rows" | "columns"][] = [
      ["t < end; t += 1u) {\n      //: if of columns", "t + 1u < end; t += 1u) {\n      //: if of columns", "columns"],
      ["t < end; t += 1u) {\n      //: if of columns", "t + 1u < end; t += 1u) {\n      //: if of columns", "rows"],
      ["i <= j + e &&", "i < j + e &&", "columns"],
      ["j + e < shape.m", "j + e + 1u < shape.m", "rows"],
      ["row, cb_$c) - mb_$c", "row, cb_$c)", "columns"],
      ["t) - m;", "t);", "rows"],
      ["shape.centred != 0u", "shape.centred == 7u", "columns"],
    ];
    for (const [from, to, of] of breaks) {
      assert.ok(SOURCES.gram.includes(from), `"${from}" is in the kernel`);
      const sources = { ...SOURCES, gram: SOURCES.gram.replaceAll(from, to) };
      const actual = await webgpuKernels(gpu, { sources, poison: true, cuts: { gram: "narrow" } })
        .gram({ data, rows, width }, { of, centre: true });
      assert.is.not(violation(actual, exactly(data, rows, width, of, true), of === "rows"), "", `unnoticed: ${to}`);
    }
  });

  test("rows of a GPU buffer that no binding holds are refused with both sizes", async () => {
    const { limits } = gpu.device, width = Math.floor(limits.maxStorageBufferBindingSize / 16);
    const huge = { size: Infinity, usage: 0x80 } as GPUBuffer;
    const message = await webgpuKernels(gpu).gram({ data: huge, rows: 4, width }, { of: "rows" })
      .then(() => "", (error: Error) => error.message);
    assert.match(message, `one binding of ${limits.maxStorageBufferBindingSize} bytes`);
  });
}

closeAdapter(gpu);
test.run();
