/**
 * `(1 + #{null >= observed}) / (B + 1)`: one-sided, never below what B draws can show.
 *
 * Source: Phipson and Smyth 2010, https://doi.org/10.2202/1544-6115.1585.
 */
export function permutationP(observed: number, nullValues: Float64Array): number {
  let above = 0;
  for (const value of nullValues) if (value >= observed - 1e-12) above++;
  return (1 + above) / (nullValues.length + 1);
}
