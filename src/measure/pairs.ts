import type { Item, Suite } from "../suite/suite.ts";

/** The scored items of a suite as pairs: numbers of items, -1 where a member is missing. P = number of pairs. */
export interface Pairs {
  readonly ids: readonly string[];
  /** [P]; item numbers by their part in the design. */
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly control: Int32Array;
  /** [P]; number of the pair's scene. */
  readonly scene: Int32Array;
  readonly scenes: readonly string[];
  /** [P]; number of the pair's construct. */
  readonly construct: Int32Array;
  /** [P]; number of the keyword that gives the source item away, -1 where there is none. */
  readonly keyword: Int32Array;
}

/** The part that a pair's second member is learned from or tested on. */
export type Side = "source" | "target";

/** Numbers names in order of first appearance. */
export function numbering(): { of: (name: string) => number; names: string[] } {
  const numbers = new Map<string, number>(), names: string[] = [];
  const of = (name: string) => {
    const known = numbers.get(name) ?? names.length;
    if (known === names.length) names.push(name), numbers.set(name, known);
    return known;
  };
  return { of, names };
}

/**
 * Gathers pairs in order of first appearance. Doubtful items, and items whose reading is not finite (`usable` [n]),
 * are left out as if they were missing.
 */
export function gatherPairs(suite: Suite, items: readonly Item[], usable?: ArrayLike<number>): Pairs {
  const { source, target, control, keyword_column } = suite.design;
  const pairs = numbering(), scenes = numbering(), words = numbering();
  const rows: { source: number; target: number; control: number; scene: number; construct: number; keyword: number }[] =
    [];
  items.forEach((item, i) => {
    const part = { [control]: "control", [target]: "target", [source]: "source" }[item.condition] as Side | undefined;
    if (!part || item.status === "doubtful" || (usable && !usable[i])) return;
    const row = rows[pairs.of(item.pair)] ??= {
      source: -1,
      target: -1,
      control: -1,
      scene: scenes.of(item.scene),
      construct: suite.constructs.indexOf(item.construct),
      keyword: -1,
    };
    row[part] = i;
    const word = keyword_column === null ? "" : (item.extra[keyword_column] ?? "");
    if (part === "source" && word) row.keyword = words.of(word.toLowerCase());
  });
  const column = (name: keyof typeof rows[number]) => Int32Array.from(rows, (row) => row[name]);
  return {
    ids: pairs.names,
    source: column("source"),
    target: column("target"),
    control: column("control"),
    scene: column("scene"),
    scenes: scenes.names,
    construct: column("construct"),
    keyword: column("keyword"),
  };
}

/** Does pair `p` have its control and the member on this side? */
export function complete(pairs: Pairs, side: Side, p: number): boolean {
  return pairs[side][p]! >= 0 && pairs.control[p]! >= 0;
}
