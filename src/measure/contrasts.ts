import type { TransferDesign } from "../suite/suite.ts";
import { learnable, type Pairs, type Side, testable } from "./pairs.ts";

/** Which headline a figure is, independent of the suite's own words. */
export type Role = "source_unseen" | "source_seen" | "target" | "transfer" | "reverse";

/** Contrasts beside the headlines: other folds, or other items to test on. */
export type ProbeRole = "domains" | "unfelt" | "felt" | "shuffled";

/** One question: learn on one side of the pairs, test on one side. */
export interface Contrast {
  readonly role: Role | ProbeRole;
  readonly measure: "separation" | "transfer" | "response";
  readonly name: string;
  readonly learn: Side;
  readonly test: Side;
  /** Leave out of training every pair whose keyword occurs among the test pairs. */
  readonly unseenWords: boolean;
}

/** The headline contrasts of a design, in the order in which they are reported. */
export function headlineContrasts({ source, target, keyword_column }: TransferDesign): Contrast[] {
  const separation = (role: Role, name: string, side: Side, unseenWords = false): Contrast => ({
    role,
    measure: "separation",
    name,
    learn: side,
    test: side,
    unseenWords,
  });
  const transfer = { measure: "transfer", unseenWords: false } as const;
  const ofSource = keyword_column === null ? [separation("source_unseen", source, "source")] : [
    separation("source_unseen", `${source} (unseen words)`, "source", true),
    separation("source_seen", `${source} (seen words)`, "source"),
  ];
  return [
    ...ofSource,
    separation("target", target, "target"),
    { ...transfer, role: "transfer", name: `${source}->${target}`, learn: "source", test: "target" },
    { ...transfer, role: "reverse", name: `${target}->${source}`, learn: "target", test: "source" },
  ];
}

/** Pairs by fold, as the split and the cross-validation inside it see them. */
export interface Split {
  readonly pairs: Pairs;
  readonly folds: number;
  /** [P] */
  readonly foldOfPair: Int32Array;
}

/** Numbers of the pairs in the given fold that have both members of the tested side. */
export function testPairs(contrast: Contrast, { pairs, foldOfPair }: Split, fold: number, outer = fold): Int32Array {
  const held = contrast.unseenWords && outer !== fold ? wordsOf(contrast, { pairs, foldOfPair }, [outer]) : null;
  return Int32Array.from(foldOfPair.keys()).filter((p) =>
    foldOfPair[p] === fold && testable(pairs, contrast.test, p) && !held?.has(pairs.keyword[p]!)
  );
}

/** Numbers of the pairs that may be learned from when the folds in `without` are held out. */
export function trainingPairs(contrast: Contrast, split: Split, without: readonly number[]): Int32Array {
  const { pairs, foldOfPair } = split;
  const held = contrast.unseenWords ? wordsOf(contrast, split, without) : null;
  return Int32Array.from(foldOfPair.keys()).filter((p) =>
    !without.includes(foldOfPair[p]!) && learnable(pairs, contrast.learn, p) && !held?.has(pairs.keyword[p]!)
  );
}

/** Keywords of the tested pairs in the given folds. */
function wordsOf(
  contrast: Contrast,
  { pairs, foldOfPair }: Omit<Split, "folds">,
  folds: readonly number[],
): Set<number> {
  const held = new Set<number>();
  foldOfPair.forEach((fold, p) => {
    if (folds.includes(fold) && testable(pairs, contrast.test, p) && pairs.keyword[p]! >= 0) {
      held.add(pairs.keyword[p]!);
    }
  });
  return held;
}
