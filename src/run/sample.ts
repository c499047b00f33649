import { shuffle } from "../math/random.ts";
import { Fault } from "../record/fault.ts";
import type { Suite } from "../suite/suite.ts";

/**
 * A part of a suite with at least `limit` items: whole scenes in seeded random order, so that pairs stay whole and every
 * construct keeps its share.
 */
export function limitSuite(suite: Suite, limit: number, seed: number): Suite {
  const scenes = [...new Set(suite.items.map((item) => item.scene))];
  const kept = new Set<string>();
  let count = 0;
  for (const at of shuffle(scenes.length, seed)) {
    if (count >= limit) break;
    kept.add(scenes[at]!);
    count += suite.items.filter((item) => item.scene === scenes[at]).length;
  }
  return { ...suite, items: suite.items.filter((item) => kept.has(item.scene)) };
}

/** The pairs that hold the given items. @throws Fault `unknown_item` (exit 2) naming the first id that is not there */
export function pickItems(suite: Suite, ids: readonly string[]): Suite {
  const known = new Map(suite.items.map((item) => [item.id, item.pair]));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new Fault(
      "unknown_item",
      `Cannot find the item "${missing}" in the suite ${suite.name}.`,
      `Its ids look like "${suite.items[0]?.id}".`,
      2,
    );
  }
  const pairs = new Set(ids.map((id) => known.get(id)));
  return { ...suite, items: suite.items.filter((item) => pairs.has(item.pair)) };
}
