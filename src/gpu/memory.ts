import { Fault } from "../record/fault.ts";

/** GPU memory that kernels hold: buffers of their own, not the model's. In bytes. */
export interface Memory {
  /** Never held more than this. */
  readonly most: number;
  live: number;
  peak: number;
}

/** A meter that refuses beyond `most`. */
export function meter(most = Infinity): Memory {
  return { most, live: 0, peak: 0 };
}

/** Counts a buffer. @throws Fault `gpu_memory` where it would go beyond what is allowed. */
export function take(memory: Memory, bytes: number, label: string): void {
  const need = memory.live + bytes;
  if (need > memory.most) {
    throw new Fault(
      "gpu_memory",
      `Cannot make the GPU buffer "${label}": with it the kernels would hold ${megabytes(need)}, allowed are ${
        megabytes(memory.most)
      }.`,
      "Give a larger --max-gpu-memory, or fewer directions or features at a time.",
    );
  }
  memory.live = need;
  memory.peak = Math.max(memory.peak, need);
}

/** Gives a buffer's bytes back. */
export function giveBack(memory: Memory, bytes: number): void {
  memory.live -= bytes;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
