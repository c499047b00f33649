#!/usr/bin/env node
import yargs from "yargs";
import { VERSION } from "../record/version.ts";
import { args, env, exit, onInterrupt } from "../runtime/terminal.ts";
import { activationsCommand } from "./activations.ts";
import { auditCommand } from "./audit.ts";
import { benchCommand } from "./bench.ts";
import { isTrue } from "./common.ts";
import { doctorCommand } from "./doctor.ts";
import { evalCommand } from "./eval.ts";
import { fail, usage } from "./fail.ts";
import { featuresCommand } from "./features.ts";
import { importCommand } from "./import.ts";
import { phantomCommand } from "./phantom.ts";
import { suitesCommand } from "./suites.ts";
import { tapsCommand } from "./taps.ts";

const interrupt = new AbortController();
// Commands that write bit by bit clean up first; the others can stop where they are.
onInterrupt(() =>
  ["eval", "activations", "features", "import", "bench"].includes(args[0] ?? "") ? interrupt.abort() : exit(130)
);

const asked = (name: string) =>
  args.some((arg) => arg === `--${name}` || arg === `--${name}=true`) || isTrue(env[`ALIENIST_${name.toUpperCase()}`]);

try {
  await yargs(args)
    .scriptName("alienist")
    .usage("$0 <command> [options]\n\nRuns psychological test suites on the inside of language models.")
    .command(evalCommand(interrupt.signal))
    .command(tapsCommand)
    .command(activationsCommand(interrupt.signal))
    .command(featuresCommand(interrupt.signal))
    .command(suitesCommand)
    .command(auditCommand)
    .command(importCommand(interrupt.signal))
    .command(phantomCommand)
    .command(benchCommand(interrupt.signal))
    .command(doctorCommand)
    .demandCommand(
      1,
      "Which command? Choose one of eval, taps, activations, features, suites, audit, import, phantom, bench, doctor.",
    )
    .option("debug", { type: "boolean", default: false, describe: "Show the stack of an error", global: true })
    .strict()
    .strictCommands()
    .detectLocale(false)
    .recommendCommands()
    .parserConfiguration({ "duplicate-arguments-array": true })
    .example("$0 eval emotion --model phantom:affect", "The emotion suite on a model with a known answer")
    .example("$0 taps ./my-model", "Where the residual stream of a model folder can be read")
    .epilogue(
      "Every option has a twin in the environment: --log-dir is ALIENIST_LOG_DIR.\nExit codes: 0 done, 100 a threshold failed, 1 failure, 2 usage, 130 interrupted.",
    )
    .version(VERSION)
    .alias("version", "v")
    .alias("help", "h")
    .wrap(100)
    .fail((message, error) => {
      throw error ?? usage(message);
    })
    .exitProcess(false)
    .parseAsync();
  exit(0);
} catch (error) {
  exit(await fail(error, { json: asked("json"), debug: asked("debug") }));
}
