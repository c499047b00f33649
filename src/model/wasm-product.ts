import type * as Ort from "onnxruntime-web";
import { Fault } from "../record/fault.ts";
import type { Rows } from "../reference/kernels.ts";
import { inMemory } from "../reference/pool.ts";
import { GraphBuilder } from "./onnx/build.ts";
import { loadOrt, type OrtModule } from "./ort.ts";

/** What a session computes besides C = A B^T: A - mu first, and the squared lengths of those rows. */
type Kind = "plain" | "centred" | "squares";

interface Open {
  readonly ort: OrtModule;
  readonly session: Ort.InferenceSession;
}

/** One session per kind serves all shapes; made on first use, kept as long as the process. */
const sessions = new Map<Kind, Promise<Open>>();

/** Most bytes of each matrix in one call; A is there twice when centred, so that 64 MiB bound a call's copies. */
const TILE = 2 ** 24;

/** Options of a product. */
export interface ProductOptions {
  /** [width]; subtracted from every row of A first, in f32. */
  readonly mu?: Float32Array | undefined;
  /** [a.rows]; filled with the squared lengths of the rows of A - mu, in f32. */
  readonly squares?: Float32Array | undefined;
}

/**
 * C = A B^T on the ONNX runtime's WebAssembly, SIMD and threads, in tiles of at most 16 MiB per matrix.
 *
 * f32 throughout: |error| <= gamma_n sum |a_i - mu_i| |b_i| with n = width + 1 in any order of summation. The tiles
 * depend on shapes alone and a sum belongs to one thread: the same input gives the same bits.
 *
 * @param a [rows, width] in memory.
 * @param b [rows, width] in memory.
 * @returns [a.rows, b.rows].
 * @throws Fault `no_runtime` where the runtime cannot be loaded, `kernel_run` where it fails.
 */
export async function product(a: Rows, b: Rows, { mu, squares }: ProductOptions = {}): Promise<Float32Array> {
  const { width } = a, out = new Float32Array(a.rows * b.rows);
  const kind = squares ? "squares" : mu ? "centred" : "plain";
  const { ort, session } = await open(kind);
  const tensor = (data: Float32Array, dims: number[]) => new ort.Tensor("float32", data, dims);
  const centre = kind === "plain" ? {} : { mu: tensor(mu ?? new Float32Array(width), [width]) };
  const [stepA, stepB] = tileSteps(a.rows, b.rows, width);
  for (let i = 0; i < a.rows; i += stepA) {
    const m = Math.min(stepA, a.rows - i), left = tensor(rowsFrom(a, i, m), [m, width]);
    for (let j = 0; j < b.rows; j += stepB) {
      const n = Math.min(stepB, b.rows - j), right = tensor(rowsFrom(b, j, n), [n, width]);
      const results = await session.run({ a: left, b: right, ...centre }).catch(refuse);
      const c = results.c!.data as Float32Array;
      if (n === b.rows) out.set(c, i * n);
      else for (let t = 0; t < m; t++) out.set(c.subarray(t * n, (t + 1) * n), (i + t) * b.rows + j);
      squares?.set(results.squares!.data as Float32Array, i);
    }
  }
  return out;
}

/** Rows of A and of B in one call: bounded by the rows' own bytes and by those of the result. */
export function tileSteps(rowsA: number, rowsB: number, width: number): [number, number] {
  const fit = (length: number) => Math.max(1, Math.floor(TILE / (4 * length)));
  const stepB = Math.min(rowsB, fit(Math.max(width, 2048)));
  return [Math.min(rowsA, fit(Math.max(width, stepB))), stepB];
}

/** Rows `from` to `from + count` - 1, not copied; a GPU buffer stays whole, for the twins to refuse. */
export function slice<B>(acts: Rows<B>, from: number, count: number): Rows<B> {
  const { data, width } = acts;
  const inside = data instanceof Float32Array || data instanceof Uint16Array;
  return { data: inside ? data.subarray(from * width, (from + count) * width) : data, rows: count, width };
}

/** The same as f32. @throws Fault `bad_shape` where they are on a GPU. */
export function rowsFrom(acts: Rows, from: number, count: number): Float32Array {
  return inMemory(slice(acts, from, count));
}

function open(kind: Kind): Promise<Open> {
  const found = sessions.get(kind) ?? create(kind);
  sessions.set(kind, found);
  found.catch(() => sessions.delete(kind));
  return found;
}

async function create(kind: Kind): Promise<Open> {
  const ort = await loadOrt("wasm");
  const session = await ort.InferenceSession.create(graph(kind), { executionProviders: ["wasm"], logSeverityLevel: 4 })
    .catch(refuse);
  return { ort, session };
}

function graph(kind: Kind): Uint8Array {
  const builder = new GraphBuilder();
  let a = builder.input("a", "float32", ["m", "width"]);
  const b = builder.input("b", "float32", ["n", "width"]);
  if (kind !== "plain") a = builder.node("Sub", [a, builder.input("mu", "float32", ["width"])], "centred");
  builder.node("Gemm", [a, b], "c", { transB: 1 });
  builder.output("c", "float32", ["m", "n"]);
  if (kind === "squares") {
    builder.node("ReduceSumSquare", [a], "squares", { axes: [1], keepdims: 0 });
    builder.output("squares", "float32", ["m"]);
  }
  return builder.build();
}

function refuse(error: unknown): never {
  const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
  throw new Fault("kernel_run", `Cannot multiply on WebAssembly: ${why}.`, "Close other programs to free memory.", 1, {
    cause: error,
  });
}
