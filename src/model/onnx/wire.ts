import { Fault } from "../../record/fault.ts";

/** A field of a protobuf message: number, wire type, and where its bytes lie in the file. */
export interface Field {
  readonly number: number;
  readonly type: number;
  /** First byte of the tag. */
  readonly start: number;
  /** First byte of the payload (after tag and length). */
  readonly from: number;
  /** One past the last byte. */
  readonly end: number;
  /** Value of a varint field; 0 otherwise. */
  readonly value: number;
}

const broken = (what: string) =>
  new Fault(
    "not_onnx",
    `Cannot read this as an ONNX model: ${what}.`,
    "Check that the file is complete and is an ONNX protobuf file; download or export it again.",
  );

/** Reads a varint at `at`. Values beyond 2^53 (negative int64) come back as two's complement negatives. */
export function varint(bytes: Uint8Array, at: number, end: number): { value: number; next: number } {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 10; i++) {
    if (at >= end) throw broken(`it ends inside a number at byte ${at}`);
    const byte = bytes[at++]!;
    if (i < 4) low += (byte & 127) * 2 ** (7 * i);
    else high += (byte & 127) * 2 ** (7 * (i - 4));
    if (byte < 128) {
      // Bit 63 is the sign; it is taken off the high part, where the subtraction is exact.
      return { value: low + (high >= 2 ** 35 ? high - 2 ** 36 : high) * 2 ** 28, next: at };
    }
  }
  throw broken(`the number at byte ${at} is too long`);
}

/**
 * The fields of the message that lies in bytes [from, end), in order. Nothing is copied.
 *
 * @throws Fault `not_onnx` when a length runs over the end or a wire type does not exist.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* fields(bytes: Uint8Array, from = 0, end = bytes.length): Generator<Field> {
  let at = from;
  while (at < end) {
    const start = at;
    const tag = varint(bytes, at, end);
    const number = Math.floor(tag.value / 8);
    const type = tag.value % 8;
    if (number === 0) throw broken(`byte ${start} is not a field`);
    at = tag.next;
    let value = 0;
    let payload = at;
    if (type === 0) ({ value, next: at } = varint(bytes, at, end));
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const length = varint(bytes, at, end);
      payload = length.next;
      at = payload + length.value;
    } else throw broken(`byte ${start} has the wire type ${type}, which does not exist`);
    if (at > end) throw broken(`it is cut off: a field at byte ${start} needs ${at - end} bytes more than there are`);
    yield { number, type, start, from: payload, end: at, value };
  }
}

const decoder = new TextDecoder();

/** The string in bytes [from, end). */
export function text(bytes: Uint8Array, field: Pick<Field, "from" | "end">): string {
  return decoder.decode(bytes.subarray(field.from, field.end));
}

/** Numbers of a repeated int field, packed or not. */
export function ints(bytes: Uint8Array, field: Field): number[] {
  if (field.type === 0) return [field.value];
  const out: number[] = [];
  for (let at = field.from; at < field.end;) {
    const { value, next } = varint(bytes, at, field.end);
    out.push(value);
    at = next;
  }
  return out;
}
