// Unpacks what the npm package @sparticuz/chromium holds (a headless Chromium, SwiftShader, the libraries both want)
// under .cache, once each.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The folder under .cache into which these archives of the package are unpacked: `x.tar.br` as files, `x.br` as x. */
export function unpacked(name, archives) {
  const folder = join(root, ".cache", name);
  if (existsSync(folder)) return folder;
  const part = `${folder}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  for (const archive of archives) {
    const bytes = brotliDecompressSync(readFileSync(join(packageFolder(), "bin", archive)));
    if (archive.endsWith(".tar.br")) untar(bytes, part);
    else writeFileSync(join(part, archive.slice(0, -3)), bytes, { mode: 0o755 });
  }
  if (existsSync(folder)) rmSync(part, { recursive: true }); // another process was quicker
  else renameSync(part, folder);
  return folder;
}

function packageFolder() {
  const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  return join(main.slice(0, main.lastIndexOf(join("@sparticuz", "chromium"))), "@sparticuz", "chromium");
}

/** Files of a tar archive, without their folders. */
function untar(tar, folder) {
  for (let at = 0; at + 512 <= tar.length;) {
    const name = text(tar, at, 100);
    if (name === "") break;
    const size = parseInt(text(tar, at + 124, 12), 8);
    const kind = String.fromCharCode(tar[at + 156]);
    if (kind === "0" || kind === "\0") {
      writeFileSync(join(folder, name.split("/").pop()), tar.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

const text = (bytes, from, length) =>
  new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, "").trim();
