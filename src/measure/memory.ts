import type { Suite } from "../suite/suite.ts";

const memory = new WeakMap<Suite, Map<string, Promise<unknown>>>();

/**
 * Computes once per suite and `key`: what depends on texts only need not be computed again for the next model. A failed
 * or interrupted computation is forgotten.
 */
export function remember<T>(suite: Suite, key: string, compute: () => Promise<T>): Promise<T> {
  const known = memory.get(suite) ?? new Map<string, Promise<unknown>>();
  memory.set(suite, known);
  const found = known.get(key) as Promise<T> | undefined;
  if (found) return found;
  const computed = compute();
  known.set(key, computed);
  computed.catch(() => known.delete(key));
  return computed;
}
