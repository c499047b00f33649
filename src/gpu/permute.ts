import { checkPermute, type Permuted, type PermuteProblem } from "../reference/permute.ts";
import type { Arena, Binding } from "./arena.ts";
import { execute, type Job, type Launch, withArena } from "./launch.ts";
import { GROUP, PER_THREAD, PERMUTE_CUTS, type PermuteCut, permuteVariant, THREADS } from "./permute-cuts.ts";
import { layEffects, layPermute, type PermuteLayout } from "./permute-layout.ts";
import { bindingBytes } from "./rows.ts";
import { chooseCut, runnableCuts } from "./tune.ts";

/** Dispatches stay short, for watchdogs: at most this many additions and comparisons in one (0.1 s on two CPU cores). */
const MAX_WORK = 2 ** 31;
/** Bytes of scores that are kept between summing and counting. */
const MAX_SCORES = 2 ** 26;

/** What stays on the GPU for the whole problem. */
interface Held {
  readonly layout: PermuteLayout;
  readonly tiles: Binding;
  readonly folds: Binding;
  readonly flips: Binding;
  readonly scores: Binding;
  readonly largest: Binding;
  readonly allDraws: number;
}

/** A part of the work: draws `first` to `first + count` - 1 of `layers` layers. */
interface Slab {
  readonly first: number;
  readonly count: number;
  readonly layers: number;
  readonly effects: Binding;
}

/** Draws in whole workgroups of a cut. */
const whole = ({ draws, threads }: PermuteCut, count: number) => Math.ceil(count / (draws * threads)) * draws * threads;

/** How many draws of how many layers one slab takes: layers first, where all draws fit. */
function slabOf(launch: Launch, layout: PermuteLayout, cut: PermuteCut, draws: number, maxWork = MAX_WORK) {
  const bytes = bindingBytes(launch), rows = layout.tiles.length;
  const all = whole(cut, draws), unit = whole(cut, 1), most = launch.gpu.device.limits.maxComputeWorkgroupsPerDimension;
  const room = Math.min(Math.min(bytes, MAX_SCORES) / (rows * 32), maxWork / layout.work);
  const layers = Math.min(room / all, most / rows, bytes / (layout.perLayer * 16));
  return {
    layers: Math.max(1, Math.floor(layers)),
    draws: Math.min(all, Math.floor(most * THREADS / unit) * unit, Math.max(unit, Math.floor(room / unit) * unit)),
  };
}

/** Uploads what every slab shares, and makes room for the scores of one. */
function hold(
  arena: Arena,
  cut: PermuteCut,
  { draws, layers }: PermuteProblem,
  layout: PermuteLayout,
  slab: { layers: number; draws: number },
): Held {
  const allDraws = whole(cut, draws), words = layout.lists.length / 24;
  return {
    layout,
    allDraws,
    tiles: arena.upload("permute tiles", layout.tileTable),
    folds: arena.upload("permute folds", layout.foldTable),
    flips: arena.output("permute flips", words * allDraws * 4),
    scores: arena.output("permute scores", Math.min(layers, slab.layers) * layout.tiles.length * slab.draws * 32),
    largest: arena.output("permute largest", draws * 4),
  };
}

/** Draws the flips. */
function flipJob(
  arena: Arena,
  cut: PermuteCut,
  { seed, draws }: PermuteProblem,
  { layout, flips, largest, allDraws }: Held,
): Job {
  return {
    variant: permuteVariant("flips"),
    shape: [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, allDraws, draws, cut.threads, cut.draws],
    bindings: [arena.upload("permute lists", layout.lists), flips, largest],
    workgroups: [Math.ceil(allDraws / (THREADS * PER_THREAD)), layout.lists.length / 24, 1],
  };
}

