import { test } from "uvu";
import * as assert from "uvu/assert";

import { shapes } from "./cases.ts";
import { closeAdapter, gpuRows, halves, openAdapter } from "./adapter.ts";
import { expectProject, integers, noise, violation } from "./bound.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { PROJECT_CUTS } from "../../src/gpu/project.ts";
import { runnableCuts } from "../../src/gpu/tune.ts";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { narrow, widen } from "../../src/reference/half.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import type { Kernels } from "../../src/reference/kernels.ts";

const gpu = await openAdapter("project");
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
for (const { name } of gpu ? runnableCuts(gpu, PROJECT_CUTS) : []) {
  backends.push([name, webgpuKernels(gpu!, { cuts: { project: name }, poison: true })]);
}

for (const [name, kernels] of backends) {
  test(`${name}: every shape stays within the bound, with and without mu and cosine`, async () => {
    for (const [rows, width, k] of shapes) {
      const data = noise(rows * width, 1), directions = noise(k * width, 2, 3), mu = noise(width, 3);
      for (const options of [{}, { mu }, { cosine: true }, { mu, cosine: true }]) {
        const actual = await kernels.project({ data, rows, width }, directions, k, options);
        const wrong = violation(actual, expectProject(data, rows, width, directions, k, options));
        assert.is(wrong, "", `[${rows}, ${width}] x [${k}] ${Object.keys(options)}: ${wrong}`);
      }
    }
  });

  test(`${name}: whole numbers on axes are exact`, async () => {
    const rows = 37, width = 70, k = 21;
    const data = integers(rows * width, 4), mu = integers(width, 5);
    const directions = new Float32Array(k * width);
    for (let j = 0; j < k; j++) directions[j * width + 3 * j] = j % 2 ? -7 : 2;
    const actual = await kernels.project({ data, rows, width }, directions, k, { mu });
    const wanted = actual.map((_, i) => {
      const j = i % k, at = 3 * j;
      return (data[(i - j) / k * width + at]! - mu[at]!) * (j % 2 ? -1 : 1) + 0;
    });
    assert.equal([...actual].map((x) => x + 0), [...wanted]);
  });

  test(`${name}: a mean of a million is subtracted before anything is rounded`, async () => {
    const rows = 9, width = 130, k = 3;
    const mu = new Float32Array(width).fill(1e6), data = noise(rows * width, 6).map((x) => x + 1e6);
    const directions = noise(k * width, 7);
    const actual = await kernels.project({ data, rows, width }, directions, k, { mu });
    assert.is(violation(actual, expectProject(data, rows, width, directions, k, { mu })), "");
  });

  test(`${name}: rows of zero norm have cosine 0, directions of zero length project to 0`, async () => {
    const width = 6, data = Float32Array.of(1, 2, 3, 4, 5, 6, 1, 1, 1, 1, 1, 1);
    const directions = new Float32Array(2 * width).fill(1, 0, width);
    const acts = { data, rows: 2, width };
    const plain = await kernels.project(acts, directions, 2);
    assert.equal([plain[1], plain[3]], [0, 0]);
    const cosine = await kernels.project(acts, directions, 2, { mu: new Float32Array(width).fill(1), cosine: true });
    assert.equal([...cosine.subarray(1)], [0, 0, 0]);
    assert.ok(cosine[0]! > 0.5 && cosine[0]! < 1);
  });

  test(`${name}: NaN and infinity reach their own row and no other`, async () => {
    const rows = 5, width = 9, k = 2;
    const data = noise(rows * width, 8), directions = new Float32Array(k * width).fill(1);
    data[width] = NaN;
    data[2 * width + 8] = Infinity;
    data[3 * width] = -Infinity;
    data[3 * width + 5] = Infinity;
    const plain = await kernels.project({ data, rows, width }, directions, k);
    assert.equal([...plain.subarray(2, 8)], [NaN, NaN, Infinity, Infinity, NaN, NaN]);
    assert.ok([0, 1, 8, 9].every((i) => Number.isFinite(plain[i])));
    const cosine = await kernels.project({ data, rows, width }, directions, k, { cosine: true });
    assert.ok([2, 3, 4, 5, 6, 7].every((i) => Number.isNaN(cosine[i])));
    directions[0] = NaN;
    const direction = await kernels.project({ data, rows: 1, width }, directions, k);
    assert.equal([Number.isNaN(direction[0]), Number.isFinite(direction[1])], [true, true]);
  });

  test(`${name}: nothing in, nothing out`, async () => {
    const none = new Float32Array(0), one = Float32Array.of(1);
    assert.is((await kernels.project({ data: none, rows: 0, width: 1 }, one, 1)).length, 0);
    assert.is((await kernels.project({ data: one, rows: 1, width: 1 }, none, 0)).length, 0);
    assert.equal([...await kernels.project({ data: none, rows: 2, width: 0 }, none, 1, { cosine: true })], [0, 0]);
  });

  test(`${name}: what does not fit is refused with both sizes`, async () => {
    const message = async (work: Promise<unknown>) => await work.then(() => "", (error: Error) => error.message);
    const acts = { data: new Float32Array(5), rows: 2, width: 3 };
    assert.match(await message(kernels.project(acts, new Float32Array(3), 1)), "2 x 3 = 6 values: the array holds 5");
    acts.rows = 1;
    assert.match(await message(kernels.project(acts, new Float32Array(4), 1)), "1 x 3 = 3 values: there are 4");
    const mu = new Float32Array(2);
    assert.match(
      await message(kernels.project(acts, new Float32Array(3), 1, { mu })),
      "mu needs one value per column, 3",
    );
  });
}

