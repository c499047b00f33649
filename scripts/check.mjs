// The one gate: format, lint, types in both compilers, tests (the layer test among them), audit of the suite.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { denoPath } from "./deno-from-npm.mjs";
const deno = denoPath();
const steps = [
  ["format", deno, ["fmt", "--check"]],
  ["lint", deno, ["lint"]],
  ["types (tsc)", process.execPath, [join("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"]],
  ["types (deno)", deno, ["check", "src", "tests", "bench"]],
  ["tests", process.execPath, [join("scripts", "test.mjs")]],
  ["build", process.execPath, [join("scripts", "build.mjs"), "--if-stale"]],
  // The suite that is shipped must hold its own bars; the table is of interest only when it does not.
  ["audit", process.execPath, [join("dist", "cli.js"), "audit", "emotion", "--strict"], "quiet"],
];
for (const [name, command, args, quiet] of steps) {
  console.log(`== ${name}`);
  const { status, stdout, stderr } = spawnSync(command, args, { stdio: quiet ? "pipe" : "inherit", encoding: "utf8" });
  if (status !== 0) {
    if (quiet) console.error(`${stdout ?? ""}${stderr ?? ""}`);
    console.error(`The gate failed at: ${name}`);
    process.exit(status ?? 1);
  }
}
