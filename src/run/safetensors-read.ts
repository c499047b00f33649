import { Fault } from "../record/fault.ts";
import { openSlices, type Slices } from "../runtime/slices.ts";
import { BITS, isReadable, READABLE, type Readable } from "./tensor-values.ts";

/** Where a tensor lies in the file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte in the file. */
  readonly from: number;
  /** Length in bytes. */
  readonly bytes: number;
}

/** A safetensors file whose header is read and checked; values are read on demand. Lifetime: until `close`. */
export interface Safetensors {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Values `from` to `from + count` - 1 of a tensor, as they are stored. @throws Fault `bad_safetensors` for other types */
  read(
    tensor: TensorEntry,
    from?: number,
    count?: number,
  ): Promise<{ dtype: Readable; bytes: Uint8Array<ArrayBuffer> }>;
  close(): Promise<void>;
}

/** What the format allows. */
const MOST_HEADER = 100_000_000;

/**
 * Opens a safetensors file: reads its header, and checks that every tensor lies inside the file, with no overlap and no
 * gap, and is as long as its shape and type say.
 *
 * @throws Fault `bad_safetensors` naming what is wrong; `file`
 * @see https://github.com/huggingface/safetensors#format
 */
export async function openSafetensors(file: string): Promise<Safetensors> {
  const slices = await openSlices(file);
  try {
    const { header, data } = await readHeader(slices);
    const { tensors, metadata } = checkHeader(header, data, slices);
    return { file, tensors, metadata, read: reader(slices), close: () => slices.close() };
  } catch (error) {
    await slices.close();
    throw error;
  }
}

async function readHeader(slices: Slices): Promise<{ header: Record<string, unknown>; data: number }> {
  if (slices.size < 8) throw bad(slices.file, `it has ${slices.size} bytes, and a safetensors file at least 8`);
  const start = await slices.read(0, 8);
  const length = new DataView(start.buffer).getBigUint64(0, true);
  if (new TextDecoder().decode(start) === "version ") {
    const remedy = "Fetch the file itself, with `git lfs pull` or from the model's page.";
    throw bad(slices.file, "it is a Git LFS pointer, not the weights", remedy);
  }
  if (length > MOST_HEADER) {
    const most = `the format allows ${MOST_HEADER}`;
    throw bad(
      slices.file,
      `its first 8 bytes promise a header of ${length} bytes, and ${most}: it is no safetensors file`,
    );
  }
  const data = 8 + Number(length);
  if (data > slices.size) {
    throw bad(
      slices.file,
      `its header should be ${length} bytes long, and the file ends after ${slices.size}: it is cut off`,
    );
  }
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await slices.read(8, Number(length))));
    if (typeof header === "object" && header !== null && !Array.isArray(header)) return { header, data };
  } catch (error) {
    if (error instanceof Fault) throw error;
  }
  throw bad(slices.file, "its header is not a JSON object");
}

function checkHeader(header: Record<string, unknown>, data: number, { file, size }: Slices) {
  const { __metadata__: metadata = {}, ...rest } = header;
  const tensors = new Map(Object.entries(rest).map(([name, raw]) => [name, entryOf(file, name, raw, data)]));
  let end = data;
  for (const { name, from, bytes } of [...tensors.values()].sort((a, b) => a.from - b.from || a.bytes - b.bytes)) {
    if (from !== end) {
      const what = from < end ? "overlaps the tensor before it" : "leaves a gap before it";
      throw bad(
        file,
        `the tensor "${name}" ${what}: it begins at byte ${from - data} of the data, not at ${end - data}`,
      );
    }
    end = from + bytes;
    if (end > size) {
      throw bad(file, `the tensor "${name}" ends at byte ${end}, and the file at ${size}: it is cut off`);
    }
  }
  if (end !== size) throw bad(file, `its tensors end at byte ${end}, and the file at ${size}`);
  return { tensors, metadata: metadata as Record<string, string> };
}

function entryOf(file: string, name: string, raw: unknown, data: number): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (raw ?? {}) as Record<string, unknown>;
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (typeof dtype !== "string" || !whole(shape) || !whole(offsets) || offsets.length !== 2) {
    throw bad(file, `the tensor "${name}" has no dtype, shape and two data_offsets that are whole numbers`);
  }
  const bits = Object.hasOwn(BITS, dtype) ? BITS[dtype] : undefined;
  if (bits === undefined) {
    throw bad(file, `the tensor "${name}" has the dtype "${dtype}", not one of ${Object.keys(BITS).join(", ")}`);
  }
  const bytes = offsets[1]! - offsets[0]!, need = shape.reduce((product, length) => product * length, bits / 8);
  if (bytes !== need) {
    const found = `its data_offsets [${offsets.join(", ")}] hold ${bytes}`;
    throw bad(file, `the tensor "${name}" needs ${need} bytes for ${dtype} [${shape.join(", ")}], and ${found}`);
  }
  return { name, dtype, shape, from: data + offsets[0]!, bytes };
}

function reader(slices: Slices): Safetensors["read"] {
  return async ({ name, dtype, from: start, bytes }, from = 0, count) => {
    if (!isReadable(dtype)) {
      throw bad(
        slices.file,
        `the tensor "${name}" has the dtype ${dtype}, not one of ${READABLE.join(", ")}`,
        "Save it as one of these types, such as F32.",
      );
    }
    const size = BITS[dtype]! / 8;
    return { dtype, bytes: await slices.read(start + from * size, (count ?? bytes / size - from) * size) };
  };
}

function bad(file: string, found: string, remedy = "Download or export the file again."): Fault {
  return new Fault("bad_safetensors", `Cannot read ${file} as safetensors: ${found}.`, remedy);
}
