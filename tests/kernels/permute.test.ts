import { test } from "uvu";
import * as assert from "uvu/assert";
import { countOnce, permuteProblem } from "../../bench/permute.ts";
import { SOURCES } from "../../src/gpu/kernel.ts";
import { runnableCuts } from "../../src/gpu/tune.ts";
import { PERMUTE_CUTS, type PermuteCut } from "../../src/gpu/permute-cuts.ts";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { permutationP } from "../../src/math/permutation-p.ts";
import { cpuKernels } from "../../src/reference/cpu.ts";
import type { Kernels } from "../../src/reference/kernels.ts";
import { permute, type PermuteProblem } from "../../src/reference/permute.ts";
import { closeAdapter, openAdapter } from "./adapter.ts";
import { aurocs, flipped, fromReadings } from "./permute-problem.ts";

const gpu = await openAdapter("permute");
const cuts: readonly PermuteCut[] = gpu ? runnableCuts(gpu, PERMUTE_CUTS) : [];
const on = (cut: string, options = {}) => webgpuKernels(gpu!, { cuts: { permute: cut }, poison: true, ...options });
const backends: [string, Kernels<GPUBuffer>][] = [["cpu", cpuKernels()]];
for (const { name } of cuts) backends.push([name, on(name)]);

/** Small whole numbers: every other comparison is a tie. */
function tied(problem: PermuteProblem): PermuteProblem {
  const small = (values: Int32Array) => values.map((x) => x % 2);
  const folds = problem.folds.map((fold) => ({
    ...fold,
    layers: fold.layers.map(({ base, effect }) => ({ base: small(base), effect: small(effect) })),
  }));
  return { ...problem, folds };
}

