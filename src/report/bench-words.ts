import type { BenchRecord, BenchRow, Times, Who } from "../record/bench.ts";
import { NONE } from "./words.ts";

/** Who it was, and on what where a package runs on several. */
export function whoShort(who: Who): string {
  const short: Partial<Record<Who, string>> = {
    "onnxruntime-wasm": "ort wasm, 1 thread",
    "onnxruntime-wasm-threads": "ort wasm, threads",
    "onnxruntime-web": "ort webgpu",
  };
  return short[who] ?? who;
}

/** `T=8,192 d=2,048 k=16`: sizes in the order of the kernel's contract. */
export function shapeText(shape: BenchRow["shape"]): string {
  return Object.entries(shape)
    .map(([key, value]) => `${key}=${typeof value === "number" ? value.toLocaleString("en-GB") : value}`).join(" ");
}

/** `project T=8,192 d=2,048 k=16 f32` */
export function caseText({ kernel, shape, dtype }: Pick<BenchRow, "kernel" | "shape" | "dtype">): string {
  return `${kernel} ${shapeText(shape)} ${dtype}`;
}

/** Three digits that count: `0.0123`, `1.23`, `123`, `12,345`. */
export function three(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))));
  return size >= 3 ? Math.round(value).toLocaleString("en-GB") : value.toFixed(Math.max(0, 2 - size));
}

/** `1.20 (1.18 to 1.25)`: median and quartiles. */
export function timesText(times: Times | null): string {
  return times === null ? NONE : `${three(times.median)} (${three(times.q1)} to ${three(times.q3)})`;
}

/** `83 % bandwidth`: of the least time that moving or counting allows */
export function roofText({ roof_fraction, bound }: Pick<BenchRow, "roof_fraction" | "bound">): string {
  return roof_fraction === null || bound === null ? NONE : `${Math.round(100 * roof_fraction)} % ${bound}`;
}

/** `2.31 x`: how much longer than alienist it takes. */
export function ratioText(ratio: number | null): string {
  return ratio === null ? NONE : `${three(ratio)} x`;
}

/** `llvmpipe, deno 2.9.6 (software)`: whose figures these are. */
export function adapterText({ adapter, versions }: Pick<BenchRecord, "adapter" | "versions">): string {
  if (adapter === null) return `no adapter, ${versions.deno ? `deno ${versions.deno}` : `node ${versions.node}`}`;
  return `${adapter.name}, ${adapter.runtime}${adapter.software ? " (software)" : ""}`;
}

/** What the adapter reaches, in a sentence. */
export function roofSentence({ copy_gb_s, read_gb_s, fma_gflop_s }: BenchRecord["roof"]): string {
  if (copy_gb_s === null && read_gb_s === null && fma_gflop_s === null) {
    return "The adapter's own roofs were not measured.";
  }
  const parts = [
    read_gb_s === null ? "" : `reads ${three(read_gb_s)} GB/s`,
    copy_gb_s === null ? "" : `copies ${three(copy_gb_s)} GB/s (read and written)`,
    fma_gflop_s === null ? "" : `multiplies and adds ${three(fma_gflop_s)} GFLOP/s`,
  ].filter(Boolean);
  return `The adapter itself, in the same run: ${parts.join(", ")}.`;
}

/** What a reader must know of a software adapter's figures. */
export const SOFTWARE_NOTE =
  "This adapter is software: it shows that the kernels are right. Ratios within the run hold for it; its fractions of a roof and its times say nothing about a GPU.";

/** Rows by case, in their order. */
export function byCase(rows: readonly BenchRow[]): Map<string, BenchRow[]> {
  const cases = new Map<string, BenchRow[]>();
  for (const row of rows) cases.set(caseText(row), [...cases.get(caseText(row)) ?? [], row]);
  return cases;
}
