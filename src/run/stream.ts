import { Fault, Interrupted } from "../record/fault.ts";
import { type Tap, tapName } from "../record/run.ts";
import { planBatches } from "../model/batches.ts";
import type { Model } from "../model/model.ts";
import type { Encoded } from "../model/tokenizer.ts";
import type { Device } from "./device.ts";

export const READINGS = ["last", "mean", "all"] as const;
/** `last`: the text's last own token. `mean`: over its own tokens (special tokens excluded). `all`: every token, special ones too. */
export type Reading = typeof READINGS[number];

/** One tap, read one way. */
export interface Request {
  readonly tap: Tap;
  readonly reading: Reading;
}

export interface StreamOptions {
  /** Padded tokens per forward pass. */
  readonly budget?: number;
  /** Most texts per forward pass; default: as many as the budget allows. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** After each batch: indices of its texts, texts done, texts in all. */
  readonly onBatch?: ((items: readonly number[], done: number, total: number) => void | Promise<void>) | undefined;
}

/**
 * Reads the residual stream: runs the model up to the deepest tap and pools every tap where the model left it.
 *
 * @param sequences token ids with the span of the text's own tokens
 * @returns per request, row-major: [n, width], or [n_tokens, width] in order for `all`
 * @throws Fault when the forward pass fails; Interrupted
 */
export async function readStream(
  model: Model,
  device: Device,
  sequences: readonly Encoded[],
  requests: readonly Request[],
  { budget = 2048, batchSize, signal, onBatch }: StreamOptions = {},
): Promise<Float32Array[]> {
  const places = requests.map((request) => placesOf(sequences, request.reading));
  const out = requests.map((_, r) => new Float32Array(places[r]!.total * model.width));
  const session = await model.tap(requests.map((request) => request.tap), {
    device: device.model,
    gpuDevice: device.gpu?.device,
  });
  try {
    let done = 0;
    for (const plan of planBatches(sequences.map((s) => s.ids.length), { budget, size: batchSize ?? Infinity })) {
      if (signal?.aborted) throw new Interrupted();
      const outputs = await session.run({ ids: plan.items.map((i) => sequences[i]!.ids), length: plan.length });
      try {
        // All taps are queued before the first is read back: a device is waited for once.
        const pooled = requests.map(({ tap, reading }) =>
          device.kernels.pool(
            outputs.rows.get(tap.tensor)!,
            segmentsOf(plan, sequences, reading),
            reading === "mean" ? "mean" : "last",
          )
        );
        const failed = (await Promise.allSettled(pooled)).find((one) => one.status === "rejected");
        if (failed) throw failed.reason;
        for (const r of requests.keys()) scatter(out[r]!, await pooled[r]!, plan.items, places[r]!, model.width);
      } finally {
        outputs.release();
      }
      done += plan.items.length;
      await onBatch?.(plan.items, done, sequences.length);
    }
  } finally {
    await session.dispose();
  }
  refuseBroken(out, requests);
  return out;
}

interface Places {
  /** First output row of each sequence. */
  readonly first: readonly number[];
  readonly count: readonly number[];
  readonly total: number;
}

function placesOf(sequences: readonly Encoded[], reading: Reading): Places {
  const count = sequences.map((sequence) => reading === "all" ? sequence.ids.length : 1);
  let total = 0;
  const first = count.map((rows) => (total += rows) - rows);
  return { first, count, total };
}

/** Token rows of a batch [size * length]: one segment per result row. */
function segmentsOf(
  plan: { items: readonly number[]; length: number },
  sequences: readonly Encoded[],
  reading: Reading,
) {
  const starts: number[] = [];
  const lengths: number[] = [];
  plan.items.forEach((i, row) => {
    const { ids, from, to } = sequences[i]!;
    const base = row * plan.length;
    if (reading === "all") {
      for (let at = 0; at < ids.length; at++) starts.push(base + at), lengths.push(1);
    } else starts.push(base + from), lengths.push(to - from);
  });
  return { starts: Uint32Array.from(starts), lengths: Uint32Array.from(lengths) };
}

function scatter(
  out: Float32Array,
  pooled: Float32Array,
  items: readonly number[],
  places: Places,
  width: number,
): void {
  let from = 0;
  for (const i of items) {
    const size = places.count[i]! * width;
    out.set(pooled.subarray(from, from + size), places.first[i]! * width);
    from += size;
  }
}

/** A model or device that computes nonsense must not end in a figure or a file. */
function refuseBroken(pooled: readonly Float32Array[], requests: readonly { tap: Tap }[]): void {
  pooled.forEach((values, r) => {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    const name = tapName(requests[r]!.tap);
    if (bad >= 0) {
      throw new Fault(
        "not_finite",
        `The residual stream at ${name} holds ${values[bad]}: the model or the device computes nonsense.`,
        "Try --device cpu; if it stays, the model file is broken.",
      );
    }
    if (values.length > 0 && values.every((value) => value === 0)) {
      throw new Fault(
        "all_zero",
        `The residual stream at ${name} is zero everywhere: the device computes nonsense.`,
        "Try --device cpu.",
      );
    }
  });
}
