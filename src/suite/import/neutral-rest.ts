import type { Matched } from "./match-controls.ts";
import type { Group } from "./pair-up.ts";
import type { Stimulus } from "./stimulus.ts";

/** Emotionless items of a set of their own: the false-alarm probe. */
export const VIVID = "vivid-neutral";

/** Neutral items that were written to be somebody's neutral, and are nobody's: read and drawn, not measured. */
export const PLAIN = "spare-neutral";

/** A neutral item outside the pairs. */
export interface Rest {
  readonly item: Stimulus;
  readonly condition: typeof VIVID | typeof PLAIN;
  /** Scene whose fold judges it; `null`: its own. */
  readonly scene: string | null;
}

/**
 * Neutral items that are in no pair. Those of a set that holds neither an emotional item nor a control are `vivid-neutral`,
 * spread evenly over the pairs' scenes in the file's order: a scene only decides which fold's direction judges them, and no
 * direction is learned from them. The others are `spare-neutral`.
 */
export function others({ emotional, neutral, controls }: Matched, groups: readonly Group[]): Rest[] {
  const paired = new Set(groups.map(({ control }) => control));
  const used = new Set([...emotional, ...controls.values(), ...paired].map(({ set }) => set));
  const free = neutral.filter((item) => !paired.has(item)), vivid = free.filter(({ set }) => !used.has(set));
  const scene = (i: number) => groups[Math.floor(i * groups.length / vivid.length)]!.control.id;
  return [
    ...vivid.map((item, i) => ({ item, condition: VIVID, scene: scene(i) }) as const),
    ...free.filter(({ set }) => used.has(set)).map((item) => ({ item, condition: PLAIN, scene: null }) as const),
  ];
}
