/** What a thread of `kernels/peak_fma.wgsl` does. */
export interface FmaChains {
  readonly threads: number;
  /** Independent chains of a thread. */
  readonly chains: number;
  /** Components of a chain: 1, or 4 for a vec4. */
  readonly components: number;
  /** Steps of a chain. */
  readonly steps: number;
}

/**
 * Where the chains of `kernels/peak_fma.wgsl` end: its CPU twin. The values are whole numbers, so every adapter must
 * give the same bits.
 *
 * Chain c of thread t starts at t mod 8 + 8 c and takes `steps` steps of x = x * 1 + 1.
 *
 * @returns [threads], the sum over a thread's chains and their components.
 */
export function peakFma({ threads, chains, components, steps }: FmaChains): Float32Array {
  const ends = Array.from({ length: 8 }, (_, l) => {
    let sum = 0;
    for (let c = 0; c < chains; c++) {
      let x = l + 8 * c;
      for (let s = 0; s < steps; s++) x = Math.fround(x * 1 + 1);
      sum += components * x;
    }
    return sum;
  });
  return Float32Array.from({ length: threads }, (_, t) => ends[t % 8]!);
}

/** Floating-point operations of that: two per step, chain, component and thread. */
export function fmaOperations({ threads, chains, components, steps }: FmaChains): number {
  return 2 * threads * chains * components * steps;
}
