import { z } from "zod";
import { Adapter } from "./run.ts";

export const MODEL_BENCH_SCHEMA = "alienist/bench-model/1";

const Times = z.strictObject({ median: z.number(), q1: z.number(), q3: z.number(), n: z.int() });

/**
 * Ways to a reading, all on one runtime and one file: `alienist` (pruned, pooled and projected where the stream is),
 * `plain forward` (the file as it is, logits, nothing read), `hidden states` (every layer and the logits copied to
 * memory, dot products in JavaScript), `transformers.js` (the same through that package), `activations` and `eval` (the
 * commands, whole).
 */
export const MODEL_WAYS = [
  "alienist",
  "plain forward",
  "hidden states",
  "transformers.js",
  "activations",
  "eval",
] as const;

/** What reading a model costs: one way, one model, one device. */
export const ModelRow = z.looseObject({
  model: z.string(),
  layers: z.int(),
  width: z.int(),
  vocabulary: z.int(),
  /** Bytes of the model's files, and of those that this way loads. */
  file_bytes: z.int(),
  loaded_bytes: z.int(),
  /** `cpu`: native code, in `transformers.js`. */
  device: z.enum(["webgpu", "wasm", "cpu"]),
  kernels: z.string(),
  directions: z.int(),
  items: z.int(),
  tokens: z.int(),
  way: z.enum(MODEL_WAYS),
  seconds: Times.nullable(),
  items_s: z.number().nullable(),
  tokens_s: z.number().nullable(),
  /** Median seconds of each part: `open`, `tokenize`, `forward`, `read` (pool, project and their results back) ... */
  stages: z.record(z.string(), z.number()),
  /** Bytes that left the runtime (or the GPU) for the program, per run. */
  read_back_bytes: z.int().nullable(),
  /** Seconds over those of the plain forward pass. */
  ratio: z.number().nullable(),
  checked: z.boolean(),
  reason: z.string().nullable(),
});
export type ModelRow = z.infer<typeof ModelRow>;

/** `alienist bench model --json`. */
export const ModelBenchRecord = z.looseObject({
  schema: z.literal(MODEL_BENCH_SCHEMA),
  created: z.iso.datetime(),
  adapter: Adapter.nullable(),
  machine: z.strictObject({ cores: z.int(), memory_bytes: z.int() }),
  /** Where model and kernels ran, in a sentence. */
  why: z.string(),
  settings: z.strictObject({
    items: z.int(),
    reps: z.int(),
    directions: z.int(),
    permutations: z.int(),
    bootstraps: z.int(),
  }),
  versions: z.record(z.string(), z.string()),
  rows: z.array(ModelRow),
});
export type ModelBenchRecord = z.infer<typeof ModelBenchRecord>;
