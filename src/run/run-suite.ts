import { Interrupted } from "../record/fault.ts";
import type { RunRecord } from "../record/run.ts";
import type { Suite } from "../suite/suite.ts";
import { sha256 } from "../runtime/files.ts";
import type { Device } from "./device.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { openModel } from "./open.ts";
import { startRun } from "./write.ts";

/** A run that is on disk. */
export interface FinishedRun {
  readonly record: RunRecord;
  /** Path of run.json; report.html, report.md, items.jsonl and journal.jsonl lie beside it. */
  readonly path: string;
}

export interface RunSuiteOptions extends Omit<EvaluateOptions, "device" | "answer" | "onBatch"> {
  readonly device: Device;
  readonly logDir: string;
}

/**
 * Opens a model, runs a suite on it and writes the run's folder. On failure or interruption nothing stays.
 *
 * @throws Fault; Interrupted
 */
export async function runSuite(suite: Suite, ref: string, options: RunSuiteOptions): Promise<FinishedRun> {
  const { model, answer } = await openModel(ref, { suite });
  if (options.signal?.aborted) throw new Interrupted();
  const mark = sha256(model.hash, suite.hash, String(performance.now()), String(Math.random())).slice(7, 19);
  const folder = await startRun(options.logDir, mark);
  try {
    await folder.journal({
      event: "start",
      suite: suite.name,
      suite_hash: suite.hash,
      model: ref,
      model_hash: model.hash,
      items: suite.items.length,
      seed: options.seed ?? 0,
    });
    const evaluation = await evaluate(suite, model, {
      ...options,
      answer,
      onBatch: (ids) => folder.journal({ event: "batch", ids }),
    });
    await folder.journal({ event: "done", id: evaluation.record.id });
    return { record: evaluation.record, path: await folder.finish(evaluation) };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
