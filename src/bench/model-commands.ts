import type { ModelRow } from "../record/bench-model.ts";
import type { Model } from "../model/model.ts";
import { readActivations } from "../run/activations.ts";
import type { Device } from "../run/device.ts";
import { evaluate } from "../run/evaluate.ts";
import { limitSuite } from "../run/sample.ts";
import type { Suite } from "../suite/suite.ts";
import { modelFacts } from "./model-run.ts";
import { timesOf } from "./times.ts";

/** Permutations and resamples of the measured `eval`: enough for every measure to run, few beside the forward pass. */
export const EVAL_SETTINGS = { permutations: 999, bootstraps: 200 } as const;

/** What both commands cost, whole: opening a session, tokens, forward, pooling, and for `eval` the measures. */
export async function benchCommands(
  model: Model,
  { device, suite, items, reps = 1 }: {
    readonly device: Device;
    readonly suite: Suite;
    /** At least so many items: whole scenes. */
    readonly items: number;
    readonly reps?: number;
  },
): Promise<ModelRow[]> {
  const part = limitSuite(suite, items, 0), texts = part.items.map(({ id, text }) => ({ id, text }));
  const row = (way: "activations" | "eval", seconds: number[], tokens: number, stages: Record<string, number>) => {
    const times = timesOf(seconds);
    return {
      ...modelFacts(model),
      loaded_bytes: model.fileBytes -
        model.pruned(model.residual.taps.filter(({ site }) => site !== "final_norm")).bytes,
      device: device.model,
      kernels: device.kernels.name,
      directions: 0,
      items: texts.length,
      tokens,
      way,
      seconds: times,
      items_s: texts.length / times.median,
      tokens_s: tokens / times.median,
      stages,
      read_back_bytes: null,
      ratio: null,
      checked: false,
      reason: null,
    };
  };
  const activations: number[] = [], whole: number[] = [];
  let tokens = 0, stages: Record<string, number> = {};
  for (let rep = 0; rep < reps; rep++) {
    let from = performance.now();
    const read = await readActivations(model, texts, { device, truncate: true });
    activations.push((performance.now() - from) / 1000);
    tokens = read.tokenIds.reduce((sum, ids) => sum + ids.length, 0);
    from = performance.now();
    const { record } = await evaluate(part, model, { device, truncate: true, ...EVAL_SETTINGS });
    whole.push((performance.now() - from) / 1000);
    stages = record.timing;
  }
  return [row("activations", activations, tokens, {}), row("eval", whole, tokens, stages)];
}
