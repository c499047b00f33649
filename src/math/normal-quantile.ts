/** Ratio of two polynomials, coefficients from the highest power down. */
function ratio(x: number, above: readonly number[], below: readonly number[]): number {
  const at = (coefficients: readonly number[]) => coefficients.reduce((sum, c) => sum * x + c, 0);
  return at(above) / at(below);
}

// deno-fmt-ignore
const CENTRE = [
  [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
  [5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1],
] as const;
// deno-fmt-ignore
const TAIL = [
  [7.7454501427834140764e-4, .0227238449892691845833, .24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, .0151986665636164571966, .14810397642748007459,
    .68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1],
] as const;
// deno-fmt-ignore
const FAR_TAIL = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, .0012426609473880784386, .026532189526576123093,
    .29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    .0148753612908506148525, .13692988092273580531, .59983220655588793769, 1],
] as const;

/**
 * The z below which the share `p` of the standard normal distribution lies; -Infinity at 0, Infinity at 1.
 *
 * Source: Wichura 1988, algorithm AS 241 (PPND16), https://doi.org/10.2307/2347330; accurate to about 1e-16.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(`Cannot take the normal quantile of p as p must be 0 to 1: it is ${p}.`);
  }
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, ...CENTRE);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const z = r <= 5 ? ratio(r - 1.6, ...TAIL) : ratio(r - 5, ...FAR_TAIL);
  return q < 0 ? -z : z;
}
