import { bits } from "../math/random.ts";

/**
 * A fast stream of random numbers for filling weights: xoshiro128** (Blackman and Vigna 2018,
 * https://prng.di.unimi.it/xoshiro128starstar.c), seeded from the counter-based generator by seed and purpose.
 */
export function stream(seed: number, purpose: number): () => number {
  const state = Uint32Array.from({ length: 4 }, (_, i) => bits(seed, purpose, i) || 1);
  return () => {
    const s1 = state[1]!;
    const mixed = Math.imul(s1, 5);
    const result = Math.imul((mixed << 7) | (mixed >>> 25), 9) >>> 0;
    const shifted = s1 << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= s1;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    const s3 = state[3]!;
    state[3] = (s3 << 11) | (s3 >>> 21);
    return result / 4294967296;
  };
}

/** Fills with numbers of mean 0 and the given SD (uniform: large models are made in seconds). */
export function fill(out: Float32Array, sd: number, next: () => number): Float32Array {
  const reach = sd * Math.sqrt(12);
  for (let i = 0; i < out.length; i++) out[i] = (next() - 0.5) * reach;
  return out;
}

/** A standard normal number (Box and Muller). */
export function gaussian(next: () => number): number {
  return Math.sqrt(-2 * Math.log(next() + 2 ** -33)) * Math.cos(2 * Math.PI * next());
}

/** A random orthogonal matrix [size, size], row-major: Gaussian rows, made orthonormal (Gram and Schmidt, twice). */
export function rotation(size: number, next: () => number): Float64Array {
  const rows = Float64Array.from({ length: size * size }, () => gaussian(next));
  for (let i = 0; i < size; i++) {
    const row = rows.subarray(i * size, (i + 1) * size);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) subtract(row, rows.subarray(j * size, (j + 1) * size));
    }
    const norm = Math.hypot(...row);
    for (let k = 0; k < size; k++) row[k]! /= norm;
  }
  return rows;
}

function subtract(row: Float64Array, unit: Float64Array): void {
  let along = 0;
  for (let k = 0; k < row.length; k++) along += row[k]! * unit[k]!;
  for (let k = 0; k < row.length; k++) row[k]! -= along * unit[k]!;
}
