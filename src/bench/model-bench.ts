import type { Model } from "../model/model.ts";
import type { ModelRow } from "../record/bench-model.ts";
import { chooseLayers } from "../run/layers.ts";
import type { Device } from "../run/device.ts";
import { encodeAll, type Input } from "../run/encode.ts";
import { seeded } from "./data.ts";
import { batchesOf, disagreement, medianStages, modelFacts, type Run, runBatches } from "./model-run.ts";
import { openWay, type Way } from "./model-ways.ts";
import { timesOf } from "./times.ts";

/** What is read, and how often. */
export interface ModelBenchOptions {
  readonly device: Device;
  readonly texts: readonly Input[];
  /** Directions per layer. Default 16. */
  readonly directions?: number;
  /** Runs in each block; ours has two blocks. Default 3. */
  readonly reps?: number;
  /** A folder for what `@huggingface/transformers` reads; without one that way is left out. */
  readonly folder?: string;
  readonly onProgress?: (way: string) => void;
}

/** Ours before and after the others: a machine that grows slower meanwhile is not counted against them. */
const ORDER: readonly Way[] = ["alienist", "plain forward", "hidden states", "transformers.js", "alienist"];

interface Found {
  readonly seconds: number[];
  readonly runs: Run[];
  open: number;
  failed: string | null;
}

/**
 * What reading a model costs against running it: our way, the plain forward pass with logits, all hidden states in memory
 * with dot products in JavaScript, and that through `@huggingface/transformers`; one session at a time.
 *
 * The reading: mean projection of every text on the directions at every layer. Readings must agree with the hidden
 * states' within 1e-3 of the largest value, or no figure is given.
 */
export async function benchModel(model: Model, options: ModelBenchOptions): Promise<ModelRow[]> {
  const { device, texts, directions: k = 16, reps = 3, folder, onProgress = () => {} } = options;
  const start = performance.now(), { sequences } = encodeAll(model, texts, true);
  const tokenize = (performance.now() - start) / 1000;
  const batches = batchesOf(sequences), tokens = sequences.reduce((sum, { ids }) => sum + ids.length, 0);
  const reading = { model, device, k, directions: seeded(k * model.width, 5, "f32") as Float32Array };
  const found = new Map<Way, Found>();
  for (const way of ORDER) {
    if (way === "transformers.js" && folder === undefined) continue;
    onProgress(way);
    const entry: Found = found.get(way) ?? { seconds: [], runs: [], open: 0, failed: null };
    found.set(way, entry);
    try {
      const opening = performance.now(), runner = await openWay(way, model, device, folder);
      if (!runner) throw new Error("the package is not installed");
      entry.open = (performance.now() - opening) / 1000;
      try {
        for (let rep = -1; rep < reps; rep++) {
          const from = performance.now(), run = await runBatches(way, runner, batches, reading);
          if (rep < 0) continue; // The first run compiles.
          entry.seconds.push((performance.now() - from) / 1000);
          entry.runs.push(run);
        }
      } finally {
        await runner.dispose();
      }
    } catch (error) {
      if (way !== "transformers.js") throw error;
      entry.failed = error instanceof Error ? error.message : String(error);
    }
  }
  const facts = { model, device, k, items: texts.length, tokens, tokenize };
  return [...found].map(([way, entry]) => rowOf(way, entry, found, facts));
}

/** Largest disagreement between readings that still count as the same: f32 in another order. */
const AGREE = 1e-3;

function rowOf(
  way: Way,
  { seconds, runs, open, failed }: Found,
  found: ReadonlyMap<Way, Found>,
  { model, device, k, items, tokens, tokenize }: {
    model: Model;
    device: Device;
    k: number;
    items: number;
    tokens: number;
    tokenize: number;
  },
): ModelRow {
  const reference = found.get("hidden states")!.runs[0]!.read, own = runs[0];
  const off = own && way !== "plain forward" ? disagreement(own.read, reference) : 0;
  const reason = failed ?? (off <= AGREE ? null : `its projections differ from the reference by ${off} of the largest`);
  const times = timesOf(seconds), plain = timesOf(found.get("plain forward")!.seconds).median, ok = reason === null;
  return {
    ...modelFacts(model),
    loaded_bytes: model.fileBytes - (way === "alienist" ? model.pruned(chooseLayers(model, "all")).bytes : 0),
    device: way === "transformers.js" ? "cpu" : device.model,
    kernels: way === "alienist" ? device.kernels.name : "",
    directions: k,
    items,
    tokens,
    way,
    seconds: ok ? times : null,
    items_s: ok ? items / times.median : null,
    tokens_s: ok ? tokens / times.median : null,
    stages: ok ? { open, tokenize, ...medianStages(runs) } : {},
    read_back_bytes: own?.bytes ?? null,
    ratio: ok ? times.median / plain : null,
    checked: ok && way !== "plain forward",
    reason,
  };
}
