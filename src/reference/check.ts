import { Fault } from "../record/fault.ts";
import type { MatmulOptions, ProjectOptions, Rows } from "./kernels.ts";
import type { Segments } from "./pool.ts";

// What both backends refuse, in the same words.

/** Throws unless `rows` and `width` are whole numbers and an array in memory holds rows * width values. */
export function checkRows(acts: Rows): void {
  for (const key of ["rows", "width"] as const) {
    if (!Number.isSafeInteger(acts[key]) || acts[key] < 0) {
      throw shapeFault(`acts.${key} must be a whole number >= 0: it is ${acts[key]}`);
    }
  }
  if (
    (acts.data instanceof Float32Array || acts.data instanceof Uint16Array) && acts.data.length < acts.rows * acts.width
  ) {
    const need = `${acts.rows} x ${acts.width} = ${acts.rows * acts.width}`;
    throw shapeFault(`acts [rows, width] needs ${need} values: the array holds ${acts.data.length}`);
  }
}

/** Throws unless directions are [k, width] and mu, where given, is [width]. */
export function checkDirections(acts: Rows, directions: Float32Array, k: number, { mu }: ProjectOptions): void {
  if (!Number.isSafeInteger(k) || k < 0) throw shapeFault(`k must be a whole number >= 0: it is ${k}`);
  if (directions.length !== k * acts.width) {
    const need = `${k} x ${acts.width} = ${k * acts.width}`;
    throw shapeFault(`directions [k, width] need ${need} values: there are ${directions.length}`);
  }
  if (mu && mu.length !== acts.width) {
    throw shapeFault(`mu needs one value per column, ${acts.width}: there are ${mu.length}`);
  }
}

/** Throws unless every segment lies inside the rows. */
export function checkSegments({ starts, lengths }: Segments, rows: number): void {
  if (starts.length !== lengths.length) {
    throw shapeFault(`segments need as many lengths as starts, ${starts.length}: there are ${lengths.length}`);
  }
  starts.forEach((start, s) => {
    const end = start + (lengths[s] ?? 0);
    if (end > rows) throw shapeFault(`segment ${s} must end by row ${rows}: it ends at row ${end}`);
  });
}

/** Throws unless A [rows, width] and B [n, width] fit each other, and bias and threshold, where given, are [n]. */
export function checkMatmul(a: Rows, b: Rows, { bias, threshold }: MatmulOptions): void {
  checkRows(a);
  checkRows(b);
  if (a.width !== b.width) throw shapeFault(`a and b need equal widths: they have ${a.width} and ${b.width}`);
  for (const [name, values] of Object.entries({ bias, threshold })) {
    if (values && values.length !== b.rows) {
      throw shapeFault(`${name} needs one value per row of b, ${b.rows}: there are ${values.length}`);
    }
  }
}

/** What one row may be asked for at most: its winners are sorted in the memory of one workgroup. */
export const MAX_TOP = 1024;

/** Throws unless 0 <= k <= 1,024. */
export function checkTop(acts: Rows, k: number): void {
  checkRows(acts);
  if (!Number.isSafeInteger(k) || k < 0 || k > MAX_TOP) {
    throw shapeFault(`k must be a whole number from 0 to ${MAX_TOP}: it is ${k}`);
  }
}

function shapeFault(found: string): Fault {
  return new Fault("bad_shape", `Cannot run the kernel: ${found}.`, "Pass arrays that fit the shapes.");
}
