import type { MatmulOptions, Rows } from "../reference/kernels.ts";
import type { Arena, Binding } from "./arena.ts";
import { vec4Columns } from "./directions.ts";
import type { Launch } from "./launch.ts";
import { bindingBytes, bindRows, type BoundRows, bytesOf, dtypeOf } from "./rows.ts";

/** Multiply-adds in one dispatch at most: dispatches stay short, for watchdogs. */
const MAX_WORK = 2 ** 34;

/** Rows of A that a block of columns leaves room for at least, so that no tile is empty. */
const ROOM = 128;

/** A block of columns of C: rows `from` to `to` - 1 of B on the GPU, and what happens to their products. */
export interface BoundColumns {
  readonly from: number;
  readonly to: number;
  readonly bound: BoundRows;
  /** [to - from] (bias, threshold) */
  readonly gates: Binding;
  readonly gate: boolean;
  /** Values from one row of C to the next: all columns, rounded up to vec4. */
  readonly stride: number;
}

/** Uploads or binds B in blocks that fit a binding and a dispatch; shapes must have been checked. */
export function bindColumns(
  launch: Launch,
  arena: Arena,
  b: Rows<GPUBuffer>,
  { epilogue = "none", bias, threshold }: MatmulOptions,
): BoundColumns[] {
  const { rows: n, width } = b, stride = 4 * vec4Columns(n);
  const fits = bindingBytes(launch) / Math.max(8, width * bytesOf(dtypeOf(b)));
  const short = MAX_WORK / (Math.max(1, width) * ROOM);
  // Whole vec4s: a block may write behind its last column, which must not be another's.
  const step = Math.max(4, 4 * Math.floor(Math.min(fits, short) / 4));
  const blocks: BoundColumns[] = [];
  for (let from = 0; from < n; from += step) {
    const to = Math.min(n, from + step), pairs = new Float32Array(2 * (to - from));
    for (let j = from; j < to; j++) {
      pairs[2 * (j - from)] = bias?.[j] ?? 0;
      pairs[2 * (j - from) + 1] = epilogue === "jumprelu" ? threshold?.[j] ?? 0 : 0;
    }
    const bound = bindRows(launch, arena, b, from, to);
    blocks.push({ from, to, bound, gates: arena.upload("gates", pairs), gate: epilogue !== "none", stride });
  }
  return blocks;
}

/** Rows of A that one chunk may take, at least 1: they and their rows of C fit a binding, and dispatches stay short. */
export function rowStep(launch: Launch, a: Rows<GPUBuffer>, columns: readonly BoundColumns[]): number {
  const bytes = bindingBytes(launch), { from, to, stride } = columns[0]!, width = Math.max(1, a.width);
  const fits = Math.min(bytes / (width * bytesOf(dtypeOf(a))), bytes / (4 * stride));
  return Math.max(1, Math.floor(Math.min(fits, MAX_WORK / (width * (to - from)))));
}