for (const [name, kernels] of backends) {
  for (const tied of [false, true]) {
    test(`${name}: every draw equals learning and testing again with flipped labels${tied ? ", with ties" : ""}`, async () => {
      const { problem, slow } = fromReadings({ tied }, { seed: 5 }), { largest } = await kernels.permute(problem);
      aurocs(problem, largest).forEach((value, draw) => {
        const expected = Math.max(...slow((p) => flipped(5, draw, p)));
        assert.ok(Math.abs(value - expected) < 1e-9, `draw ${draw}: ${value} is not ${expected}`);
      });
    });
  }

  test(`${name}: more pairs than a word of 32 and a block of 128 holds, and a seed above 2^32`, async () => {
    const seed = 2 ** 40 + 3, { problem, slow } = fromReadings({ pairs: 150, layers: 1 }, { seed, draws: 9 });
    aurocs(problem, (await kernels.permute(problem)).largest).forEach((value, draw) => {
      assert.ok(Math.abs(value - slow((p) => flipped(seed, draw, p))[0]!) < 1e-9);
    });
  });

  test(`${name}: a case small enough to write down`, async () => {
    // One tested pair, one learned from: learning from a flipped pair loses the comparison, and so does a flipped test.
    const layer = { base: Int32Array.of(1, 0), effect: Int32Array.of(-2, 0) };
    const folds = [{ train: Int32Array.of(1), test: Int32Array.of(0), layers: [layer] }];
    const { largest } = await kernels.permute({ pairs: 2, layers: 1, draws: 400, seed: 7, folds });
    const seen = new Set<string>();
    largest.forEach((count, draw) => {
      const first = flipped(7, draw, 0), second = flipped(7, draw, 1);
      seen.add(`${first} ${second} ${count}`);
    });
    assert.equal([...seen].sort(), ["false false 1", "false true -1", "true false -1", "true true 1"]);
  });

  test(`${name}: the largest scores that are allowed, either sign`, async () => {
    const most = 2 ** 30 - 1, t = 5, base = Int32Array.from({ length: 2 * t }, (_, j) => j % 2 ? most : -most);
    const folds = [{
      train: new Int32Array(0),
      test: Int32Array.of(0, 1, 2, 3, 4),
      layers: [{ base, effect: base.slice(0, 0) }],
    }];
    const problem = { pairs: t, layers: 1, draws: 20, seed: 1, folds };
    const { largest } = await kernels.permute(problem);
    largest.forEach((count, draw) => assert.is(count, countOnce(problem, draw)));
  });

  test(`${name}: one layer's null is centred on chance, more layers lie above it`, async () => {
    const mean = async (layers: number) => {
      const { problem } = fromReadings({ layers, pairs: 60 }, { draws: 1_000 });
      return aurocs(problem, (await kernels.permute(problem)).largest).reduce((sum, v) => sum + v / 1_000, 0);
    };
    const one = await mean(1);
    assert.ok(Math.abs(one - 0.5) < 0.02, `${one}`);
    assert.ok(await mean(8) > one + 0.02);
  });

  test(`${name}: no draws, no test pairs, a fold without any`, async () => {
    const { problem } = fromReadings(), { folds } = problem;
    assert.is((await kernels.permute({ ...problem, draws: 0 })).largest.length, 0);
    const none = { ...folds[0]!, test: new Int32Array(0) };
    const bare = { ...none, layers: none.layers.map(() => ({ base: new Int32Array(0), effect: new Int32Array(0) })) };
    assert.equal([...(await kernels.permute({ ...problem, folds: [bare], draws: 3 })).largest], [0, 0, 0]);
    const more = await kernels.permute({ ...problem, folds: [bare, ...folds] });
    assert.equal(more.largest, (await permute(problem)).largest);
  });

  test(`${name}: what does not fit is refused with both sizes`, async () => {
    const { problem } = fromReadings(), [fold, ...rest] = problem.folds;
    const message = async (wrong: Partial<PermuteProblem>) =>
      await kernels.permute({ ...problem, ...wrong }).then(() => "", (error: Error) => error.message);
    assert.match(await message({ layers: 0 }), "layers must be a whole number >= 1: it is 0");
    assert.match(await message({ layers: 2 }), "fold 0 needs 2 layers: there are 3");
    assert.match(await message({ pairs: 20 }), "must list pairs below 20: it lists 20");
    const short = { ...fold!, train: fold!.train.subarray(1) };
    assert.match(
      await message({ folds: [short, ...rest] }),
      "14 scores and 13 x 14 = 182 effects: there are 14 and 196",
    );
  });

  test(`${name}: a pause is awaited, and may end the work`, async () => {
    let pauses = 0;
    const { problem } = fromReadings(), stop = new Error("stop");
    await kernels.permute({ ...problem, pause: async () => void await ++pauses });
    assert.ok(pauses > 0);
    const pause = () => Promise.reject(stop);
    assert.is(await kernels.permute({ ...problem, pause }).catch((error) => error), stop);
    assert.equal((await kernels.permute(problem)).largest, (await permute(problem)).largest);
  });
}

test("the twin counts as the plain way does", async () => {
  for (const make of [permuteProblem, (shape: Parameters<typeof permuteProblem>[0]) => tied(permuteProblem(shape))]) {
    for (const [t, m] of [[1, 0], [7, 33], [9, 8], [38, 154]] as const) {
      const problem = make({ folds: 3, t, m, layers: 2, draws: 20 }), { largest } = await permute(problem);
      largest.forEach((count, draw) => assert.is(count, countOnce(problem, draw), `t ${t}, m ${m}, draw ${draw}`));
    }
  }
});

test("p is uniform without an effect and small with one", async () => {
  let below = 0;
  for (let made = 0; made < 60; made++) {
    const { problem, slow } = fromReadings({ made: 100 + made * 10 }, { seed: made, draws: 99 });
    const { largest } = await permute(problem);
    if (permutationP(Math.max(...slow(() => false)), aurocs(problem, largest)) <= 0.2) below++;
  }
  assert.ok(below >= 4 && below <= 22, `${below} of 60 at .20`);
  const { problem, slow } = fromReadings({ shift: 2 }, { draws: 999 });
  assert.ok(permutationP(Math.max(...slow(() => false)), aurocs(problem, (await permute(problem)).largest)) < 0.01);
});

