import type { Item, Suite } from "../suite/suite.ts";
import type { Offender } from "./offender.ts";
import { learnable, type Pairs } from "./pairs.ts";
import { type TextFeatures, type TextFloor, textLearner } from "./text-features.ts";

/** The audited texts. */
export interface AuditedTexts {
  readonly suite: Suite;
  readonly items: readonly Item[];
  readonly pairs: Pairs;
  readonly features: TextFeatures;
}

/** A word with its importance, and the items that hold it on the side it speaks for and on the other. */
interface Telling {
  readonly word: string;
  readonly weight: number;
  readonly mine: readonly number[];
  readonly others: readonly number[];
}

/**
 * Words by importance, the greatest first: coefficient times how many more texts of its own side hold the word.
 *
 * Positive weights speak for the items of `ones`. A word that both sides hold alike tells nothing, however often it
 * stands there.
 */
function rank(kind: TextFloor, features: TextFeatures, ones: readonly number[], zeros: readonly number[]): Telling[] {
  const learner = textLearner(kind, features, Int32Array.from([...ones, ...zeros]));
  const holding = (word: string, side: readonly number[]) => side.filter((j) => features.words[j]!.includes(word));
  const labels = [...ones.map(() => 1), ...zeros.map(() => 0)];
  return learner.weights(labels).map(({ word, weight }) => {
    const mine = holding(word, weight > 0 ? ones : zeros), others = holding(word, weight > 0 ? zeros : ones);
    const more = mine.length / (weight > 0 ? ones : zeros).length - others.length / (weight > 0 ? zeros : ones).length;
    return { word, weight: weight * Math.max(0, more) * ones.length, mine, others };
  }).filter(({ weight }) => weight !== 0).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

/** Words that tell target from control, with `examples` items each. */
export function tellingWords(
  { suite, items, pairs, features }: AuditedTexts,
  kind: "function_words" | "bag_of_words",
  { words = 5, examples = 2 } = {},
): Offender[] {
  const list = [...pairs.ids.keys()].filter((p) => learnable(pairs, "target", p));
  if (!list.length) return [];
  const { target, control } = suite.design, name = kind === "function_words" ? "function word" : "word";
  const ranked = rank(kind, features, list.map((p) => pairs.target[p]!), list.map((p) => pairs.control[p]!));
  return ranked.slice(0, words).flatMap(({ word, weight, mine, others }) => {
    const [own, other] = weight > 0 ? [target, control] : [control, target];
    const why = `${name} that speaks for "${own}": in ${mine.length} of its texts, in ${others.length} of "${other}"`;
    return mine.slice(0, examples).map((j) => ({ item: items[j]!.id, word, weight, why }));
  });
}

/** Words by which a construct can be guessed from its control items alone, with the items that hold them. */
export function leakingWords(
  { suite, items, pairs, features }: AuditedTexts,
  { words = 3, examples = 3 } = {},
): Offender[] {
  const list = [...pairs.ids.keys()].filter((p) => pairs.control[p]! >= 0);
  return suite.constructs.flatMap((construct, k) => {
    const side = (own: boolean) => list.filter((p) => (pairs.construct[p] === k) === own).map((p) => pairs.control[p]!);
    const ones = side(true), zeros = side(false);
    if (!ones.length || !zeros.length) return [];
    const ranked = rank("bag_of_words", features, ones, zeros).filter(({ weight }) => weight > 0);
    return ranked.slice(0, words).flatMap(({ word, weight, mine, others }) => {
      const why =
        `gives "${construct}" away in "${suite.design.control}": in ${mine.length} of its ${ones.length} texts, ` +
        `in ${others.length} of the other ${zeros.length}`;
      return mine.slice(0, examples).map((j) => ({ item: items[j]!.id, word, weight, why }));
    });
  });
}
