// Bundles the library and the command line for Node, and writes the JSON Schemas. `--types` adds declarations,
// `--if-stale` does nothing when dist/ is newer than every source.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const flags = new Set(process.argv.slice(2));

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

const built = join(root, "dist", "cli.js");
const fresh = existsSync(built) &&
  statSync(built).mtimeMs >
    Math.max(
      ...["src", "bench", "kernels", "package.json", "scripts/build.mjs"].map((name) => newest(join(root, name))),
    );
if (!(flags.has("--if-stale") && fresh)) await build();

async function build() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { mod: "src/mod.ts", cli: "src/cli/main.ts", schemas: "src/record/schemas.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // yargs is bundled: resolving its many files takes a third of the time that --help may take.
    // Peers of the bench are development dependencies: where they are missing, the bench says so.
    external: Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies })
      .filter((name) => name !== "yargs"),
    loader: { ".wgsl": "text" },
    chunkNames: "chunks/[name]-[hash]",
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  await writeSchemas();
  if (flags.has("--types")) writeTypes();
}

async function writeSchemas() {
  const { jsonSchemas } = await import(pathToFileURL(join(root, "dist", "schemas.js")).href);
  mkdirSync(join(root, "schemas"), { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(root, "schemas", `${name}.json`), JSON.stringify(schema, null, 1) + "\n");
  }
}

function writeTypes() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [
    "-p",
    "tsconfig.json",
    "--noEmit",
    "false",
    "--emitDeclarationOnly",
    "--declaration",
    "--outDir",
    "dist/types",
    "--rootDir",
    "src",
  ];
  const result = spawnSync(process.execPath, [tsc, ...args, "--project", "scripts/tsconfig.types.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  const entry = join(root, "dist", "types", "mod.d.ts");
  writeFileSync(entry, '/// <reference types="@webgpu/types" />\n' + readFileSync(entry, "utf8"));
  // Declarations keep the sources' `.ts` endings; a package's own must point at `.d.ts` neighbours.
  for (const name of readdirSync(join(root, "dist", "types"), { recursive: true })) {
    const file = join(root, "dist", "types", name);
    if (file.endsWith(".d.ts")) {
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace(/(from\s+"\.[^"]*)\.ts"/g, '$1.js"').replace(
          /(import\("\.[^"]*)\.ts"\)/g,
          '$1.js")',
        ),
      );
    }
  }
}
