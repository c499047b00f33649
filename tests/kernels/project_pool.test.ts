import { test } from "uvu";
import * as assert from "uvu/assert";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { PROJECT_POOL_CUTS } from "../../src/gpu/project_pool.ts";
import { runnableCuts } from "../../src/gpu/tune.ts";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import type { Kernels } from "../../src/reference/kernels.ts";
import { closeAdapter, gpuRows, halves, openAdapter } from "./adapter.ts";
import { expectPool, expectProject, integers, noise, violation } from "./bound.ts";
import { itemRows as rows, items, segmentsOf } from "./cases.ts";

const POOLINGS = ["mean", "max", "last"] as const;
const segments = segmentsOf(items);
const gpu = await openAdapter("project_pool");
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
if (gpu) backends.push(["as tuned", webgpuKernels(gpu, { poison: true })]);
for (const { name } of gpu ? runnableCuts(gpu, PROJECT_POOL_CUTS) : []) {
  backends.push([name, webgpuKernels(gpu!, { cuts: { project_pool: name }, poison: true })]);
}

for (const [name, kernels] of backends) {
  test(`${name}: every pooling stays within the bound, with and without mu and cosine`, async () => {
    for (const [width, k] of [[1, 1], [3, 4], [33, 5], [64, 16], [130, 17]] as const) {
      const data = noise(rows * width, 1), directions = noise(k * width, 2, 3), mu = noise(width, 3);
      for (const options of [{ mu }, { cosine: true }]) {
        const perRow = expectProject(data, rows, width, directions, k, options);
        for (const pooling of POOLINGS) {
          const actual = await kernels.projectPool({ data, rows, width }, directions, k, segments, pooling, options);
          const wrong = violation(actual, expectPool(perRow, k, items, pooling));
          assert.is(wrong, "", `${pooling} [${rows}, ${width}] x [${k}] ${Object.keys(options)}: ${wrong}`);
        }
      }
    }
  });

  test(`${name}: whole numbers on an axis are exact; an empty segment is NaN`, async () => {
    const width = 8, data = integers(rows * width, 4), axis = Float32Array.of(0, 0, 0, -5, 0, 0, 0, 0);
    for (const pooling of POOLINGS) {
      const actual = await kernels.projectPool({ data, rows, width }, axis, 1, segments, pooling);
      const wanted = items.map(([start, length]) => {
        const values = Array.from({ length }, (_, t) => -data[(start + t) * width + 3]!);
        if (length === 0) return NaN;
        if (pooling === "max") return Math.max(...values);
        return pooling === "last" ? values[length - 1]! : Math.fround(values.reduce((a, b) => a + b) / length);
      });
      assert.equal([...actual].map((x) => x + 0), wanted.map((x) => x + 0), pooling);
    }
  });

  test(`${name}: NaN and infinity reach the segments that hold them and no other`, async () => {
    const width = 5, data = new Float32Array(rows * width).fill(-1), ones = new Float32Array(width).fill(1);
    data[2 * width] = NaN;
    data[70 * width + 4] = Infinity;
    const two = segmentsOf([[0, 2], [1, 3], [3, 60], [65, 10], [0, 200]]);
    for (const pooling of ["mean", "max"] as const) {
      const actual = await kernels.projectPool({ data, rows, width }, ones, 1, two, pooling);
      assert.equal([...actual].map((x) => Number.isFinite(x) ? 0 : x), [0, NaN, 0, Infinity, NaN], pooling);
    }
    const last = await kernels.projectPool({ data, rows, width }, ones, 1, segmentsOf([[0, 3], [0, 4]]), "last");
    assert.equal([Number.isNaN(last[0]), Number.isFinite(last[1])], [true, true]);
  });

  test(`${name}: nothing in, nothing out; segments must lie inside the rows`, async () => {
    const none = new Float32Array(0), one = Float32Array.of(1), acts = { data: one, rows: 1, width: 1 };
    assert.is((await kernels.projectPool(acts, one, 1, segmentsOf([]), "mean")).length, 0);
    assert.is((await kernels.projectPool(acts, none, 0, segmentsOf([[0, 1]]), "max")).length, 0);
    const empty = await kernels.projectPool({ data: none, rows: 0, width: 1 }, one, 1, segmentsOf([[0, 0]]), "last");
    assert.equal([...empty], [NaN]);
    const flat = await kernels.projectPool(
      { data: none, rows: 2, width: 0 },
      none,
      1,
      segmentsOf([[0, 2], [1, 0]]),
      "mean",
    );
    assert.equal([...flat], [0, NaN]);
    const beyond = kernels.projectPool(acts, one, 1, segmentsOf([[0, 1], [1, 1]]), "mean");
    const message = await beyond.then(() => "", (error: Error) => error.message);
    assert.match(message, "segment 1 must end by row 1: it ends at row 2");
  });
}

for (const [name, kernels] of backends.slice(1)) {
  test(`${name}: the same bits twice, and from a GPU buffer as from memory`, async () => {
    for (const width of [40, 33]) {
      const k = 18, data = noise(rows * width, 5), directions = noise(k * width, 6);
      const buffer = gpuRows(gpu!, data, 272);
      for (const pooling of POOLINGS) {
        const run = (acts: Parameters<typeof kernels.project>[0]) =>
          kernels.projectPool(acts, directions, k, segments, pooling, { cosine: true });
        const once = await run({ data, rows, width }), again = await run({ data, rows, width });
        assert.equal(new Uint32Array(once.buffer), new Uint32Array(again.buffer), pooling);
        const bound = await run({ data: buffer, rows, width, offset: 272 });
        assert.equal(new Uint32Array(once.buffer), new Uint32Array(bound.buffer), pooling);
      }
      buffer.destroy();
    }
  });
}

