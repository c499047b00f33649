import { Fault } from "../record/fault.ts";
import type { Rows } from "../reference/kernels.ts";
import type { GramOf } from "./gram-cuts.ts";
import type { Launch } from "./launch.ts";
import { bindingBytes, bytesOf, dtypeOf } from "./rows.ts";

/** Numbers that one partial sum adds at most, in f32; the sums of these are added in f64. */
export const SPLIT = 1024;

/** Rows of G by which the triangle may be cut: every tile's height and width divide it. */
const BAND = 128;

/** Dispatches stay short, for watchdogs: at most this many multiply-adds in one. */
const MAX_WORK = 2 ** 34;

/** What one dispatch takes: a part of X, from this row or column on, for rows `low` to `high` - 1 of the triangle of G. */
export interface GramPiece {
  readonly part: Rows<GPUBuffer>;
  readonly from: number;
  readonly low: number;
  readonly high: number;
}

/** Elements i <= j < m of rows `low` to `high` - 1. */
export function triangle(m: number, low: number, high: number): number {
  return (high - low) * (2 * m - low - high + 1) / 2;
}

/** The dispatches of a Gram matrix, in the order in which their sums are added. */
export function gramPieces(launch: Launch, acts: Rows<GPUBuffer>, of: GramOf): Generator<GramPiece> {
  return of === "rows" ? ofRows(launch, acts) : ofColumns(launch, acts);
}

/** Bands of G by runs of rows of X. */
function* ofColumns(launch: Launch, acts: Rows<GPUBuffer>): Generator<GramPiece> {
  const { data, rows, width } = acts, bytes = bindingBytes(launch), each = bytesOf(dtypeOf(acts));
  for (const [low, high] of bands(width, Math.min(bytes / (4 * width), MAX_WORK / (SPLIT * width)))) {
    const size = triangle(width, low, high);
    const step = splitsOf(Math.min(bytes / (each * width), SPLIT * bytes / (4 * size), MAX_WORK / size));
    for (let from = 0; from < rows; from += step) {
      const count = Math.min(step, rows - from);
      const part = data instanceof Float32Array || data instanceof Uint16Array
        ? { data: data.subarray(from * width, (from + count) * width), rows: count, width }
        : { ...acts, offset: (acts.offset ?? 0) + from * width * each, rows: count };
      yield { part, from, low, high };
    }
  }
}

/** Runs of columns of X, where all do not fit into a binding, by bands of G. */
function* ofRows(launch: Launch, acts: Rows<GPUBuffer>): Generator<GramPiece> {
  const { rows, width } = acts, bytes = bindingBytes(launch);
  const step = columnsAtOnce(launch, acts);
  for (let from = 0; from < width; from += step) {
    const part = columnsOf(acts, from, Math.min(width, from + step));
    const partials = Math.ceil(part.width / SPLIT);
    for (const [low, high] of bands(rows, Math.min(bytes / (4 * partials * rows), MAX_WORK / (part.width * rows)))) {
      yield { part, from, low, high };
    }
  }
}

/** Rows 0 to m - 1 in bands of at most `most` rows, whole tiles each. */
function* bands(m: number, most: number): Generator<[number, number]> {
  const step = BAND * Math.max(1, Math.floor(most / BAND));
  for (let low = 0; low < m; low += step) yield [low, Math.min(m, low + step)];
}

/** Whole splits in `most` terms, one at least. */
function splitsOf(most: number): number {
  return SPLIT * Math.max(1, Math.floor(most / SPLIT));
}

function columnsAtOnce(launch: Launch, acts: Rows<GPUBuffer>): number {
  const { data, rows, width } = acts, each = bytesOf(dtypeOf(acts));
  if (data instanceof Float32Array || data instanceof Uint16Array) {
    return Math.min(width, splitsOf(bindingBytes(launch) / (each * rows)));
  }
  const { maxStorageBufferBindingSize: most } = launch.gpu.device.limits, found = rows * width * each;
  if (found + 512 <= most) return width;
  throw new Fault(
    "bad_shape",
    `Cannot multiply rows of a GPU buffer with each other: they must fit into one binding of ${most} bytes, and have ${found}.`,
    "Pass fewer rows, or pass them in memory.",
  );
}

/** Columns `from` to `to` - 1 of rows, by a copy where that is not all. */
function columnsOf(acts: Rows<GPUBuffer>, from: number, to: number): Rows<GPUBuffer> {
  const { data, rows, width } = acts;
  if (to - from === width || !(data instanceof Float32Array || data instanceof Uint16Array)) return acts;
  const own = to - from,
    copy = data instanceof Uint16Array ? new Uint16Array(rows * own) : new Float32Array(rows * own);
  for (let t = 0; t < rows; t++) copy.set(data.subarray(t * width + from, t * width + to), t * own);
  return { data: copy, rows, width: own };
}
