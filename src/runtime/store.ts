import { homedir, platform } from "node:os";
import * as files from "./files.ts";
import { env } from "./terminal.ts";

/** Named texts that outlive a process. Losing one costs time only: nothing here throws. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
}

/**
 * The folder for what can be made again: ALIENIST_CACHE, or `alienist` in the system's place for caches.
 *
 * Source: https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(): string {
  if (env.ALIENIST_CACHE) return env.ALIENIST_CACHE;
  const home = homedir();
  const place = platform() === "win32"
    ? env.LOCALAPPDATA ?? files.join(home, "AppData", "Local")
    : platform() === "darwin"
    ? files.join(home, "Library", "Caches")
    : env.XDG_CACHE_HOME ?? files.join(home, ".cache");
  return files.join(place, "alienist");
}

/**
 * A store in one JSON file. What another process wrote meanwhile is kept: the file is read again before it is written,
 * whole or not at all. A file that is broken, or cannot be written, is as good as none.
 */
export function fileStore(file: string): Store {
  const read = async (): Promise<Record<string, unknown>> => {
    try {
      const found: unknown = JSON.parse(await files.readText(file));
      return found !== null && typeof found === "object" && !Array.isArray(found) ? { ...found } : {};
    } catch {
      return {};
    }
  };
  return {
    async get(key) {
      const found = (await read())[key];
      return typeof found === "string" ? found : undefined;
    },
    async set(key, text) {
      try {
        await files.makeFolder(files.dirname(file));
        await files.writeWhole(file, JSON.stringify({ ...await read(), [key]: text }, null, 2) + "\n");
      } catch {
        // A full or read-only disk: it is measured again next time.
      }
    },
  };
}
