/**
 * Comparisons won minus comparisons lost of positives s[0..t) with negatives s[t..2t); ties count nothing, so that
 * `AUROC = 1/2 + (won - lost) / (2 t^2)`.
 *
 * Scores are integers below 2^30 in size. Sign bits instead of branches: random comparisons cannot be predicted, and
 * four positives at a time halve the loads. Direct counting beats sorting at the sizes of a fold (t about 40).
 */
export function wonMinusLost(s: Int32Array, t: number): number {
  const end = 2 * t, whole = t & ~3;
  let won = 0, i = 0;
  for (; i < whole; i += 4) {
    const a = s[i]! | 0, b = s[i + 1]! | 0, c = s[i + 2]! | 0, d = s[i + 3]! | 0;
    let first = 0, second = 0;
    for (let j = t; j < end; j++) {
      const y = s[j]! | 0;
      first = (first + (((y - a) | 0) >>> 31) - (((a - y) | 0) >>> 31) + (((y - b) | 0) >>> 31) -
        (((b - y) | 0) >>> 31)) | 0;
      second = (second + (((y - c) | 0) >>> 31) - (((c - y) | 0) >>> 31) + (((y - d) | 0) >>> 31) -
        (((d - y) | 0) >>> 31)) | 0;
    }
    won = (won + first + second) | 0;
  }
  for (; i < t; i++) {
    const x = s[i]! | 0;
    for (let j = t; j < end; j++) {
      const y = s[j]! | 0;
      won = (won + (((y - x) | 0) >>> 31) - (((x - y) | 0) >>> 31)) | 0;
    }
  }
  return won;
}
