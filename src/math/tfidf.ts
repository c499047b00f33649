import { type SparseRows, sparseRows } from "./sparse.ts";

/** Vocabulary and weights, fitted on training texts only. */
export interface Tfidf {
  /** word -> column, in order of first appearance. */
  readonly columns: ReadonlyMap<string, number>;
  /** [width]; `ln((1 + n) / (1 + df)) + 1`. */
  readonly idf: Float64Array;
}

/** Learns which words there are and how rare; `texts` are lists of words. */
export function fitTfidf(texts: readonly (readonly string[])[]): Tfidf {
  const columns = new Map<string, number>(), counts: number[] = [];
  for (const words of texts) {
    for (const word of new Set(words)) {
      const column = columns.get(word) ?? columns.size;
      columns.set(word, column);
      counts[column] = (counts[column] ?? 0) + 1;
    }
  }
  return { columns, idf: Float64Array.from(counts, (df) => Math.log((1 + texts.length) / (1 + df)) + 1) };
}

/**
 * Texts as rows: word counts times idf, each row of length 1. Words unseen in training are left out.
 *
 * Source: Salton and Buckley 1988, https://doi.org/10.1016/0306-4573(88)90021-0, smoothed as scikit-learn does.
 */
export function applyTfidf({ columns, idf }: Tfidf, texts: readonly (readonly string[])[]): SparseRows {
  const rows = texts.map((words) => {
    const row = new Map<number, number>();
    for (const word of words) {
      const column = columns.get(word);
      if (column !== undefined) row.set(column, (row.get(column) ?? 0) + idf[column]!);
    }
    const length = Math.sqrt([...row.values()].reduce((sum, v) => sum + v * v, 0));
    for (const [column, value] of row) row.set(column, value / length);
    return row;
  });
  return sparseRows(rows, columns.size);
}
