import { Fault, Interrupted } from "../record/fault.ts";
import type { Kernels } from "../reference/kernels.ts";
import type { Encoder } from "./sae.ts";

/** So many are asked for at least, so that it is known how many were active, which is rarely more. */
const COUNTED = 256;
/** Multiply-adds and rows in one call of the kernels at most, so that an interrupt is heard and results stay small. */
const MOST_WORK = 2 ** 36, MOST_ROWS = 4096;

/** The most active features of some rows. */
export interface Encoded {
  /** Features per row. */
  readonly top: number;
  /** [rows, top]; descending, 0 where fewer were active. */
  readonly activations: Float32Array;
  /** [rows, top]; which features these are. */
  readonly indices: Uint32Array;
  /** [rows]; features above 0; where `more` is 1, at least so many. */
  readonly active: Uint32Array;
  readonly more: Uint8Array;
}

/**
 * The top features of every row.
 *
 * @param acts [rows, d_in], normalised as the encoder wants it
 * @throws Fault `not_finite` where the device computes nonsense; Interrupted
 */
export async function encodeRows(
  kernels: Kernels<GPUBuffer>,
  sae: Encoder,
  acts: Float32Array,
  most: number,
  signal?: AbortSignal,
): Promise<Encoded> {
  const { dIn, dSae, bias, threshold, weights } = sae, rows = acts.length / dIn;
  const kept = Math.min(dSae, sae.k ?? dSae),
    top = Math.min(most, kept),
    asked = Math.min(kept, Math.max(most, COUNTED));
  const activations = new Float32Array(rows * top), indices = new Uint32Array(rows * top);
  const active = new Uint32Array(rows), more = new Uint8Array(rows);
  const step = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_WORK / (dSae * dIn))));
  const epilogue = threshold ? { epilogue: "jumprelu" as const, threshold } : { epilogue: "relu" as const };
  const held = kernels.hold({ data: weights, rows: dSae, width: dIn });
  try {
    for (let from = 0; from < rows; from += step) {
      if (signal?.aborted) throw new Interrupted();
      const count = Math.min(step, rows - from);
      const block = { data: acts.subarray(from * dIn, (from + count) * dIn), rows: count, width: dIn };
      const found = await kernels.matmulTopk(block, held.rows, asked, { ...epilogue, bias });
      for (let row = 0; row < count; row++) {
        const values = found.values.subarray(row * asked, (row + 1) * asked);
        refuseBroken(values);
        const zero = values.indexOf(0), positive = zero < 0 ? asked : zero;
        active[from + row] = positive;
        more[from + row] = positive === asked && asked < kept ? 1 : 0;
        activations.set(values.subarray(0, top), (from + row) * top);
        indices.set(found.indices.subarray(row * asked, row * asked + top), (from + row) * top);
      }
    }
  } finally {
    held.release();
  }
  return { top, activations, indices, active, more };
}

/** Of finite weights and activations nothing else comes out, but by overflow. */
function refuseBroken(values: Float32Array): void {
  const bad = values.find((value) => !Number.isFinite(value) || value < 0);
  if (bad === undefined) return;
  throw new Fault(
    "not_finite",
    `A feature's activation is ${bad}: the device computes nonsense, or the autoencoder is of another model.`,
    "Try --device cpu; if it stays, check the autoencoder.",
  );
}
