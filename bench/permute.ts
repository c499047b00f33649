import type { BenchPlan, Checked, KernelBench } from "../src/bench/kernel-bench.ts";
import { planPermute } from "../src/gpu/permute.ts";
import { bits, uniform } from "../src/math/random.ts";
import type { PermuteProblem } from "../src/reference/permute.ts";

/** Folds that test t pairs each and learn from the m others, at every layer. */
export type PermuteShape = {
  readonly folds: number;
  readonly t: number;
  readonly m: number;
  readonly layers: number;
  readonly draws: number;
};

/** A seeded problem; scores reach 2^29 at most, as those of readings do. */
export function permuteProblem({ folds, t, m, layers, draws }: PermuteShape): PermuteProblem {
  const pairs = m + t, all = Int32Array.from({ length: pairs }, (_, p) => p);
  const values = (n: number, size: number, number: number) =>
    Int32Array.from({ length: n }, (_, i) => Math.round(size * (2 * uniform(1, number, i) - 1)));
  return {
    pairs,
    layers,
    draws,
    seed: 1,
    folds: Array.from({ length: folds }, (_, f) => {
      const test = Int32Array.from({ length: t }, (_, i) => (f * t + i) % pairs), tested = new Set(test);
      return {
        test,
        train: all.filter((p) => !tested.has(p)),
        layers: Array.from({ length: layers }, (_, layer) => ({
          base: values(2 * t, 2 ** 28, 2 * (f * layers + layer)),
          effect: values(2 * t * m, 2 ** 28 / Math.max(1, m), 2 * (f * layers + layer) + 1),
        })),
      };
    }),
  };
}

/** One draw the plain way, pair by pair and comparison by comparison: the largest count over layers. */
export function countOnce({ layers, seed, folds }: PermuteProblem, draw: number): number {
  const flipped = (p: number) => ((bits(seed, draw, Math.floor(p / 32)) >>> (p % 32)) & 1) === 1;
  const counts = new Float64Array(layers);
  for (const { train, test, layers: scores } of folds) {
    const moved = Array.from(train, flipped), swapped = Array.from(test, flipped), t = test.length;
    scores.forEach(({ base, effect }, layer) => {
      const s = Float64Array.from(base);
      moved.forEach((yes, i) => {
        for (let j = 0; yes && j < s.length; j++) s[j] = s[j]! + effect[i * s.length + j]!;
      });
      const member = (i: number, positive: boolean) => s[positive === swapped[i] ? t + i : i]!;
      for (let i = 0; i < t; i++) {
        const x = member(i, true);
        for (let j = 0; j < t; j++) counts[layer] = counts[layer]! + Math.sign(x - member(j, false));
      }
    });
  }
  return counts.reduce((a, b) => Math.max(a, b));
}

/** Draws of a large result that are counted again. */
const CHECKED = 32;

export const permuteBench: KernelBench<PermuteShape, PermuteProblem> = {
  kernel: "permute",
  cases: [
    { folds: 2, t: 9, m: 35, layers: 2, draws: 130 },
    { folds: 5, t: 38, m: 154, layers: 5, draws: 10_000 },
    { folds: 5, t: 38, m: 154, layers: 12, draws: 10_000 },
    { folds: 5, t: 38, m: 154, layers: 32, draws: 10_000 },
  ],
  dtypes: ["f32"],
  integer: true,
  work: ({ folds, t, m, layers, draws }) => ({
    bytes: 4 * (folds * layers * 2 * t * (m + 1) + draws),
    flops: folds * layers * draws * (2 * t * m + t * t),
  }),
  data: permuteProblem,
  async plan(launch, arena, _, problem): Promise<BenchPlan> {
    const { parts, cut, output } = await planPermute(launch, arena, problem);
    return { jobs: parts.flat(), reads: [output], cut: cut.name };
  },
  check({ draws }, problem, [output]): Checked {
    const largest = new Int32Array(output!), count = Math.min(draws, CHECKED);
    let maxError = largest.length === draws ? 0 : Infinity, what = count === draws ? "every draw" : `${count} draws`;
    for (let n = 0; n < count; n++) {
      const draw = count === 1 ? 0 : Math.round(n * (draws - 1) / (count - 1)), exact = countOnce(problem, draw);
      if (largest[draw] !== exact) what = `draw ${draw} is ${largest[draw]}, expected ${exact}`;
      maxError = Math.max(maxError, Math.abs((largest[draw] ?? NaN) - exact));
    }
    return { ok: maxError === 0, maxError, what };
  },
  call: (kernels, _, problem) => kernels.permute(problem),
  program: () => "exact sums of 30-bit integers: array packages multiply in f32",
};
