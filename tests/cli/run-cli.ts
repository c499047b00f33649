import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { packageRoot } from "../../src/runtime/files.ts";

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = "Deno" in globalThis
  ? ["run", "-A", "--no-check", join(packageRoot(), "src", "cli", "main.ts")]
  : [join(packageRoot(), "dist", "cli.js")];

/** Runs the command line as a user would, in `cwd`. Once `interrupt` is true of the output, it gets Ctrl-C. */
export function alienist(args: readonly string[], { cwd = tmpdir(), env = {}, interrupt }: {
  cwd?: string;
  env?: Record<string, string>;
  interrupt?: (output: string) => boolean;
} = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...PROGRAM, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let sent = false;
    const watch = () => {
      if (!sent && interrupt?.(stdout + stderr)) {
        sent = true;
        process.kill(child.pid!, "SIGINT"); // Deno forgets the exit code of a child ended by child.kill
      }
    };
    child.stdout.on("data", (data) => (stdout += data, watch()));
    child.stderr.on("data", (data) => (stderr += data, watch()));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder of one's own, gone when the tests are. */
export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "alienist-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
