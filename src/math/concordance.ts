/**
 * Mann-Whitney counts of one stratum, kept cluster by cluster, so that the AUROC of a cluster resample is a small sum.
 *
 * Cell `[a * m + b]` compares positives of cluster `clusters[a]` with negatives of cluster `clusters[b]`.
 */
export interface Concordance {
  /** [m]; the clusters that occur in this stratum. */
  readonly clusters: Int32Array;
  /** [m, m]; comparisons won, ties half. */
  readonly u: Float64Array;
  /** [m, m]; comparisons made. */
  readonly pairs: Float64Array;
}

/** Counts one stratum: scores [n], labels [n] (0 or 1), clusters [n] (integers). O(n1 n0). */
export function concordance(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  clusters: ArrayLike<number>,
): Concordance {
  const names = Int32Array.from(new Set(Array.from(clusters))).sort();
  const place = new Map(Array.from(names, (name, i) => [name, i]));
  const m = names.length, u = new Float64Array(m * m), pairs = new Float64Array(m * m);
  for (let i = 0; i < scores.length; i++) {
    if (!labels[i]) continue;
    const row = place.get(clusters[i]!)! * m;
    for (let j = 0; j < scores.length; j++) {
      if (labels[j]) continue;
      const cell = row + place.get(clusters[j]!)!;
      pairs[cell] = pairs[cell]! + 1;
      const difference = scores[i]! - scores[j]!;
      u[cell] = u[cell]! + (difference > 0 ? 1 : difference < 0 ? 0 : 0.5);
    }
  }
  return { clusters: names, u, pairs };
}

/** Sums of `u` and `pairs` over strata. */
export interface ConcordanceSum {
  u: number;
  pairs: number;
}

/** Adds one stratum to `sum`, every cluster counted `weights[cluster]` times (default: once each). */
export function addConcordance(sum: ConcordanceSum, { clusters, u, pairs }: Concordance, weights?: ArrayLike<number>) {
  const m = clusters.length;
  for (let a = 0; a < m; a++) {
    const wa = weights ? weights[clusters[a]!]! : 1;
    if (wa === 0) continue;
    for (let b = 0; b < m; b++) {
      const w = weights ? wa * weights[clusters[b]!]! : 1;
      sum.u += w * u[a * m + b]!;
      sum.pairs += w * pairs[a * m + b]!;
    }
  }
}

/** Stratified AUROC of all strata; NaN when no comparison is left. */
export function aurocOf(strata: readonly Concordance[], weights?: ArrayLike<number>): number {
  const sum = { u: 0, pairs: 0 };
  for (const stratum of strata) addConcordance(sum, stratum, weights);
  return sum.u / sum.pairs;
}
