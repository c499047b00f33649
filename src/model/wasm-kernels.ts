import { checkDirections, checkMatmul, checkRows, checkSegments, checkTop } from "../reference/check.ts";
import { cpuKernels } from "../reference/cpu.ts";
import { unitDirections } from "../reference/directions.ts";
import type { Kernels, MatmulOptions, Pooling, ProjectOptions, Rows } from "../reference/kernels.ts";
import { poolSegments, type Segments } from "../reference/pool.ts";
import { wasmIsLoaded } from "./ort.ts";
import { gram } from "./wasm-gram.ts";
import { matmul, matmulTopk } from "./wasm-matmul.ts";
import { meanRows } from "./wasm-pool.ts";
import { slice } from "./wasm-product.ts";
import { project } from "./wasm-project.ts";

/**
 * Multiply-adds from which a product goes to the runtime: `loaded` where it is in memory already, else `cold`.
 *
 * Medians of `project`, 2026-11-24, 2 cores x86 (AMD EPYC), onnxruntime-web 1.30.0 with 2 threads, in milliseconds in
 * Deno 2.9.6 / Node 20.20.2; one thread takes 26 / 26 ms for the last line:
 *
 *     rows x width x k      multiply-adds   twin            WebAssembly
 *     32 x 64 x 16                 32,768   0.07  / 0.17    0.04 / 0.08
 *     32 x 64 x 64                131,072   0.13  / 0.33    0.06 / 0.07
 *     192 x 64 x 96             1,179,648   0.99  / 2.9     0.16 / 0.14
 *     8,192 x 2,048 x 16      268,435,456   242   / 670     16   / 18
 *
 * The first session takes 230 to 340 ms, another 2 to 7 ms. `loaded` is where WebAssembly saves half and more, `cold`
 * where the twin takes about as long as loading (Deno) or twice as long (Node).
 */
export const CROSSOVER = { loaded: 2 ** 17, cold: 2 ** 28 } as const;

/** Options of the WebAssembly backend. */
export interface WasmOptions {
  /** Default: `CROSSOVER`. */
  readonly crossover?: { readonly loaded: number; readonly cold: number };
}

/**
 * The kernels of a machine without an adapter: large products on the ONNX runtime's WebAssembly, all else on the CPU
 * twins.
 *
 * The way depends on the shape; between `loaded` and `cold` on whether the runtime was in memory at the first product
 * of that size, and then stays: the same input gives the same bits as long as the kernels live.
 */
export function wasmKernels<B = unknown>({ crossover = CROSSOVER }: WasmOptions = {}): Kernels<B> {
  const twins = cpuKernels<B>();
  let loaded: boolean | undefined;
  const wins = (work: number) =>
    work >= crossover.cold || (work > 0 && work >= crossover.loaded && (loaded ??= wasmIsLoaded()));

  const projectRows = async (acts: Rows<B>, directions: Float32Array, k: number, options: ProjectOptions = {}) => {
    checkRows(acts);
    checkDirections(acts, directions, k, options);
    if (!wins(acts.rows * acts.width * k)) return await twins.project(acts, directions, k, options);
    return await project(acts, new Float32Array(unitDirections(directions, k, acts.width)), k, options);
  };

  return {
    ...twins,
    name: "wasm",
    project: projectRows,
    async projectPool(acts, directions, k, segments, pooling, options = {}) {
      checkRows(acts);
      checkDirections(acts, directions, k, options);
      checkSegments(segments, acts.rows);
      const [low, high, read] = reach(segments, pooling);
      if (read * acts.width * k < Math.max(1, crossover.loaded)) {
        return await twins.projectPool(acts, directions, k, segments, pooling, options);
      }
      // The mean of projections is the projection of the mean, for a fraction of the work; not so of cosines.
      if (pooling === "last" || (pooling === "mean" && !options.cosine)) {
        const last = pooling === "last" ? lastRows(segments) : segments;
        const mu = options.cosine ? undefined : options.mu;
        const rows = { data: meanRows(acts, last, mu), rows: segments.starts.length, width: acts.width };
        return await projectRows(rows, directions, k, options.cosine ? options : {});
      }
      // Rows that no segment reads are projected too: where they are many, the twin, which skips them, is faster.
      if (high - low > 8 * read || !wins((high - low) * acts.width * k)) {
        return await twins.projectPool(acts, directions, k, segments, pooling, options);
      }
      const values = await projectRows(slice(acts, low, high - low), directions, k, options);
      const rowOf = (t: number) => values.subarray((t - low) * k, (t - low + 1) * k);
      return poolSegments(rowOf, k, segments, pooling);
    },
    async matmul(a, b, options: MatmulOptions = {}) {
      checkMatmul(a, b, options);
      return await (wins(a.rows * b.rows * a.width) ? matmul(a, b, options) : twins.matmul(a, b, options));
    },
    async matmulTopk(a, b, k, options: MatmulOptions = {}) {
      checkMatmul(a, b, options);
      checkTop({ ...a, width: b.rows, data: undefined }, k);
      const large = wins(a.rows * b.rows * a.width);
      return await (large ? matmulTopk(a, b, k, options, twins) : twins.matmulTopk(a, b, k, options));
    },
    async gram(acts, options) {
      checkRows(acts);
      const m = options.of === "rows" ? acts.rows : acts.width;
      return await (wins(acts.rows * acts.width * m / 2) ? gram(acts, options) : twins.gram(acts, options));
    },
  };
}

/** First row that segments read, one past the last, and how many rows are read in all. */
function reach({ starts, lengths }: Segments, pooling: Pooling): [number, number, number] {
  let low = Infinity, high = 0, read = 0;
  lengths.forEach((length, s) => {
    if (length === 0) return;
    low = Math.min(low, starts[s]!);
    high = Math.max(high, starts[s]! + length);
    read += pooling === "last" ? 1 : length;
  });
  return [low, high, read];
}

/** Segments of the last row alone. */
function lastRows({ starts, lengths }: Segments): Segments {
  return {
    starts: starts.map((start, s) => start + Math.max(0, lengths[s]! - 1)),
    lengths: lengths.map((length) => Math.min(1, length)),
  };
}
