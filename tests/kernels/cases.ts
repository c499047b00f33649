// [rows, width, k]: one, a tile less one, a tile, a tile more, and tails in every dimension.

/** Around the 16 rows, 128 columns and 4 or 16 directions that the kernels cut by. */
export const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [3, 2, 3],
  [4, 3, 4],
  [5, 4, 5],
  [15, 31, 15],
  [16, 32, 16],
  [17, 33, 17],
  [31, 127, 1],
  [32, 128, 4],
  [33, 129, 16],
  [8, 255, 33],
  [9, 256, 63],
  [7, 260, 65],
  [2, 1030, 2],
];

/** Items as [start, length]: empty, one token, a block of 64 and its neighbours, overlapping, out of order, the last row. */
export const items: readonly (readonly [number, number])[] = [
  [5, 0],
  [0, 1],
  [1, 3],
  [2, 4],
  [0, 63],
  [3, 64],
  [60, 65],
  [10, 190],
  [7, 5],
  [199, 1],
];

/** Rows that the items above reach. */
export const itemRows = 200;

/** Items as segments. */
export function segmentsOf(
  list: readonly (readonly [number, number])[],
): { starts: Uint32Array; lengths: Uint32Array } {
  return { starts: Uint32Array.from(list, ([start]) => start), lengths: Uint32Array.from(list, ([, n]) => n) };
}
