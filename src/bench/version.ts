import { dirname, join, kindOf, readText } from "../runtime/files.ts";

/** Version of an installed package that does not say it itself; empty where its package.json is not found. */
export async function versionOf(name: string): Promise<string> {
  let folder: string;
  try {
    folder = dirname(decodeURIComponent(new URL(import.meta.resolve(name)).pathname));
  } catch {
    return "";
  }
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (await kindOf(file) !== "file") continue;
    const { name: found, version } = JSON.parse(await readText(file)) as { name?: string; version?: string };
    if (found === name) return version ?? "";
  }
  return "";
}
