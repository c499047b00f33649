import { checkRows } from "../reference/check.ts";
import { columnMeans, mirror } from "../reference/gram.ts";
import type { GramOptions, Rows } from "../reference/kernels.ts";
import type { Arena, Binding } from "./arena.ts";
import { vec4Columns } from "./directions.ts";
import { GRAM_CUTS, type GramCut, type GramOf, gramVariant, tileOf } from "./gram-cuts.ts";
import { gramPieces, SPLIT, triangle } from "./gram-pieces.ts";
import { execute, type Job, type Launch, spread, withArena } from "./launch.ts";
import { pool } from "./pool.ts";
import { bindRows, checkBuffer } from "./rows.ts";
import { chooseCut } from "./tune.ts";

/** One dispatch: rows `low` to `high` - 1 of the triangle, from these rows of X. */
export interface GramWork {
  readonly of: GramOf;
  /** [width]; subtracted first. `null`: nothing is. */
  readonly mu: Float32Array | null;
  readonly low: number;
  readonly high: number;
}

/** Binds all rows and chooses the cut. `partials` is [splits, size]: i <= j of rows `low` to `high` - 1, without gaps. */
export async function planGram(
  launch: Launch,
  arena: Arena,
  acts: Rows<GPUBuffer>,
  { of, mu, low, high }: GramWork,
): Promise<{ job: Job; cut: GramCut; partials: Binding; sums: Binding | null; splits: number; size: number }> {
  const { rows, width } = acts, width4 = vec4Columns(width);
  const m = of === "rows" ? rows : width, terms = of === "rows" ? width4 : rows;
  const split = of === "rows" ? SPLIT / 4 : SPLIT, splits = Math.ceil(terms / split), size = triangle(m, low, high);
  const bound = bindRows(launch, arena, acts, 0, rows);
  const centre = new Float32Array(4 * width4);
  if (mu) centre.set(mu);
  const muBound = arena.upload("mu", centre), partials = arena.output("gram partials", 4 * splits * size);
  const sums = of === "columns" ? arena.output("gram sums", 4 * splits * width) : null;
  const jobOf = (cut: GramCut, own: Arena): Job => {
    const tiles = tilesOf(cut, of, m, low, high), [x, y] = spread(launch.gpu, tiles.length / 2);
    return {
      variant: gramVariant(cut, of, bound),
      shape: [rows, width, width4, m, bound.base, terms, split, x, tiles.length / 2, low, high, size, mu ? 1 : 0],
      bindings: [bound.binding, muBound, own.upload("tiles", tiles), partials, ...(sums ? [sums] : [])],
      workgroups: [x, y, splits],
    };
  };
  const cut = await chooseCut(launch, {
    kernel: "gram",
    class: `${of} ${bound.dtype} ${bound.load}`,
    cuts: GRAM_CUTS,
    work: terms * size * (of === "rows" ? 4 : 1),
    jobs: (tried, own) => [jobOf(tried, own)],
  });
  return { job: jobOf(cut, arena), cut, partials, sums, splits, size };
}

/** First row and column of the tiles that touch the triangle in rows `low` to `high` - 1, as the kernel's table. */
function tilesOf(cut: GramCut, of: GramOf, m: number, low: number, high: number): Uint32Array {
  const { tall, wide } = tileOf(cut, of), table: number[] = [];
  for (let i = low; i < high; i += tall) {
    for (let j = i - i % wide; j < m; j += wide) table.push(i, j);
  }
  return Uint32Array.from(table);
}

/** The means of the columns as they are taken off; NaN where one is not finite. On the GPU by `pool` where X is there. */
async function meansOf(launch: Launch, acts: Rows<GPUBuffer>): Promise<Float32Array> {
  const { data, rows } = acts;
  if (data instanceof Float32Array || data instanceof Uint16Array) return Float32Array.from(columnMeans(acts));
  const whole = { starts: Uint32Array.of(0), lengths: Uint32Array.of(rows) };
  return (await pool(launch, acts, whole, "mean")).map((mean) => Number.isFinite(mean) ? mean : NaN);
}

/**
 * Inner products of the rows or the columns of X with `kernels/gram.wgsl`.
 *
 * Partial sums of 1,024 terms are f32, their sum is f64. `centre` takes f32 means off in registers, which keeps the sums
 * small, and corrects in f64 for what the means were off.
 *
 * @param acts [rows, width]. Rows of a GPU buffer must fit into one binding where the product is of rows.
 * @returns [m, m], symmetric; m = rows, or width where the product is of columns.
 * @throws Fault `bad_shape` where an array does not fit, `device_lost`, `kernel`, `kernel_run`.
 */
export async function gram(
  launch: Launch,
  acts: Rows<GPUBuffer>,
  { of, centre = false }: GramOptions,
): Promise<Float64Array> {
  checkRows(acts);
  checkBuffer(acts);
  launch.gpu.check("run kernel gram");
  const { rows, width } = acts, m = of === "rows" ? rows : width;
  const out = new Float64Array(m * m), rests = new Float64Array(width);
  if (rows === 0 || width === 0) return out;
  const mu = centre ? await meansOf(launch, acts) : null;
  for (const { part, from, low, high } of gramPieces(launch, acts, of)) {
    await withArena(launch, async (arena) => {
      const own = of === "rows" ? mu?.subarray(from, from + part.width) : mu;
      const { job, partials, sums, splits, size } = await planGram(launch, arena, part, {
        of,
        mu: own ?? null,
        low,
        high,
      });
      const reads = await execute(launch, arena, [job], mu && sums ? [partials, sums] : [partials]);
      const [values, rest] = reads.map((bytes) => new Float32Array(bytes));
      for (let s = 0; s < splits; s++) {
        addTriangle(out, values!.subarray(s * size, (s + 1) * size), m, low, high);
        // The tiles on the diagonal of these rows know the sums of these columns.
        if (rest) { for (let j = low; j < high; j++) rests[j] = rests[j]! + rest[s * width + j]!; }
      }
    });
  }
  if (mu && of === "columns") correctColumns(out, rests, rows);
  mirror(out, m);
  if (mu && of === "rows") centreTwice(out, m);
  return out;
}

/** Adds elements i <= j of rows `low` to `high` - 1, without gaps, to G [m, m]. */
export function addTriangle(out: Float64Array, values: Float32Array, m: number, low: number, high: number): void {
  let at = 0;
  for (let i = low; i < high; i++) {
    for (let j = i * m + i; j < (i + 1) * m; j++) out[j] = out[j]! + values[at++]!;
  }
}

/** With rests r = sum (x - mu): sum (x - mean) (x - mean)^T = sum (x - mu) (x - mu)^T - r r^T / n. Upper triangle. */
function correctColumns(out: Float64Array, rests: Float64Array, n: number): void {
  const m = rests.length;
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) out[i * m + j] = out[i * m + j]! - rests[i]! * rests[j]! / n;
  }
}

/** Products of rows about any mu become those about the mean: the means of G's rows and columns go, its mean comes back. */
function centreTwice(out: Float64Array, m: number): void {
  const means = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) means[i] = means[i]! + out[i * m + j]! / m;
  }
  const mean = means.reduce((sum, x) => sum + x / m, 0);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) out[i * m + j] = out[i * m + j]! - (means[i]! + means[j]!) + mean;
  }
}
