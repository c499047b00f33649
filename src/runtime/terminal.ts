import process from "node:process";
import { Fault } from "../record/fault.ts";

// What a command line needs of the process; the same in Node and Deno.

/** Arguments after the program's own. */
export const args = process.argv.slice(2);

export const env: Readonly<Record<string, string | undefined>> = process.env;

/** Columns of the terminal that `stdout` is, or 100 where it is none. */
export function columns(): number {
  return process.stdout.columns ?? 100;
}

export function isTerminal(stream: "stdout" | "stderr"): boolean {
  return process[stream].isTTY === true;
}

/** Colours: on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function color(stream: "stdout" | "stderr"): boolean {
  return isTerminal(stream) && !env.NO_COLOR;
}

/**
 * Writes, and resolves when the system has taken it: nothing is lost at exit.
 *
 * @throws Fault `disk_full` or `output` when stdout cannot be written; a reader that went away is no error
 */
export function print(text: string, stream: "stdout" | "stderr" = "stdout"): Promise<void> {
  return new Promise((resolve, reject) =>
    process[stream].write(text, (error) => {
      const code = (error as { code?: string } | null | undefined)?.code;
      if (!error || code === "EPIPE" || stream === "stderr") resolve();
      else if (code === "ENOSPC") {
        reject(new Fault("disk_full", "Cannot write the output: the disk is full.", "Free some space."));
      } else {reject(
          new Fault("output", `Cannot write the output: ${error.message}.`, "Check where the output goes."),
        );}
    })
  );
}

/** Control characters shown as such, but for line ends: names from files cannot steer the terminal. */
export function plain(text: string): string {
  return Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    const control = (code < 32 && code !== 10) || (code >= 127 && code < 160);
    return control ? `\\x${code.toString(16).padStart(2, "0")}` : char;
  }).join("");
}

/**
 * Runs `action` on the first Ctrl-C (or SIGTERM, SIGHUP, or when the reader of stdout goes away), so that what is half
 * written can be removed; another a second later ends the process at once.
 */
export function onInterrupt(action: () => void): void {
  let asked = 0;
  const handler = () => {
    if (asked > 0 && Date.now() - asked > 1000) process.exit(130);
    asked ||= Date.now();
    action();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, handler);
  process.stdout.on("error", (error: { code?: string }) => {
    if (error.code === "EPIPE") handler();
  });
  process.stderr.on("error", () => {});
}

export function exit(code: number): never {
  process.exit(code);
}

/** A line on stderr that is drawn over, for progress bars. */
export const progressStream = process.stderr;