for (const [name, kernels] of backends.slice(1)) {
  test(`${name}: the same bits twice`, async () => {
    const rows = 67, width = 203, k = 19, data = noise(rows * width, 9), directions = noise(k * width, 10);
    const [once, again] = [
      await kernels.project({ data, rows, width }, directions, k, { cosine: true }),
      await kernels.project({ data, rows, width }, directions, k, { cosine: true }),
    ];
    assert.equal(new Uint32Array(once.buffer), new Uint32Array(again.buffer));
  });

  test(`${name}: a GPU buffer is read from its offset on`, async () => {
    const rows = 18, k = 5;
    for (const width of [40, 33]) {
      const data = noise(rows * width, 11), directions = noise(k * width, 12);
      const expected = expectProject(data, rows, width, directions, k);
      for (const offset of [0, 4, 16, 256, 260, 1040]) {
        const buffer = gpuRows(gpu!, data, offset);
        const actual = await kernels.project({ data: buffer, rows, width, offset }, directions, k);
        buffer.destroy();
        assert.is(violation(actual, expected), "", `width ${width}, offset ${offset}`);
      }
    }
  });
}

if (gpu) {
  test("a kernel that leaves out a column, a direction or a row is caught by the same bound", async () => {
    const rows = 20, width = 64, k = 16, data = noise(rows * width, 1), directions = noise(k * width, 2);
    const expected = expectProject(data, rows, width, directions, k);
    const both: [string, string][] = [["load4_acts(at_$r, c) - m", "load4_acts(at_$r, c) * 1.0001 - m"]];
    const lanes: [string, string][] = [
      ["var c = lane; c < shape.width4;", "var c = lane; c + 1u < shape.width4;"],
      ["k0 + j < shape.k &&", "k0 + j + 1u < shape.k &&"],
      ["row0 + r < shape.rows)", "row0 + r + 1u < shape.rows)"],
    ];
    const owned: [string, string][] = [
      ["var c = 0u; c < shape.width4;", "var c = 0u; c + 1u < shape.width4;"],
      ["row < shape.rows && j < shape.k)", "row < shape.rows && j + 1u < shape.k)"],
      ["row < shape.rows && j < shape.k)", "row + 1u < shape.rows && j < shape.k)"],
      ["subgroupBroadcast(four_$q, $lu)", "subgroupBroadcast(four_$q, 0u)"],
    ];
    for (const { name, reduce, dirs } of runnableCuts(gpu, PROJECT_CUTS)) {
      if (dirs === "shared") continue; // its loop has a text of its own, below
      for (const [from, to] of [...both, ...(reduce === "none" ? owned : lanes)]) {
        assert.ok(SOURCES.project.includes(from), `"${from}" is in the kernel`);
        const sources = { ...SOURCES, project: SOURCES.project.replaceAll(from, to) };
        const broken = webgpuKernels(gpu, { cuts: { project: name }, sources, poison: true });
        const actual = await broken.project({ data, rows, width }, directions, k);
        assert.is.not(violation(actual, expected), "", `unnoticed in ${name}: ${to}`);
      }
    }
    for (const { name } of runnableCuts(gpu, PROJECT_CUTS).filter(({ dirs }) => dirs === "shared")) {
      for (const from of ["c0 + lane < shape.width4", "min(c0 + i % LANES, shape.width4 - 1u)"]) {
        const to = from.replace("c0 + ", "c0 + 1u + ");
        const sources = { ...SOURCES, project: SOURCES.project.replaceAll(from, to) };
        const broken = webgpuKernels(gpu, { cuts: { project: name }, sources, poison: true });
        const actual = await broken.project({ data, rows, width }, directions, k);
        assert.is.not(violation(actual, expected), "", `unnoticed in ${name}: ${to}`);
      }
    }
  });

  test("many dispatches give what one gives, for rows and for directions", async () => {
    const rows = 50, width = 12, k = 1030, data = integers(rows * width, 13);
    const directions = new Float32Array(k * width);
    for (let j = 0; j < k; j++) directions[j * width + j % width] = 1;
    const acts = { data, rows, width };
    const pieces = await webgpuKernels(gpu, { maxBytes: 512 + 4100 * 8, poison: true }).project(acts, directions, k);
    const buffer = gpuRows(gpu, data, 20);
    const small = webgpuKernels(gpu, { maxBytes: 512 + 48 * 7, poison: true });
    const bound = await small.project({ data: buffer, rows, width, offset: 20 }, directions.subarray(0, 60), 5);
    buffer.destroy();
    assert.ok(pieces.every((x, i) => x === data[Math.floor(i / k) * width + i % k % width]));
    assert.ok(bound.every((x, i) => x === data[Math.floor(i / 5) * width + i % 5]));
  });

  test("more workgroups than one dimension allows", async () => {
    const rows = 65_536 * 8 + 3, width = 1;
    const data = Float32Array.from({ length: rows }, (_, t) => t);
    const actual = await webgpuKernels(gpu, { poison: true }).project({ data, rows, width }, Float32Array.of(-3), 1);
    assert.is(actual.findIndex((x, t) => x !== -t), -1);
  });

  test("a buffer that is too small, misplaced or of the wrong kind is refused", async () => {
    const message = async (work: Promise<unknown>) => await work.then(() => "", (error: Error) => error.message);
    const kernels = webgpuKernels(gpu), one = new Float32Array(4).fill(1);
    const buffer = gpuRows(gpu, one, 0), wrong = gpuRows(gpu, one, 0, 0x8);
    const acts = { data: buffer, rows: 1, width: 4 };
    assert.match(await message(kernels.project({ ...acts, rows: 6 }, one, 1)), "must hold 96 bytes: it holds 80");
    assert.match(await message(kernels.project({ ...acts, offset: 2 }, one, 1)), "multiple of 4 bytes: it is 2");
    assert.match(await message(kernels.project({ ...acts, data: wrong }, one, 1)), "STORAGE");
    buffer.destroy();
    wrong.destroy();
  });
}

