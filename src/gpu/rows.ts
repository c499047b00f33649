import { Fault } from "../record/fault.ts";
import type { Dtype, Rows } from "../reference/kernels.ts";
import { type Arena, type Binding, openArena, USAGE } from "./arena.ts";
import type { Gpu } from "./device.ts";
import type { Launch } from "./launch.ts";
import type { Load, StoredAs } from "./variant.ts";

/** Rows as a kernel sees them: a binding, and the element at which the first row begins. */
export interface BoundRows {
  readonly binding: Binding;
  readonly base: number;
  readonly load: Load;
  readonly dtype: StoredAs;
}

/** Dispatches stay short, for watchdogs: at most this many multiply-adds in one. */
const MAX_WORK = 2 ** 34;

/** Storage of rows: an array says it itself. */
export function dtypeOf({ data, dtype = "f32" }: Rows): Dtype {
  if (data instanceof Float32Array) return "f32";
  return data instanceof Uint16Array ? "f16" : dtype;
}

/** Bytes of a value. */
export function bytesOf(dtype: Dtype): number {
  return dtype === "f16" ? 2 : 4;
}

/** How a text reads rows of this storage on this adapter. */
export function storedAs({ gpu, f16 }: Pick<Launch, "gpu" | "f16">, dtype: Dtype): StoredAs {
  if (dtype === "f32") return "f32";
  return f16 === "native" && gpu.header.f16 !== null ? "f16" : "packed";
}

/** The texts' storage words that this adapter can run. */
export function storages({ header }: Gpu): StoredAs[] {
  return header.f16 === null ? ["f32", "packed"] : ["f32", "packed", "f16"];
}

/** Bytes that one binding may have on this device, and at most what the launch allows. */
export function bindingBytes({ gpu: { device: { limits } }, maxBytes }: Launch): number {
  return Math.min(maxBytes, limits.maxStorageBufferBindingSize, limits.maxBufferSize) - 512;
}

/** Rows that one dispatch may take: bounded by the binding, and by the work of `k` directions. At least 1. */
export function rowsPerDispatch(launch: Launch, width: number, k = 1, dtype: Dtype = "f32"): number {
  const bytes = bindingBytes(launch);
  const outputs = Math.floor(bytes / (4 * Math.max(1, k)));
  const inputs = Math.floor(bytes / (bytesOf(dtype) * width));
  return Math.max(1, Math.min(inputs, Math.floor(MAX_WORK / (width * k)), outputs));
}

/**
 * Binds rows `from` to `to` - 1: uploads them, or binds the part of the buffer that holds them.
 *
 * A binding must begin at a multiple of 256 bytes (the device's limit): what is left over becomes `base`.
 */
export function bindRows(launch: Launch, arena: Arena, acts: Rows<GPUBuffer>, from: number, to: number): BoundRows {
  const { width, data } = acts;
  const length = (to - from) * width, own = dtypeOf(acts), dtype = storedAs(launch, own);
  const vec4 = width % 4 === 0;
  if (data instanceof Float32Array || data instanceof Uint16Array) {
    const binding = arena.upload("acts", data.subarray(from * width, from * width + length));
    return { binding, base: 0, load: vec4 ? "vec4" : "scalar", dtype };
  }
  const bytes = bytesOf(own);
  const start = (acts.offset ?? 0) + from * width * bytes;
  const offset = start - start % launch.gpu.device.limits.minStorageBufferOffsetAlignment;
  const base = (start - offset) / bytes;
  const binding = { buffer: data, offset, size: Math.ceil((base + length) * bytes / 4) * 4 };
  return { binding, base, load: vec4 && base % 4 === 0 ? "vec4" : "scalar", dtype };
}

/** Throws Fault `bad_shape` unless a GPU buffer holds the rows, may be bound as storage, and `offset` is a multiple of 4. */
export function checkBuffer(acts: Rows<GPUBuffer>): void {
  const { data, rows, width, offset = 0 } = acts;
  if (data instanceof Float32Array || data instanceof Uint16Array) return;
  const refuse = (found: string, remedy: string) => {
    throw new Fault("bad_shape", `Cannot read acts from the GPU buffer: ${found}.`, remedy);
  };
  if (offset < 0 || offset % 4 !== 0) {
    refuse(
      `its offset must be a multiple of 4 bytes: it is ${offset}`,
      "Pass the offset of an f32, or of a pair of f16.",
    );
  }
  const need = offset + Math.ceil(rows * width * bytesOf(dtypeOf(acts)) / 4) * 4;
  if (data.size < need) {
    refuse(`it must hold ${need} bytes: it holds ${data.size}`, "Pass rows, width and offset (in bytes) that fit.");
  }
  if ((data.usage & USAGE.STORAGE) === 0) {
    refuse("its usage must include STORAGE", "Create it with GPUBufferUsage.STORAGE.");
  }
}

/** Keeps rows on the GPU for repeated use. Rows that are there already stay their owner's. */
export function holdRows(launch: Launch, acts: Rows<GPUBuffer>): { rows: Rows<GPUBuffer>; release(): void } {
  const { data, rows, width } = acts;
  if (!(data instanceof Float32Array || data instanceof Uint16Array)) return { rows: acts, release() {} };
  const arena = openArena(launch), { buffer } = arena.upload("held rows", data);
  return { rows: { data: buffer, rows, width, dtype: dtypeOf(acts) }, release: () => arena.release() };
}
