import { Fault } from "../record/fault.ts";
import { widen } from "../reference/half.ts";
import type { Safetensors, TensorEntry } from "./safetensors-read.ts";
import { firstBroken, toFloat32 } from "./tensor-values.ts";

/** Rows of an encoder, one per feature: row-major [d_sae, d_in]; a Uint16Array holds binary16 bits. */
export type Weights = Float32Array | Uint16Array;

/** Bytes that are read at once. */
const BAND = 2 ** 26;
/** Rows turned at once at most, so that a column of them stays in a core's cache. */
const MOST_ROWS = 256;

/**
 * Reads an encoder matrix as rows [d_sae, d_in], in bands, each byte of the file once.
 *
 * @param matrix `transposed: false`: [d_sae, d_in], as torch's nn.Linear; `true`: [d_in, d_sae]
 * @returns F16 as its bits, every other type as float32
 * @throws Fault `bad_sae` where a weight is NaN or infinite, or the memory does not suffice
 */
export async function readWeights(
  file: Safetensors,
  matrix: { tensor: TensorEntry; transposed: boolean },
): Promise<Weights> {
  const { tensor, transposed } = matrix, [rows, width] = tensor.shape as [number, number];
  const out = allocate(file, tensor, rows * width);
  const size = tensor.bytes / (rows * width);
  const step = Math.max(1, Math.min(Math.floor(BAND / (width * size)), transposed ? MOST_ROWS : rows));
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    const { dtype, bytes } = await file.read(tensor, row * width, count * width);
    const band = dtype === "F16" ? new Uint16Array(bytes.buffer) : toFloat32(dtype, bytes);
    refuseBroken(file, tensor, band, row * width);
    if (!transposed) out.set(band, row * width);
    else turn(out, band, { row, count, width, rows });
  }
  return out;
}

/** out[column][row + i] = band[i][column] */
function turn(out: Weights, band: Weights, at: { row: number; count: number; width: number; rows: number }): void {
  for (let column = 0; column < at.width; column++) {
    const to = column * at.rows + at.row;
    for (let i = 0; i < at.count; i++) out[to + i] = band[i * at.width + column]!;
  }
}

function allocate(file: Safetensors, { name, dtype, shape }: TensorEntry, length: number): Weights {
  try {
    return dtype === "F16" ? new Uint16Array(length) : new Float32Array(length);
  } catch (cause) {
    const need = (length * (dtype === "F16" ? 2 : 4) / 2 ** 30).toFixed(1);
    const found = `${name} [${shape.join(", ")}] needs ${need} GiB of memory, and there is less`;
    const remedy = "Use a narrower autoencoder, or save it as F16.";
    throw new Fault("bad_sae", `Cannot read ${file.file}: ${found}.`, remedy, 1, { cause });
  }
}

/** A vector of the file, or `null` where it has none of these names. @throws Fault `bad_sae` where a value is not finite */
export async function readVector(file: Safetensors, ...names: readonly string[]): Promise<Float32Array | null> {
  const tensor = names.map((name) => file.tensors.get(name)).find((found) => found !== undefined);
  if (!tensor) return null;
  const { dtype, bytes } = await file.read(tensor);
  const values = toFloat32(dtype, bytes);
  refuseBroken(file, tensor, values, 0);
  return values;
}

/** Euclidean norms of a matrix's rows [rows], in f64, read in bands. */
export async function rowNorms(file: Safetensors, tensor: TensorEntry): Promise<Float64Array> {
  const [rows, width] = tensor.shape as [number, number], out = new Float64Array(rows);
  const step = Math.max(1, Math.floor(BAND / (width * 8)));
  for (let row = 0; row < rows; row += step) {
    const { dtype, bytes } = await file.read(tensor, row * width, Math.min(step, rows - row) * width);
    const band = toFloat32(dtype, bytes);
    refuseBroken(file, tensor, band, row * width);
    for (let i = 0; i < band.length; i++) out[row + Math.floor(i / width)]! += band[i]! ** 2;
  }
  return out.map(Math.sqrt);
}

/** Rows times one factor each; binary16 becomes float32, which holds the products. */
export function scaleRows(weights: Weights, width: number, factors: Float64Array): Float32Array {
  const out = weights instanceof Uint16Array ? widen(weights) : weights;
  factors.forEach((factor, row) => {
    for (let i = row * width; i < (row + 1) * width; i++) out[i]! *= factor;
  });
  return out;
}

/** W v in f64 -> [rows]. */
export function timesVector(weights: Weights, vector: Float32Array): Float64Array {
  const width = vector.length, out = new Float64Array(weights.length / width);
  for (let row = 0; row < out.length; row++) {
    const stored = weights.subarray(row * width, (row + 1) * width);
    const values = stored instanceof Uint16Array ? widen(stored) : stored;
    for (let i = 0; i < width; i++) out[row]! += values[i]! * vector[i]!;
  }
  return out;
}

function refuseBroken({ file }: Safetensors, { name }: TensorEntry, values: Weights, from: number): void {
  const at = firstBroken(values);
  if (at < 0) return;
  const found = values instanceof Uint16Array ? widen(values.subarray(at, at + 1))[0] : values[at];
  throw new Fault(
    "bad_sae",
    `Cannot use ${file}: ${name} holds ${found} at value ${from + at}, and every weight must be finite.`,
    "Download or export the file again.",
  );
}
