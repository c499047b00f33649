// Runs every test file in Node and in Deno, on a hardware adapter where there is one and on SwiftShader otherwise.
// A file counts as failed unless it ran at least one test and passed all: a forgotten `.run()` cannot pass.
// Usage: node scripts/test.mjs [--only node|deno] [part of a file name ...]
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { denoPath } from "./deno-from-npm.mjs";
import { headlessChromium } from "./headless-chromium.mjs";
import { softwareAdapter } from "./software-adapter.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const args = process.argv.slice(2);
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
const words = args.filter((arg, i) => !arg.startsWith("--") && args[i - 1] !== "--only");
const underDeno = "Deno" in globalThis;
const limit = 600_000;
let env = {};
env = { ...await adapterEnv(), ...browserEnv() };

const files = readdirSync(join(root, "tests"), { recursive: true })
  .map((name) => join("tests", name))
  .filter((name) => name.endsWith(".test.ts") && (words.length === 0 || words.some((word) => name.includes(word))))
  .sort();
if (files.length === 0) throw new Error(`No test file matches ${words.join(" ")}.`);

const runs = [];
if (only !== "deno") runs.push(...(await bundled(files)));
const deno = only === "node" ? undefined : denoPath();
if (only !== "node") {
  runs.push(
    ...files.map((file) => ({
      file,
      runtime: "deno",
      command: deno,
      args: ["run", "-A", "--no-check", file],
    })),
  );
}

let passed = 0;
let failed = 0;
const skips = new Set();
const queue = [...runs];
await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, async () => {
  for (let run = queue.shift(); run; run = queue.shift()) report(run, await execute(run));
}));
for (const skip of [...skips].sort()) console.log(skip);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function report(run, { output, code, seconds }) {
  const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const good = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
  for (const line of output.split("\n")) if (/^SKIP /.test(line)) skips.add(`${line} [${run.runtime}]`);
  const whole = code === 0 && total > 0 && good === total;
  passed += good;
  failed += whole ? 0 : Math.max(1, total - good);
  console.log(`${whole ? "ok  " : "FAIL"} ${run.runtime} ${run.file} (${good} of ${total}, ${seconds.toFixed(1)} s)`);
  if (!whole) {
    console.log(output + (total === 0 ? "\nThis file ran no test: is `.run()` missing?" : "") + `\nexit code ${code}`);
  }
}

function execute({ command, args, runtime }) {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env, NO_COLOR: "1", ALIENIST_TEST_RUNTIME: runtime },
    });
    let output = "";
    const timer = setTimeout(() => (output += `\nstopped after ${limit / 1000} s`, child.kill("SIGKILL")), limit);
    child.stdout.on("data", (data) => output += data);
    child.stderr.on("data", (data) => output += data);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ output, code, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** Node 20 reads no TypeScript: the tests are bundled beside the library. */
async function bundled(entries) {
  const esbuild = await import("esbuild");
  await import("./build.mjs");
  const out = join(root, ".cache", "tests");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: out,
    outbase: ".",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    loader: { ".wgsl": "text" },
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
  return entries.map((file) => ({
    file,
    runtime: "node",
    command: nodeCommand(),
    args: [relative(root, join(out, file.replace(/\.ts$/, ".mjs")))],
  }));
}

function nodeCommand() {
  return underDeno ? "node" : process.execPath;
}

/** The browser for tests that need a page. */
function browserEnv() {
  try {
    return headlessChromium();
  } catch (error) {
    console.log(`Browser: none (${error.message}); tests that need one say so`);
    return {};
  }
}

/** Software adapter unless a hardware one answers. */
async function adapterEnv() {
  const probe = join(root, "scripts", "probe-adapter.mjs");
  const found = await execute({
    command: underDeno ? process.execPath : nodeCommand(),
    args: underDeno ? ["run", "-A", probe] : [probe],
    runtime: "probe",
  });
  const hardware = /^hardware (.*)$/m.exec(found.output)?.[1];
  console.log(hardware ? `Adapter: ${hardware}` : "Adapter: software (SwiftShader), no hardware adapter was found");
  return hardware ? {} : softwareAdapter();
}
