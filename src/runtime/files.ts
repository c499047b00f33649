import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "../record/fault.ts";

// Node's file modules are the same in Deno, so both runtimes share this file.

export const { join, resolve, dirname, basename, extname } = path;

/** Folder of the package: the nearest one above this file that holds `suites/` and `package.json`. */
export function packageRoot(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  while (!(existsSync(path.join(dir, "suites")) && existsSync(path.join(dir, "package.json")))) {
    const up = path.dirname(dir);
    if (up === dir) {
      throw new Fault("broken_package", "The folder `suites` of this package is missing.", "Install alienist again.");
    }
    dir = up;
  }
  return dir;
}

/** "file", "folder" or `null` where there is nothing. */
export async function kindOf(file: string): Promise<"file" | "folder" | null> {
  try {
    return (await fs.stat(file)).isDirectory() ? "folder" : "file";
  } catch {
    return null;
  }
}

/** A UTF-8 text. @throws Fault `not_utf8` where it is none: letters would be lost */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Fault(
      "not_utf8",
      `Cannot read ${file}: it is not UTF-8 text.`,
      "Save it again with the encoding UTF-8.",
      1,
      { cause },
    );
  }
}

export async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = await guarded("read", file, () => fs.readFile(file));
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}

/** Names in a folder, sorted. */
export async function list(folder: string): Promise<string[]> {
  return (await guarded("list", folder, () => fs.readdir(folder))).sort();
}

export async function makeFolder(folder: string): Promise<void> {
  await guarded("create", folder, () => fs.mkdir(folder, { recursive: true }));
}

/** A new folder for what is needed for a moment; the caller removes it. */
export async function temporaryFolder(): Promise<string> {
  return await guarded("create", tmpdir(), () => fs.mkdtemp(path.join(tmpdir(), "alienist-")));
}

/** Writes a whole file or nothing: to a neighbour first, synced, then renamed. */
export async function writeWhole(named: string, content: string | Uint8Array): Promise<void> {
  if (named === "") throw new Fault("file", "Cannot write a file without a name.", "Give a path.", 2);
  const file = await fs.realpath(named).catch(() => named); // a link keeps pointing where it points
  const there = await fs.stat(file).catch(() => null);
  if (there && !there.isFile() && !there.isDirectory()) {
    return await guarded("write", file, () => fs.writeFile(file, content)); // a device or pipe is written to, not replaced
  }
  const part = `${file}.${process.pid}.part`;
  try {
    await guarded("write", file, async () => {
      const handle = await fs.open(part, "w");
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await fs.rename(part, file);
    });
  } catch (error) {
    await fs.rm(part, { force: true });
    throw error;
  }
}

/** Appends a line and has the system write it out before returning. */
export async function appendLine(file: string, line: string): Promise<void> {
  await guarded("write", file, async () => {
    const handle = await fs.open(file, "a");
    try {
      await handle.appendFile(line + "\n");
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

export async function rename(from: string, to: string): Promise<void> {
  await guarded("write", to, () => fs.rename(from, to));
}

/** Removes a file or folder; nothing there is no error. */
export async function remove(target: string): Promise<void> {
  await fs.rm(target, { recursive: true, force: true });
}

/** `sha256:<hex>` over the parts in order. */
export function sha256(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest("hex")}`;
}

const REASONS: Record<string, [string, string]> = {
  ENOENT: ["there is no such file or folder", "Check the path."],
  EACCES: ["permission denied", "Choose a place that you may use, or change its permissions."],
  EPERM: ["permission denied", "Choose a place that you may use, or change its permissions."],
  EROFS: ["the file system is read-only", "Choose another folder with --log-dir or -o."],
  ENOSPC: ["the disk is full", "Free some space, or choose another folder with --log-dir or -o."],
  EDQUOT: ["the disk quota is used up", "Free some space, or choose another folder with --log-dir or -o."],
  EISDIR: ["it is a folder", "Give the path of a file."],
  ENOTDIR: ["a part of its path is a file", "Check the path."],
  EFBIG: ["the file would be too large", "Choose another folder with --log-dir or -o."],
  EMFILE: ["too many files are open", "Close some programs and try again."],
};

async function guarded<T>(verb: string, file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = (error as { code?: string }).code ?? "";
    const [reason, remedy] = REASONS[code] ??
      [error instanceof Error ? error.message : String(error), "Check the path and the disk."];
    throw new Fault(
      code === "ENOSPC" || code === "EDQUOT" ? "disk_full" : "file",
      `Cannot ${verb} ${file}: ${reason}.`,
      remedy,
      1,
      { cause: error },
    );
  }
}
