import { availableParallelism, freemem, totalmem } from "node:os";
import type { Runtime } from "./runtime.ts";

declare const Deno: { version: { deno: string } };

export const runtime: Runtime = {
  name: "deno",
  version: `deno ${(globalThis as unknown as { Deno: typeof Deno }).Deno.version.deno}`,
  cores: availableParallelism(),
  gpu() {
    const gpu = (globalThis.navigator as { gpu?: GPU } | undefined)?.gpu ?? null;
    return Promise.resolve({ gpu, why: gpu ? "" : "this Deno was built without WebGPU" });
  },
  prepareModelOnGpu: () => Promise.resolve(),
  memory: () => ({ total: totalmem(), free: freemem() }),
};
