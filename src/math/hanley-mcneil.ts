/**
 * Standard error of an AUROC from its value and the two sample sizes alone.
 *
 * `SE^2 = (A(1-A) + (n1-1)(Q1-A^2) + (n0-1)(Q2-A^2)) / (n1 n0)`, `Q1 = A/(2-A)`, `Q2 = 2A^2/(1+A)`.
 * NaN when a side is empty. Source: Hanley and McNeil 1982, https://doi.org/10.1148/radiology.143.1.7063747.
 */
export function hanleyMcNeil(auroc: number, positives: number, negatives: number): number {
  if (positives <= 0 || negatives <= 0) return NaN;
  const square = auroc * auroc, q1 = auroc / (2 - auroc), q2 = 2 * square / (1 + auroc);
  const numerator = auroc * (1 - auroc) + (positives - 1) * (q1 - square) + (negatives - 1) * (q2 - square);
  return Math.sqrt(Math.max(0, numerator) / (positives * negatives));
}
