import type { Runtime } from "./runtime.ts";

/** The runtime that this process is. */
export const runtime: Runtime = "Deno" in globalThis
  ? (await import("./deno.ts")).runtime
  : (await import("./node.ts")).runtime;
