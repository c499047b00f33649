import { Fault } from "../record/fault.ts";
import type { Rows } from "../reference/kernels.ts";
import type { Gpu } from "./device.ts";
import { type Binding, type Launch, upload, USAGE } from "./launch.ts";
import type { Variant } from "./variant.ts";

/** Rows as a kernel sees them: a binding, and the element at which the first row begins. */
export interface BoundRows {
  readonly binding: Binding;
  readonly base: number;
  readonly load: Variant["load"];
  /** Frees what was uploaded; a buffer that was passed in stays. */
  release(): void;
}

/** Dispatches stay short, for watchdogs: at most this many multiply-adds in one. */
const MAX_WORK = 2 ** 34;

/** Rows that one dispatch may take: bounded by the binding, and by the work of `k` directions. At least 1. */
export function rowsPerDispatch({ gpu: { device: { limits } }, maxBytes }: Launch, width: number, k = 1): number {
  const bytes = Math.min(maxBytes, limits.maxStorageBufferBindingSize, limits.maxBufferSize) - 512;
  const outputs = Math.floor(bytes / (4 * Math.max(1, k)));
  return Math.max(1, Math.min(Math.floor(bytes / (4 * width)), Math.floor(MAX_WORK / (width * k)), outputs));
}

/**
 * Binds rows `from` to `to` - 1: uploads them, or binds the part of the buffer that holds them.
 *
 * A binding must begin at a multiple of 256 bytes (the device's limit): what is left over becomes `base`.
 */
export function bindRows(gpu: Gpu, acts: Rows<GPUBuffer>, from: number, to: number): BoundRows {
  const { width, data } = acts;
  const length = (to - from) * width;
  const vec4 = width % 4 === 0;
  if (data instanceof Float32Array) {
    const binding = upload(gpu, "acts", data.subarray(from * width, from * width + length));
    return { binding, base: 0, load: vec4 ? "vec4" : "scalar", release: () => binding.buffer.destroy() };
  }
  const start = (acts.offset ?? 0) + from * width * 4;
  const offset = start - start % gpu.device.limits.minStorageBufferOffsetAlignment;
  const base = (start - offset) / 4;
  const binding = { buffer: data, offset, size: (base + length) * 4 };
  return { binding, base, load: vec4 && base % 4 === 0 ? "vec4" : "scalar", release() {} };
}

/** Throws Fault `bad_shape` unless a GPU buffer holds the rows, may be bound as storage, and `offset` is a multiple of 4. */
export function checkBuffer({ data, rows, width, offset = 0 }: Rows<GPUBuffer>): void {
  if (data instanceof Float32Array) return;
  const refuse = (found: string, remedy: string) => {
    throw new Fault("bad_shape", `Cannot read acts from the GPU buffer: ${found}.`, remedy);
  };
  if (offset < 0 || offset % 4 !== 0) {
    refuse(`its offset must be a multiple of 4 bytes: it is ${offset}`, "Pass the offset of an f32.");
  }
  const need = offset + rows * width * 4;
  if (data.size < need) {
    refuse(`it must hold ${need} bytes: it holds ${data.size}`, "Pass rows, width and offset (in bytes) that fit.");
  }
  if ((data.usage & USAGE.STORAGE) === 0) {
    refuse("its usage must include STORAGE", "Create it with GPUBufferUsage.STORAGE.");
  }
}
