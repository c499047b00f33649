/** Scores of one fold at one layer as a linear function of the flips. */
export interface LinearScores<A extends Float64Array | Int32Array> {
  /** [2t]; scores without any flip: first the positives of all test pairs, then their negatives. */
  readonly base: A;
  /** [m, 2t]; what flipping training pair i adds to each score. */
  readonly effect: A;
}

/** Largest absolute score that any flips can give. */
function boundOf({ base, effect }: LinearScores<Float64Array>): number {
  const sums = base.map(Math.abs), width = base.length;
  for (let k = 0; k < effect.length; k++) sums[k % width] = sums[k % width]! + Math.abs(effect[k]!);
  return sums.reduce((a, b) => Math.max(a, b), 1e-300);
}

/**
 * Scores in whole numbers: times the largest power of two for which every reachable sum is at most 2^29 before rounding.
 *
 * Such sums are exact in any order and on any device, and their differences fit a signed 32-bit integer. As the scale is
 * a power of two, sums that are equal in the readings stay equal here.
 */
export function fixedPoint(scores: LinearScores<Float64Array>): LinearScores<Int32Array> {
  const scale = 2 ** Math.floor(29 - Math.log2(boundOf(scores)));
  const round = (values: Float64Array) => Int32Array.from(values, (value) => Math.round(value * scale));
  return { base: round(scores.base), effect: round(scores.effect) };
}
