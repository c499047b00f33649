// Deno for `npm test` and `npm run check`: the running one, or the npm package, installed under .cache once.
// It is no dependency of package.json: a `deno` in node_modules/.bin would hide the user's own inside `deno task`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const VERSION = "2.9.6";
const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Path of a Deno executable. */
export function denoPath() {
  if ("Deno" in globalThis) return process.execPath;
  const home = join(root, ".cache", `deno-${VERSION}`);
  return find(home) ?? install(home) ?? fail();
}

function find(home) {
  const scope = join(home, "node_modules", "@deno");
  if (!existsSync(scope)) return undefined;
  const name = process.platform === "win32" ? "deno.exe" : "deno";
  return readdirSync(scope).map((folder) => join(scope, folder, name)).find((file) => existsSync(file));
}

function install(home) {
  console.log(`Installing Deno ${VERSION} from npm (once) ...`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), "{}\n");
  const args = ["install", `deno@${VERSION}`, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  spawnSync("npm", args, { cwd: home, stdio: "inherit", shell: process.platform === "win32" });
  return find(home);
}

function fail() {
  throw new Error(`The npm package deno@${VERSION} could not be installed.`);
}
