import { Fault, Interrupted } from "../record/fault.ts";
import { plain, print } from "../runtime/terminal.ts";

export function usage(message: string): Fault {
  return new Fault(
    "usage",
    message.replace(/\s*\n\s*/g, " ").replace(/[^.!?]$/, "$&."),
    "Run `alienist --help`, or `alienist COMMAND --help`.",
    2,
  );
}

/** Thrown by a command whose work is done but whose thresholds failed: exit 100. */
export class ThresholdFailed extends Error {}

/** Thrown by `bench` when outputs were wrong: what could be measured was written. Exit 1. */
export class BenchRefused extends Error {}

/**
 * Says what went wrong in one sentence and the remedy in another (with --json as the last event), and gives the exit
 * code. The stack is shown with --debug only.
 */
export async function fail(error: unknown, { json, debug }: { json: boolean; debug: boolean }): Promise<number> {
  const { code, message, remedy, exit } = explain(error);
  if (json) await print(JSON.stringify({ event: "error", code, message, remedy }) + "\n").catch(() => {});
  await print(`alienist: ${plain(message)}${remedy ? `\n${plain(remedy)}` : ""}\n`, "stderr");
  if (debug && error instanceof Error) {
    await print(
      `${error.stack ?? ""}\n${error.cause instanceof Error ? `caused by ${error.cause.stack}\n` : ""}`,
      "stderr",
    );
  }
  return exit;
}

function explain(error: unknown): { code: string; message: string; remedy: string; exit: number } {
  if (error instanceof ThresholdFailed) return { code: "threshold", message: error.message, remedy: "", exit: 100 };
  if (error instanceof BenchRefused) return { code: "refused", message: error.message, remedy: "", exit: 1 };
  if (error instanceof Interrupted) return { code: "interrupted", message: error.message, remedy: "", exit: 130 };
  if (error instanceof Fault) {
    return { code: error.code, message: error.message, remedy: error.remedy, exit: error.exit };
  }
  // yargs throws plain errors of this name for flags that it cannot read.
  if (error instanceof Error && error.name === "YError") return { ...usageOf(error.message), exit: 2 };
  const message = error instanceof Error ? error.message.split("\n")[0]! : String(error);
  return {
    code: "internal",
    message: `Something went wrong that should not: ${message}`,
    remedy: "Run it again with --debug and report what it prints.",
    exit: 1,
  };
}

function usageOf(message: string): { code: string; message: string; remedy: string } {
  const { code, message: text, remedy } = usage(message);
  return { code, message: text, remedy };
}
