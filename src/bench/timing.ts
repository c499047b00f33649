/** How long things are run. All in milliseconds. */
export interface Policy {
  /** Repetitions that a figure is the median of, where one is short. */
  readonly reps: number;
  /** Exactly so many, however long one takes. */
  readonly exact: boolean;
  readonly warmUpMs: number;
  /** Least length of a pass timed by the adapter's clock. */
  readonly passMs: number;
  /** Least length of a batch timed by the wall. */
  readonly batchMs: number;
}

export const POLICY: Policy = { reps: 20, exact: false, warmUpMs: 200, passMs: 10, batchMs: 100 };

/** A repetition longer than this is repeated less often. */
const LONG_MS = 200;

/** Repetitions for something that takes `ms`: all of them up to 200 ms, then as many as fill the same time, 3 at least, one from 10 s on. */
export function repsFor(ms: number, { reps, exact }: Pick<Policy, "reps" | "exact">): number {
  if (exact || ms <= LONG_MS) return reps;
  return ms >= 10_000 ? 1 : Math.min(reps, Math.max(3, Math.round(reps * LONG_MS / ms)));
}

/** Something that can be queued many times and then waited for. */
export interface Queued {
  run(): Promise<void> | void;
  sync(): Promise<void>;
}

/** Gives milliseconds per run each time it is called. */
export type Timer = () => Promise<number>;

/** A timer that is warm, and what one run took while it warmed up. */
export interface WarmTimer {
  readonly time: Timer;
  readonly ms: number;
}

/** Runs in one batch at most. */
const MOST = 100_000;

/** Something that takes longer is not timed, in milliseconds. */
const TOO_LONG = 60_000;

/**
 * Warms up and finds how many runs make a batch of `batchMs`, queued one by one with a single wait at the end.
 *
 * @param options.lazy Work may be dropped with a result that nobody reads: twice the runs must take longer. Default: true.
 * @throws Error where time does not grow with the number of runs: nothing was measured then; or where one takes a minute.
 */
export async function batchTimer(
  job: Queued,
  { warmUpMs, batchMs }: Pick<Policy, "warmUpMs" | "batchMs">,
  { lazy = true }: { lazy?: boolean } = {},
): Promise<WarmTimer> {
  const batch = async (runs: number) => {
    const start = performance.now();
    for (let i = 0; i < runs; i++) await job.run();
    await job.sync();
    return performance.now() - start;
  };
  const began = performance.now();
  let ms = await batch(1), runs = 1;
  // The first run compiles, which alone may take that long.
  if (ms > TOO_LONG) ms = await batch(1);
  if (ms > TOO_LONG) throw new Error(`one run takes ${Math.round(ms / 1000)} s`);
  while (performance.now() - began < warmUpMs) ms = await batch(1);
  // A first run alone may have been all of the warm-up: what it took says nothing of the next.
  if (ms > batchMs) ms = await batch(1);
  while (ms < batchMs && runs < MOST) {
    runs = Math.min(MOST, Math.max(runs + 1, Math.ceil(runs * Math.min(8, 1.2 * batchMs / Math.max(ms, 0.01)))));
    ms = await batch(runs);
  }
  if (lazy && runs > 1 && !(await grows(batch, runs))) {
    throw new Error("its time does not grow with the number of runs");
  }
  return { time: async () => await batch(runs) / runs, ms: ms / runs };
}

/** By the shortest of two tries, or of five: a machine does other things as well. */
async function grows(batch: (runs: number) => Promise<number>, runs: number): Promise<boolean> {
  let once = Infinity, twice = Infinity;
  for (let tries = 1; tries <= 5; tries++) {
    once = Math.min(once, await batch(runs));
    twice = Math.min(twice, await batch(2 * runs));
    if (tries >= 2 && twice > 1.4 * once) return true;
  }
  return false;
}
