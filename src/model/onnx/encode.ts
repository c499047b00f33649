// Writing protobuf: used by the splice (a few bytes) and by the phantom compiler (whole models).

const encoder = new TextEncoder();

/** A varint; negative numbers as 64-bit two's complement. */
export function varintBytes(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return out;
}

/** One or more byte arrays in one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Tag and length of a length-delimited field; its payload follows. */
export function head(field: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varintBytes(field * 8 + 2), ...varintBytes(length)]);
}

/** A length-delimited field holding the parts. */
export function message(field: number, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat([head(field, parts.reduce((sum, part) => sum + part.length, 0)), ...parts]);
}

export function string(field: number, value: string): Uint8Array<ArrayBuffer> {
  return message(field, encoder.encode(value));
}

export function int(field: number, value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varintBytes(field * 8), ...varintBytes(value)]);
}

/** A packed repeated int field. */
export function packed(field: number, values: readonly number[]): Uint8Array<ArrayBuffer> {
  return message(field, Uint8Array.from(values.flatMap(varintBytes)));
}

/** A 32-bit float field. */
export function float(field: number, value: number): Uint8Array<ArrayBuffer> {
  return concat([Uint8Array.from(varintBytes(field * 8 + 5)), new Uint8Array(new Float32Array([value]).buffer)]);
}
