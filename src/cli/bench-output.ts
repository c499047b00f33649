import type { BenchRecord } from "../record/bench.ts";
import { Fault } from "../record/fault.ts";
import { dirname, extname, join, kindOf, writeWhole } from "../runtime/files.ts";

export const FORMATS = ["md", "csv", "json", "jsonl", "html"] as const;
export type Format = typeof FORMATS[number];

/** Where a result goes, decided before anything is measured: a file, or stdout in a format (`table`: for people). */
export interface Target {
  readonly file: string | null;
  readonly format: Format | "table";
}

/**
 * Reads `-o` and `--format`: a path by its ending, a folder (the file is named after adapter, runtime and day), or a bare
 * format, which prints.
 *
 * @throws Fault `bad_output` (exit 2) for an ending without a form, or a folder that is not there
 */
export async function targetOf(output: string | undefined, format: Format | undefined, json: boolean): Promise<Target> {
  if (output === undefined || (isFormat(output) && await kindOf(output) === null)) {
    return { file: null, format: (output as Format | undefined) ?? format ?? (json ? "json" : "table") };
  }
  if (await kindOf(output) === "folder") return { file: join(output, ""), format: format ?? "json" };
  if (await kindOf(dirname(output)) !== "folder") {
    throw new Fault(
      "bad_output",
      `Cannot write ${output}: there is no folder ${dirname(output)}.`,
      "Make it first.",
      2,
    );
  }
  const ending = extname(output).slice(1).toLowerCase();
  if (format !== undefined || isFormat(ending)) return { file: output, format: format ?? ending as Format };
  const known = FORMATS.map((name) => `.${name}`).join(", ");
  throw new Fault(
    "bad_output",
    `Cannot write ${output}: the ending "${extname(output)}" is not one of ${known}.`,
    "Choose one of these endings, or give --format.",
    2,
  );
}

const isFormat = (text: string): text is Format => (FORMATS as readonly string[]).includes(text);

/** Writes to the target's file, and gives its path; `null` where the text is for stdout. */
export async function writeTo(
  { file, format }: Target,
  text: string,
  record: BenchRecord | undefined,
): Promise<string | null> {
  if (file === null) return null;
  const path = await kindOf(file) === "folder"
    ? join(file, `${record ? fileName(record) : "bench-comparison"}.${format}`)
    : file;
  await writeWhole(path, text);
  return path;
}

/** `llvmpipe-deno-2.9.6-2026-11-24`: adapter, runtime and day. */
export function fileName(
  { adapter, versions, created }: Pick<BenchRecord, "adapter" | "versions" | "created">,
): string {
  const runtime = adapter?.runtime ?? (versions.deno ? `deno ${versions.deno}` : `node ${versions.node}`);
  return `${adapter?.name ?? "cpu"} ${runtime} ${created.slice(0, 10)}`.toLowerCase().replace(/[^a-z0-9.]+/g, "-");
}
