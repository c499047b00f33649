/** Mean of the chosen rows of `acts` (row-major [n, width]) -> [width]; zeros when `rows` is empty. */
export function meanOfRows(acts: Float32Array, width: number, rows: ArrayLike<number>): Float64Array {
  const mean = new Float64Array(width);
  for (let r = 0; r < rows.length; r++) {
    const start = rows[r]! * width;
    for (let i = 0; i < width; i++) mean[i] = mean[i]! + acts[start + i]!;
  }
  return rows.length ? mean.map((sum) => sum / rows.length) : mean;
}

/**
 * The direction from one group of rows to another: `mean(positives) - mean(negatives)` -> [width], not normalised.
 *
 * acts is row-major [n, width]. Primary method of the protocol: it needs no tuning and, unlike a classifier, is not
 * bent by correlated noise (Marks and Tegmark 2023, https://arxiv.org/abs/2310.06824).
 */
export function differenceOfMeans(
  acts: Float32Array,
  width: number,
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
): Float64Array {
  const below = meanOfRows(acts, width, negatives);
  return meanOfRows(acts, width, positives).map((value, i) => value - below[i]!);
}
