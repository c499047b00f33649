import { MODEL_BENCH_SCHEMA, type ModelBenchRecord, type ModelRow } from "../record/bench-model.ts";
import { VERSION } from "../record/version.ts";
import { ortVersion } from "../model/ort.ts";
import * as files from "../runtime/files.ts";
import { runtime } from "../runtime/current.ts";
import type { Device } from "../run/device.ts";
import { openModel } from "../run/open.ts";
import { limitSuite } from "../run/sample.ts";
import type { Suite } from "../suite/suite.ts";
import { benchModel } from "./model-bench.ts";
import { benchCommands, EVAL_SETTINGS } from "./model-commands.ts";
import { versionOf } from "./version.ts";

/** What `alienist bench model` is asked for. */
export interface ModelBenchRequest {
  readonly models: readonly string[];
  readonly device: Device;
  /** Where the texts come from. */
  readonly suite: Suite;
  /** Texts to read; whole scenes of the suite for the commands. */
  readonly items: number;
  readonly reps: number;
  readonly directions: number;
  /** Measure `activations` and `eval` too. */
  readonly commands: boolean;
  readonly onProgress?: (line: string) => void | Promise<void>;
}

/** Measures every model and makes the record. */
export async function benchModels(request: ModelBenchRequest): Promise<ModelBenchRecord> {
  const { models, device, suite, items, reps, directions, commands, onProgress = () => {} } = request;
  const texts = spreadOver(limitSuite(suite, items, 0), items), rows: ModelRow[] = [];
  const folder = await files.temporaryFolder();
  try {
    for (const ref of models) {
      await onProgress(`${ref}: compiling or loading`);
      const { model } = await openModel(ref, { suite });
      const how = { device, texts, directions, reps, folder: files.join(folder, `model-${rows.length}`) };
      rows.push(...await benchModel(model, { ...how, onProgress: (way) => void onProgress(`${ref}: ${way}`) }));
      if (!commands) continue;
      await onProgress(`${ref}: activations, eval`);
      rows.push(...await benchCommands(model, { device, suite, items }));
    }
  } finally {
    await files.remove(folder);
  }
  const versions = {
    alienist: VERSION,
    [runtime.name]: runtime.version.replace(/^\w+ /, ""),
    "onnxruntime-web": ortVersion(),
  };
  const theirs = await versionOf("@huggingface/transformers");
  return {
    schema: MODEL_BENCH_SCHEMA,
    created: new Date().toISOString(),
    adapter: device.adapter,
    machine: { cores: runtime.cores, memory_bytes: runtime.memory().total },
    why: device.why,
    settings: { items: texts.length, reps, directions, ...EVAL_SETTINGS },
    versions: theirs ? { ...versions, "transformers.js": theirs } : versions,
    rows,
  };
}

/** At most `items` texts, evenly from all conditions. */
function spreadOver({ items: all }: Suite, items: number) {
  const step = Math.max(1, all.length / items);
  return Array.from({ length: Math.min(items, all.length) }, (_, i) => all[Math.floor(i * step)]!)
    .map(({ id, text }) => ({ id, text }));
}
