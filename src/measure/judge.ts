import { normalQuantile } from "../math/normal-quantile.ts";
import type { Figure } from "../record/figure.ts";
import type { Verdict } from "../record/run.ts";
import type { Role } from "./contrasts.ts";

/** The rule by which a verdict is reached, as one sentence for the record. */
export function ruleOf(equivalence: number): string {
  return `transfers: transfer's p (Holm) < .05 and the lower bound of its excess over the floor > 0; ` +
    `keyword-bound: separation on unseen words has p (Holm) < .05 and excess > 0 (lower bound), while the upper bound ` +
    `(one-sided 95 %) of transfer's excess is below ${equivalence}; ` +
    `explained by text: something has p (Holm) < .05, nothing has excess above 0; ` +
    `no evidence: nothing has p (Holm) < .05; inconclusive: anything else.`;
}

const ROLES: readonly unknown[] = ["source_unseen", "source_seen", "target", "transfer", "reverse"] satisfies Role[];

const significant = (figure: Figure | undefined) => (figure?.p_holm ?? 1) < 0.05;
const above = (figure: Figure | undefined) => (figure?.excess?.low ?? -1) > 0;
const three = (x: number | null | undefined) => x === null || x === undefined ? "unscored" : x.toFixed(3);

/** `transfer keyword->keyword-free: AUROC 0.83 (floor 0.61, bag of words), excess 0.22 [0.17, 0.27], p = 0.0004`. */
function numbers({ measure, contrast, value, excess, p_holm }: Figure): string {
  if (value === null || !excess) return `${measure} ${contrast} unscored`;
  const range = `[${three(excess.low)}, ${three(excess.high)}]`;
  const floor = `${excess.over.replaceAll("_", " ")} floor ${three(value - excess.value)}`;
  return `${measure} ${contrast} ${three(value)}, ${floor}, excess ${three(excess.value)} ${range}, p (Holm) = ${
    Number((p_holm ?? 1).toPrecision(2))
  }`;
}

/** Pairs at which an excess like this one would be told from `bound` with 80 % power; `null` when it is not beyond it. */
function pairsNeeded({ n, excess }: Figure, side: "above" | "below", bound: number): number | null {
  if (!excess) return null;
  const gap = side === "above" ? excess.value - bound : bound - excess.value;
  if (gap <= 0) return null;
  const sd = (excess.high - excess.low) / (2 * normalQuantile(0.975));
  const z = normalQuantile(side === "above" ? 0.975 : 0.95) + normalQuantile(0.8);
  return Math.max(n / 2 + 1, Math.ceil(n / 2 * (z * sd / gap) ** 2));
}

/** What would decide an inconclusive run: the cheaper of the two ways to a clear verdict. */
function remedy(a: Figure, c: Figure, equivalence: number): string {
  const transfers = pairsNeeded(c, "above", 0),
    none = pairsNeeded(c, "below", equivalence),
    words = pairsNeeded(a, "above", 0);
  const bound = none !== null && words !== null ? Math.max(none, words) : null;
  const ways = [transfers, bound].filter((x): x is number => x !== null);
  if (!ways.length) return "More pairs of this kind would not decide it, as these figures stand.";
  return `About ${Math.min(...ways)} pairs would decide it at 80 % power, as these figures stand (now ${c.n / 2}).`;
}

/**
 * The verdict on a run, from its headline figures alone; pure.
 *
 * Departure from the protocol's TOST, on purpose: only the upper bound of the excess is compared with the equivalence
 * bound. The excess is taken over the maximum of seven noisy floors and so leans downward; falling far below the floor is
 * no evidence of transfer, and a two-sided test would call it inconclusive.
 */
export function judge(figures: readonly Figure[], { equivalence = 0.05 } = {}): Verdict {
  const rule = ruleOf(equivalence),
    headlines = figures.filter((f) => f.selection === "nested" && ROLES.includes(f.role));
  const find = (role: Role) => headlines.find((figure) => figure.role === role);
  const a = find("source_unseen"), c = find("transfer");
  const verdict = (word: Verdict["word"], tap: string | null, reason: string): Verdict => ({ word, tap, reason, rule });
  if (!a || !c || c.value === null || a.value === null) {
    const why = c?.unscored ?? a?.unscored ?? "The headline figures are missing.";
    return verdict("inconclusive", null, `The headline could not be scored. ${why}`);
  }
  const family = figures.filter(({ selection, p_holm }) => selection !== "fixed" && p_holm !== null).length;
  const reachable = family * Math.max(1 / (c.permutations + 1), 2 ** -(c.n / 2));
  if (reachable >= 0.05) {
    const few = `${c.n / 2} pairs and ${c.permutations} permutations cannot reach p (Holm) < .05`;
    return verdict("inconclusive", null, `${few}, whatever the model does. Give more pairs or permutations.`);
  }
  if (significant(c) && above(c)) {
    return verdict("transfers", c.tap, `Words learned answer to situations: ${numbers(c)}.`);
  }
  const nothing = c.excess !== null && c.excess.high_90 < equivalence;
  if (significant(a) && above(a) && nothing) {
    const upper = `transfer's excess is below ${equivalence} (upper bound ${three(c.excess?.high_90)})`;
    return verdict("keyword-bound", a.tap, `Only the words are answered to: ${numbers(a)}; ${upper}.`);
  }
  const found = headlines.filter(significant);
  if (!found.length) return verdict("no evidence", null, `No contrast reaches p (Holm) < .05: ${numbers(c)}.`);
  if (!headlines.some(above)) {
    const best = [...found].sort((x, y) => (y.excess?.value ?? -1) - (x.excess?.value ?? -1))[0]!;
    return verdict("explained by text", null, `Text alone reaches as much: ${numbers(best)}.`);
  }
  return verdict(
    "inconclusive",
    null,
    `Neither transfer nor its absence is shown: ${numbers(c)}. ${remedy(a, c, equivalence)}`,
  );
}
