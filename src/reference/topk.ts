import { checkMatmul, checkTop } from "./check.ts";
import type { MatmulOptions, Rows, Top } from "./kernels.ts";
import { rowMultiplier } from "./matmul.ts";
import { inMemory } from "./pool.ts";

/**
 * The k largest values of every row: the CPU twin of `kernels/topk.wgsl`.
 *
 * Descending; of equal values the lowest index first; NaN counts as larger than all, and as equal to any other; 0 and -0
 * are equal. Values are those of the rows, bit for bit (f16 widened). k >= width gives all of a row, sorted.
 *
 * @param acts [rows, width] in memory.
 * @param k From 0 to 1,024.
 * @returns values and indices [rows, min(k, width)].
 * @throws Fault `bad_shape` where an array does not fit, or k is out of range.
 */
export function topk(acts: Rows, k: number): Top {
  checkTop(acts, k);
  const { width } = acts, data = inMemory(acts);
  return topRows((t) => data.subarray(t * width, (t + 1) * width), acts.rows, Math.min(k, width));
}

/** The k largest of every row of `matmul(a, b, options)`, a row at a time. */
export function matmulTopk(a: Rows, b: Rows, k: number, options: MatmulOptions = {}): Top {
  checkMatmul(a, b, options);
  checkTop({ ...a, width: b.rows, data: undefined }, k);
  return topRows(rowMultiplier(a, b, options), a.rows, Math.min(k, b.rows));
}

function topRows(rowOf: (t: number) => Float32Array, rows: number, k: number): Top {
  const values = new Float32Array(rows * k), indices = new Uint32Array(rows * k);
  for (let t = 0; t < rows; t++) {
    const row = rowOf(t);
    topOf(row, k).forEach((index, i) => {
      values[t * k + i] = row[index]!;
      indices[t * k + i] = index;
    });
  }
  return { values, indices };
}

/** Whether the value at `i` ranks before the one at `j`. */
function before(row: Float32Array, i: number, j: number): boolean {
  const a = row[i]!, b = row[j]!;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && (i < j || !Number.isNaN(b));
  return a > b || (a === b && i < j);
}

/** Indices of the k first in rank: a heap keeps the best so far, its last in rank on top. */
function topOf(row: Float32Array, k: number): number[] {
  const heap = new Uint32Array(k);
  let held = 0;
  for (let i = 0; i < row.length && k > 0; i++) {
    if (held < k) {
      rise(heap, row, held++, i);
    } else if (before(row, i, heap[0]!)) {
      sink(heap, row, i);
    }
  }
  return [...heap].sort((i, j) => before(row, i, j) ? -1 : 1);
}

function rise(heap: Uint32Array, row: Float32Array, at: number, index: number): void {
  while (at > 0 && before(row, heap[at - 1 >> 1]!, index)) {
    heap[at] = heap[at - 1 >> 1]!;
    at = at - 1 >> 1;
  }
  heap[at] = index;
}

function sink(heap: Uint32Array, row: Float32Array, index: number): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && before(row, heap[child]!, heap[child + 1]!)) child++;
    if (!before(row, index, heap[child]!)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = index;
}
