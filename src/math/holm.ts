/**
 * Holm's step-down adjustment: the family-wise error stays below alpha when every adjusted p is compared with alpha.
 *
 * Returns the adjusted p-values in the order given, at most 1. `null` (not tested) stays `null` and does not count.
 * Source: Holm 1979, https://www.jstor.org/stable/4615733.
 */
export function holm(p: readonly (number | null)[]): (number | null)[] {
  const tested = p.map((value, i) => ({ value, i })).filter((x): x is { value: number; i: number } => x.value !== null);
  tested.sort((a, b) => a.value - b.value);
  const adjusted: (number | null)[] = p.map(() => null);
  let highest = 0;
  tested.forEach(({ value, i }, rank) => {
    highest = Math.max(highest, Math.min(1, value * (tested.length - rank)));
    adjusted[i] = highest;
  });
  return adjusted;
}
