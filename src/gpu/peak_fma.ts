import type { Dtype } from "../reference/kernels.ts";
import type { FmaChains } from "../reference/peak_fma.ts";
import type { Arena, Binding } from "./arena.ts";
import { type Job, type Launch, spread } from "./launch.ts";
import type { Cut, Variant } from "./variant.ts";

/** What a thread computes: chains that do not wait for each other, of single numbers or of vec4. */
export interface PeakFmaCut extends Cut {
  readonly form: "scalar" | "vec4";
  readonly chains: number;
}

/** Every cut that ships. An adapter's roof is the best of them; which one that is says what its compiler likes. */
export const PEAK_FMA_CUTS: readonly PeakFmaCut[] = [
  { name: "scalar 8", for: "any", form: "scalar", chains: 8 },
  { name: "scalar 12", for: "any", form: "scalar", chains: 12 },
  { name: "vec4 8", for: "any", form: "vec4", chains: 8 },
];

/** Steps in the text of one turn of the loop. */
const UNROLL = 8;

const THREADS = 64;

/** The text for a cut and what it computes in. */
export function peakFmaVariant({ form, chains }: PeakFmaCut, dtype: Dtype): Variant {
  return { kernel: "peak_fma", words: { form, dtype }, sizes: { CHAINS: chains, UNROLL }, constants: { THREADS } };
}

/** Every shipped text. */
export function peakFmaVariants(): Variant[] {
  return PEAK_FMA_CUTS.flatMap((cut) => (["f32", "f16"] as const).map((dtype) => peakFmaVariant(cut, dtype)));
}

/**
 * The job of `threads` threads whose chains take `steps` steps: rounded up to whole turns of the loop.
 *
 * f16 counts in whole numbers up to 2,048: more than 1,024 steps would no longer be exact.
 *
 * @returns The job, where its result [threads] will be, and what it does, for the twin.
 */
export function planPeakFma(
  launch: Launch,
  arena: Arena,
  cut: PeakFmaCut,
  { threads, steps, dtype }: { threads: number; steps: number; dtype: Dtype },
): { job: Job; output: Binding; chains: FmaChains } {
  const turns = Math.ceil(steps / UNROLL);
  const output = arena.output("peak_fma ends", 4 * threads);
  const [x, y] = spread(launch.gpu, Math.ceil(threads / THREADS));
  const job = {
    variant: peakFmaVariant(cut, dtype),
    shape: [turns, 1, 1, x, threads],
    bindings: [output],
    workgroups: [x, y, 1] as const,
  };
  const components = cut.form === "vec4" ? 4 : 1;
  return { job, output, chains: { threads, chains: cut.chains, components, steps: turns * UNROLL } };
}
