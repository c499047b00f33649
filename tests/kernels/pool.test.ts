import { test } from "uvu";
import * as assert from "uvu/assert";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { POOL_CUTS } from "../../src/gpu/pool.ts";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import type { Kernels } from "../../src/reference/kernels.ts";
import { closeAdapter, gpuRows, halves, openAdapter } from "./adapter.ts";
import { expectPool, integers, noise, violation } from "./bound.ts";
import { itemRows as rows, items, segmentsOf } from "./cases.ts";

const POOLINGS = ["mean", "max", "last"] as const;
const segments = segmentsOf(items);
const gpu = await openAdapter("pool");
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
if (gpu) backends.push(["webgpu", webgpuKernels(gpu, { poison: true })]);

const exactly = (data: Float32Array) => ({ exact: Float64Array.from(data), bound: new Float64Array(data.length) });

for (const [name, kernels] of backends) {
  test(`${name}: mean stays within the bound, max and last are exact, for every width around a workgroup`, async () => {
    for (const width of [1, 3, 4, 5, 252, 255, 256, 257, 260, 1030]) {
      const data = noise(rows * width, width);
      for (const pooling of POOLINGS) {
        const actual = await kernels.pool({ data, rows, width }, segments, pooling);
        const wrong = violation(actual, expectPool(exactly(data), width, items, pooling));
        assert.is(wrong, "", `${pooling} [${rows}, ${width}]: ${wrong}`);
      }
    }
  });

  test(`${name}: means of whole numbers are the nearest f32; an empty segment is NaN`, async () => {
    const width = 6, data = integers(rows * width, 2);
    const actual = await kernels.pool({ data, rows, width }, segments, "mean");
    const wanted = expectPool(exactly(data), width, items, "mean").exact;
    assert.equal([...actual], [...Float32Array.from(wanted)]);
    assert.ok([...actual.subarray(0, width)].every(Number.isNaN));
  });

  test(`${name}: max keeps a NaN wherever it stands, infinities, and the first of 0 and -0`, async () => {
    const data = Float32Array.of(NaN, 1, 2, 1, NaN, 2, 1, 2, NaN, -Infinity, -Infinity, -0, 0, Infinity, 5, -3, -4, -5);
    const six = segmentsOf([[0, 3], [3, 3], [6, 3], [9, 2], [11, 2], [12, 3], [15, 3]]);
    const actual = await kernels.pool({ data, rows: 18, width: 1 }, six, "max");
    assert.equal([...actual], [NaN, NaN, NaN, -Infinity, -0, Infinity, -3]);
    assert.ok(Object.is(actual[4], -0));
    const mean = await kernels.pool({ data, rows: 18, width: 1 }, six, "mean");
    assert.equal([...mean.subarray(2)], [NaN, -Infinity, 0, Infinity, -4]);
  });

  test(`${name}: nothing in, nothing out; segments must lie inside the rows`, async () => {
    const none = new Float32Array(0), acts = { data: Float32Array.of(1), rows: 1, width: 1 };
    for (const pooling of POOLINGS) {
      assert.is((await kernels.pool(acts, segmentsOf([]), pooling)).length, 0);
      assert.is((await kernels.pool({ data: none, rows: 3, width: 0 }, segmentsOf([[0, 3]]), pooling)).length, 0);
      assert.equal([...await kernels.pool({ ...acts, rows: 0 }, segmentsOf([[0, 0]]), pooling)], [NaN]);
    }
    const message = await kernels.pool(acts, segmentsOf([[0, 2]]), "max").then(
      () => "",
      (error: Error) => error.message,
    );
    assert.match(message, "segment 0 must end by row 1: it ends at row 2");
  });
}

