import { Interrupted } from "../record/fault.ts";
import type { RunRecord } from "../record/run.ts";
import { terminalTable } from "../report/terminal.ts";
import { checkOutput, copyOutputs } from "../run/copy.ts";
import { chooseDevice } from "../run/device.ts";
import { encodeAll } from "../run/encode.ts";
import { chooseLayers } from "../run/layers.ts";
import { checkModelRef, openModel } from "../run/open.ts";
import { runSuite } from "../run/run-suite.ts";
import { limitSuite, pickItems } from "../run/sample.ts";
import { loadSuite } from "../run/suites.ts";
import { missed, parseThreshold } from "../run/threshold.ts";
import { dirname, join } from "../runtime/files.ts";
import { color, columns, print } from "../runtime/terminal.ts";
import type { Suite } from "../suite/suite.ts";
import { ThresholdFailed, usage } from "./fail.ts";
import { type Progress, progressFor } from "./progress.ts";
import { batchSize, deviceRequest, list, once, whole } from "./values.ts";

type Argv = Record<string, unknown>;

/** The command `eval`: everything is checked before anything runs. */
export async function runEval(argv: Argv, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const settings = {
    reading: once("reading", argv.reading as "last" | "mean"),
    layers: once("layers", argv.layers as string),
    seed: whole("seed", argv.seed, 0),
    permutations: whole("permutations", argv.permutations, 399, 1_000_000),
    bootstraps: whole("bootstraps", argv.bootstraps, 100, 100_000),
    batchSize: batchSize(argv.batchSize),
    truncate: argv.truncate === true,
    logDir: once("log-dir", argv.logDir as string),
  };
  const thresholds = list(argv.threshold).map(parseThreshold);
  const outputs = list(argv.outputPath);
  if (settings.logDir.trim() === "") throw usage("--log-dir is empty");
  for (const output of outputs) await checkOutput(output);
  for (const ref of list(argv.model)) await checkModelRef(ref);
  const suite = await chosenItems(argv, settings.seed);
  const device = await chooseDevice(deviceRequest(argv));
  const progress = progressFor({ display: once("display", argv.display as "full"), json: argv.json === true });
  const records: { record: RunRecord; path: string }[] = [];
  try {
    await progress.say(device.why);
    for (const ref of list(argv.model)) {
      if (argv.dryRun) await dryRun(suite, ref, settings, argv.json === true);
      else records.push(await oneRun(suite, ref, device, settings, progress, signal));
    }
  } catch (error) {
    progress.stop();
    // What is finished is on disk: say so before the error.
    if (records.length > 0 && argv.json !== true) await finish(records, false, (performance.now() - started) / 1000);
    throw error;
  } finally {
    progress.stop();
    device.dispose();
  }
  if (argv.dryRun) return;
  await copyOutputs(records.map((run) => run.path), outputs);
  await finish(records, argv.json === true, (performance.now() - started) / 1000);
  const misses = records.flatMap(({ record }) => missed(record, thresholds));
  if (misses.length > 0) throw new ThresholdFailed(misses.join(" "));
}

async function chosenItems(argv: Argv, seed: number): Promise<Suite> {
  const suite = await loadSuite(argv.suite as string);
  const ids = list(argv.sampleId).flatMap((value) => value.split(",")).map((id) => id.trim()).filter(Boolean);
  if (argv.sampleId !== undefined && ids.length === 0) throw usage("--sample-id names no item");
  const picked = ids.length > 0 ? pickItems(suite, ids) : suite;
  return argv.limit === undefined ? picked : limitSuite(picked, whole("limit", argv.limit, 1), seed);
}

async function oneRun(
  suite: Suite,
  ref: string,
  device: Awaited<ReturnType<typeof chooseDevice>>,
  settings: Omit<Parameters<typeof runSuite>[2], "device">,
  progress: Progress,
  signal: AbortSignal,
) {
  if (signal.aborted) throw new Interrupted();
  await progress.start(suite.name, ref, suite.items.length);
  progress.step("open", 0, 1);
  const run = await runSuite(suite, ref, { ...settings, device, signal, onProgress: progress.step });
  progress.stop();
  for (const figure of run.record.figures) await progress.event({ event: "figure", figure });
  await progress.event({ event: "run", record: run.path, model: ref, verdicts: verdicts(run.record) });
  for (const warning of run.record.warnings) await progress.say(`Note: ${warning}`);
  const peak = run.record.device.peak_gpu_bytes;
  if (peak !== undefined) await progress.say(`GPU memory of the kernels, at most: ${(peak / 2 ** 20).toFixed(1)} MiB.`);
  return run;
}

/** Opens and checks everything that a run would, and says what it would do. */
async function dryRun(
  suite: Suite,
  ref: string,
  settings: { layers: string; truncate: boolean },
  json: boolean,
): Promise<void> {
  const { model } = await openModel(ref, { suite });
  const taps = chooseLayers(model, settings.layers);
  const { sequences } = encodeAll(model, suite.items, settings.truncate);
  const tokens = sequences.reduce((sum, sequence) => sum + sequence.ids.length, 0);
  const plan = {
    suite: suite.name,
    version: suite.version,
    model: ref,
    items: suite.items.length,
    tokens,
    taps: taps.length,
  };
  await print(
    json
      ? JSON.stringify({ event: "plan", ...plan, layers: model.layers, width: model.width }) + "\n"
      : `${suite.name} ${suite.version} on ${ref}: ${plan.items} items, ${tokens} tokens, ${model.layers} layers of width ${model.width}.\n`,
  );
}

const verdicts = ({ suite, verdict }: RunRecord) => ({
  [suite.name]: { verdict: verdict.word, tap: verdict.tap, reason: verdict.reason },
});

async function finish(
  runs: readonly { record: RunRecord; path: string }[],
  json: boolean,
  seconds: number,
): Promise<void> {
  const last = runs.at(-1)!;
  if (json) {
    const each = runs.map(({ record, path }) => ({
      record: path,
      model: record.model.ref,
      verdicts: verdicts(record),
    }));
    const done = {
      event: "done",
      record: last.path,
      verdicts: verdicts(last.record),
      runs: each,
      seconds: Math.round(seconds * 100) / 100,
    };
    return await print(JSON.stringify(done) + "\n");
  }
  await print(terminalTable(runs.map(({ record }) => record), { color: color("stdout"), width: columns() }) + "\n");
  for (const { path } of runs) await print(`Report: ${join(dirname(path), "report.html")}\n`);
  await print(`Done in ${seconds.toFixed(1)} s.\n`, "stderr");
}
