import { test } from "uvu";
import * as assert from "uvu/assert";
import { clockKind, timePasses } from "../../src/gpu/clock.ts";
import { prepare, withArena } from "../../src/gpu/launch.ts";
import { planProject, PROJECT_CUTS } from "../../src/gpu/project.ts";
import { chooseCut, runnableCuts, type TuningStore } from "../../src/gpu/tune.ts";
import { launchOf, webgpuKernels } from "../../src/gpu/webgpu.ts";
import { closeAdapter, openAdapter } from "../kernels/adapter.ts";
import { noise } from "../kernels/bound.ts";

const gpu = await openAdapter("tune");

/** A store that shows what was asked of it. */
function spy(
  known: Record<string, string> = {},
): TuningStore & { readonly asked: string[]; readonly kept: Map<string, string> } {
  const kept = new Map(Object.entries(known)), asked: string[] = [];
  return {
    asked,
    kept,
    get: (key) => (asked.push(key), Promise.resolve(kept.get(key))),
    set: (key, cut) => Promise.resolve(void kept.set(key, cut)),
  };
}

if (gpu) {
  const rows = 64, width = 64, k = 4, data = noise(rows * width, 1), directions = noise(k * width, 2);
  const choose = (store: TuningStore, work: number, options = {}) => {
    const launch = launchOf(gpu, { store, ...options });
    return withArena(launch, async (arena) => {
      const acts = { data, rows, width };
      const planned = await planProject(
        { ...launch, tuner: { ...launch.tuner, enabled: false } },
        arena,
        acts,
        [
          0,
          rows,
        ],
        directions,
        k,
        {},
      );
      let measured = 0;
      const cut = await chooseCut(launch, {
        kernel: "project",
        class: "k4 f32 vec4",
        cuts: PROJECT_CUTS,
        work,
        jobs: () => (measured++, [planned.job]),
      });
      return { cut, measured, launch };
    });
  };
  const mine = runnableCuts(gpu, PROJECT_CUTS).filter(({ for: kind }) =>
    kind === (gpu.adapter.software ? "cpu" : "gpu")
  );

  test("small work takes the first cut for the kind of adapter, without measuring", async () => {
    const store = spy();
    const { cut, measured } = await choose(store, 1000);
    assert.is(cut.name, mine[0]!.name);
    assert.is(measured, 0);
    assert.is(store.kept.size, 0);
  });

  test("large work is measured once over at most six cuts, and remembered by adapter, kernel and class", async () => {
    const store = spy();
    const first = await choose(store, 2 ** 30);
    assert.is(first.measured, mine.length);
    assert.ok(mine.length >= 1 && mine.length <= 6);
    const [key] = [...store.kept.keys()];
    assert.is(store.kept.size, 1);
    for (const part of [gpu.adapter.name, "project", "k4 f32 vec4"]) assert.match(key!, part);
    const again = await choose(store, 2 ** 30);
    assert.equal([again.measured, again.cut.name], [0, first.cut.name]);
  });

  test("what was remembered wins; a name that exists no longer does not; --no-autotune asks nobody", async () => {
    const store = spy();
    await choose(store, 2 ** 30);
    const key = [...store.kept.keys()][0]!, last = mine.at(-1)!.name;
    assert.is((await choose(spy({ [key]: last }), 10)).cut.name, last);
    assert.is((await choose(spy({ [key]: "gone" }), 10)).cut.name, mine[0]!.name);
    const off = spy({ [key]: last });
    assert.is((await choose(off, 2 ** 30, { autotune: false })).cut.name, mine[0]!.name);
    assert.equal(off.asked, []);
  });

  test("without memory for a trial the first cut is taken, and nothing is remembered", async () => {
    const store = spy(), launch = launchOf(gpu, { store, maxMemory: 1_000_000 });
    const cut = await chooseCut(launch, {
      kernel: "project",
      class: "large",
      cuts: PROJECT_CUTS,
      work: 2 ** 30,
      jobs: (_, arena) => (arena.output("a trial", 2_000_000), []),
    });
    assert.equal([cut.name, store.kept.size, launch.memory.live], [mine[0]!.name, 0, 0]);
  });

  test("a cut that is asked for is used, and one that is not there is refused by name", async () => {
    const { cut } = await choose(spy(), 2 ** 30, { cuts: { project: "wide" } });
    assert.is(cut.name, "wide");
    const message = await choose(spy(), 1, { cuts: { project: "broad" } }).then(
      () => "",
      (error: Error) => error.message,
    );
    assert.match(message, '"broad" is no cut of project');
  });

  test("time grows with the work, by either clock", async () => {
    const launch = launchOf(gpu);
    for (const clock of [clockKind(gpu), "wall"] as const) {
      await withArena(launch, async (arena) => {
        const acts = { data: noise(2048 * 256, 1), rows: 2048, width: 256 };
        const { job } = await planProject(launch, arena, acts, [0, 2048], noise(16 * 256, 2), 16, {});
        const passes = await prepare(launch, arena, [job]);
        await timePasses(gpu, passes, { times: 1, clock });
        const few = await timePasses(gpu, passes, { times: 4, clock });
        const many = await timePasses(gpu, passes, { times: 64, clock });
        assert.ok(many > 4 * few && many < 100 * few, `${clock}: 4 runs ${few} ms, 64 runs ${many} ms`);
      });
    }
  });

  test("memory is counted, given back, and bounded", async () => {
    const kernels = webgpuKernels(gpu, { maxMemory: 300_000 });
    const acts = { data: noise(4096 * 64, 1), rows: 4096, width: 64 }; // 1 MiB: in chunks
    const free = webgpuKernels(gpu);
    const wanted = await free.project(acts, directions, k);
    assert.equal([...await kernels.project(acts, directions, k)], [...wanted]);
    assert.ok(kernels.peakMemory() > 0 && kernels.peakMemory() <= 300_000, `peak ${kernels.peakMemory()}`);
    assert.ok(free.peakMemory() > acts.data.byteLength);
    const peak = kernels.peakMemory();
    await kernels.project(acts, directions, k);
    assert.is(kernels.peakMemory(), peak, "what was given back is not counted again");
    const message = await webgpuKernels(gpu, { maxMemory: 1000 }).project(acts, directions, k).then(
      () => "",
      (error: Error) => error.message,
    );
    assert.match(message, /with it the kernels would hold .* MiB, allowed are 0.0 MiB/);
  });

  test("every cut gives the same values up to rounding", async () => {
    const acts = { data, rows, width };
    const wanted = await webgpuKernels(gpu, { cuts: { project: "wide" } }).project(acts, directions, k);
    for (const { name } of runnableCuts(gpu, PROJECT_CUTS)) {
      const actual = await webgpuKernels(gpu, { cuts: { project: name } }).project(acts, directions, k);
      assert.ok(actual.every((x, i) => Math.abs(x - wanted[i]!) < 1e-4), name);
    }
  });
}

closeAdapter(gpu);
test.run();
