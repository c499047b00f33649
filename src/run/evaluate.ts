import { measureTransfer } from "../measure/transfer.ts";
import type { TransferResult } from "../measure/readings.ts";
import type { Model } from "../model/model.ts";
import type { KnownAnswer } from "../phantom/phantom.ts";
import { type ItemRecord, type RunRecord, tapName } from "../record/run.ts";
import type { Suite } from "../suite/suite.ts";
import type { Device } from "./device.ts";
import { encodeAll } from "./encode.ts";
import { chooseLayers } from "./layers.ts";
import { makeItems, makeRecord } from "./record.ts";
import { readStream } from "./stream.ts";

/** Options of `evaluate`, with their defaults. */
export interface EvaluateOptions {
  readonly device: Device;
  /** Where in the text: `last` own token (default), or `mean` over its own tokens. */
  readonly reading?: "last" | "mean";
  /** `all` (default), or numbers and ranges such as `0,2-3`. */
  readonly layers?: string;
  readonly seed?: number;
  /** Label permutations. Default 10,000; fewer than 400 cannot reach p (Holm) < .05 on a suite with every measure. */
  readonly permutations?: number;
  /** Bootstrap resamples, at least 100. Default 2,000. */
  readonly bootstraps?: number;
  readonly batchSize?: number | undefined;
  /** Cut texts that are longer than the context, instead of refusing them. */
  readonly truncate?: boolean;
  /** What a phantom planted; goes into the record. */
  readonly answer?: KnownAnswer | null;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
  /** Called after each forward batch with the ids that it finished. */
  readonly onBatch?: (ids: readonly string[]) => Promise<void>;
  /** Time of the run; default now. */
  readonly now?: Date;
}

/** A finished run: the record, a line per item, and the direction that was learned. */
export interface Evaluation {
  readonly record: RunRecord;
  readonly items: readonly ItemRecord[];
  readonly direction: TransferResult["direction"];
}

/**
 * Runs one suite on one model: read the residual stream, measure, judge. Nothing is written.
 *
 * @example
 * const suite = await loadSuite("emotion");
 * const { model, answer } = await openModel("phantom:affect", { suite });
 * const device = await chooseDevice("cpu");
 * const { record } = await evaluate(suite, model, { device, answer, permutations: 499, bootstraps: 200 });
 * record.verdict.word; // "transfers"
 * @throws Fault; Interrupted when the signal fires
 */
export async function evaluate(suite: Suite, model: Model, options: EvaluateOptions): Promise<Evaluation> {
  const {
    device,
    reading = "last",
    layers = "all",
    seed = 0,
    permutations = 10_000,
    bootstraps = 2_000,
    answer = null,
  } = options;
  const timing: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    timing[stage] = Math.round(performance.now() - start) / 1000;
    return result;
  };
  const { sequences, warnings } = await timed(
    "tokenize",
    () => encodeAll(model, suite.items, options.truncate ?? false),
  );
  const taps = chooseLayers(model, layers);
  const embed = model.find("embed");
  const requests = [...taps.map((tap) => ({ tap, reading })), { tap: embed, reading: "mean" as const }];
  const pooled = await timed("forward", () =>
    readStream(model, device, sequences, requests, {
      batchSize: options.batchSize,
      signal: options.signal,
      onBatch: async (items, done, total) => {
        await options.onBatch?.(items.map((i) => suite.items[i]!.id));
        options.onProgress?.("forward", done, total);
      },
    }));
  const result = await timed("measure", () =>
    measureTransfer(suite, suite.items, {
      taps: taps.map((tap) => ({ name: tapName(tap), layer: tap.layer ?? 0 })),
      acts: pooled.slice(0, -1),
      embedding: pooled.at(-1)!,
      width: model.width,
      n: suite.items.length,
    }, {
      kernels: device.kernels,
      reading,
      seed,
      permutations,
      bootstraps,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: ({ stage, done, total }) => options.onProgress?.(stage, done, total),
    }));
  const settings = { reading, layers, permutations, bootstraps, folds: 5, truncate: options.truncate ?? false };
  const facts = { suite, model, device, sequences, taps: [embed, ...taps], result, settings, seed, answer, timing };
  const record = makeRecord({ ...facts, created: options.now ?? new Date(), warnings });
  return { record, items: makeItems(suite, sequences, result), direction: result.direction };
}
