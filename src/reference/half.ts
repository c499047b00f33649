/** IEEE 754 binary16 to f32, exactly. */
export function widen(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = widenOne(bits[i]!);
  return new Float32Array(out.buffer);
}

function widenOne(h: number): number {
  const sign = (h & 0x8000) << 16 >>> 0, exponent = h >>> 10 & 31, fraction = h & 1023;
  if (exponent === 31) return (sign | 0x7f800000 | fraction << 13) >>> 0;
  if (exponent > 0) return (sign | exponent + 112 << 23 | fraction << 13) >>> 0;
  if (fraction === 0) return sign;
  // Subnormal: shift the leading one out of the fraction.
  const shift = Math.clz32(fraction) - 21;
  return (sign | 113 - shift << 23 | (fraction << shift & 1023) << 13) >>> 0;
}

const f32 = new Float32Array(1), u32 = new Uint32Array(f32.buffer);

/** f32 to IEEE 754 binary16, to the nearest, ties to even; too large becomes infinity, NaN stays NaN. */
export function narrow(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    f32[0] = value;
    const x = u32[0]!, sign = x >>> 16 & 0x8000, magnitude = x & 0x7fffffff;
    if (magnitude > 0x7f800000) return sign | 0x7e00;
    if (magnitude >= 0x477ff000) return sign | 0x7c00;
    // Below 2^-14 halves are whole multiples of 2^-24; above, of the last place: add half of it, to even.
    if (magnitude < 0x38800000) return sign | roundEven(Math.abs(value) * 2 ** 24);
    const rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
    return sign | rounded - 0x38000000 >>> 13;
  });
}

function roundEven(x: number): number {
  const floor = Math.floor(x), rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
