import process from "node:process";

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

/** Writes, and resolves when the system has taken it: nothing is lost at exit. */
export function print(text: string, stream: "stdout" | "stderr" = "stdout"): Promise<void> {
  return new Promise((resolve) => process[stream].write(text, () => resolve()));
}

/** Runs `action` on the first Ctrl-C (or SIGTERM); the second ends the process at once. */
export function onInterrupt(action: () => void): void {
  let asked = false;
  const handler = () => {
    if (asked) process.exit(130);
    asked = true;
    action();
  };
  process.on("SIGINT", handler);
  process.on("SIGTERM", handler);
  // A reader that goes away (`| head`) is no error.
  process.stdout.on("error", (error: { code?: string }) => {
    if (error.code === "EPIPE") process.exit(0);
  });
}

export function exit(code: number): never {
  process.exit(code);
}

/** A line on stderr that is drawn over, for progress bars. */
export const progressStream = process.stderr;
