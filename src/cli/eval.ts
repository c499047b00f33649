import type { CommandModule } from "yargs";
import { addOptions, BATCH_SIZE, DEVICE_OPTIONS, JSON_FLAG, LAYERS, MODEL, SUITE, TRUNCATE } from "./common.ts";

export const evalCommand = (signal: AbortSignal): CommandModule => ({
  command: "eval <suite>",
  describe: "Run a suite on one or more models: read, measure, judge, report",
  builder: (yargs) =>
    addOptions(
      yargs.positional("suite", SUITE),
      {
        "model": { ...MODEL, describe: `${MODEL.describe}; may be repeated` },
        ...DEVICE_OPTIONS,
        "layers": LAYERS,
        "reading": {
          choices: ["last", "mean"],
          default: "last",
          describe: "Last token of the text, or mean over its tokens",
        },
        "limit": {
          type: "number",
          requiresArg: true,
          describe: "At least so many items: whole scenes, chosen by the seed",
        },
        "sample-id": {
          type: "string",
          requiresArg: true,
          describe: "Only the pairs of these items, separated by commas",
        },
        "seed": {
          type: "number",
          default: 0,
          requiresArg: true,
          describe: "Seed of folds, permutations and resamples",
        },
        "permutations": {
          type: "number",
          default: 10000,
          requiresArg: true,
          describe: "Label permutations within pairs",
        },
        "bootstraps": {
          type: "number",
          default: 2000,
          requiresArg: true,
          describe: "Cluster resamples for the intervals",
        },
        "batch-size": BATCH_SIZE,
        "truncate": TRUNCATE,
        "threshold": {
          type: "string",
          requiresArg: true,
          describe: 'Exit with 100 unless it holds: "transfer.excess>=0.05"; may be repeated',
        },
        "log-dir": { type: "string", default: "runs", requiresArg: true, describe: "Where the run's folder is made" },
        "output-path": {
          alias: "o",
          type: "string",
          requiresArg: true,
          describe: "Copy of the result too: .json record, .html or .md report, .jsonl items; may be repeated",
        },
        "display": {
          choices: ["full", "plain", "none"],
          default: "full",
          describe: "full: progress bar; plain: lines; none: nothing on stderr",
        },
        "json": { ...JSON_FLAG, describe: "NDJSON events on stdout, and nothing else there" },
        "dry-run": { type: "boolean", default: false, describe: "Open everything, say what would run, run nothing" },
      },
    ),
  async handler(argv) {
    const { runEval } = await import("./eval-run.ts");
    await runEval(argv, signal);
  },
});
