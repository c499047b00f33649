import type { Arena, Binding } from "../gpu/arena.ts";
import type { Job, Launch } from "../gpu/launch.ts";
import type { KernelName } from "../gpu/variant.ts";
import type { Dtype, Kernels } from "../reference/kernels.ts";
import type { Program } from "./program.ts";

/** Sizes of one case, by the letters of the kernel's contract; words for what is no size (`pooling`). */
export type Shape = Readonly<Record<string, number | string>>;

/** A case on the GPU: its inputs are bound, nothing has run. */
export interface BenchPlan {
  readonly jobs: readonly Job[];
  /** What must be read to check the result. */
  readonly reads: readonly Binding[];
  /** Name of the cut that was chosen. */
  readonly cut: string;
}

/** What a check found. */
export interface Checked {
  readonly ok: boolean;
  /** Largest |actual - exact|, over the values that were checked. */
  readonly maxError: number;
  /** What was wrong, or how much was checked: `every value`, `64 of 8,192 rows`. */
  readonly what: string;
}

/**
 * How one kernel is measured: one file per kernel under bench/, same stem.
 *
 * `S` is a case, `D` its inputs in memory.
 */
export interface KernelBench<S extends Shape = Shape, D = unknown> {
  readonly kernel: KernelName;
  /** The first is quick enough for a test. */
  readonly cases: readonly S[];
  readonly dtypes: readonly Dtype[];
  /** Its operations are whole numbers: the roof of multiply-adds says nothing about them. Default: false. */
  readonly integer?: boolean;
  /** It measures the adapter itself: nobody calls it, and only the kernel is timed. Default: false. */
  readonly probe?: boolean;
  /** Its f16 is arithmetic, not storage: left out where the adapter has no `shader-f16`. Default: false. */
  readonly nativeHalf?: boolean;
  /** Bytes that must be read and written at least, and floating-point (or integer) operations: what a roof is compared with. */
  work(shape: S, dtype: Dtype): { readonly bytes: number; readonly flops: number };
  /** Seeded inputs. */
  data(shape: S, dtype: Dtype): D;
  /** Uploads the inputs and binds the jobs; one dispatch chain that reads no result back. */
  plan(launch: Launch, arena: Arena, shape: S, data: D): Promise<BenchPlan>;
  /** Compares what was read with an f64 reference (large cases: some rows, evenly spread). */
  check(shape: S, data: D, outputs: readonly ArrayBuffer[]): Checked;
  /** The same for the public call's result, where that is not the bytes of `reads`. Default: `check` of its arrays. */
  checkResult?(shape: S, data: D, result: unknown): Checked;
  /** The public call, from memory to memory: the same on the GPU and on the twins. */
  call(kernels: Kernels, shape: S, data: D): Promise<unknown>;
  /** The same in the operations that other packages have, or why there is none. f32 only. Default: none. */
  program?(shape: S, data: D): Program | string;
}

/** Checks what a public call or a peer gave: arrays, or an object of arrays, in the order of `reads`. */
export function checkResult<S extends Shape, D>(bench: KernelBench<S, D>, shape: S, data: D, result: unknown): Checked {
  if (bench.checkResult) return bench.checkResult(shape, data, result);
  const arrays = (ArrayBuffer.isView(result) ? [result] : Object.values(result as object)) as Float32Array[];
  return bench.check(shape, data, arrays.map(bytesOf));
}

/** The bytes of a view, alone in a buffer. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): ArrayBuffer {
  if (byteOffset === 0 && byteLength === buffer.byteLength) return buffer as ArrayBuffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** Bytes of the largest array among the inputs: what one binding must be able to hold. */
export function largestInput(data: unknown): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  if (typeof data !== "object" || data === null) return 0;
  return Math.max(0, ...Object.values(data).map(largestInput));
}