if (gpu) {
  const kernels = webgpuKernels(gpu, { poison: true });

  test("the same bits twice, and from a GPU buffer at any offset", async () => {
    for (const [width, offset] of [[40, 0], [40, 272], [40, 4], [33, 260]] as const) {
      const data = noise(rows * width, 3), buffer = gpuRows(gpu, data, offset);
      for (const pooling of POOLINGS) {
        const once = await kernels.pool({ data, rows, width }, segments, pooling);
        const again = await kernels.pool({ data, rows, width }, segments, pooling);
        assert.equal(new Uint32Array(once.buffer), new Uint32Array(again.buffer), pooling);
        const bound = await kernels.pool({ data: buffer, rows, width, offset }, segments, pooling);
        assert.equal(new Uint32Array(once.buffer), new Uint32Array(bound.buffer), `${pooling} at ${offset}`);
      }
      buffer.destroy();
    }
  });

  test("many dispatches give what one gives", async () => {
    const width = 10, data = integers(rows * width, 4), buffer = gpuRows(gpu, data, 12);
    const small = webgpuKernels(gpu, { maxBytes: 512 + 48 * 70, poison: true });
    for (const pooling of POOLINGS) {
      const wanted = [...await cpuKernels().pool({ data, rows, width }, segments, pooling)];
      assert.equal([...await small.pool({ data, rows, width }, segments, pooling)], wanted, pooling);
      const bound = await small.pool({ data: buffer, rows, width, offset: 12 }, segments, pooling);
      assert.equal([...bound], wanted, pooling);
    }
    buffer.destroy();
  });

  test("a kernel that leaves out a row, a column, or a NaN is caught by the same bound", async () => {
    const width = 8, data = noise(rows * width, 5);
    data[3 * width] = NaN;
    const breaks: [string, string, "mean" | "max"][] = [
      ["t < length;", "t + 1u < length;", "mean"],
      ["t + UNROLL <= length; t += UNROLL", "t + UNROLL <= length; t += UNROLL + 1u", "mean"],
      ["if (c_$i < shape.width4)", "if (c_$i + 1u < shape.width4)", "mean"],
      ["(is_nan(x) | (x > held))", "(x > held)", "max"],
    ];
    for (const [from, to, pooling] of breaks) {
      assert.ok(SOURCES.pool.includes(from), `"${from}" is in the kernel`);
      const sources = { ...SOURCES, pool: SOURCES.pool.replaceAll(from, to) };
      const actual = await webgpuKernels(gpu, { sources, poison: true }).pool({ data, rows, width }, segments, pooling);
      const expected = expectPool(exactly(data), width, items, pooling);
      assert.is.not(violation(actual, expected), "", `unnoticed: ${to}`);
    }
  });
}

for (const [how, f16] of halves(gpu)) {
  test(`rows of f16, ${how}: as their f32 values, in memory and in a buffer`, async () => {
    const kernels = gpu ? webgpuKernels(gpu, { f16, poison: true }) : cpuKernels<GPUBuffer>();
    for (const width of [1, 32, 33]) {
      const data = narrow(noise(rows * width, width)), wide = exactly(widen(data));
      for (const pooling of POOLINGS) {
        const expected = expectPool(wide, width, items, pooling);
        const actual = await kernels.pool({ data, rows, width }, segments, pooling);
        assert.is(violation(actual, expected), "", `${pooling} ${width}`);
        if (!gpu) continue;
        const buffer = gpuRows(gpu, data, 4), acts = { data: buffer, rows, width, offset: 4, dtype: "f16" } as const;
        assert.is(violation(await kernels.pool(acts, segments, pooling), expected), "", `${pooling} ${width} buffer`);
        buffer.destroy();
      }
    }
  });
}

for (const { name } of gpu ? POOL_CUTS : []) {
  test(`${name}: sums and maxima as every other cut`, async () => {
    const width = 130,
      data = noise(rows * width, 6),
      kernels = webgpuKernels(gpu!, { cuts: { pool: name }, poison: true });
    for (const pooling of POOLINGS) {
      const actual = await kernels.pool({ data, rows, width }, segments, pooling);
      assert.is(violation(actual, expectPool(exactly(data), width, items, pooling)), "", pooling);
    }
  });
}

closeAdapter(gpu);
test.run();
