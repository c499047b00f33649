// A software WebGPU adapter without root: SwiftShader and a Vulkan loader from the npm package @sparticuz/chromium.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Environment variables with which Dawn (Node) and wgpu (Deno) find SwiftShader. */
export function softwareAdapter() {
  const folder = join(root, ".cache", "swiftshader");
  const driver = join(folder, "vk_swiftshader_icd.json");
  if (!existsSync(driver)) unpack(folder);
  const old = process.env.LD_LIBRARY_PATH;
  return { LD_LIBRARY_PATH: old ? `${folder}:${old}` : folder, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}

function unpack(folder) {
  const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const archive = join(
    main.slice(0, main.lastIndexOf(join("@sparticuz", "chromium"))),
    "@sparticuz",
    "chromium",
    "bin",
    "swiftshader.tar.br",
  );
  const tar = brotliDecompressSync(readFileSync(archive));
  const part = `${folder}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  for (let at = 0; at + 512 <= tar.length;) {
    const name = text(tar, at, 100);
    if (name === "") break;
    const size = parseInt(text(tar, at + 124, 12), 8);
    const kind = String.fromCharCode(tar[at + 156]);
    if (kind === "0" || kind === "\0") {
      writeFileSync(join(part, name.split("/").pop()), tar.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}

const text = (bytes, from, length) =>
  new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, "").trim();
