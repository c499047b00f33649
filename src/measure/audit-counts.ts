import type { Item, Suite } from "../suite/suite.ts";
import { forbiddenWords } from "./forbidden-words.ts";
import { nearDuplicates } from "./near-duplicates.ts";
import type { Offender } from "./offender.ts";

/**
 * Pairs without a member that they should have: the control, and source and target alike if any pair has both.
 *
 * Counted on the file as it is, doubtful items included.
 */
export function incompletePairs({ design }: Suite, items: readonly Item[]): Offender[] {
  const scored = [design.source, design.target, design.control], pairs = new Map<string, Item[]>();
  for (const item of items) {
    if (scored.includes(item.condition)) pairs.set(item.pair, [...(pairs.get(item.pair) ?? []), item]);
  }
  const has = (members: readonly Item[], condition: string) => members.some((item) => item.condition === condition);
  const both = [...pairs.values()].some((members) => has(members, design.source) && has(members, design.target));
  return [...pairs.values()].flatMap((members) => {
    const wanted = both ? scored : [design.control, has(members, design.source) ? design.source : design.target];
    const missing = wanted.filter((condition) => !has(members, condition));
    return missing.map((condition) => ({
      item: members[0]!.id,
      word: condition,
      weight: 1,
      why: "its pair lacks this condition",
    }));
  });
}

/** Items by `construct/condition`, and the number of scored cells whose count differs from the largest of its condition. */
export function cellCounts(
  suite: Suite,
  items: readonly Item[],
): { cells: Record<string, number>; unbalanced: number } {
  const { constructs, design } = suite, cells: Record<string, number> = {};
  for (const item of items) {
    const cell = `${item.construct}/${item.condition}`;
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  let unbalanced = 0;
  for (const condition of [design.source, design.target, design.control]) {
    const counts = constructs.map((construct) => cells[`${construct}/${condition}`] ?? 0), most = Math.max(...counts);
    unbalanced += counts.filter((count) => count !== most).length;
  }
  return { cells, unbalanced };
}

/** Everything about a suite that is counted, not estimated: what is wrong, how often, and where. */
export function countsOf(suite: Suite) {
  const { items } = suite, forbidden = forbiddenWords(suite, items), incomplete = incompletePairs(suite, items);
  const duplicates = nearDuplicates(items.filter((item) => item.status === "final"));
  const { cells, unbalanced } = cellCounts(suite, items);
  const counts = {
    forbidden_words: forbidden.length,
    near_duplicates: duplicates.length,
    incomplete_pairs: new Set(incomplete.map(({ item }) => item)).size,
    unbalanced_cells: unbalanced,
  };
  return { counts, cells, offenders: [...forbidden, ...incomplete, ...duplicates] };
}
