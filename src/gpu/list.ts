import type { Adapter } from "../record/run.ts";
import { describeAdapter } from "./adapter.ts";

/** An adapter and how it was asked for. */
export interface Listed {
  readonly preference: GPUPowerPreference | "default" | "fallback";
  readonly adapter: Adapter;
}

const REQUESTS: readonly [Listed["preference"], GPURequestAdapterOptions][] = [
  ["high-performance", { powerPreference: "high-performance" }],
  ["low-power", { powerPreference: "low-power" }],
  ["default", {}],
  ["fallback", { forceFallbackAdapter: true }],
];

/** What each power preference gives; the kernels take `high-performance`. WebGPU has no list of all adapters. */
export async function listAdapters(gpu: GPU, runtime: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const [preference, options] of REQUESTS) {
    const adapter = await gpu.requestAdapter(options);
    if (adapter) found.push({ preference, adapter: describeAdapter(adapter.info, runtime, adapter.features) });
  }
  return found;
}
