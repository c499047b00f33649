/** Area under the ROC curve: the chance that a positive scores above a negative. */
export interface Auroc {
  /** 0 to 1, higher = positives score higher; `null` when a side is empty in every stratum. */
  readonly value: number | null;
  /** Sum of positive-negative comparisons won (ties half), weighted. */
  readonly u: number;
  /** Sum of comparisons made, weighted. */
  readonly pairs: number;
}

/** Options of `auroc`. */
export interface AurocOptions {
  /** [n]; how often each item counts (a bootstrap's multiplicities). Default: once. */
  readonly weights?: ArrayLike<number>;
  /** [n]; integers: items are compared only within a stratum. Default: one stratum. */
  readonly strata?: ArrayLike<number>;
}

/**
 * AUROC by ranks, ties counted half: `sum_s U_s / sum_s n1_s n0_s`.
 *
 * scores [n], labels [n] (0 or 1). Strata are the folds of a cross-validation: each fold has its own direction and its
 * own zero point, and comparing scores across folds biases the pooled AUROC downward (Airola et al. 2011,
 * https://doi.org/10.1016/j.csda.2010.11.018). Source: Mann and Whitney 1947, https://doi.org/10.1214/aoms/1177730491.
 */
export function auroc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { weights, strata }: AurocOptions = {},
): Auroc {
  const at = (list: ArrayLike<number> | undefined, i: number, otherwise: number) => list ? list[i]! : otherwise;
  const order = Array.from({ length: scores.length }, (_, i) => i)
    .sort((a, b) => at(strata, a, 0) - at(strata, b, 0) || scores[a]! - scores[b]!);
  let u = 0, pairs = 0;
  for (let start = 0; start < order.length;) {
    const stratum = at(strata, order[start]!, 0);
    let positives = 0, negatives = 0, end = start;
    while (end < order.length && at(strata, order[end]!, 0) === stratum) {
      const score = scores[order[end]!]!;
      let tied1 = 0, tied0 = 0;
      do {
        const i = order[end++]!;
        if (labels[i]) tied1 += at(weights, i, 1);
        else tied0 += at(weights, i, 1);
      } while (end < order.length && at(strata, order[end]!, 0) === stratum && scores[order[end]!] === score);
      u += tied1 * (negatives + tied0 / 2);
      positives += tied1;
      negatives += tied0;
    }
    pairs += positives * negatives;
    start = end;
  }
  return { value: pairs > 0 ? u / pairs : null, u, pairs };
}
