import type { Model } from "../model/model.ts";
import { planBatches } from "../model/batches.ts";
import type { Outputs } from "../model/session.ts";
import type { Encoded } from "../model/tokenizer.ts";
import { projectPool } from "../reference/project_pool.ts";
import { chooseLayers } from "../run/layers.ts";
import type { Device } from "../run/device.ts";
import { timesOf } from "./times.ts";
import type { Runner, Way } from "./model-ways.ts";

/** One padded batch as sessions and kernels want it. */
export interface Batch {
  readonly ids: readonly (readonly number[])[];
  readonly length: number;
  /** Rows of each text's own tokens. */
  readonly starts: Uint32Array;
  readonly lengths: Uint32Array;
}

/** What is read: mean projections on `k` directions [k, width] at every layer. */
export interface Reading {
  readonly model: Model;
  readonly device: Device;
  readonly directions: Float32Array;
  readonly k: number;
}

/** One run over all batches. */
export interface Run {
  /** [layers][texts * k] in the order of the batches; empty for a way that reads nothing. */
  readonly read: readonly Float32Array[];
  /** Bytes that left the runtime, or the GPU, for the program. */
  readonly bytes: number;
  /** Seconds by part. */
  readonly stages: Readonly<Record<string, number>>;
}

/** What every row says of the model. */
export function modelFacts(model: Model) {
  const { ref, layers, width, vocabulary, fileBytes } = model;
  return { model: ref, layers, width, vocabulary, file_bytes: fileBytes };
}

/** Batches in the order in which the commands run them. */
export function batchesOf(sequences: readonly Encoded[]): Batch[] {
  return planBatches(sequences.map(({ ids }) => ids.length)).map(({ items, length }) => ({
    ids: items.map((i) => sequences[i]!.ids),
    length,
    starts: Uint32Array.from(items, (i, row) => row * length + sequences[i]!.from),
    lengths: Uint32Array.from(items, (i) => sequences[i]!.to - sequences[i]!.from),
  }));
}

/** Runs every batch and reads it the way's own way: ours with the kernels, the others in JavaScript. */
export async function runBatches(way: Way, runner: Runner, batches: readonly Batch[], how: Reading): Promise<Run> {
  const { device, model } = how, taps = chooseLayers(model, "all");
  const read: Float32Array[][] = taps.map(() => []), stages: Record<string, number> = {};
  let bytes = 0;
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    stages[stage] = (stages[stage] ?? 0) + (performance.now() - from) / 1000;
    return result;
  };
  for (const batch of batches) {
    const outputs = await timed("forward", async () => {
      const made = await runner.run(batch);
      await device.gpu?.device.queue.onSubmittedWorkDone();
      return made;
    });
    try {
      const parts = way === "plain forward" ? [] : await timed("read", () => readBatch(way, outputs, batch, how));
      parts.forEach((part, l) => read[l]!.push(part));
      bytes += bytesRead(way, outputs, parts, device);
      // That package hands out every output, the logits too.
      if (way === "transformers.js") bytes += 4 * batch.ids.length * batch.length * model.vocabulary;
    } finally {
      outputs.release();
    }
  }
  return { read: read.map((parts) => Float32Array.from(parts.flatMap((part) => [...part]))), bytes, stages };
}

async function readBatch(
  way: Way,
  outputs: Outputs,
  { starts, lengths }: Batch,
  how: Reading,
): Promise<Float32Array[]> {
  const { model, device, directions, k } = how, segments = { starts, lengths };
  const rows = chooseLayers(model, "all").map(({ tensor }) => outputs.rows.get(tensor)!);
  return way === "alienist"
    ? await Promise.all(rows.map((one) => device.kernels.projectPool(one, directions, k, segments, "mean")))
    : rows.map((one) => projectPool(one, directions, k, segments, "mean"));
}

/** Outputs that stay in GPU buffers are not read; the projections are. */
function bytesRead(way: Way, outputs: Outputs, parts: readonly Float32Array[], { model }: Device): number {
  const onGpu = model === "webgpu" && (way === "alienist" || way === "plain forward");
  if (onGpu) return parts.reduce((sum, part) => sum + part.byteLength, 0);
  return [...outputs.rows.values()].reduce((sum, { rows, width }) => sum + 4 * rows * width, 0);
}

/** Largest difference between two readings, over the largest value. */
export function disagreement(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let most = 0, difference = 0;
  a.forEach((values, l) =>
    values.forEach((value, i) => {
      most = Math.max(most, Math.abs(value));
      difference = Math.max(difference, Math.abs(value - b[l]![i]!));
    })
  );
  return Number.isNaN(difference) ? Infinity : difference / (most || 1);
}

/** Median seconds of each part over runs. */
export function medianStages(runs: readonly Run[]): Record<string, number> {
  const names = Object.keys(runs[0]?.stages ?? {});
  return Object.fromEntries(names.map((name) => [name, timesOf(runs.map(({ stages }) => stages[name] ?? 0)).median]));
}
