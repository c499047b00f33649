import type { Member } from "./classify.ts";
import type { Split } from "./contrasts.ts";

/** One question about the constructs among each other: learn on one member of the pairs, test on one. */
export interface ConstructContrast {
  readonly role: "constructs" | "constructs_reverse" | "constructs_target" | "leak";
  readonly measure: "constructs" | "leak";
  readonly name: string;
  readonly learn: Member;
  readonly test: Member;
}

/** Pairs to learn from and to test when some folds are held out. */
export interface ConstructRound {
  readonly fold: number;
  readonly without: readonly number[];
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** The rounds of a cross-validation among constructs: the outer ones, and those inside each fold's training folds. */
export interface ConstructRounds {
  readonly outer: readonly ConstructRound[];
  /** [folds][folds - 1] */
  readonly inner: readonly (readonly ConstructRound[])[];
  /** Pairs tested in any fold. */
  readonly tested: Int32Array;
}

/** Lays out which pairs are learned from and tested; a fold holds whole scenes. */
export function constructRounds({ pairs, foldOfPair, folds }: Split, learn: Member, test: Member): ConstructRounds {
  const all = Int32Array.from(pairs.ids.keys()).filter((p) => pairs.construct[p]! >= 0);
  const round = (fold: number, without: readonly number[]): ConstructRound => ({
    fold,
    without,
    train: all.filter((p) => !without.includes(foldOfPair[p]!) && pairs[learn][p]! >= 0),
    test: all.filter((p) => foldOfPair[p] === fold && pairs[test][p]! >= 0),
  });
  const list = Array.from({ length: folds }, (_, f) => f);
  const outer = list.map((f) => round(f, [f]));
  const inner = list.map((f) => list.filter((g) => g !== f).map((g) => round(g, [g, f])));
  return { outer, inner, tested: Int32Array.from(outer.flatMap(({ test }) => [...test])) };
}

/** What is asked about the constructs of a design, in the order in which it is reported. */
export function constructContrasts(source: string, target: string, control: string): ConstructContrast[] {
  const measure = "constructs";
  return [
    { role: "constructs", measure, name: `${source}->${target}`, learn: "source", test: "target" },
    { role: "constructs_reverse", measure, name: `${target}->${source}`, learn: "target", test: "source" },
    { role: "constructs_target", measure, name: target, learn: "target", test: "target" },
    { role: "leak", measure: "leak", name: control, learn: "control", test: "control" },
  ];
}