if (gpu) {
  test("a kernel that leaves out a column, a direction, or the row's centre is caught by the same bound", async () => {
    const width = 64, k = 16, data = noise(rows * width, 1), directions = noise(k * width, 2), mu = noise(width, 3);
    const expected = expectPool(expectProject(data, rows, width, directions, k, { mu }), k, items, "mean");
    const both: [string, string][] = [["load4_acts(at_$r, c) - m", "load4_acts(at_$r, c)"]];
    const lanes: [string, string][] = [
      ["c < shape.width4; c += LANES", "c + 1u < shape.width4; c += LANES"],
      ["$iu * LANES < shape.k)", "$iu * LANES + 1u < shape.k)"],
      ["min(ROWS, length - step)", "min(ROWS, length - step - 1u)"],
    ];
    const owned: [string, string][] = [
      ["c < shape.width4; c += 1u", "c + 1u < shape.width4; c += 1u"],
      ["if (k0 + j < shape.k)", "if (k0 + j + 1u < shape.k)"],
      ["t_$r < length)", "t_$r + 1u < length)"],
      ["l < min(LANES, length)", "l < min(LANES, length) - 1u"],
    ];
    for (const { name, reduce } of runnableCuts(gpu, PROJECT_POOL_CUTS)) {
      for (const [from, to] of [...both, ...(reduce === "none" ? owned : lanes)]) {
        assert.ok(SOURCES.project_pool.includes(from), `"${from}" is in the kernel`);
        const sources = { ...SOURCES, project_pool: SOURCES.project_pool.replaceAll(from, to) };
        const broken = webgpuKernels(gpu, { cuts: { project_pool: name }, sources, poison: true });
        const actual = await broken.projectPool({ data, rows, width }, directions, k, segments, "mean", { mu });
        assert.is.not(violation(actual, expected), "", `unnoticed in ${name}: ${to}`);
      }
    }
    // Means of plain projections take two kernels: a mean that is not taken off there is caught as well.
    assert.ok(SOURCES.pool.includes(" - centre_$i"), "the mean is taken off in the kernel");
    const sources = { ...SOURCES, pool: SOURCES.pool.replaceAll(" - centre_$i", "") };
    const broken = webgpuKernels(gpu, { sources, poison: true });
    const actual = await broken.projectPool({ data, rows, width }, directions, k, segments, "mean", { mu });
    assert.is.not(violation(actual, expected), "", "unnoticed: mu stays in the sums");
  });

  test("many dispatches give what one gives, for blocks and for directions", async () => {
    const width = 12, k = 1030, data = integers(rows * width, 7), directions = new Float32Array(k * width);
    for (let j = 0; j < k; j++) directions[j * width + j % width] = 1;
    const small = webgpuKernels(gpu, { maxBytes: 512 + 48 * 70, poison: true });
    for (const [count, pooling] of [[5, "mean"], [k, "max"], [5, "last"]] as const) {
      const part = directions.subarray(0, count * width), acts = { data, rows, width };
      const wanted = [...await cpuKernels().projectPool(acts, part, count, segments, pooling)];
      assert.equal([...await small.projectPool(acts, part, count, segments, pooling)], wanted, pooling);
      const buffer = gpuRows(gpu, data, 20);
      const bound = await small.projectPool({ ...acts, data: buffer, offset: 20 }, part, count, segments, pooling);
      assert.equal([...bound], wanted, pooling);
      buffer.destroy();
    }
  });

  test("more segments than one dimension allows workgroups", async () => {
    const n = 65_537 * 2, data = Float32Array.from({ length: n }, (_, t) => t);
    const ids = Uint32Array.from(data);
    const each = { starts: ids, lengths: ids.map(() => 1) };
    const actual = await webgpuKernels(gpu, { poison: true })
      .projectPool({ data, rows: n, width: 1 }, Float32Array.of(2), 1, each, "mean");
    assert.is(actual.findIndex((x, t) => x !== t), -1);
  });
}

for (const [how, f16] of halves(gpu)) {
  test(`rows of f16, ${how}: as their f32 values, in memory and in a buffer`, async () => {
    const width = 33, k = 5, data = narrow(noise(rows * width, 1)), directions = noise(k * width, 2);
    for (const cosine of [true, false]) {
      const perRow = expectProject(widen(data), rows, width, directions, k, { cosine });
      const kernels = gpu ? webgpuKernels(gpu, { f16, poison: true }) : cpuKernels<GPUBuffer>();
      for (const pooling of POOLINGS) {
        const expected = expectPool(perRow, k, items, pooling), acts = { data, rows, width };
        const actual = await kernels.projectPool(acts, directions, k, segments, pooling, { cosine });
        assert.is(violation(actual, expected), "", pooling);
        if (!gpu) continue;
        const buffer = gpuRows(gpu, data, 4), held = { data: buffer, rows, width, offset: 4, dtype: "f16" } as const;
        const bound = await kernels.projectPool(held, directions, k, segments, pooling, { cosine });
        assert.is(violation(bound, expected), "", `${pooling} from a buffer`);
        buffer.destroy();
      }
    }
  });
}

closeAdapter(gpu);
test.run();
