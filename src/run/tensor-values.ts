import { widen } from "../reference/half.ts";

// Values of safetensors' types as JavaScript's typed arrays. Safetensors are little-endian, as is every machine with a GPU
// that WebGPU runs on.

/** Bits per value, of every type that the format names. */
export const BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
  C64: 64,
};

/** Types whose values can be read. */
export const READABLE = ["F32", "F16", "BF16", "F64", "I64"] as const;
export type Readable = typeof READABLE[number];

export const isReadable = (dtype: string): dtype is Readable => (READABLE as readonly string[]).includes(dtype);

/**
 * Values as float32: exact for F32, F16 and BF16, rounded for F64 and I64.
 *
 * @param bytes whole values, from an offset that is a multiple of their size
 */
export function toFloat32(dtype: Readable, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case "F64":
      return new Float32Array(new Float64Array(buffer, byteOffset, byteLength / 8));
    case "I64":
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
    case "F16":
      return widen(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case "BF16": {
      // bfloat16 is the upper half of a float32.
      const bits = new Uint32Array(new Uint16Array(buffer, byteOffset, byteLength / 2));
      for (let i = 0; i < bits.length; i++) bits[i]! <<= 16;
      return new Float32Array(bits.buffer);
    }
    default:
      return dtype satisfies never;
  }
}

/** Place of the first value that is NaN or infinite, or -1. Integers of 16 bits are binary16 patterns. */
export function firstBroken(values: Float32Array | Uint16Array): number {
  const half = values instanceof Uint16Array;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (half ? (value & 0x7c00) === 0x7c00 : !Number.isFinite(value)) return i;
  }
  return -1;
}
