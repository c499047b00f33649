/** High and low half of a 32 x 32 bit product, by 16-bit limbs: what WGSL can do too. */
function mulhi(a: number, b: number): number {
  const a0 = a & 0xffff, a1 = a >>> 16, b0 = b & 0xffff, b1 = b >>> 16;
  const low = Math.imul(a0, b0) >>> 0;
  const mid1 = (Math.imul(a1, b0) >>> 0) + (low >>> 16);
  const mid2 = (Math.imul(a0, b1) >>> 0) + (mid1 & 0xffff);
  return (Math.imul(a1, b1) + Math.floor(mid1 / 65536) + Math.floor(mid2 / 65536)) >>> 0;
}

/**
 * Philox4x32-10: one block of four 32-bit words from a 128-bit counter and a 64-bit key, written to `out`.
 *
 * Integers only, no state: the same (counter, key) gives the same words on every machine, in any order.
 * Source: Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405; tested against their published vectors.
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array = new Uint32Array(4),
): Uint32Array {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const h0 = mulhi(0xd2511f53, c0), l0 = Math.imul(0xd2511f53, c0) >>> 0;
    const h1 = mulhi(0xcd9e8d57, c2), l1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c1 = l1;
    c3 = l0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
  return out;
}

const block = new Uint32Array(4);

/** 32 random bits as an unsigned integer; `seed` below 2^53, `draw` and `word` below 2^32. */
export function bits(seed: number, draw: number, word: number): number {
  philox([draw >>> 0, word >>> 2, 0, 0], [seed >>> 0, Math.floor(seed / 4294967296) >>> 0], block);
  return block[word & 3]!;
}

/** A number in the open interval (0, 1), in steps of 2^-32. */
export function uniform(seed: number, draw: number, word: number): number {
  return (bits(seed, draw, word) + 0.5) / 4294967296;
}

/** A standard normal number (Box and Muller 1958, https://doi.org/10.1214/aoms/1177706645). */
export function normal(seed: number, draw: number, word: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(seed, draw, 2 * word)));
  return radius * Math.cos(2 * Math.PI * uniform(seed, draw, 2 * word + 1));
}

/** The numbers 0 to `length` - 1 in random order (Fisher and Yates); `draw` picks one of many orders. */
export function shuffle(length: number, seed: number, draw = 0): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(uniform(seed, draw, i) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** A seed for one purpose (`"folds"`, `"bootstrap"`), so that purposes never share numbers; FNV-1a of the name. */
export function deriveSeed(seed: number, purpose: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193) >>> 0;
  return bits(seed, hash, 0xffffffff);
}
