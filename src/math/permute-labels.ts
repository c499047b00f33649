import { uniform } from "./random.ts";

/** Labels exchanged within groups, one row per draw. */
export interface PermutedLabels {
  /** [draws, n] */
  readonly labels: Int8Array;
  readonly n: number;
  readonly draws: number;
}

/**
 * Exchanges labels at random within groups (Fisher and Yates); members without a label (-1) keep it.
 *
 * labels [n] are below 128, groups [n] any integers. A group of one label stays as it is.
 */
export function permuteLabels(
  labels: ArrayLike<number>,
  groups: ArrayLike<number>,
  { draws, seed }: { draws: number; seed: number },
): PermutedLabels {
  const n = labels.length, lists = new Map<number, number[]>();
  for (let p = 0; p < n; p++) {
    if (labels[p]! >= 0) lists.set(groups[p]!, [...(lists.get(groups[p]!) ?? []), p]);
  }
  const out = new Int8Array(draws * n);
  for (let draw = 0; draw < draws; draw++) {
    const row = out.subarray(draw * n, (draw + 1) * n);
    for (let p = 0; p < n; p++) row[p] = labels[p]!;
    for (const list of lists.values()) {
      for (let i = list.length - 1; i > 0; i--) {
        const a = list[i]!, b = list[Math.floor(uniform(seed, draw, a) * (i + 1))]!, kept = row[a]!;
        row[a] = row[b]!;
        row[b] = kept;
      }
    }
  }
  return { labels: out, n, draws };
}