/** Sums and counts one slab. */
function slabJobs(cut: PermuteCut, draws: number, held: Held, { first, count, layers, effects }: Slab): Job[] {
  const { layout, tiles, folds, flips, scores, largest, allDraws } = held, rows = layout.tiles.length;
  return [{
    variant: permuteVariant("sums", cut),
    shape: [allDraws, first, count, rows, layout.perLayer],
    bindings: [tiles, effects, flips, scores],
    workgroups: [count / (cut.draws * cut.threads), rows * layers, 1],
  }, {
    variant: permuteVariant("count"),
    shape: [first, count, draws, rows, layout.foldTable.length / 2, layout.padding(GROUP)],
    bindings: [folds, scores, largest],
    workgroups: [Math.ceil(count / THREADS), layers, 1],
  }];
}

/** The cut: of those for GPUs the fastest, measured on a slab of an eighth of the usual size; one is for CPUs. */
function chooseFor(launch: Launch, problem: PermuteProblem, layout: PermuteLayout): Promise<PermuteCut> {
  const { draws, layers } = problem, able = runnableCuts(launch.gpu, PERMUTE_CUTS);
  return chooseCut(launch, {
    kernel: "permute",
    class: "i32",
    cuts: launch.cuts.permute ? able : able.filter((cut) => cut.for !== "cpu" || cut === able[0]),
    work: layout.work * draws * layers,
    jobs: (cut, arena) => {
      const slab = slabOf(launch, layout, cut, draws, MAX_WORK / 8);
      const held = hold(arena, cut, problem, layout, slab);
      const effects = arena.upload("permute effects", layEffects(problem, layout, 0, 1));
      const part = { first: 0, count: slab.draws, layers: 1, effects };
      return [flipJob(arena, cut, problem, held), ...slabJobs(cut, draws, held, part)];
    },
  });
}

/** Uploads a problem that has test pairs and draws: what to run, in order, a short dispatch or two at a time. */
export async function planPermute(
  launch: Launch,
  arena: Arena,
  problem: PermuteProblem,
): Promise<{ readonly parts: readonly (readonly Job[])[]; readonly cut: PermuteCut; readonly output: Binding }> {
  const { draws, layers } = problem, layout = layPermute(problem);
  const cut = await chooseFor(launch, problem, layout), slab = slabOf(launch, layout, cut, draws);
  const held = hold(arena, cut, problem, layout, slab), parts = [[flipJob(arena, cut, problem, held)]];
  for (let layer = 0; layer < layers; layer += slab.layers) {
    const to = Math.min(layers, layer + slab.layers);
    const effects = arena.upload("permute effects", layEffects(problem, layout, layer, to));
    for (let first = 0; first < held.allDraws; first += slab.draws) {
      const count = Math.min(slab.draws, held.allDraws - first);
      parts.push(slabJobs(cut, draws, held, { first, count, layers: to - layer, effects }));
    }
  }
  return { parts, cut, output: held.largest };
}

/**
 * Permutes labels with `kernels/permute.wgsl`: the same integers as the twin.
 *
 * `pause` is awaited after each part of the work, of which two at most are on their way.
 *
 * @returns largest [draws].
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function permute(launch: Launch, problem: PermuteProblem): Promise<Permuted> {
  checkPermute(problem);
  launch.gpu.check("run kernel permute");
  const { draws, folds, pause = () => {} } = problem, { queue } = launch.gpu.device;
  if (draws === 0 || folds.every(({ test }) => test.length === 0)) return { largest: new Int32Array(draws) };
  return await withArena(launch, async (arena) => {
    const { parts, output } = await planPermute(launch, arena, problem);
    let before: Promise<unknown> | null = null, read: ArrayBuffer[] = [];
    for (const [i, jobs] of parts.entries()) {
      read = await execute(launch, arena, jobs, i === parts.length - 1 ? [output] : []);
      await pause();
      await before;
      before = i === parts.length - 1 ? null : queue.onSubmittedWorkDone();
    }
    return { largest: new Int32Array(read[0]!) };
  });
}
