// The one gate: format, lint, types in both compilers, tests (the layer test among them).
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
];
for (const [name, command, args] of steps) {
  console.log(`== ${name}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    console.error(`The gate failed at: ${name}`);
    process.exit(status ?? 1);
  }
}
