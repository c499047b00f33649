/** How `kernels/peak_copy.wgsl` hands out vec4s to workgroups. */
export interface SweepOrder {
  /** `stride`: the dispatch strides over the source. `block`: every workgroup has a run of its own. */
  readonly order: "stride" | "block";
  readonly threads: number;
  readonly workgroups: number;
}

/** Words of the sweep's source: word i is i mod 2^20, plus one, times an odd number: no two neighbours are alike. */
export function sweepSource(words: number): Uint32Array {
  const out = new Uint32Array(words);
  const period = Math.min(words, 2 ** 20);
  for (let i = 0; i < period; i++) out[i] = Math.imul(i + 1, 2654435761);
  for (let i = period; i < words; i += period) out.copyWithin(i, 0, Math.min(period, words - i));
  return out;
}

/**
 * Checksums of `kernels/peak_copy.wgsl`: its CPU twin. Integers: every adapter must give the same bits.
 *
 * @param source [4 * count] words.
 * @returns [workgroups * threads], the wrapping sum of all words that each thread reads.
 */
export function peakCopy(source: Uint32Array, { order, threads, workgroups }: SweepOrder): Uint32Array {
  const sums = new Uint32Array(workgroups * threads), count = source.length / 4, run = Math.ceil(count / workgroups);
  for (let i = 0; i < count; i++) {
    const thread = order === "block" ? Math.floor(i / run) * threads + i % run % threads : i % sums.length;
    sums[thread] = sums[thread]! + source[4 * i]! + source[4 * i + 1]! + source[4 * i + 2]! + source[4 * i + 3]!;
  }
  return sums;
}