for (const [how, f16] of halves(gpu)) {
  test(`rows of f16, ${how}: as their f32 values, in memory and in a buffer at any offset`, async () => {
    for (const { name: cut } of gpu ? runnableCuts(gpu, PROJECT_CUTS) : [{ name: "cpu" }]) {
      const kernels = gpu ? webgpuKernels(gpu, { cuts: { project: cut }, f16, poison: true }) : cpuKernels<GPUBuffer>();
      for (const [rows, width, k] of [[5, 4, 3], [33, 129, 16], [17, 64, 5], [1, 1, 1]] as const) {
        const data = narrow(noise(rows * width, 1)), directions = noise(k * width, 2, 3), mu = noise(width, 3);
        const expected = expectProject(widen(data), rows, width, directions, k, { mu });
        const actual = await kernels.project({ data, rows, width }, directions, k, { mu });
        assert.is(violation(actual, expected), "", `${cut} [${rows}, ${width}] x [${k}]`);
        for (const offset of gpu ? [0, 4, 260] : []) {
          const buffer = gpuRows(gpu!, data, offset);
          const acts = { data: buffer, rows, width, offset, dtype: "f16" } as const;
          assert.is(violation(await kernels.project(acts, directions, k, { mu }), expected), "", `${cut} at ${offset}`);
          buffer.destroy();
        }
      }
    }
  });
}

closeAdapter(gpu);
test.run();
