import type { Item, Suite } from "../suite/suite.ts";

/** The scored items of a suite as pairs: numbers of items, -1 where a member is missing. P = number of pairs. */
export interface Pairs {
  readonly ids: readonly string[];
  /** [P]; item numbers by their part in the design. */
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly control: Int32Array;
  /** [P]; what the target is compared with when it is tested: the control, unless a probe has a control of its own. */
  readonly against: Int32Array;
  /** [P]; number of the pair's scene. */
  readonly scene: Int32Array;
  readonly scenes: readonly string[];
  /** [P]; number of the pair's domain. */
  readonly domain: Int32Array;
  readonly domains: readonly string[];
  /** [P]; number of the pair's construct. */
  readonly construct: Int32Array;
  /** [P]; number of the keyword that gives the source item away, -1 where there is none. */
  readonly keyword: Int32Array;
}

/** The part that a pair's second member is learned from or tested on. */
export type Side = "source" | "target";

/** Which condition plays which part; one condition may play several. */
export interface Parts {
  readonly source: string;
  readonly target: string;
  readonly control: string;
  readonly against: string;
}

/** The parts of a suite's own pairs. */
export function partsOf({ design: { source, target, control } }: Suite): Parts {
  return { source, target, control, against: control };
}

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

/** A pair while it is gathered. */
interface Gathered {
  source: number;
  target: number;
  control: number;
  against: number;
  scene: number;
  domain: number;
  construct: number;
  keyword: number;
}

const PARTS = ["source", "target", "control", "against"] as const;

/**
 * Gathers pairs in order of first appearance. Doubtful items, and items whose reading is not finite (`usable` [n]),
 * are left out as if they were missing. Pairs, scenes and folds are numbered alike for all `parts` that hold the
 * design's source and control.
 */
export function gatherPairs(
  suite: Suite,
  items: readonly Item[],
  usable?: ArrayLike<number>,
  parts: Parts = partsOf(suite),
): Pairs {
  const { source, target, control, keyword_column } = suite.design;
  const pairs = numbering(), scenes = numbering(), domains = numbering(), words = numbering(), rows: Gathered[] = [];
  const own = [source, target, control];
  items.forEach((item, i) => {
    if (item.status === "doubtful" || (usable && !usable[i])) return;
    const mine = PARTS.filter((part) => parts[part] === item.condition);
    if (!mine.length && !own.includes(item.condition)) return;
    const row = rows[pairs.of(item.pair)] ??= {
      source: -1,
      target: -1,
      control: -1,
      against: -1,
      scene: scenes.of(item.scene),
      domain: domains.of(item.domain),
      construct: suite.constructs.indexOf(item.construct),
      keyword: -1,
    };
    for (const part of mine) row[part] = i;
    const word = keyword_column === null ? "" : (item.extra[keyword_column] ?? "");
    if (item.condition === source && word) row.keyword = words.of(word.toLowerCase());
  });
  const column = (name: keyof Gathered) => Int32Array.from(rows, (row) => row[name]);
  return {
    ids: pairs.names,
    source: column("source"),
    target: column("target"),
    control: column("control"),
    against: column("against"),
    scene: column("scene"),
    scenes: scenes.names,
    domain: column("domain"),
    domains: domains.names,
    construct: column("construct"),
    keyword: column("keyword"),
  };
}

/** Can pair `p` be learned from: does it have its control and the member on this side? */
export function learnable(pairs: Pairs, side: Side, p: number): boolean {
  return pairs[side][p]! >= 0 && pairs.control[p]! >= 0;
}

/** Item that the member on this side is compared with when it is tested. */
export function opponent(pairs: Pairs, side: Side): Int32Array {
  return side === "target" ? pairs.against : pairs.control;
}

/** Can pair `p` be tested: does it have the member on this side and its opponent? */
export function testable(pairs: Pairs, side: Side, p: number): boolean {
  return pairs[side][p]! >= 0 && opponent(pairs, side)[p]! >= 0;
}
