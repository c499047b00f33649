import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeFile } from "node:fs/promises";
import { Fault } from "../../src/record/fault.ts";
import { encodeSafetensors } from "../../src/run/safetensors.ts";
import { openSafetensors } from "../../src/run/safetensors-read.ts";
import { toFloat32 } from "../../src/run/tensor-values.ts";
import { rawSafetensors, saved, tensor } from "./sae-file.ts";

async function values(path: string, name: string, from?: number, count?: number): Promise<number[]> {
  const file = await openSafetensors(path);
  try {
    const { dtype, bytes } = await file.read(file.tensors.get(name)!, from, count);
    return [...toFloat32(dtype, bytes)];
  } finally {
    await file.close();
  }
}

// Each is held exactly by all of these types: bfloat16 keeps 8 bits, float16 11 and 2^-24 at least.
const HELD = [0, 1, -1.5, 0.25, 96, -2, 2 ** -14, 240];

for (const dtype of ["F32", "F16", "BF16", "F64"]) {
  test(`${dtype} comes back as the numbers that it holds, also in part`, async () => {
    const path = await saved(rawSafetensors({
      before: tensor([3], [7, 8, 9]),
      x: tensor([2, 4], HELD, dtype),
      after: tensor([1], [5]),
    }));
    assert.equal(await values(path, "x"), HELD);
    assert.equal(await values(path, "x", 3, 2), [0.25, 96]);
    assert.equal(await values(path, "before"), [7, 8, 9]);
    assert.equal(await values(path, "after"), [5]);
  });
}

test("float16: subnormals, the largest, infinity and NaN", async () => {
  const bytes = new Uint8Array(Uint16Array.of(0x0001, 0x8001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00).buffer);
  const path = await saved(rawSafetensors({ x: { dtype: "F16", shape: [7], bytes } }));
  const expected = [2 ** -24, -(2 ** -24), 1023 * 2 ** -24, 65504, Infinity, -Infinity, NaN];
  assert.equal((await values(path, "x")).map(String), expected.map(String));
});

test("what the writer writes the reader reads: F32, I64, metadata, an empty tensor", async () => {
  const path = await saved(encodeSafetensors({
    a: { shape: [1, 3], data: Float32Array.of(1, 2.5, -3) },
    none: { shape: [0, 4], data: new Float32Array(0) },
    b: { shape: [2], data: BigInt64Array.of(7n, -9n) },
  }, { ids: '["x"]' }));
  const file = await openSafetensors(path);
  assert.equal(file.metadata, { ids: '["x"]' });
  assert.equal([...file.tensors.values()].map(({ name, dtype, shape }) => [name, dtype, shape]), [
    ["a", "F32", [1, 3]],
    ["none", "F32", [0, 4]],
    ["b", "I64", [2]],
  ]);
  await file.close();
  assert.equal(await values(path, "a"), [1, 2.5, -3]);
  assert.equal(await values(path, "b"), [7, -9]);
  assert.equal(await values(path, "none"), []);
});

const two = { a: tensor([2], [1, 2]), b: tensor([2], [3, 4]) };
type Header = Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;
const changed = (change: (header: Header) => void) =>
  rawSafetensors(two, (header) => (change(header as Header), header));
const whole = rawSafetensors(two);
const withLength = (length: bigint) => {
  const bytes = whole.slice();
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
};

const BROKEN: [string, Uint8Array, RegExp][] = [
  ["an empty file", new Uint8Array(0), /it has 0 bytes/],
  ["data cut off", whole.subarray(0, whole.length - 3), /"b" ends at byte \d+, and the file at \d+: it is cut off/],
  ["a header cut off", whole.subarray(0, 20), /the file ends after 20: it is cut off/],
  ["a header longer than the file", withLength(5000n), /header should be 5000 bytes long/],
  ["a header longer than the format allows", withLength(2n ** 40n), /promise a header of 1099511627776 bytes/],
  ["a header that ends early", withLength(10n), /header is not a JSON object/],
  ["a header that is a list", rawSafetensors(two, () => []), /header is not a JSON object/],
  ["a Git LFS pointer", new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"), /Git LFS pointer/],
  ["a text", new TextEncoder().encode("these are no weights at all"), /it is no safetensors file/],
  ["overlapping tensors", changed((h) => h.b!.data_offsets = [4, 12]), /"b" overlaps the tensor before it/],
  ["a gap between tensors", changed((h) => (h.b!.data_offsets = [12, 16], h.b!.shape = [1])), /leaves a gap/],
  ["bytes that belong to none", new Uint8Array([...whole, 0]), /tensors end at byte \d+, and the file at/],
  ["an offset behind the file", changed((h) => (h.b!.data_offsets = [8, 40], h.b!.shape = [8])), /cut off/],
  ["a shape that does not fit", changed((h) => h.a!.shape = [3]), /"a" needs 12 bytes for F32 \[3\], and .* hold 8/],
  ["a negative length", changed((h) => h.a!.shape = [-2]), /"a" has no dtype, shape and two data_offsets/],
  ["offsets the wrong way round", changed((h) => h.a!.data_offsets = [8, 0]), /"a" needs 8 bytes .* hold -8/],
  ["three offsets", changed((h) => h.a!.data_offsets = [0, 4, 8]), /two data_offsets/],
  ["a type that does not exist", changed((h) => h.a!.dtype = "F31"), /dtype "F31", not one of BOOL, U8/],
  ["a type that only JavaScript knows", changed((h) => h.a!.dtype = "constructor"), /dtype "constructor", not one of/],
  ["a tensor that is null", rawSafetensors({}, () => ({ a: null })), /"a" has no dtype/],
];
for (const [what, bytes, why] of BROKEN) {
  test(`${what} is refused, saying what was found`, async () => {
    const path = await saved(bytes);
    try {
      await (await openSafetensors(path)).close();
    } catch (error) {
      assert.ok(error instanceof Fault && error.code === "bad_safetensors", String(error));
      assert.match(error.message, why);
      assert.ok(error.message.includes(path) && error.remedy.length > 10);
      return;
    }
    assert.unreachable("it was read");
  });
}

test("the file that the broken ones are made of is read", async () => {
  assert.equal(await values(await saved(whole), "b"), [3, 4]);
});

test("a type without numbers for us is listed, and refused when it is read", async () => {
  const path = await saved(rawSafetensors({ x: { dtype: "I8", shape: [2], bytes: Uint8Array.of(1, 2) } }));
  const file = await openSafetensors(path);
  assert.is(file.tensors.get("x")!.dtype, "I8");
  try {
    await file.read(file.tensors.get("x")!);
    assert.unreachable();
  } catch (error) {
    assert.ok(
      error instanceof Fault && /"x" has the dtype I8, not one of F32, F16, BF16, F64, I64/.test(error.message),
    );
  } finally {
    await file.close();
  }
});

test("a missing file, a folder, and one that shrinks while it is open", async () => {
  const path = await saved(whole);
  for (
    const [target, why] of [[`${path}x`, /no such file/], [path.replace(/\/[^/]*$/, ""), /it is a folder/]] as const
  ) {
    try {
      await openSafetensors(target);
      assert.unreachable();
    } catch (error) {
      assert.ok(error instanceof Fault && why.test(error.message), String(error));
    }
  }
  const file = await openSafetensors(path);
  await writeFile(path, whole.subarray(0, whole.length - 4));
  try {
    await file.read(file.tensors.get("b")!);
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof Fault && /it ends at byte/.test(error.message), String(error));
  } finally {
    await file.close();
  }
});

test.run();