for (const { name, draws: perThread, threads } of cuts) {
  const unit = perThread * threads;
  test(`${name}: the twin's integers at every size around the tiles, the words and the workgroups`, async () => {
    for (const t of [1, 3, 4, 5, 7, 8, 9, 19, 20, 21, 63, 65]) {
      for (const m of [0, 1, 23, 24, 25, 31, 32, 33]) {
        const plain = permuteProblem({ folds: 2, t, m, layers: 2, draws: 3 });
        for (const problem of [plain, tied(plain)]) {
          assert.equal((await on(name).permute(problem)).largest, (await permute(problem)).largest, `t ${t}, m ${m}`);
        }
      }
    }
    for (const draws of [1, unit - 1, unit, unit + 1]) {
      const problem = permuteProblem({ folds: 5, t: 9, m: 35, layers: 4, draws });
      assert.equal((await on(name).permute(problem)).largest, (await permute(problem)).largest, `${draws} draws`);
    }
  });

  test(`${name}: in several parts, by layers and by draws`, async () => {
    const problem = permuteProblem({ folds: 3, t: 9, m: 35, layers: 5, draws: 2 * unit + 1 });
    const { largest } = await permute(problem);
    let pauses = 0;
    const counted = { ...problem, pause: () => void pauses++ };
    // 9 tiles: 288 bytes of scores for each draw of a layer.
    for (const [draws, least] of [[unit, 16], [3 * unit, 6], [6 * unit, 4]] as const) {
      pauses = 0;
      const found = await on(name, { maxBytes: 512 + 288 * draws }).permute(counted);
      assert.equal(found.largest, largest);
      assert.is(pauses, least, `room for ${draws} draws`);
    }
  });
}

if (gpu) {
  test("tuning chooses a cut and changes no integer", async () => {
    const problem = permuteProblem({ folds: 5, t: 38, m: 60, layers: 2, draws: 2_500 });
    assert.equal((await webgpuKernels(gpu).permute(problem)).largest, (await permute(problem)).largest);
  });

  test("a broken kernel is caught by the same comparison", async () => {
    const problem = tied(permuteProblem({ folds: 2, t: 21, m: 30, layers: 3, draws: 70 }));
    const wanted = (await permute(problem)).largest;
    const breaks: [string, string][] = [
      ["0xd2511f53u, c.x)", "0xd2511f55u, c.x)"],
      ["round < 10u", "round < 9u"],
      ["(first >> 16u) + (second", "(first >> 17u) + (second"],
      ["(pairs & vec4<u32>(31u))", "(pairs & vec4<u32>(15u))"],
      ["w < tile.words", "w + 1u < tile.words"],
      ["(tile.test & 31u)", "(tile.test & 15u)"],
      ["inside % shape.threads * shape.per_thread", "inside % shape.threads"],
      [", negatives_$q_$c, swap_$q_$c)", ", positives_$q_$c, swap_$q_$c)"],
      ["- vec4<i32>(x_$p < y.zzzz)", ""],
      ["i + $pu < fold.end)", "i + $pu < fold.end + 1u)"],
      ["f < shape.folds", "f + 1u < shape.folds"],
      ["+ i32(shape.padding)", ""],
      ["let layer = global.y * shape.tiles", "let layer = 0u"],
      ["shape.first + draw < shape.draws", "shape.first + draw + 1u < shape.draws"],
    ];
    for (const { name } of cuts) {
      for (const [from, to] of breaks) {
        assert.ok(SOURCES.permute.includes(from), `"${from}" is in the kernel`);
        const sources = { ...SOURCES, permute: SOURCES.permute.replaceAll(from, to) };
        const found = (await on(name, { sources }).permute(problem)).largest;
        assert.ok(found.some((count, draw) => count !== wanted[draw]), `${name}: "${to}" went unseen`);
      }
    }
  });
}

closeAdapter(gpu);
test.run();
