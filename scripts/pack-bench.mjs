// Packs what a bare Linux x86-64 machine with a GPU driver needs to run the bench: Deno, the command line as one bundle
// with its peers, the ONNX runtime's WebAssembly files, a Vulkan loader. Usage: node scripts/pack-bench.mjs FILE.tar.gz
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { denoPath } from "./deno-from-npm.mjs";
import { softwareAdapter } from "./software-adapter.mjs";

const LIMIT = 60 * 2 ** 20;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = process.argv[2];
if (!target) throw new Error("Usage: node scripts/pack-bench.mjs FILE.tar.gz");

const work = mkdtempSync(join(tmpdir(), "alienist-bench-"));
const folder = join(work, "alienist-bench");
try {
  mkdirSync(join(folder, "lib"), { recursive: true });
  await bundle();
  copyRuntime();
  cpSync(join(root, "suites"), join(folder, "suites"), { recursive: true });
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  copyFileSync(denoPath(), join(folder, "deno"));
  chmodSync(join(folder, "deno"), 0o755);
  softwareAdapter();
  copyFileSync(join(root, ".cache", "swiftshader", "libvulkan.so.1"), join(folder, "lib", "libvulkan.so.1"));
  for (const name of ["run.sh", "torch_rows.py"]) {
    copyFileSync(join(root, "bench", "on-a-gpu", name), join(folder, name));
  }
  chmodSync(join(folder, "run.sh"), 0o755);
  const done = spawnSync("tar", ["czf", resolve(target), "-C", work, "alienist-bench"], { stdio: "inherit" });
  if (done.status !== 0) throw new Error("tar failed.");
  const size = statSync(target).size;
  console.log(`${target}: ${(size / 2 ** 20).toFixed(1)} MiB`);
  if (size > LIMIT) throw new Error(`That is more than ${LIMIT / 2 ** 20} MiB.`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Everything but the ONNX runtime in one file; chart libraries are left out: a record needs none. */
async function bundle() {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: [
      "onnxruntime-web",
      "onnxruntime-web/webgpu",
      "onnxruntime-web/wasm",
      "vega",
      "vega-lite",
      "webgpu",
      "@huggingface/transformers",
    ],
    loader: { ".wgsl": "text" },
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
}

/** Of the ONNX runtime only the builds that run here: 41 of 130 MB. */
function copyRuntime() {
  const from = join(root, "node_modules", "onnxruntime-web"), to = join(folder, "node_modules", "onnxruntime-web");
  mkdirSync(join(to, "dist"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  writeFileSync(join(to, "package.json"), JSON.stringify({ ...manifest, dependencies: {}, scripts: {} }));
  for (
    const name of [
      "ort.webgpu.bundle.min.mjs",
      "ort.wasm.bundle.min.mjs",
      "ort.node.min.mjs",
      "ort-wasm-simd-threaded.mjs",
      "ort-wasm-simd-threaded.wasm",
      "ort-wasm-simd-threaded.asyncify.mjs",
      "ort-wasm-simd-threaded.asyncify.wasm",
    ]
  ) copyFileSync(join(from, "dist", name), join(to, "dist", name));
  cpSync(join(root, "node_modules", "onnxruntime-common"), join(folder, "node_modules", "onnxruntime-common"), {
    recursive: true,
    filter: (file) => !/\.(map|d\.ts)$/.test(file) && !/[\\/]lib[\\/]?/.test(file.slice(from.length)),
  });
  // In the bundle itself; the manifest says which version it is.
  const jax = join("node_modules", "@jax-js", "jax");
  cpSync(join(root, jax, "package.json"), join(folder, jax, "package.json"));
}
