import { test } from "uvu";
import * as assert from "uvu/assert";
import { concat, int, message, packed, string, varintBytes } from "../../src/model/onnx/encode.ts";
import { fields, ints, text, varint } from "../../src/model/onnx/wire.ts";
import { Fault } from "../../src/record/fault.ts";

test("varints go there and back, negative ones as 64 bits", () => {
  for (const value of [0, 1, 127, 128, 300, 2 ** 31, 2 ** 40 + 5, -1, -128]) {
    const bytes = Uint8Array.from(varintBytes(value));
    assert.is(varint(bytes, 0, bytes.length).value, value);
  }
  assert.is(varintBytes(-1).length, 10);
});

test("fields are found in order with their payload", () => {
  const bytes = concat([int(1, 300), string(2, "näh"), packed(3, [1, 2, 300])]);
  const found = [...fields(bytes)];
  assert.equal(found.map((field) => field.number), [1, 2, 3]);
  assert.is(found[0]!.value, 300);
  assert.is(text(bytes, found[1]!), "näh");
  assert.equal(ints(bytes, found[2]!), [1, 2, 300]);
});

test("messages concatenate: a second field of the same number is a second field", () => {
  const bytes = concat([message(7, int(1, 1)), message(7, int(1, 2))]);
  assert.is([...fields(bytes)].length, 2);
});

test("what is cut off or no protobuf is refused with a sentence", () => {
  const bytes = string(1, "a long enough text");
  for (
    const bad of [
      bytes.subarray(0, 5),
      new TextEncoder().encode("version https://git-lfs"),
      Uint8Array.of(255, 255),
      Uint8Array.of(0),
    ]
  ) {
    assert.throws(
      () => [...fields(bad)],
      (error: unknown) => error instanceof Fault && error.code === "not_onnx" && error.exit === 1,
    );
  }
});

test.run();
