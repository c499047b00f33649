import { Interrupted } from "../record/fault.ts";

/** Awaited between pieces of work: lets the event loop run every `every` milliseconds and stops when asked to. */
export type Pace = () => Promise<void>;

/** Makes a pace. It throws `Interrupted` once `signal` has fired. */
export function createPace(signal?: AbortSignal, { every = 60 } = {}): Pace {
  let last = performance.now();
  return async () => {
    if (signal?.aborted) throw new Interrupted();
    if (performance.now() - last < every) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
    if (signal?.aborted) throw new Interrupted();
  };
}
