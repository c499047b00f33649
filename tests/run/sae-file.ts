import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { narrow } from "../../src/reference/half.ts";

/** A tensor as its bytes. */
export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Numbers as a tensor of a floating type; BF16 cuts, so give numbers that it holds. */
export function tensor(shape: readonly number[], values: ArrayLike<number>, dtype = "F32"): RawTensor {
  const f32 = Float32Array.from(values);
  const stored: Record<string, () => ArrayBufferView> = {
    F32: () => f32,
    F64: () => Float64Array.from(values),
    F16: () => narrow(f32),
    BF16: () => Uint16Array.from(new Uint32Array(f32.buffer), (bits) => bits >>> 16),
    I64: () => BigInt64Array.from(Array.from(values, BigInt)),
  };
  return { dtype, shape, bytes: bytesOf(stored[dtype]!()) };
}

/** A safetensors file, written here byte by byte so that it can be wrong: `change` may turn the header around. */
export function rawSafetensors(
  tensors: Readonly<Record<string, RawTensor>>,
  change: (header: Record<string, unknown>) => unknown = (header) => header,
): Uint8Array {
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, at += bytes.length] };
  }
  const json = new TextEncoder().encode(JSON.stringify(change(header)));
  const out = new Uint8Array(8 + json.length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  let to = 8 + json.length;
  for (const { bytes } of Object.values(tensors)) {
    out.set(bytes, to);
    to += bytes.length;
  }
  return out;
}

const root = await mkdtemp(join(tmpdir(), "alienist-sae-"));
let files = 0;

/** Writes bytes as a file in a folder of its own, with a cfg.json beside it where one is given. Returns its path. */
export async function saved(bytes: Uint8Array, config?: unknown, name = "sae.safetensors"): Promise<string> {
  const folder = join(root, String(files++));
  await mkdir(folder);
  if (config !== undefined) await writeFile(join(folder, "cfg.json"), JSON.stringify(config));
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

/** [rows, columns] -> [columns, rows] */
export function transposed(values: ArrayLike<number>, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}
