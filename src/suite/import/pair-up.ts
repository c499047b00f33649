import type { Matched } from "./match-controls.ts";
import type { Stimulus } from "./stimulus.ts";

/** How a member came into its pair. */
export type How = "own" | "set" | "vignette";

/** A control, and the emotional items that are compared with it. */
export interface Group {
  readonly emotion: string;
  readonly control: Stimulus;
  readonly source: Stimulus | null;
  readonly target: Stimulus | null;
  /** How the source came here; `null` where there is none. */
  readonly how: How | null;
}

/** An item that no pair could take. */
export interface LeftOver {
  readonly item: Stimulus;
  readonly why: string;
}

/** The first of the item's own domain, or else the first of all. */
function nearest<T>(list: readonly T[], item: Stimulus, domain: (one: T) => string | null): T | undefined {
  return list.find((one) => item.domain !== null && domain(one) === item.domain) ?? list[0];
}

/** Puts items that have a control of their own beside it. A pair has one emotion, and one item of each condition. */
function ownPairs(list: readonly Stimulus[], { controls }: Matched) {
  const pairs = new Map<string, Group>(), left: LeftOver[] = [];
  for (const item of list) {
    const control = controls.get(item.id), emotion = item.emotion!;
    if (!control) continue;
    const pair = pairs.get(control.id), side = item.keyword ? "source" : "target", held = pair?.[side];
    if (pair && (pair.emotion !== emotion || held)) {
      left.push({ item, why: "its control is already that of another item" });
    } else {
      const empty = { emotion, control, source: null, target: null, how: null };
      pairs.set(control.id, { ...empty, ...pair, [side]: item, ...(item.keyword ? { how: "own" } : {}) });
    }
  }
  return { pairs, left };
}

/**
 * Pairs keyword items without a control: each with a free neutral item of its own set where there are enough for all of
 * the set; otherwise each joins a vignette of the same emotion (and domain where known), whose control serves both.
 * A vignette takes one keyword item, and no text is used twice.
 */
export function pairUp(matched: Matched): { groups: Group[]; left: LeftOver[] } {
  const { emotional, neutral, controls } = matched;
  const sides = [...emotional.filter(({ keyword }) => !keyword), ...emotional.filter(({ keyword }) => keyword)];
  const { pairs, left } = ownPairs(sides, matched);
  const free = neutral.filter(({ id }) => !pairs.has(id)), single = sides.filter(({ id }) => !controls.has(id));
  for (const item of single.filter(({ keyword }) => !keyword)) {
    left.push({ item, why: "it has no keyword and no matched control" });
  }
  const waiting = single.filter(({ keyword }) => keyword);
  for (const set of new Set(waiting.map((item) => item.set))) {
    const mine = waiting.filter((item) => item.set === set), pool = free.filter((item) => item.set === set);
    const enough = pool.length >= mine.length;
    for (const item of mine) {
      if (enough) {
        const control = nearest(pool, item, ({ domain }) => domain)!;
        pool.splice(pool.indexOf(control), 1);
        pairs.set(control.id, { emotion: item.emotion!, control, source: item, target: null, how: "set" });
        continue;
      }
      const open = [...pairs.values()].filter((pair) => pair.emotion === item.emotion && pair.target && !pair.source);
      const pair = nearest(open, item, ({ target }) => target!.domain);
      if (pair) pairs.set(pair.control.id, { ...pair, source: item, how: "vignette" });
      else left.push({ item, why: `no vignette of "${item.emotion}" with a control is free` });
    }
  }
  return { groups: [...pairs.values()], left };
}
