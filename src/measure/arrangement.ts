import { allOrders, circularOrders } from "../math/circular-orders.ts";
import { dot, norm } from "../math/dot.ts";
import { basisOf, residual } from "../math/partial.ts";

/** A guess at how the constructs are arranged: similarity of each two, and the arrangements it is compared with. */
export interface Arrangement {
  readonly role: "circle" | "opposites" | "valence_arousal" | "categorical";
  /** Entries of a similarity matrix that it speaks about: the diagonal too, or not. */
  readonly diagonal: boolean;
  /** [k, k] for one order of the constructs; the first order is the one that is claimed. */
  readonly model: (order: ArrayLike<number>) => Float64Array;
  readonly orders: readonly Uint8Array[];
}

const known = new Map<string, Int32Array>();

/** Places of the entries on and above the diagonal (or above it only) of a [k, k] matrix. */
function cells(k: number, diagonal: boolean): Int32Array {
  const key = `${k} ${diagonal}`, found = known.get(key);
  if (found) return found;
  const all = Int32Array.from({ length: k * k }, (_, c) => c);
  const out = all.filter((c) => c % k > Math.floor(c / k) || (diagonal && c % k === Math.floor(c / k)));
  known.set(key, out);
  return out;
}

/** The entries of a symmetric [k, k] matrix that an arrangement speaks about, as a list. */
export function entries(matrix: ArrayLike<number>, k: number, diagonal: boolean): Float64Array {
  return Float64Array.from(cells(k, diagonal), (c) => matrix[c]!);
}

function filled(k: number, of: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, c) => of(Math.floor(c / k), c % k));
}

/**
 * The arrangements of a design: on a circle (cosine of the angle), opposite each other, by valence and arousal (minus
 * the distance), and merely different (identity).
 *
 * place [k]: position of each construct on the circle; coordinates [k]: its valence and arousal. All circular orders
 * ((k - 1)! / 2, so 2,520 for eight) or all k! orders are compared: the p-values are exact.
 */
export function arrangements(
  place: readonly number[],
  coordinates: readonly (readonly [number, number])[] | null,
): Arrangement[] {
  const k = place.length, orders = circularOrders(k), at = new Array<number>(k);
  place.forEach((position, construct) => at[position] = construct);
  // Order o sets the construct at[o[q]] on place q; the first is the one that is claimed.
  const positions = (order: ArrayLike<number>) => {
    const out = new Float64Array(k);
    for (let q = 0; q < k; q++) out[at[order[q]!]!] = q;
    return out;
  };
  const circle: Arrangement = {
    role: "circle",
    diagonal: false,
    orders,
    model: (order) => {
      const on = positions(order);
      return filled(k, (i, j) => Math.cos(2 * Math.PI * (on[i]! - on[j]!) / k));
    },
  };
  const opposites: Arrangement = {
    role: "opposites",
    diagonal: false,
    orders,
    model: (order) => {
      const on = positions(order);
      return filled(k, (i, j) => 2 * Math.abs(on[i]! - on[j]!) === k ? -1 : 0);
    },
  };
  const every = k <= 8 ? allOrders(k) : [];
  const categorical: Arrangement = {
    role: "categorical",
    diagonal: true,
    orders: every,
    model: (order) => filled(k, (i, j) => order[i] === j ? 1 : 0),
  };
  const affect: Arrangement | null = coordinates && {
    role: "valence_arousal",
    diagonal: false,
    orders: every,
    model: (order) =>
      filled(k, (i, j) => {
        const a = coordinates[order[i]!]!, b = coordinates[order[j]!]!;
        return -Math.hypot(a[0] - b[0], a[1] - b[1]);
      }),
  };
  return [
    circle,
    ...(k % 2 === 0 ? [opposites] : []),
    ...(affect && every.length ? [affect] : []),
    ...(every.length ? [categorical] : []),
  ];
}

/** A model's entries for every order: mean 0 and length 1 each, [orders][cells]. */
export interface ReadyModel {
  readonly rows: readonly Float64Array[];
  readonly diagonal: boolean;
  readonly k: number;
}

/** Prepares an arrangement: everything that does not depend on what is measured. */
export function readyModel({ model, orders, diagonal }: Arrangement, k: number): ReadyModel {
  const list = cells(k, diagonal), size = list.length;
  const rows = orders.map((order) => {
    const matrix = model(order), row = new Float64Array(size);
    // A permuted identity is not symmetric: both triangles count.
    let mean = 0, squares = 0;
    for (let c = 0; c < size; c++) {
      const at = list[c]!;
      row[c] = (matrix[at]! + matrix[at % k * k + Math.floor(at / k)]!) / 2;
      mean += row[c]! / size;
    }
    for (let c = 0; c < size; c++) squares += (row[c]! - mean) ** 2;
    for (let c = 0; c < size; c++) row[c] = squares > 1e-12 ? (row[c]! - mean) / Math.sqrt(squares) : 0;
    return row;
  });
  return { rows, diagonal, k };
}

/**
 * Correlation of a similarity matrix with the model in every order: [orders], the claimed one first. With `covariates`
 * (matrices [k, k]): partial correlation, what is linear in them taken out of both sides.
 */
export function fitOrders(
  { rows, diagonal, k }: ReadyModel,
  matrix: ArrayLike<number>,
  covariates: readonly ArrayLike<number>[] = [],
): Float64Array {
  const size = cells(k, diagonal).length, space = basisOf(covariates.map((of) => entries(of, k, diagonal)), size);
  const y = residual(entries(matrix, k, diagonal), space), length = norm(y);
  if (!(length > 1e-12)) return new Float64Array(rows.length);
  return Float64Array.from(rows, (row) => {
    let left = 1;
    for (const e of space) left -= dot(row, e) ** 2;
    return left > 1e-9 ? dot(row, y) / length / Math.sqrt(left) : 0;
  });
}

/** Correlation with the claimed order only. */
export function fitClaimed({ rows, diagonal, k }: ReadyModel, matrix: ArrayLike<number>): number {
  const list = cells(k, diagonal), row = rows[0]!;
  let mean = 0, squares = 0, along = 0;
  for (let c = 0; c < list.length; c++) mean += matrix[list[c]!]! / list.length;
  for (let c = 0; c < list.length; c++) {
    const y = matrix[list[c]!]! - mean;
    squares += y * y, along += y * row[c]!;
  }
  return squares > 1e-24 ? along / Math.sqrt(squares) : 0;
}
