import type { Launch } from "./launch.ts";
import { giveBack, take } from "./memory.ts";

/** A part of a GPU buffer. */
export interface Binding {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** Buffers that live for one piece of work. */
export interface Arena {
  /** A storage buffer holding `data`, padded to whole words. */
  upload(label: string, data: Float32Array | Uint32Array | Int32Array | Uint16Array): Binding;
  /** A storage buffer to be written by a kernel; filled with NaN bits first where the launch is poisoned. */
  output(label: string, bytes: number): Binding;
  /** A uniform holding these unsigned numbers. */
  uniform(label: string, values: readonly number[]): Binding;
  /** A buffer to be mapped. */
  readback(label: string, bytes: number): Binding;
  /** Resolves to what went wrong while buffers were made, or `null`. */
  failure(): Promise<GPUError | null>;
  /** Frees all. */
  release(): void;
}

/** GPUBufferUsage by value: Node has no such global until its GPU is opened. */
export const USAGE = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
  QUERY_RESOLVE: 0x200,
} as const;

/** A NaN that no arithmetic makes: what poisoned outputs hold. */
export const POISON = 0x7fc0dead;

/** Opens an arena; the caller releases it. Its buffers count as the launch's memory: Fault `gpu_memory` beyond the limit. */
export function openArena({ gpu: { device }, poison, memory }: Pick<Launch, "gpu" | "poison" | "memory">): Arena {
  const made: GPUBuffer[] = [], failures: Promise<GPUError | null>[] = [];
  const make = (label: string, bytes: number, usage: number): Binding => {
    const size = Math.max(16, Math.ceil(bytes / 4) * 4);
    take(memory, size, label);
    // No await between push and pop: another user of the device must not end up in these scopes.
    device.pushErrorScope("out-of-memory");
    device.pushErrorScope("validation");
    const buffer = device.createBuffer({ label, size, usage });
    failures.push(device.popErrorScope(), device.popErrorScope());
    made.push(buffer);
    return { buffer, offset: 0, size };
  };
  return {
    upload(label, data) {
      const bound = make(label, data.byteLength, USAGE.STORAGE | USAGE.COPY_DST);
      // An odd number of halves is no whole word: a copy with one more.
      const whole = data.byteLength % 4 === 0
        ? data
        : Uint16Array.from({ length: data.length + 1 }, (_, i) => data[i]!);
      // Deno panics on a write of nothing.
      if (whole.byteLength > 0) device.queue.writeBuffer(bound.buffer, 0, whole as Float32Array<ArrayBuffer>);
      return bound;
    },
    output(label, bytes) {
      const bound = make(label, bytes, USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST);
      if (poison) device.queue.writeBuffer(bound.buffer, 0, new Uint32Array(bound.size / 4).fill(POISON));
      return { ...bound, size: bytes };
    },
    uniform(label, values) {
      const bound = make(label, values.length * 4 + 15 & ~15, USAGE.UNIFORM | USAGE.COPY_DST);
      device.queue.writeBuffer(bound.buffer, 0, Uint32Array.from(values));
      return bound;
    },
    readback: (label, bytes) => make(label, bytes, USAGE.MAP_READ | USAGE.COPY_DST),
    failure: async () => (await Promise.all(failures)).find((error) => error) ?? null,
    release() {
      for (const buffer of made.splice(0)) {
        buffer.destroy();
        giveBack(memory, buffer.size);
      }
    },
  };
}
